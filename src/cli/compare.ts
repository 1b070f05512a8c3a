import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { compare, type Comparison, type Endpoints } from "../compare/compare.js";
import { Failure, groupsOf, type DifferenceGroup } from "../compare/difference.js";
import { NoAnswerError, type Endpoint } from "../compare/gateway.js";
import { pathFilter, written } from "../compare/path.js";
import { questionsOf, type DocumentFile } from "../compare/questions.js";
import { ConfigError } from "../config.js";
import { painter } from "./colour.js";
import { EXIT, fail } from "./ending.js";

/** What `amoql compare` can be told by flags. */
export interface CompareFlags {
  readonly from: string;
  readonly to: string;
  readonly ignore?: readonly string[];
}

const OUTCOMES = ["equal", "different", "failed", "skipped"] as const;
type Outcome = (typeof OUTCOMES)[number];

const COLOURS = { equal: "green", different: "yellow", failed: "red", skipped: "yellow" } as const;
const WIDTH = "different".length;
/** Characters of a value that are shown. */
const SHOWN = 70;

/** Ends with 0 when all answers are equal, with 1 when some differ, with 2 when something could not be compared. */
export async function runCompare(paths: readonly string[], flags: CompareFlags): Promise<void> {
  try {
    await compareAll(paths, flags);
  } catch (error) {
    fail(error, EXIT.notCompared);
  }
}

async function compareAll(paths: readonly string[], flags: CompareFlags): Promise<void> {
  const paint = painter(process.stdout, process.env);
  const counts: Record<Outcome, number> = { equal: 0, different: 0, failed: 0, skipped: 0 };
  const tell = (outcome: Outcome, text: string): void => {
    counts[outcome] += 1;
    console.log(`${paint(COLOURS[outcome], outcome.padEnd(WIDTH))} ${text}`);
  };
  const { FROM_TOKEN, TO_TOKEN } = process.env;
  const endpoints: Endpoints = {
    from: endpointOf("--from", flags.from, FROM_TOKEN),
    to: endpointOf("--to", flags.to, TO_TOKEN),
  };
  const isIgnored = pathFilter(flags.ignore ?? []);
  for (const question of questionsOf(await Promise.all(paths.map(fileAt)))) {
    if (question.kind !== "query") {
      tell(question.kind, `${question.name}: ${question.why}`);
      continue;
    }
    try {
      const comparison = await compare(question, endpoints, isIgnored);
      const { differences } = comparison;
      tell(differences.length === 0 ? "equal" : "different", `${question.name}${besides(comparison)}`);
      for (const group of groupsOf(differences)) console.log(linesOf(group));
    } catch (error) {
      if (!(error instanceof NoAnswerError)) throw error;
      tell("failed", `${question.name}: ${error.message}`);
    }
  }
  console.log(OUTCOMES.map((outcome) => `${counts[outcome]} ${outcome}`).join(", "));
  const hasCompared = counts.equal + counts.different > 0;
  if (counts.failed > 0 || !hasCompared) process.exitCode = EXIT.notCompared;
  else if (counts.different > 0) process.exitCode = EXIT.different;
}

function endpointOf(flag: string, address: string, token: string | undefined): Endpoint {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new ConfigError(`${flag}: must be the address of a gateway, for example http://127.0.0.1:4000`);
  }
  const url = new URL(address);
  if (url.pathname === "/") url.pathname = "/graphql";
  return { url: url.href, token: token === undefined || token === "" ? null : token };
}

/** Reads a document, and its variables from the file beside it that ends in .json, if there is one. */
async function fileAt(path: string): Promise<DocumentFile> {
  const text = await readFile(path, "utf8");
  const beside = path.replace(/(?:\.\w+)?$/, ".json");
  return { path, text, variables: existsSync(beside) ? variablesOf(beside, await readFile(beside, "utf8")) : {} };
}

function variablesOf(path: string, text: string): DocumentFile["variables"] {
  try {
    const variables: unknown = JSON.parse(text);
    if (typeof variables === "object" && variables !== null && !Array.isArray(variables)) return { ...variables };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new ConfigError(`${path}: must be a JSON object of variables, for example {"first": 20}`);
}

/** What else is to say of a query: how many differences were left out, and what the answers cost. */
function besides({ calls, ignored }: Comparison): string {
  const cost = calls.from === null || calls.to === null ? [] : [`calls ${calls.from} → ${calls.to}`];
  const left = ignored === 0 ? [] : [`${ignored} ignored`];
  const all = [...cost, ...left].join(", ");
  return all === "" ? "" : `  (${all})`;
}

function linesOf({ shape, differences: [first, ...others] }: DifferenceGroup): string {
  const where = others.length === 0 ? "" : `  (${others.length + 1} of them, the first at ${written(first.path)})`;
  return `  ${shape === "" ? "the whole answer" : shape}${where}\n      ${shown(first.from)} → ${shown(first.to)}`;
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value instanceof Failure) return `error ${value.code}`;
  const text = JSON.stringify(value, (_key, each: unknown) => (each instanceof Failure ? `error ${each.code}` : each));
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
}
