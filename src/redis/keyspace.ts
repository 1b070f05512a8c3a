import { createHash, createHmac } from "node:crypto";

/** Bytes of a hash that are kept: enough that no two names meet. */
const HASH_BYTES = 16;

/**
 * The names under which one account's things are kept. They tell nothing of its users: logins, keys and the like are hashed with the
 * secret. Numbers of records are not hidden, and whoever knows the account's address can tell its names, since the hash of that has no
 * secret. What the braces hold decides the slot, so a cluster keeps an account in one place.
 */
export class Keyspace {
  readonly #prefix: string;

  /**
   * @param account address of the account
   * @param secret of the gateways that share it
   */
  constructor(
    account: string,
    private readonly secret: string,
  ) {
    const hash = createHash("sha256").update(account).digest("base64url").slice(0, HASH_BYTES);
    this.#prefix = `amoql:{${hash}}`;
  }

  /** A name that says what it is for, such as `budget`. The same for every secret, so that gateways share it while secrets change. */
  plain(name: string): string {
    return `${this.#prefix}:${name}`;
  }

  /** A name made of what need not be hidden, such as the number of a record. The same for every secret, too. */
  open(kind: string, ...parts: readonly string[]): string {
    return `${this.#prefix}:${kind}:${parts.join(":")}`;
  }

  /** A name made of what nobody who looks into Redis should read, such as a login. */
  hidden(kind: string, ...parts: readonly string[]): string {
    const hash = createHmac("sha256", this.secret).update(JSON.stringify(parts)).digest("base64url");
    return `${this.#prefix}:${kind}:${hash}`;
  }

  /**
   * A name made of something that nobody guesses, such as a random id. The same for every secret: what must not be forgotten while
   * secrets change is kept under such a name.
   */
  unguessable(kind: string, ...parts: readonly string[]): string {
    const hash = createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
    return `${this.#prefix}:${kind}:${hash}`;
  }
}
