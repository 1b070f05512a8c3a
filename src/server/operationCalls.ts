import type { CallRecord } from "../domain/call.js";

/** Collects the calls made for one operation, for `extensions.upstream` and the log. */
export class OperationCalls {
  readonly #records: CallRecord[] = [];

  readonly onCall = (record: CallRecord): void => {
    this.#records.push(record);
  };

  /** Calls without the sign-ins, which serve other operations as well. */
  get count(): number {
    return this.#records.filter(({ endpoint, outcome }) => endpoint !== "auth" && outcome !== "shared").length;
  }

  /** Reads that an equal read of another operation answered. */
  get shared(): number {
    return this.#records.filter(({ outcome }) => outcome === "shared").length;
  }

  get waitedMs(): number {
    return Math.round(this.#records.reduce((sum, record) => sum + record.waitedMs, 0));
  }

  /** What the operation cost, for callers that send `amoql-trace: 1`. */
  toJSON() {
    return {
      calls: this.count,
      shared: this.shared,
      waitedMs: this.waitedMs,
      requests: this.#records.map(({ endpoint, waitedMs, tookMs, outcome }) => ({
        endpoint,
        waitedMs: Math.round(waitedMs),
        tookMs: Math.round(tookMs),
        outcome,
      })),
    };
  }
}
