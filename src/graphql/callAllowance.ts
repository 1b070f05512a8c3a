import type { GraphQLError } from "graphql";
import { requestError } from "./errors.js";

/** Refuses an operation for the calls it would take. */
export function tooComplex(calls: number, most: number): GraphQLError {
  return requestError(
    "QUERY_TOO_COMPLEX",
    `The operation needs about ${calls} calls to the account; at most ${most} are allowed. Ask for fewer records at once, or for fewer fields of each.`,
  );
}

/** The calls that the reads of one operation may make. What was estimated may turn out larger: then reading stops here. */
export class CallAllowance {
  #used = 0;

  constructor(private readonly most: number) {}

  /** Whether so many calls are left. */
  allows(calls: number): boolean {
    return this.#used + calls <= this.most;
  }

  /** Throws QUERY_TOO_COMPLEX when the calls are more than what is left. They are not made then, so they are not counted. */
  take(calls: number): void {
    if (!this.allows(calls)) throw tooComplex(this.#used + calls, this.most);
    this.#used += calls;
  }
}
