import type { BreakerState } from "../domain/call.js";
import { CrmError } from "../domain/crmError.js";

const LEAST_CALLS = 10;
const FAILING_SHARE = 0.5;
/** An account that was busy and well has many successes to outweigh: so many failures without one in between are enough. */
const FAILURES_IN_A_ROW = 10;
const SHORTEST_OPEN_MS = 5_000;
const LONGEST_OPEN_MS = 60_000;
/** Up to this share of the time is added, so that the gateways of one account do not try it at the same moment. */
const JITTER = 0.2;

interface BreakerOptions {
  /** Milliseconds that outcomes are looked back on. */
  readonly windowMs: number;
  readonly now: () => number;
  /** A number from 0 up to 1. */
  readonly random: () => number;
  /** Told when the breaker opens, with the error that calls get from now on. */
  onOpen(error: CrmError): void;
  /** Told of each change of the state. */
  onState(state: BreakerState): void;
}

/** Leave for one call, to be given back with how it went. Verdicts on calls from before the breaker opened are too late to count. */
interface Pass {
  succeeded(): void;
  /** @param namedMs Milliseconds that the account asked to be left alone for, 0 if it did not. */
  failed(namedMs: number): void;
  /** The call says nothing about the account. */
  withdrawn(): void;
  /** Throws if the breaker opened since. */
  check(): void;
}

/**
 * Stops calling an account that is down: opens when at least half of ten or more calls failed or ten in a row did, lets one call
 * try after a while, and stays open twice as long each time that one fails.
 */
export class Breaker {
  /** Calls of each second looked back on, the oldest first. */
  #seconds: { readonly second: number; calls: number; failures: number }[] = [];
  #failuresInARow = 0;
  #state: BreakerState = "closed";
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
      this.#era += 1;
      this.#become("probing");
    }
    const era = this.#era;
    return {
      succeeded: () => {
        if (era === this.#era) this.#succeeded();
      },
      failed: (namedMs) => {
        if (era === this.#era) this.#failed(namedMs);
      },
      withdrawn: () => {
        if (era === this.#era && this.#state === "probing") this.#become("open");
      },
      check: () => {
        if (era !== this.#era && this.#state !== "closed") throw this.#refusal();
      },
    };
  }

  /** Opens for a given time, whatever the outcomes so far; never for less than it is open already. */
  trip(milliseconds: number): void {
    this.#openUntil = Math.max(this.#openUntil, this.options.now() + milliseconds);
    this.#seconds = [];
    this.#failuresInARow = 0;
    this.#era += 1;
    this.#become("open");
    this.options.onOpen(this.#refusal());
  }

  #succeeded(): void {
    if (this.#state === "closed") {
      this.#record(false);
      return;
    }
    this.#nextOpenMs = SHORTEST_OPEN_MS;
    this.#become("closed");
  }

  #failed(namedMs: number): void {
    if (this.#state === "closed") {
      this.#record(true);
      if (!this.#isDown()) return;
    }
    const openMs = this.#nextOpenMs;
    this.#nextOpenMs = Math.min(LONGEST_OPEN_MS, openMs * 2);
    this.trip(Math.max(namedMs, openMs * (1 + this.options.random() * JITTER)));
  }

  #isDown(): boolean {
    if (this.#failuresInARow >= FAILURES_IN_A_ROW) return true;
    const calls = this.#seconds.reduce((sum, each) => sum + each.calls, 0);
    const failures = this.#seconds.reduce((sum, each) => sum + each.failures, 0);
    return calls >= LEAST_CALLS && failures >= calls * FAILING_SHARE;
  }

  #become(state: BreakerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.options.onState(state);
  }

  #record(failed: boolean): void {
    this.#failuresInARow = failed ? this.#failuresInARow + 1 : 0;
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
