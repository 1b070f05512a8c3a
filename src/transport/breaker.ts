import { CrmError } from "../domain/crmError.js";

const LEAST_CALLS = 10;
const FAILING_SHARE = 0.5;
const SHORTEST_OPEN_MS = 5_000;
const LONGEST_OPEN_MS = 60_000;

interface BreakerOptions {
  /** Milliseconds that outcomes are looked back on. */
  readonly windowMs: number;
  readonly now: () => number;
  /** Told when the breaker opens, with the error that calls get from now on. */
  onOpen(error: CrmError): void;
}

/** Leave for one call, to be given back with how it went. Verdicts on calls from before the breaker opened are too late to count. */
interface Pass {
  succeeded(): void;
  failed(): void;
  /** The call says nothing about the account. */
  withdrawn(): void;
  /** Throws if the breaker opened since. */
  check(): void;
}

/**
 * Stops calling an account that is down: opens when at least half of ten or more calls failed, lets one call try after a while,
 * and stays open twice as long each time that one fails.
 */
export class Breaker {
  /** Calls of each second looked back on, the oldest first. */
  #seconds: { readonly second: number; calls: number; failures: number }[] = [];
  #state: "closed" | "open" | "probing" = "closed";
  #openUntil = 0;
  #nextOpenMs = SHORTEST_OPEN_MS;
  /** How often it has opened or closed: tells a pass from before from one of now. */
  #era = 0;

  constructor(private readonly options: BreakerOptions) {}

  /** Throws CrmError `unavailable` when no call may be made now. */
  enter(): Pass {
    if (this.#state === "probing" || (this.#state === "open" && this.options.now() < this.#openUntil))
      throw this.#refusal();
    if (this.#state === "open") {
      this.#state = "probing";
      this.#era += 1;
    }
    const era = this.#era;
    const ifCurrent = (verdict: () => void) => (): void => {
      if (era === this.#era) verdict();
    };
    return {
      succeeded: ifCurrent(() => this.#succeeded()),
      failed: ifCurrent(() => this.#failed()),
      withdrawn: ifCurrent(() => {
        if (this.#state === "probing") this.#state = "open";
      }),
      check: () => {
        if (era !== this.#era && this.#state !== "closed") throw this.#refusal();
      },
    };
  }

  /** Opens for a given time, whatever the outcomes so far. */
  trip(milliseconds: number): void {
    this.#state = "open";
    this.#openUntil = this.options.now() + milliseconds;
    this.#seconds = [];
    this.#era += 1;
    this.options.onOpen(this.#refusal());
  }

  #succeeded(): void {
    if (this.#state === "closed") {
      this.#record(false);
      return;
    }
    this.#state = "closed";
    this.#nextOpenMs = SHORTEST_OPEN_MS;
  }

  #failed(): void {
    if (this.#state === "closed") {
      this.#record(true);
      const calls = this.#seconds.reduce((sum, each) => sum + each.calls, 0);
      const failures = this.#seconds.reduce((sum, each) => sum + each.failures, 0);
      if (calls < LEAST_CALLS || failures < calls * FAILING_SHARE) return;
    }
    const openMs = this.#nextOpenMs;
    this.#nextOpenMs = Math.min(LONGEST_OPEN_MS, openMs * 2);
    this.trip(openMs);
  }

  #record(failed: boolean): void {
    const now = this.options.now();
    const second = Math.floor(now / 1000);
    while (this.#seconds[0] !== undefined && this.#seconds[0].second * 1000 < now - this.options.windowMs) {
      this.#seconds.shift();
    }
    let latest = this.#seconds.at(-1);
    if (latest?.second !== second) {
      latest = { second, calls: 0, failures: 0 };
      this.#seconds.push(latest);
    }
    latest.calls += 1;
    if (failed) latest.failures += 1;
  }

  #refusal(): CrmError {
    const seconds = Math.max(1, Math.ceil((this.#openUntil - this.options.now()) / 1000));
    return new CrmError("unavailable", "The account is not called for now, since it failed or blocked us.", {
      retryAfterSeconds: seconds,
    });
  }
}
