import { LRUCache } from "lru-cache";
import { CrmError } from "../domain/crmError.js";

/** Failed sign-ins a minute, for one login and for one client address. */
const FAILURES_OF_A_LOGIN = 5;
const FAILURES_OF_AN_ADDRESS = 20;
const MINUTE_MS = 60_000;

/** Failures of each key within a minute of the first one. An attempt under way may become a failure: it takes the place of one. */
class FailureLimit {
  readonly #failures = new LRUCache<string, number>({ ttl: MINUTE_MS, ttlAutopurge: true, noUpdateTTL: true });
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

/** Bounds how fast passwords can be guessed, one after another or at once. Who signs in rightly is never counted. */
export class SignInLimit {
  readonly #ofLogin = new FailureLimit(FAILURES_OF_A_LOGIN);
  readonly #ofAddress = new FailureLimit(FAILURES_OF_AN_ADDRESS);

  /**
   * Begins an attempt, and returns what its end has to be told with: whether it failed.
   *
   * @throws CrmError `rateLimited` with the seconds to wait. The refused attempt does not count.
   */
  begin(address: string, login: string): (hasFailed: boolean) => void {
    // Nothing is awaited between looking and taking: attempts made at once would slip through.
    const user = login.toLowerCase();
    const seconds = Math.max(this.#ofAddress.secondsToWait(address), this.#ofLogin.secondsToWait(user));
    if (seconds > 0) {
      throw new CrmError("rateLimited", "Too many attempts to sign in.", { retryAfterSeconds: seconds });
    }
    this.#ofAddress.begin(address);
    this.#ofLogin.begin(user);
    return (hasFailed) => {
      this.#ofAddress.end(address, hasFailed);
      this.#ofLogin.end(user, hasFailed);
    };
  }
}
