import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import {
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type GraphQLSchema,
  type ValidationRule,
} from "graphql";
import { z } from "zod";
import { ConfigError, type GatewayConfig } from "../config.js";

/** Documents that callers may name without ever having sent them. */
export interface TrustedDocuments {
  /** The texts by the hex digits of their SHA-256. */
  readonly texts: ReadonlyMap<string, string>;
  /** Whether no other document is executed. */
  readonly areOnly: boolean;
}

interface Rules {
  readonly schema: GraphQLSchema;
  readonly maxTokens: number;
  /** On top of those of the specification. */
  readonly validationRules: readonly ValidationRule[];
}

const manifest = z.record(z.string(), z.string());

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** A hash without the name of its algorithm, which graphql-codegen and the draft on persisted documents put before it. */
export function hexDigits(hash: string): string {
  return hash.replace(/^sha256:/, "");
}

/**
 * Reads the documents that the configuration trusts and holds them against the schema and the limits.
 *
 * @returns null when none are trusted
 * @throws ConfigError naming the variable when the file, or any document in it, is not right
 */
export async function readTrustedDocuments(
  { trustedDocuments, introspection }: Pick<GatewayConfig, "trustedDocuments" | "introspection">,
  rules: Rules,
): Promise<TrustedDocuments | null> {
  if (trustedDocuments === null) return null;
  const validationRules = [
    ...specifiedRules,
    ...rules.validationRules,
    ...(introspection ? [] : [NoSchemaIntrospectionCustomRule]),
  ];
  const texts = new Map<string, string>();
  for (const [hash, text] of Object.entries(await readManifest(trustedDocuments.path))) {
    const hex = hexDigits(hash);
    if (sha256(text) !== hex) throw unfit(hash, "the key is not the SHA-256 of the text, in hex digits");
    const problem = firstProblem(text, { ...rules, validationRules });
    if (problem !== undefined) throw unfit(hash, problem.message);
    texts.set(hex, text);
  }
  return { texts, areOnly: trustedDocuments.areOnly };
}

async function readManifest(path: string): Promise<Readonly<Record<string, string>>> {
  const content = await readFile(path, "utf8").catch((error: unknown) => {
    throw wrongFile("cannot be read", error);
  });
  try {
    return manifest.parse(JSON.parse(content));
  } catch (error) {
    throw wrongFile("is not a JSON object of texts by their hash", error);
  }
}

function wrongFile(problem: string, cause: unknown): ConfigError {
  const remedy = "give one that graphql-codegen wrote, for example src/client/persisted-documents.json";
  return new ConfigError(`TRUSTED_DOCUMENTS: the file ${problem}; ${remedy}`, { cause });
}

/** Why the document would be refused, or undefined. */
function firstProblem(text: string, { schema, maxTokens, validationRules }: Rules): GraphQLError | undefined {
  try {
    return validate(schema, parse(text, { maxLexicalTokens: maxTokens }), validationRules)[0];
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function unfit(hash: string, problem: string): ConfigError {
  const line = `the document ${JSON.stringify(hash.slice(0, 80))}: ${problem}`.replace(/\s+/g, " ");
  return new ConfigError(`TRUSTED_DOCUMENTS: ${line}; write the file anew, for example with npm run codegen`);
}
