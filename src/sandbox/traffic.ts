/** What to do with a call. */
export type Verdict = "pass" | "tooMany" | "banned";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Counts the calls of an account and refuses those over its limit, then all of them for a minute. */
export class TrafficLimit {
  #passed: number[] = [];
  #refused: number[] = [];
  #bannedUntil = 0;

  /** `perSecond` 0 means no limit; `banAfter` refusals within a minute start the ban. */
  constructor(
    private readonly perSecond: number,
    private readonly banAfter: number,
    private readonly now: () => Date,
  ) {}

  judge(): Verdict {
    if (this.perSecond === 0) return "pass";
    const now = this.now().getTime();
    if (now < this.#bannedUntil) return "banned";
    this.#passed = this.#passed.filter((at) => at > now - SECOND);
    if (this.#passed.length < this.perSecond) {
      this.#passed.push(now);
      return "pass";
    }
    this.#refused = [...this.#refused.filter((at) => at > now - MINUTE), now];
    if (this.#refused.length >= this.banAfter) {
      this.#refused = [];
      this.#bannedUntil = now + MINUTE;
    }
    return "tooMany";
  }
}
