import { windowOf, type CallWindow, type Leave, type NotNow } from "./callWindow.js";

interface LocalCallWindowOptions {
  /** Calls sent in any window of one second; below one, calls are that much further apart. Infinity = no limit. */
  readonly ratePerSecond: number;
  /** Calls in flight at a time. */
  readonly concurrency: number;
  /** Monotonic clock in milliseconds. */
  readonly now: () => number;
}

/** Of an account that nobody calls but this process. */
export class LocalCallWindow implements CallWindow {
  readonly #options: LocalCallWindowOptions;
  readonly #calls: number;
  readonly #windowMs: number;
  /** Until when each of the calls that are over counts against the rate, in no order. */
  #countsUntil: number[] = [];
  /** Calls that have leave and no answer yet: they may arrive at any moment. */
  #inFlight = 0;

  constructor(options: LocalCallWindowOptions) {
    this.#options = options;
    ({ calls: this.#calls, windowMs: this.#windowMs } = windowOf(options.ratePerSecond));
  }

  take(): Leave | NotNow {
    const waitMs = this.#waitMs();
    if (waitMs > 0) return { waitMs, isPaused: false };
    this.#inFlight += 1;
    let isSent = false;
    let isAnswered = false;
    return {
      sent: () => (isSent = true),
      answered: () => {
        isAnswered = true;
      },
      release: () => {
        const { now, ratePerSecond } = this.#options;
        this.#inFlight -= 1;
        if (isSent && ratePerSecond !== Infinity) {
          this.#countsUntil.push(now() + this.#windowMs * (isAnswered ? 1 : 2));
        }
      },
    };
  }

  /** There are no others. */
  pause(): void {}

  #hasRoom(): boolean {
    return this.#countsUntil.length + this.#inFlight < this.#calls;
  }

  #waitMs(): number {
    const { concurrency, ratePerSecond, now } = this.#options;
    if (this.#inFlight >= concurrency) return Infinity;
    if (ratePerSecond === Infinity) return 0;
    // Those that no longer count are looked for only when the window seems full: at high rates there are many.
    if (this.#hasRoom()) return 0;
    const time = now();
    this.#countsUntil = this.#countsUntil.filter((until) => until > time);
    if (this.#hasRoom()) return 0;
    return Math.max(1, this.#countsUntil.reduce((least, until) => Math.min(least, until), Infinity) - time);
  }
}
