import { CrmError } from "./crmError.js";

/** What an operation is told that would take more calls than it may make. */
export function tooManyCalls(calls: number, most: number): CrmError {
  return new CrmError(
    "tooManyCalls",
    `The operation needs about ${calls} calls to the account; at most ${most} are allowed. Ask for fewer records at once, or for fewer fields of each.`,
  );
}

/** The calls to the account that one operation may make. What was estimated may turn out larger: then reading stops here. */
export class CallAllowance {
  #used = 0;

  constructor(private readonly most: number) {}

  /** Whether so many calls are left. */
  allows(calls: number): boolean {
    return this.#used + calls <= this.most;
  }

  /** Counts a call that is made in any case: a change, or what a change was begun for. */
  add(): void {
    this.#used += 1;
  }

  /** Counts a call. Throws a CrmError `tooManyCalls` when none is left: it is not to be made then, so it is not counted. */
  take(): void {
    if (!this.allows(1)) throw tooManyCalls(this.#used + 1, this.most);
    this.add();
  }

  /**
   * Throws a CrmError `tooManyCalls` when several calls that belong together are more than what is left: some of them alone would be
   * made in vain. Counts nothing. A single one is left to `take`: it may turn out not to be needed.
   */
  require(calls: number): void {
    if (calls > 1 && !this.allows(calls)) throw tooManyCalls(this.#used + calls, this.most);
  }
}
