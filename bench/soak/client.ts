import { z } from "zod";
import type { Outcome } from "./ledger.js";

/** The closed list of docs/errors.md. */
const CODES = [
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "BAD_USER_INPUT",
  "BAD_REQUEST",
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "OPERATION_RESOLUTION_FAILURE",
  "PERSISTED_QUERY_NOT_FOUND",
  "PERSISTED_QUERY_NOT_SUPPORTED",
  "QUERY_TOO_COMPLEX",
  "RATE_LIMITED",
  "UPSTREAM_UNAVAILABLE",
  "UPSTREAM_TIMEOUT",
  "UPSTREAM_BAD_RESPONSE",
  "OUTCOME_UNKNOWN",
  "INTERNAL_SERVER_ERROR",
] as const;

const ANSWER = z.strictObject({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string().min(1),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: z.object({ code: z.enum(CODES), requestId: z.string().min(1) }),
      }),
    )
    .nonempty()
    .optional(),
});

type Answer = z.output<typeof ANSWER>;

/** The shape that all mutations of the traffic are brought to by aliases. */
const PAYLOAD = z.object({
  payload: z
    .object({
      record: z.object({ id: z.string() }).nullish(),
      userErrors: z.array(z.object({ code: z.string() })),
    })
    .nullish(),
});

/** What became of a write, and the record that its answer shows. */
export interface Written {
  readonly outcome: Outcome;
  readonly id: string | null;
}

/** Sends operations to the gateway and keeps account of its answers. */
export class Client {
  /** Requests, those that got no answer, and those whose caller did not wait for it. */
  readonly answers = { total: 0, unanswered: 0, left: 0 };
  /** Top-level errors and user errors by their code. */
  readonly codes = new Map<string, number>();
  /** Answers that no answer of the gateway may be. */
  readonly malformed: string[] = [];

  constructor(private readonly url: string) {}

  async read(query: string, variables: object): Promise<void> {
    await this.#send(query, variables);
  }

  /** Sends an operation and hangs up after a while, as a rule before its answer. */
  async abandon(query: string, variables: object, patienceMs: number): Promise<void> {
    await this.#send(query, variables, patienceMs);
  }

  /** Sends a mutation whose one field has the alias `payload`. */
  async write(query: string, variables: object): Promise<Written> {
    const answer = await this.#send(query, variables);
    if (answer === null) return { outcome: "unknown", id: null };
    const { payload } = PAYLOAD.parse(answer.data ?? {});
    const userCodes = payload?.userErrors.map((error) => error.code) ?? [];
    userCodes.forEach((code) => this.#count(code));
    const codes = [...userCodes, ...(answer.errors ?? []).map((error) => error.extensions.code)];
    const id = payload?.record?.id ?? null;
    if (codes.includes("OUTCOME_UNKNOWN")) return { outcome: "unknown", id };
    return { outcome: payload && userCodes.length === 0 ? "acknowledged" : "refused", id };
  }

  /** Null when there was no answer, or none that can be read. */
  async #send(query: string, variables: object, patienceMs?: number): Promise<Answer | null> {
    this.answers.total += 1;
    let status: number;
    let text: string;
    const patience = patienceMs === undefined ? null : AbortSignal.timeout(patienceMs);
    try {
      const response = await fetch(`${this.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query, variables }),
        signal: patience,
      });
      status = response.status;
      text = await response.text();
    } catch (error) {
      if (patience?.aborted === true) {
        this.answers.left += 1;
        return null;
      }
      // Without an answer there is nothing to check: what the request did is unknown.
      if (!(error instanceof TypeError)) throw error;
      this.answers.unanswered += 1;
      return null;
    }
    const answer = readAnswer(text);
    if (answer === null || status !== 200) this.malformed.push(`${status} ${text.slice(0, 300)}`);
    for (const error of answer?.errors ?? []) {
      this.#count(error.extensions.code);
      // The code of a bug: nothing that a client or an account does may lead to it.
      if (error.extensions.code === "INTERNAL_SERVER_ERROR") this.malformed.push(text.slice(0, 300));
    }
    return answer;
  }

  #count(code: string): void {
    this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
  }
}

function readAnswer(text: string): Answer | null {
  try {
    return ANSWER.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
