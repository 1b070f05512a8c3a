import { LRUCache } from "lru-cache";
import type { Claim, KeptAnswers, Result } from "../crm/idempotency/keptAnswers.js";
import { CrmError } from "../domain/crmError.js";
import type { StopSignal } from "../domain/stop.js";
import type { Keyspace } from "./keyspace.js";
import { Holders, Renewal, unlessUnavailable, untilNextLook } from "./lease.js";
import { RedisUnavailable, type RedisLink } from "./redisLink.js";
import { script } from "./script.js";
import type { Seal } from "../storage/seal.js";

/** How long a key lasts. */
const DAY_MS = 24 * 60 * 60 * 1000;
/** How long a creation counts as under way without a sign of life, in milliseconds. */
const LEASE_MS = 10_000;
const RENEWALS_A_LEASE = 10;
/** Own answers that Redis is told again when it comes back, since it may have lost the latest. */
const MAX_RECENT = 1_000;
const MAX_RECENT_CHARACTERS = 4_000_000;
const RETRY_AFTER_SECONDS = 5;

interface SharedAnswersOptions<Item> {
  readonly link: RedisLink;
  readonly keyspace: Keyspace;
  readonly seal: Seal;
  /** What is added, such as `contact`: each kind has its own keys. */
  readonly kind: string;
  /** The answers that this process got itself. They hold whatever becomes of Redis. */
  readonly local: KeptAnswers<Item>;
  /** 10 000 by default. */
  readonly leaseMs?: number;
}

/** What Redis knows of a key, in the words of the scripts. */
interface Known {
  readonly state: string;
  readonly draft?: string;
  /** Sealed. */
  readonly answer?: string;
}

/** An outcome of this instance's, as Redis is to know it. */
interface Outcome {
  readonly holder: string;
  readonly draft: string;
  /** Sealed; empty when nothing was added. */
  readonly answer: string;
  readonly settledAt: number;
}

/**
 * A key is a hash: the `draft` it came with, its `holder`, `until` when the holder counts as alive, and the `answer` once there is
 * one. A holder that died before there was one leaves the outcome unknown for the rest of the day.
 *
 * While Redis may have forgotten what is under way, those who are alive come again to tell, and no key is given.
 *
 * ARGV: holder, draft, lease and day in milliseconds. Returns what is known of the key.
 */
const CLAIM = script(`
local holder, draft, answer, till = unpack(redis.call('HMGET', KEYS[1], 'holder', 'draft', 'answer', 'until'))
if answer then return {'answered', draft, answer} end
if holder then
  if tonumber(till) > now() then return {'busy', draft} end
  return {'unknown', draft}
end
local since = redis.call('HGET', KEYS[2], 'since')
if not since then return {'lost'} end
if tonumber(since) + tonumber(ARGV[3]) > now() then return {'early'} end
redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'draft', ARGV[2], 'until', string.format('%.0f', now() + ARGV[3]))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return {'ours'}
`);

/** Returns whether somebody alive holds the key. */
const IS_BUSY = script(`
local answer, till = unpack(redis.call('HMGET', KEYS[1], 'answer', 'until'))
return (till and not answer and tonumber(till) > now()) and 1 or 0
`);

// A full Redis lets a script finish that has written something which needs no memory: what concerns a key that was given begins with
// that.

/** Holds a key for longer; one that Redis lost is held again. ARGV: as for a claim. */
const RENEW = script(`
local holder = redis.call('HGET', KEYS[1], 'holder')
if holder and holder ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'draft', ARGV[2], 'until', string.format('%.0f', now() + ARGV[3]))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
`);

/** ARGV: holder, draft, answer or '' when nothing was added, milliseconds that the answer is to be kept. */
const SETTLE = script(`
local holder = redis.call('HGET', KEYS[1], 'holder')
if holder and holder ~= ARGV[1] then return 0 end
if ARGV[3] == '' then return redis.call('DEL', KEYS[1]) end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'draft', ARGV[2], 'answer', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
`);

/**
 * Answers that all gateways of an account share, so that a key is used once whichever of them it comes to. Whoever holds a key
 * says all the time that it is alive; one that died while its creation was under way leaves the outcome unknown.
 *
 * Without Redis no creation with a key is made, unless its answer is known here. An answer that Redis could not be told is told when
 * it is back, and so are the latest ones, which a Redis that was restarted may have lost. One without a file forgets the others:
 * then a key counts as new, except at the instance that used it.
 */
