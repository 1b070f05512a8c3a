import type { Failure } from "./failure.js";

const MOST_RETRIES = 2;
const FIRST_DELAY_MS = 200;
/** Retries that may be made at once, and how fast that allowance comes back: an outage must not double the calls. */
const ALLOWANCE = 20;
const ALLOWANCE_PER_SECOND = 2;

interface RetryOptions {
  readonly now: () => number;
  /** A number from 0 up to 1. */
  readonly random: () => number;
}

/** Decides whether a failed call is made again, and when. One for all calls to an account. */
export class RetryPolicy {
  #allowance = ALLOWANCE;
  #countedAt: number;

  constructor(private readonly options: RetryOptions) {
    this.#countedAt = options.now();
  }

  /**
   * Milliseconds to wait before the next try, or null when there is none. A write is only tried again when its request was never
   * written to a connection.
   *
   * @param failures Of this call so far, the latest last.
   */
  delay(effect: "read" | "write", failures: readonly Failure[]): number | null {
    const latest = failures.at(-1);
    if (latest === undefined || failures.length > MOST_RETRIES || !isWorthwhile(effect, failures, latest)) return null;
    if (!this.#spend()) return null;
    const backOff = FIRST_DELAY_MS * 2 ** (failures.length - 1) * (0.5 + this.options.random() / 2);
    return Math.max(backOff, (latest.namedSeconds ?? 0) * 1000);
  }

  #spend(): boolean {
    const now = this.options.now();
    this.#allowance = Math.min(ALLOWANCE, this.#allowance + ((now - this.#countedAt) / 1000) * ALLOWANCE_PER_SECOND);
    this.#countedAt = now;
    if (this.#allowance < 1) return false;
    this.#allowance -= 1;
    return true;
  }
}

function isWorthwhile(effect: "read" | "write", failures: readonly Failure[], latest: Failure): boolean {
  if (effect === "write") return latest.reason === "connection" && !latest.sent;
  if (latest.reason !== "limited") return latest.transient;
  // Without a time named by the account there is no telling when it is safe to come back.
  return latest.namedSeconds !== undefined && failures.filter(({ reason }) => reason === "limited").length === 1;
}
