import { asObject } from "../json.js";

/** A call to the account, or a read that was spared one. Times are in milliseconds. */
export interface UpstreamCall {
  readonly endpoint: string;
  /** `ok`, `shared`, `cached` or how it failed. */
  readonly outcome: string;
  /** From the request to where it began to wait for the budget; less than 0 when a shared read was under way before. */
  readonly startedMs: number;
  /** Of waiting for the account's budget. */
  readonly waitedMs: number;
  /** From sending to the end of the answer. */
  readonly tookMs: number;
  /** How old a cached answer is. */
  readonly ageMs?: number;
}

/** What an operation cost, as `extensions.upstream` tells. */
export interface UpstreamCost {
  /** Without sign-ins, which serve other operations as well. */
  readonly calls: number;
  readonly shared: number;
  readonly cached: number;
  readonly waitedMs: number;
  readonly requests: readonly UpstreamCall[];
}

/** What an operation may cost, told before it runs. */
export interface UpstreamPlan {
  readonly planned: number;
  /** With more calls than this it is refused. */
  readonly limit: number;
}

/** The cost that a GraphQL answer tells of, or null when it tells of none. */
export function readCost(answer: unknown): UpstreamCost | null {
  const upstream = upstreamOf(answer);
  if (!Array.isArray(upstream?.["requests"])) return null;
  const [calls, shared, cached, waitedMs] = ["calls", "shared", "cached", "waitedMs"].map((name) =>
    numberOf(upstream[name]),
  );
  if (calls === undefined || shared === undefined || cached === undefined || waitedMs === undefined) return null;
  return { calls, shared, cached, waitedMs, requests: upstream["requests"].flatMap((call) => readCall(call) ?? []) };
}

/** The plan that a GraphQL answer tells of, or null when the operation cannot be run at all. */
export function readPlan(answer: unknown): UpstreamPlan | null {
  const upstream = upstreamOf(answer);
  const planned = numberOf(upstream?.["planned"]);
  const limit = numberOf(upstream?.["limit"]);
  return planned === undefined || limit === undefined ? null : { planned, limit };
}

function upstreamOf(answer: unknown) {
  return asObject(asObject(asObject(answer)?.["extensions"])?.["upstream"]);
}

function readCall(value: unknown): UpstreamCall | null {
  const call = asObject(value);
  const { endpoint, outcome } = call ?? {};
  const [startedMs, waitedMs, tookMs] = ["startedMs", "waitedMs", "tookMs"].map((name) => numberOf(call?.[name]));
  if (typeof endpoint !== "string" || typeof outcome !== "string") return null;
  if (startedMs === undefined || waitedMs === undefined || tookMs === undefined) return null;
  const ageMs = numberOf(call?.["age"]);
  return { endpoint, outcome, startedMs, waitedMs, tookMs, ...(ageMs !== undefined && { ageMs }) };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
