import type { CallContext } from "../domain/call.js";
import { CrmError } from "../domain/crmError.js";

interface PauseOptions {
  /** Milliseconds that calls wait for the end of a pause. In one that is longer they are turned away. */
  readonly patienceMs: number;
  /** Monotonic clock in milliseconds. */
  readonly now: () => number;
}

/**
 * Leaves an account alone that says it is called too often, for as long as it asks. After that one call goes ahead, and the others
 * when its answer is there: it may be another refusal.
 */
export class Pause {
  #until = -Infinity;
  #turnsAway = false;
  #ahead: "nobody" | "due" | "gone" = "nobody";
  /** Counts refusals, so that one that comes meanwhile outweighs a call gone ahead. */
  #refusals = 0;

  constructor(private readonly options: PauseOptions) {}

  /** The account refused a call, and is left alone for this long from now; never shorter than it asked before. */
  begin(milliseconds: number): void {
    this.#turnsAway = (this.#turnsAway && this.leftMs > 0) || milliseconds >= this.options.patienceMs;
    this.#until = Math.max(this.#until, this.options.now() + milliseconds);
    this.#ahead = "due";
    this.#refusals += 1;
  }

  /** Milliseconds until the end; 0 when there is no pause. */
  get leftMs(): number {
    return Math.max(0, this.#until - this.options.now());
  }

  /** Milliseconds until a call may leave; Infinity while one has gone ahead. */
  get waitMs(): number {
    return this.#ahead === "gone" ? Infinity : this.leftMs;
  }

  /** What a call is told that should not wait for the end, since it is far off or later than its operation's; null when it may. */
  refusalFor({ deadline = Infinity }: Pick<CallContext, "deadline">): CrmError | null {
    const { leftMs } = this;
    if (leftMs === 0 || (!this.#turnsAway && this.#until < deadline)) return null;
    return new CrmError("rateLimited", "The account was called too often and is not called for now.", {
      retryAfterSeconds: Math.ceil(leftMs / 1000),
    });
  }

  /** A call leaves. Gives what to call when it is over, with whether it was sent. */
  leave(): (isSent: boolean) => void {
    if (this.#ahead === "nobody") return () => undefined;
    this.#ahead = "gone";
    const refusals = this.#refusals;
    return (isSent) => {
      if (refusals === this.#refusals) this.#ahead = isSent ? "nobody" : "due";
    };
  }
}
