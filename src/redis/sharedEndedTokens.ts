import { z } from "zod";
import { OwnEndedTokens, type EndedTokens, type TokenLife } from "../server/endedTokens.js";
import { ask, Debt } from "./debt.js";
import type { Keyspace } from "./keyspace.js";
import { unlessUnavailable } from "./lease.js";
import type { RedisLink } from "./redisLink.js";
import { script } from "./script.js";

/** How much longer than its token an end is kept, in milliseconds: for an instance whose clock is late the token lasts longer. */
const CLOCKS_DIFFER_BY_MS = 3_600_000;
/** Ends that are told in one step. */
const TOLD_AT_ONCE = 500;

/** Returns whether the first key is there, and the birth of what Redis keeps, '' when it is lost. KEYS: token, birth. */
const HAS = script(`
return {redis.call('EXISTS', KEYS[1]), redis.call('HGET', KEYS[2], 'birth') or ''}
`);

/**
 * KEYS: tokens. ARGV: milliseconds for which each is kept. It begins with what needs no memory: a script that has written something
 * may finish though Redis is full.
 */
const END = script(`
redis.call('PEXPIRE', KEYS[1], ARGV[1])
for at, key in ipairs(KEYS) do redis.call('SET', key, '', 'PX', ARGV[at]) end
return 0
`);

const hasSchema = z.tuple([z.number(), z.string()]);

interface SharedEndedTokensOptions {
  readonly link: RedisLink;
  readonly keyspace: Keyspace;
  /** The key of the link that tells one state of Redis from another. */
}

/**
 * Tokens that were ended, for all gateways with the same secret: an end holds everywhere as soon as it is told. While Redis does not
 * answer, a gateway knows those that it ended or met itself, and what it could not tell it tells when Redis is back. What Redis
 * forgot it is told again by those that ended it.
 */
export class SharedEndedTokens implements EndedTokens {
  readonly #options: SharedEndedTokensOptions;
  /** Those that were ended or met here. */
  readonly #known = new OwnEndedTokens();
  readonly #debt: Debt;
  /** The state of Redis that was told of all of them. */
  #toldBirth: string | null = null;
  #catchingUp: Promise<void> | null = null;

  constructor(options: SharedEndedTokensOptions) {
    this.#options = options;
    this.#debt = new Debt(options.link);
    options.link.onUp(() => {
      this.#debt.add(this.#tellAll);
      void this.#debt.settle();
    });
  }

  async end(token: TokenLife): Promise<void> {
    this.#known.end(token);
    if (!(await this.#tell([[token.id, token.expiresAt.getTime()]]))) this.#debt.add(this.#tellAll);
  }

  async has(token: TokenLife): Promise<boolean> {
    if (this.#known.has(token)) return true;
    const { link } = this.#options;
    try {
      const [count, birth] = hasSchema.parse(await link.run(HAS, [this.#keyOf(token.id), link.birthKey]));
      if (count === 1) this.#known.end(token);
      if (birth === this.#toldBirth) void this.#debt.settle();
      else this.#catchUp(birth);
      return count === 1;
    } catch (error) {
      unlessUnavailable(error);
      return false;
    }
  }

  /** Tells a Redis that may have forgotten them all ends that are known: once, however many requests find that out meanwhile. */
  #catchUp(birth: string): void {
    this.#catchingUp ??= this.#tellState(birth).finally(() => {
      this.#catchingUp = null;
    });
  }

  async #tellState(birth: string): Promise<void> {
    if (birth === "") await this.#options.link.greetAgain();
    this.#debt.add(this.#tellAll);
    // What was lost has no name: the next request gives the new one.
    if ((await this.#debt.settle()) && birth !== "") this.#toldBirth = birth;
  }

  readonly #tellAll = (): Promise<boolean> => this.#tell([...this.#known.all]);

  /** Whether Redis took all of them. */
  async #tell(ended: readonly (readonly [id: string, expiresAt: number])[]): Promise<boolean> {
    for (let at = 0; at < ended.length; at += TOLD_AT_ONCE) {
      const some = ended.slice(at, at + TOLD_AT_ONCE);
      const keys = some.map(([id]) => this.#keyOf(id));
      const keptMs = some.map(([, expiresAt]) => Math.max(0, expiresAt - Date.now()) + CLOCKS_DIFFER_BY_MS);
      if ((await ask(this.#options.link, END, keys, keptMs)) === null) return false;
    }
    return true;
  }

  #keyOf(id: string): string {
    return this.#options.keyspace.unguessable("ended", id);
  }
}
