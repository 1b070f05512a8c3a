import { setTimeout } from "node:timers/promises";
import { Failure } from "./difference.js";
import type { Path } from "./path.js";
import type { Question } from "./questions.js";

/** A gateway that is asked. */
export interface Endpoint {
  /** Of its GraphQL endpoint. */
  readonly url: string;
  /** What it lets the caller in with; null for nothing. */
  readonly token: string | null;
}

/** What a gateway answered. */
export interface Answer {
  /** The data, with a Failure in place of each field that failed; a Failure when there is no data at all. */
  readonly data: unknown;
  /** Calls to the account that it took; null when the gateway does not say. */
  readonly calls: number | null;
}

/** Nothing can be said of a query, since one of the gateways did not answer it. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
}

/** Longer than a gateway takes for an operation by default. */
const PATIENCE_MS = 60_000;

/** Codes that say nothing of what the account holds: with any of these in it, an answer is none. */
const NO_ANSWER: ReadonlySet<string> = new Set([
  "UNAUTHENTICATED",
  "RATE_LIMITED",
  "UPSTREAM_UNAVAILABLE",
  "UPSTREAM_TIMEOUT",
  "UPSTREAM_BAD_RESPONSE",
  "INTERNAL_SERVER_ERROR",
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "BAD_REQUEST",
  "PERSISTED_QUERY_NOT_FOUND",
]);

/** How often a gateway is asked that says when to come back, and how long a wait is worth it, in seconds. */
const TURNS = 5;
const LONGEST_WAIT_S = 60;

interface FieldError {
  readonly failure: Failure;
  readonly path: Path;
  /** When to ask again, in seconds; null when the answer does not say. */
  readonly retryAfter: number | null;
}

/** Sends a query, again when the gateway says when to. Throws a NoAnswerError when what comes back is no answer to it. */
export async function ask(endpoint: Endpoint, question: Question): Promise<Answer> {
  for (let turn = 1; ; turn += 1) {
    const answer = await askOnce(endpoint, question);
    if ("data" in answer) return answer;
    const { failure, retryAfter } = answer;
    if (retryAfter === null || retryAfter > LONGEST_WAIT_S || turn === TURNS) {
      throw new NoAnswerError(`${endpoint.url}: ${failure.code}: ${failure.message}`);
    }
    await setTimeout(retryAfter * 1000);
  }
}

async function askOnce({ url, token }: Endpoint, { document, variables }: Question): Promise<Answer | FieldError> {
  const body = await post(url, token, { query: document, variables });
  if (!isObject(body)) throw new NoAnswerError(`${url} did not answer with GraphQL`);
  const { data = null, errors = [], extensions } = body;
  if (!Array.isArray(errors) || (data === null && errors.length === 0)) {
    throw new NoAnswerError(`${url} did not answer with GraphQL`);
  }
  const failed = errors.map(fieldError);
  const fatal = failed.find(({ failure }) => NO_ANSWER.has(failure.code));
  if (fatal !== undefined) return fatal;
  const marked = failed.reduce<unknown>((tree, { path, failure }) => withFailure(tree, path, failure), data);
  return { data: marked, calls: callsIn(extensions) };
}

async function post(url: string, token: string | null, body: object): Promise<unknown> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json",
        "amoql-trace": "1",
        ...(token !== null && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return await response.json();
  } catch (error) {
    throw new NoAnswerError(`${url} did not answer with GraphQL: ${reasonOf(error)}`, { cause: error });
  }
}

/** What fetch says is only that it failed; why stands in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}

function fieldError(error: unknown): FieldError {
  const { message, path, extensions } = isObject(error) ? error : {};
  const { code, retryAfterSeconds } = isObject(extensions) ? extensions : {};
  return {
    failure: new Failure(typeof code === "string" ? code : "an error", typeof message === "string" ? message : ""),
    path: Array.isArray(path) ? path.filter((step) => typeof step === "string" || typeof step === "number") : [],
    retryAfter: typeof retryAfterSeconds === "number" ? retryAfterSeconds : null,
  };
}

/** Puts a failure where it happened, or where the null is that came of it. */
function withFailure(data: unknown, [step, ...rest]: Path, failure: Failure): unknown {
  if (data instanceof Failure) return data;
  if (step === undefined || data === null || data === undefined) return failure;
  if (Array.isArray(data)) {
    return data.map((item: unknown, index) => (index === step ? withFailure(item, rest, failure) : item));
  }
  return isObject(data) ? { ...data, [step]: withFailure(data[step], rest, failure) } : failure;
}

function callsIn(extensions: unknown): number | null {
  const upstream = isObject(extensions) ? extensions["upstream"] : undefined;
  const calls = isObject(upstream) ? upstream["calls"] : undefined;
  return typeof calls === "number" ? calls : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
