import { randomUUID } from "node:crypto";
import { sleepUnlessStopped, type StopSignal } from "../domain/stop.js";
import { RedisUnavailable } from "./redisLink.js";

/** How often what somebody else holds is looked at, in milliseconds: between half of it and one and a half. */
const POLL_MS = 50;

/** Gives names that no other holder has, in this process or elsewhere. `prefix` is common to all that it gives. */
export class Holders {
  readonly prefix = `${randomUUID()}:`;
  #count = 0;

  /** A name that sorts by its age among those with the prefix: the number behind it only grows. */
  next(): string {
    this.#count += 1;
    return `${this.prefix}${this.#count}`;
  }
}

/**
 * Renews what is held, one renewal at a time, until it is given back. One that Redis does not take is not made up for: the next
 * comes soon. A process that dies renews nothing, so what it held ends by itself.
 */
export class Renewal {
  readonly #timer: NodeJS.Timeout;
  #underWay: Promise<void> | null = null;

  constructor(everyMs: number, renew: () => Promise<void>) {
    this.#timer = setInterval(() => {
      this.#underWay ??= renew()
        .catch(unlessUnavailable)
        .finally(() => {
          this.#underWay = null;
        });
    }, everyMs);
  }

  /** Ends it, and waits for a renewal that is under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#underWay;
  }
}

/** For a failure that somebody else deals with later. Throws again what is a bug. */
export function unlessUnavailable(error: unknown): void {
  if (!(error instanceof RedisUnavailable)) throw error;
}

/** Waits until it is time to look again, at most for so long, or until the signal. */
export async function untilNextLook(signal: StopSignal, atMostMs = Infinity): Promise<void> {
  await sleepUnlessStopped(Math.min(atMostMs, POLL_MS * (0.5 + Math.random())), signal);
}
