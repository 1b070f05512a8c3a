import { LRUCache } from "lru-cache";
import { CrmError } from "../domain/crmError.js";

/** Failed sign-ins a window, for one login and for one client address. */
export const SIGN_IN_FAILURES = { ofLogin: 5, ofAddress: 20, windowMs: 60_000 } as const;

/** Tells the limit that an attempt to sign in is over, and whether it failed. */
export type EndAttempt = (hasFailed: boolean) => void | Promise<void>;

/** Bounds how fast passwords can be guessed, one after another or at once. Who signs in rightly is never counted. */
export interface SignInLimit {
  /**
   * Begins an attempt.
   *
   * @throws CrmError `rateLimited` with the seconds to wait. The refused attempt does not count.
   */
  begin(address: string, login: string): EndAttempt | Promise<EndAttempt>;
}

/** Failures of each key within a minute of the first one. An attempt under way may become a failure: it takes the place of one. */
class FailureLimit {
  readonly #failures = new LRUCache<string, number>({
    ttl: SIGN_IN_FAILURES.windowMs,
    ttlAutopurge: true,
    noUpdateTTL: true,
  });
  readonly #underWay = new Map<string, number>();

  constructor(private readonly most: number) {}

  /** Seconds until an attempt may be made; 0 when it may be made now. */
  secondsToWait(key: string): number {
    const failures = this.#failures.get(key) ?? 0;
    if (failures >= this.most) return Math.max(1, Math.ceil(this.#failures.getRemainingTTL(key) / 1000));
    return failures + (this.#underWay.get(key) ?? 0) < this.most ? 0 : 1;
  }

  begin(key: string): void {
    this.#underWay.set(key, (this.#underWay.get(key) ?? 0) + 1);
  }

  end(key: string, hasFailed: boolean): void {
    const others = (this.#underWay.get(key) ?? 0) - 1;
    if (others > 0) this.#underWay.set(key, others);
    else this.#underWay.delete(key);
    if (hasFailed) this.#failures.set(key, (this.#failures.get(key) ?? 0) + 1);
  }
}

/** The attempts that were made here. */
export class OwnSignInLimit implements SignInLimit {
  readonly #ofLogin = new FailureLimit(SIGN_IN_FAILURES.ofLogin);
  readonly #ofAddress = new FailureLimit(SIGN_IN_FAILURES.ofAddress);

  begin(address: string, login: string): EndAttempt {
    // Nothing is awaited between looking and taking: attempts made at once would slip through.
    const user = login.toLowerCase();
    const seconds = Math.max(this.#ofAddress.secondsToWait(address), this.#ofLogin.secondsToWait(user));
    if (seconds > 0) throw tooManyAttempts(seconds);
    this.#ofAddress.begin(address);
    this.#ofLogin.begin(user);
    return (hasFailed) => {
      this.#ofAddress.end(address, hasFailed);
      this.#ofLogin.end(user, hasFailed);
    };
  }
}

export function tooManyAttempts(retryAfterSeconds: number): CrmError {
  return new CrmError("rateLimited", "Too many attempts to sign in.", { retryAfterSeconds });
}
