import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  buildSchema,
  isExecutableDefinitionNode,
  Kind,
  OperationTypeNode,
  parse,
  validate,
  type DocumentNode,
} from "graphql";
import { watch } from "../e2e/watch.js";
import { startGateway, type GraphQLAnswer, type TestGateway } from "../gateway.js";
import { allPages, type Block } from "./pages.js";

// Blocks of a page are executed one after another on an account with the demo data. A JSON block right behind a GraphQL block is its
// variables, or the answer if it has `data` or `errors`; "…" in an answer stands for any text. Comments above a block:
// `<!-- graphql: error CODE -->` it fails so, `<!-- graphql: session -->` it is sent with the token of the latest sign-in.

const SCHEMA = buildSchema(readFileSync("schema/schema.graphql", "utf8"));

interface Example {
  readonly block: Block;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly answer: unknown;
}

function examplesOf(blocks: readonly Block[]): readonly Example[] {
  return blocks.flatMap((block, index) => {
    if (block.language !== "graphql") return [];
    const json: unknown[] = [];
    for (const next of blocks.slice(index + 1, index + 3)) {
      if (next.language !== "json") break;
      json.push(JSON.parse(next.text));
    }
    const isAnswer = (value: unknown) =>
      typeof value === "object" && value !== null && ("data" in value || "errors" in value);
    const [variables] = json.filter((value) => !isAnswer(value));
    return [{ block, variables: variables as Example["variables"], answer: json.find(isAnswer) }];
  });
}

/** The document's own shape with "…" for every text that the example leaves open. */
function expected(example: unknown): unknown {
  if (example === "…") return expect.any(String);
  if (Array.isArray(example)) return example.map(expected);
  if (typeof example !== "object" || example === null) return example;
  return Object.fromEntries(Object.entries(example).map(([key, value]) => [key, expected(value)]));
}

/** The answer without what only tests and other programs look at. */
function shown({ data, errors }: GraphQLAnswer): unknown {
  return {
    ...(data !== undefined && data !== null && { data }),
    ...(errors && {
      errors: errors.map(({ message, path, extensions }) => ({ message, ...(path && { path }), extensions })),
    }),
  };
}

/** Codes of everything that went wrong, wherever it stands. */
function codesIn(answer: unknown): readonly unknown[] {
  if (Array.isArray(answer)) return answer.flatMap(codesIn);
  if (typeof answer !== "object" || answer === null) return [];
  return Object.entries(answer).flatMap(([key, value]: [string, unknown]) => {
    if (key === "code") return [value];
    const codes = codesIn(value);
    // Where the code is not selected, that there is an error is still seen.
    const isUncoded = key === "userErrors" && Array.isArray(value) && codes.length < value.length;
    return isUncoded ? ["a user error"] : codes;
  });
}

/** Whether a block stands letter for letter in an example, which has its fragments elsewhere and a test of its own. */
function isPartOfAnExample({ text }: Block): boolean {
  return readdirSync("examples", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".graphql"))
    .some((name) => readFileSync(join("examples", name), "utf8").includes(text.trim()));
}

/** Of a subscription it is seen that it begins: its events are no answer that a page could show. */
function isSubscription({ definitions }: DocumentNode): boolean {
  return definitions.some((one) => "operation" in one && one.operation === OperationTypeNode.SUBSCRIPTION);
}

const pages = allPages().filter(({ blocks }) => blocks.some(({ language }) => language === "graphql"));

describe.each(pages)("$path", ({ path, blocks }) => {
  let gateway: TestGateway;
  let token = "";

  beforeAll(async () => {
    gateway = await startGateway({ sandbox: { empty: false } });
  });
  afterAll(() => gateway.close());

  it.each(examplesOf(blocks).map((example) => [`${path}:${example.block.line}`, example] as const))(
    "%s",
    async (_place, { block, variables, answer: promised }) => {
      const document = parse(block.text);
      if (!document.definitions.every(isExecutableDefinitionNode)) return;
      const note = block.notes.get("graphql") ?? "";
      const error = /error ([A-Z_]+)/.exec(note)?.[1];
      const faults = validate(SCHEMA, document).map(({ message }) => message);
      if (faults.some((fault) => fault.startsWith("Unknown fragment")) && isPartOfAnExample(block)) return;
      // A document of fragments alone is a piece of one: that they are not used is all that may be wrong.
      const isPiece = document.definitions.every(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
      if (error !== "GRAPHQL_VALIDATION_FAILED")
        expect(faults.filter((fault) => !isPiece || !/ is never used/.test(fault))).toEqual([]);
      if (isPiece) return;
      if (isSubscription(document)) return (await watch(gateway, "SSE", block.text)).stop();
      const headers = { "amoql-trace": "1", ...(/session/.test(note) && { authorization: `Bearer ${token}` }) };
      const answer = await gateway.query(block.text, variables, headers);
      expect(codesIn(shown(answer))).toEqual(error === undefined ? [] : expect.arrayContaining([error]));
      if (promised !== undefined) expect(shown(answer)).toEqual(expected(promised));
      const opened = (answer.data?.["sessionCreate"] as { session?: { token?: string } } | undefined)?.session?.token;
      token = opened ?? token;
      const [, calls, planned] = /Calls: (\d+)\. Estimate: (\d+)\./.exec(block.after) ?? [];
      if (calls === undefined) return;
      expect(answer.extensions?.["upstream"]).toMatchObject({ calls: Number(calls) });
      const plan = await gateway.query(block.text, variables, { ...headers, "amoql-plan": "1" });
      expect(plan.extensions?.["upstream"]).toMatchObject({ planned: Number(planned) });
    },
  );
});
