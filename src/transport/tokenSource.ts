import { CrmError } from "../domain/crmError.js";
import type { CallScope } from "./line.js";

/** Calls with a token that was refused are not made for a while: the account may block whoever insists. */
const REFUSED_MS = 60_000;

/**
 * So many refusals in a row, with no call accepted in between, are of the token itself. Fewer are of what it was used for: to some
 * accounts a user without the right to read something is as unknown as one without a token.
 */
export const REFUSALS_OF_TOKEN = 3;

/** Where the tokens come from that calls are made with. */
export interface TokenSource {
  /** The token that calls may be made with right now; null when there is none. */
  readonly live: string | null;
  /**
   * Sees to it that there is a live token. Throws a CrmError when there is none to be had; `notAuthenticated` when the account is
   * what stands in the way.
   *
   * @param refused the token that was refused to this very call before; null for none. When it is still the live one, and not to
   * be had better, this throws too.
   */
  ensure(refused: string | null, scope: CallScope): Promise<void>;
  /** The account accepted the token. */
  accepted(token: string): void;
  /** The account refused the token. Told before the next call leaves the queue, so that it does not try the same one. */
  refused(token: string): void;
  close(): Promise<void>;
}

/** One token, which is there from the beginning and is not renewed. */
export class FixedToken implements TokenSource {
  #refusedUntil = -Infinity;
  /** How many refusals it takes to give the token up. */
  #patience = 1;

  /** @param now monotonic clock in milliseconds */
  constructor(
    private readonly token: string,
    private readonly now: () => number,
  ) {}

  get live(): string | null {
    return this.now() < this.#refusedUntil ? null : this.token;
  }

  ensure(refused: string | null): Promise<void> {
    if (this.live === null) {
      return Promise.reject(
        new CrmError("notAuthenticated", "The account did not accept the token.", {
          retryAfterSeconds: Math.max(1, Math.ceil((this.#refusedUntil - this.now()) / 1000)),
        }),
      );
    }
    if (refused === null) return Promise.resolve();
    return Promise.reject(new CrmError("forbidden", "The user of the token may not do this."));
  }

  accepted(): void {
    this.#patience = REFUSALS_OF_TOKEN;
  }

  refused(): void {
    this.#patience -= 1;
    if (this.#patience > 0) return;
    this.#patience = 1;
    this.#refusedUntil = this.now() + REFUSED_MS;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
