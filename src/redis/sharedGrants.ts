import { z } from "zod";
import { CrmError } from "../domain/crmError.js";
import type { StopSignal } from "../domain/stop.js";
import { grantSchema, type Grant } from "../oauth/grant.js";
import { GrantNotKept } from "../oauth/grantError.js";
import type { GrantStore, GrantTurn } from "../oauth/grantStore.js";
import type { Seal } from "../storage/seal.js";
import type { Keyspace } from "./keyspace.js";
import { Holders, Renewal, unlessUnavailable, untilNextLook } from "./lease.js";
import { RedisUnavailable, type RedisLink } from "./redisLink.js";
import { script } from "./script.js";

/** How long others wait for an instance that died in its turn, in milliseconds. */
const LEASE_MS = 5_000;
const RENEWALS_A_LEASE = 3;

/** KEYS: turn. ARGV: holder, lease in milliseconds. Returns 1 when it was taken. */
const TAKE = script(`
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`);

/** KEYS: turn. ARGV: holder, lease in milliseconds. */
const RENEW = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
`);

/** KEYS: turn. ARGV: holder. */
const RELEASE = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 0
`);

/** KEYS: grant. Returns what is kept, sealed, or nothing. */
const READ = script(`
return redis.call('HGET', KEYS[1], 'sealed')
`);

/**
 * Keeps a pair, without an end, if it is newer than what is kept and the turn is still the holder's.
 *
 * KEYS: grant, turn. ARGV: holder, when it was issued, sealed. Returns 1 when it was kept.
 */
const SAVE = script(`
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
local kept = tonumber(redis.call('HGET', KEYS[1], 'issued') or '0')
if kept >= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], 'issued', ARGV[2], 'sealed', ARGV[3])
return 1
`);

interface SharedGrantsOptions {
  readonly link: RedisLink;
  readonly keyspace: Keyspace;
  readonly seal: Seal;
  /** The integration whose grant it is. */
  readonly clientId: string;
  /** As LEASE_MS has it. */
  readonly leaseMs?: number;
}

/**
 * The grant that all gateways of an account have in common. It is kept sealed and never expires; a Redis that throws away keys
 * when it is full, or that keeps nothing on disk, may lose it. A pair is only kept by who has the turn, so that an instance that was
 * stopped for a while keeps nothing over a newer one. Without Redis nobody comes by a new pair.
 */
export class SharedGrants implements GrantStore {
  readonly #options: SharedGrantsOptions;
  readonly #holders = new Holders();
  readonly #grant: string;
  readonly #turn: string;

  constructor(options: SharedGrantsOptions) {
    this.#options = options;
    this.#grant = options.keyspace.open("grant", options.clientId);
    this.#turn = options.keyspace.open("grant-turn", options.clientId);
  }

  async read(): Promise<Grant | null> {
    const sealed = z
      .string()
      .nullable()
      .parse(await this.#asked(() => this.#options.link.run(READ, [this.#grant])));
    if (sealed === null) return null;
    const grant = grantSchema.safeParse(this.#options.seal.open(sealed, this.#grant));
    // What cannot be opened is of a secret that is gone.
    return grant.success ? grant.data : null;
  }

  async inTurn<Result>(signal: StopSignal, work: (turn: GrantTurn) => Promise<Result>): Promise<Result> {
    const { link, leaseMs = LEASE_MS } = this.#options;
    const holder = this.#holders.next();
    while ((await this.#asked(() => link.run(TAKE, [this.#turn], [holder, leaseMs]))) !== 1) {
      await untilNextLook(signal);
      if (signal.aborted) throw new CrmError("aborted", "The operation ended while another instance renews the grant.");
    }
    const renewal = new Renewal(leaseMs / RENEWALS_A_LEASE, async () => {
      await link.run(RENEW, [this.#turn], [holder, leaseMs]);
    });
    try {
      return await work({ read: () => this.read(), save: (grant) => this.#save(grant, holder) });
    } finally {
      await renewal.stop();
      // One that is not given back ends by itself.
      await link.run(RELEASE, [this.#turn], [holder]).catch(unlessUnavailable);
    }
  }

  async #save(grant: Grant, holder: string): Promise<void> {
    const { link, seal } = this.#options;
    const args = [holder, grant.issuedAt, seal.seal(grant, this.#grant)];
    const isKept = await this.#asked(() => link.run(SAVE, [this.#grant, this.#turn], args));
    if (isKept !== 1) throw new GrantNotKept("Another instance took over while the grant was renewed.");
  }

  async #asked<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof RedisUnavailable)) throw error;
      throw new GrantNotKept("The grant is kept in Redis, which does not answer.", error);
    }
  }
}