export class SharedAnswers<Item> implements KeptAnswers<Item> {
  readonly #options: SharedAnswersOptions<Item>;
  readonly #leaseMs: number;
  readonly #holders = new Holders();
  /** Answers of this instance by the names of their keys. */
  readonly #recent = new LRUCache<string, Outcome>({
    max: MAX_RECENT,
    maxSize: MAX_RECENT_CHARACTERS,
    sizeCalculation: ({ answer }) => answer.length,
    ttl: DAY_MS,
  });
  /** What Redis is still to be told. */
  readonly #untold = new Map<string, Outcome>();

  constructor(options: SharedAnswersOptions<Item>) {
    this.#options = options;
    this.#leaseMs = options.leaseMs ?? LEASE_MS;
    options.link.onUp(() => {
      for (const [name, outcome] of this.#recent.entries()) this.#untold.set(name, outcome);
      void this.#tell();
    });
  }

  async claim(key: string, draftHash: string): Promise<Claim<Item>> {
    const { local, keyspace, kind } = this.#options;
    const here = await local.claim(key, draftHash);
    if (here.state !== "ours") return here;
    const name = keyspace.unguessable("creation", kind, key);
    const draft = keyspace.unguessable("draft", key, draftHash);
    const holder = this.#holders.next();
    const known = await this.#ask(name, holder, draft);
    const { state } = known;
    if (state === "ours") {
      const renewal = this.#renewal(name, holder, draft);
      return {
        state,
        settle: async (result) => {
          await renewal.stop();
          await here.settle(result);
          await this.#settle(name, holder, draft, result);
        },
      };
    }
    const isSameDraft = known.draft === draft;
    if (state === "answered" || state === "unknown") {
      if (!isSameDraft) return { state: "reused" };
      return { state: "answered", result: state === "unknown" ? "unknown" : this.#open(known.answer, name) };
    }
    return { state: "busy", isSameDraft, over: (signal) => this.#over(name, signal) };
  }

  /** Asks for a key once. */
  async #ask(name: string, holder: string, draft: string): Promise<Known> {
    const { link } = this.#options;
    let wasUp = false;
    try {
      await this.#tell();
      // What this instance knows of the key itself comes first. As long as Redis does not take that, it is not asked.
      const outcome = this.#untold.get(name);
      if (outcome !== undefined) await this.#tellOne(name, outcome);
      wasUp = link.isUp;
      const known = readKnown(await link.run(CLAIM, [name, link.birthKey], [holder, draft, this.#leaseMs, DAY_MS]));
      if (known.state === "lost") await link.greetAgain();
      return known;
    } catch (error) {
      if (!(error instanceof RedisUnavailable)) throw error;
      // Asked and not answered: it may have been given.
      if (wasUp && !link.isUp) this.#untold.set(name, { holder, draft, answer: "", settledAt: performance.now() });
      throw unavailable(error);
    }
  }

  #renewal(name: string, holder: string, draft: string): Renewal {
    return new Renewal(this.#leaseMs / RENEWALS_A_LEASE, async () => {
      await this.#options.link.run(RENEW, [name], [holder, draft, this.#leaseMs, DAY_MS]);
    });
  }

  async #over(name: string, signal: StopSignal): Promise<void> {
    try {
      do {
        await untilNextLook(signal);
        if (signal.aborted) throw new CrmError("aborted", "The operation ended while it waited for its key.");
      } while ((await this.#options.link.run(IS_BUSY, [name])) === 1);
    } catch (error) {
      throw error instanceof RedisUnavailable ? unavailable(error) : error;
    }
  }

  async #settle(name: string, holder: string, draft: string, result: Result<Item> | null): Promise<void> {
    const answer = result === null ? "" : this.#options.seal.seal(result, name);
    const outcome = { holder, draft, answer, settledAt: performance.now() };
    if (answer !== "") this.#recent.set(name, outcome);
    this.#untold.set(name, outcome);
    await this.#tellOne(name, outcome).catch(unlessUnavailable);
  }

  async #tell(): Promise<void> {
    await Promise.all(
      [...this.#untold].map(([name, outcome]) => this.#tellOne(name, outcome).catch(unlessUnavailable)),
    );
  }

  async #tellOne(name: string, outcome: Outcome): Promise<void> {
    const leftMs = Math.ceil(DAY_MS - (performance.now() - outcome.settledAt));
    if (leftMs > 0) {
      const { holder, draft, answer } = outcome;
      await this.#options.link.run(SETTLE, [name], [holder, draft, answer, leftMs]);
    }
    if (this.#untold.get(name) === outcome) this.#untold.delete(name);
  }

  /** An answer that cannot be opened was sealed with secrets that are gone: the record was added, and nothing is known of it. */
  #open(sealed: string | undefined, name: string): Result<Item> {
    const opened = this.#options.seal.open(sealed ?? "", name);
    // Whatever can be opened was sealed by a gateway.
    return hasItem(opened) ? { item: opened.item as Item } : "unknown";
  }
}

function unavailable(cause: RedisUnavailable): CrmError {
  return new CrmError("unavailable", "Keys of creations cannot be looked at for now, so none is made with one.", {
    cause,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}

function readKnown(reply: unknown): Known {
  const parts: readonly unknown[] = Array.isArray(reply) ? reply : [];
  const [state, draft, answer] = parts;
  if (typeof state !== "string") throw new TypeError("the script answers with a state");
  return {
    state,
    ...(typeof draft === "string" && { draft }),
    ...(typeof answer === "string" && { answer }),
  };
}

function hasItem(opened: unknown): opened is { readonly item: unknown } {
  return typeof opened === "object" && opened !== null && "item" in opened;
}
