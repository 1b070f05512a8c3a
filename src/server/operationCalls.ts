import type { CallRecord } from "../domain/call.js";

/** A call and when it ended, on the monotonic clock in milliseconds. */
export interface EndedCall extends CallRecord {
  readonly endedAt: number;
}

/** Whether a read was answered without a call of its own. */
export function isSpared({ outcome }: CallRecord): boolean {
  return outcome === "shared" || outcome === "cached";
}

/** Collects the calls made for one operation, for `extensions.upstream`, the log and traces. */
export class OperationCalls {
  readonly #ended: EndedCall[] = [];

  /** @param startedAt - When the operation began, on the monotonic clock in milliseconds. */
  constructor(private readonly startedAt: number) {}

  readonly onCall = (record: CallRecord): void => {
    this.#ended.push({ ...record, endedAt: performance.now() });
  };

  /** All of them, sign-ins and reads that were spared a call included, in the order in which they ended. */
  get ended(): readonly EndedCall[] {
    return this.#ended;
  }

  /** Calls without the sign-ins, which serve other operations as well. */
  get count(): number {
    return this.#ended.filter((record) => record.endpoint !== "auth" && !isSpared(record)).length;
  }

  /** Reads that an equal read of another operation answered. */
  get shared(): number {
    return this.#ended.filter(({ outcome }) => outcome === "shared").length;
  }

  /** Reads that were answered from the cache. */
  get cached(): number {
    return this.#ended.filter(({ outcome }) => outcome === "cached").length;
  }

  get waitedMs(): number {
    return Math.round(this.#ended.reduce((sum, call) => sum + call.waitedMs, 0));
  }

  /** Whether the account answered one of them, now or for the cache, be it a sign-in. */
  get wereAnswered(): boolean {
    return this.#ended.some((record) => record.outcome === "ok" || isSpared(record));
  }

  /** What the operation cost, for callers that send `amoql-trace: 1`. */
  toJSON() {
    return {
      calls: this.count,
      shared: this.shared,
      cached: this.cached,
      waitedMs: this.waitedMs,
      requests: this.#ended.map(({ endpoint, waitedMs, tookMs, outcome, ageMs, endedAt }) => ({
        endpoint,
        // Since the request came. Less than 0 for a shared read that was under way before.
        startedMs: Math.round(endedAt - tookMs - waitedMs - this.startedAt),
        waitedMs: Math.round(waitedMs),
        tookMs: Math.round(tookMs),
        outcome,
        ...(ageMs !== undefined && { age: Math.round(ageMs) }),
      })),
    };
  }
}
