import type { Lease, LockKey, RecordLocks } from "../crm/locks/recordLocks.js";
import { CrmError } from "../domain/crmError.js";
import type { StopSignal } from "../domain/stop.js";
import type { Keyspace } from "./keyspace.js";
import { Holders, Renewal, unlessUnavailable, untilNextLook } from "./lease.js";
import { RedisUnavailable, type RedisLink } from "./redisLink.js";
import { script } from "./script.js";

/** How much longer than one call a lock lasts by default, in milliseconds. */
const MARGIN_MS = 3_000;
/** Renewals in the time of the margin: a write may still leave when all but the first were lost. */
const RENEWALS_A_MARGIN = 3;
/** How long a record is kept for the instance that asked first, in milliseconds: several looks of one that waits. */
const NEXT_MS = 250;
const RETRY_AFTER_SECONDS = 5;

interface SharedRecordLockOptions {
  readonly link: RedisLink;
  readonly keyspace: Keyspace;
  /** The locks of this process: of all that wait for a record here, one asks Redis. */
  readonly local: RecordLocks;
  /** The longest that one call to the account may take, in milliseconds. */
  readonly callMs: number;
  /** By how much a lock outlasts such a call, in milliseconds. 3 000 by default. */
  readonly marginMs?: number;
}

/**
 * Takes a lock. A lock that this instance left behind, since it never learned that it had it, is its own to take.
 *
 * ARGV: holder, prefix of this instance's holders, lease and reservation in milliseconds. Returns 0 when taken, else the
 * milliseconds until it may be free at the latest; -1 when it is not known what was kept.
 */
const TAKE = script(`
local holder, prefix, lease = ARGV[1], ARGV[2], tonumber(ARGV[3])
local since = redis.call('HGET', KEYS[2], 'since')
if not since then return -1 end
local early = tonumber(since) + lease - now()
if early > 0 then return math.ceil(early) end
local next = KEYS[1] .. ':next'
local wanted = redis.call('GET', next)
local other = redis.call('GET', KEYS[1])
if other and string.sub(other, 1, #prefix) == prefix then
  if tonumber(string.sub(other, #prefix + 1)) < tonumber(string.sub(holder, #prefix + 1)) then other = false end
end
if other or (wanted and wanted ~= prefix) then
  if not wanted or wanted == prefix then redis.call('SET', next, prefix, 'PX', ARGV[4]) end
  return math.max(1, redis.call('PTTL', other and KEYS[1] or next))
end
redis.call('SET', KEYS[1], holder, 'PX', lease)
if wanted then redis.call('DEL', next) end
return 0
`);

/** ARGV: holder, lease in milliseconds. Returns whether it was still held. */
const RENEW = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`);

/** ARGV: holder. */
const RELEASE = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 0
`);

/**
 * Locks among the edits of all gateways of an account. A lock lasts for one call and a margin and is renewed while it is held, so
 * that one whose holder died ends by itself. The holder counts from before it asked, on its own clock, and does not send a write that
 * might outlast the lock: one that was stopped for a while, or cut off from Redis for longer than the margin, writes nothing.
 *
 * Without Redis there are no locks, and an edit is refused rather than made at the risk of losing another's. When Redis forgot what
 * it kept, locks are given again after the time that a forgotten one may last. Redis must not evict keys (`noeviction`).
 *
 * What remains: a request that is sent in time and that the account takes up after the call's time and the margin are over.
 */
export class SharedRecordLock implements RecordLocks {
  readonly #options: SharedRecordLockOptions;
  readonly #holders = new Holders();
  readonly #leaseMs: number;
  readonly #renewEveryMs: number;
  /** Locks by key that are free as far as this instance is concerned, but of which Redis could not be told. */
  readonly #left = new Map<string, string>();

  constructor(options: SharedRecordLockOptions) {
    const { callMs, marginMs = MARGIN_MS } = options;
    this.#options = options;
    this.#leaseMs = callMs + marginMs;
    this.#renewEveryMs = marginMs / RENEWALS_A_MARGIN;
    options.link.onUp(() => this.#releaseLeft());
  }

  hold<Result>(key: LockKey, signal: StopSignal, work: (lease: Lease) => Promise<Result>): Promise<Result> {
    return this.#options.local.hold(key, signal, async () => {
      const name = this.#options.keyspace.open("lock", key.kind, key.id);
      const holder = this.#holders.next();
      const lease = await this.#take(name, holder, signal);
      try {
        return await work(lease);
      } finally {
        await lease.renewal.stop();
        await this.#release(name, holder);
      }
    });
  }

  async #take(name: string, holder: string, signal: StopSignal): Promise<Lease & { readonly renewal: Renewal }> {
    for (;;) {
      if (signal.aborted) {
        throw new CrmError("aborted", "The operation ended while it waited for another edit of the record.");
      }
      const askedAt = performance.now();
      const waitMs = await this.#ask(name, holder);
      if (waitMs === 0) return this.#held(name, holder, askedAt);
      await untilNextLook(signal, waitMs);
    }
  }

  /** Asks for the lock once. */
  async #ask(name: string, holder: string): Promise<number> {
    const { link } = this.#options;
    const wasUp: boolean = link.isUp;
    try {
      const args = [holder, this.#holders.prefix, this.#leaseMs, NEXT_MS];
      const answer = Number(await link.run(TAKE, [name, link.birthKey], args));
      if (answer >= 0) return answer;
      await link.greetAgain();
      return 1;
    } catch (error) {
      if (!(error instanceof RedisUnavailable)) throw error;
      // Asked and not answered: it may have been given.
      if (wasUp && !link.isUp) this.#left.set(name, holder);
      throw new CrmError("unavailable", "Edits cannot be kept apart for now, so none is made.", {
        cause: error,
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    }
  }

  #held(name: string, holder: string, askedAt: number): Lease & { readonly renewal: Renewal } {
    const { link } = this.#options;
    let until = askedAt + this.#leaseMs;
    const renewal = new Renewal(this.#renewEveryMs, async () => {
      const renewedAt = performance.now();
      const isHeld = (await link.run(RENEW, [name], [holder, this.#leaseMs])) === 1;
      // One that Redis does not know any more may be somebody else's by now.
      until = isHeld ? renewedAt + this.#leaseMs : -Infinity;
    });
    return {
      renewal,
      check(forMs) {
        if (until - performance.now() >= forMs) return;
        throw new CrmError(
          "unavailable",
          "The lock of the record may end before the change is made: nothing was sent.",
          {
            retryAfterSeconds: RETRY_AFTER_SECONDS,
          },
        );
      },
    };
  }

  async #release(name: string, holder: string): Promise<void> {
    try {
      await this.#options.link.run(RELEASE, [name], [holder]);
    } catch (error) {
      unlessUnavailable(error);
      this.#left.set(name, holder);
    }
  }

  #releaseLeft(): void {
    const left = [...this.#left];
    this.#left.clear();
    for (const [name, holder] of left) void this.#release(name, holder);
  }
}
