import { LRUCache } from "lru-cache";

/** The account sends a notification again after 5 and after 15 minutes, and then it may take its time. */
export const REPEATS_MS = 20 * 60 * 1000;
/** Most keys that are known at a time; beyond it those that came first are forgotten. */
const MAX_KEYS = 20_000;

/** Which news were heard of before. */
export interface Repeats {
  /** Whether the key was asked for in the last 20 minutes; from now on it was. */
  isRepeat(key: string): boolean | Promise<boolean>;
}

/** What this process heard of. */
export class OwnRepeats implements Repeats {
  readonly #known: LRUCache<string, true>;

  /** @param now monotonic clock in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#known = new LRUCache({ max: MAX_KEYS, ttl: REPEATS_MS, ttlResolution: 0, perf: { now } });
  }

  isRepeat(key: string): boolean {
    if (this.#known.has(key)) return true;
    this.#known.set(key, true);
    return false;
  }
}
