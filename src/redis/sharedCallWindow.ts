import { CrmError } from "../domain/crmError.js";
import { windowOf, type CallWindow, type Leave, type NotNow } from "../transport/callWindow.js";
import { PAUSE, RELEASE, TAKE } from "./budgetScripts.js";
import type { Keyspace } from "./keyspace.js";
import { Holders, unlessUnavailable } from "./lease.js";
import { Membership } from "./membership.js";
import { OwnCalls } from "./ownCalls.js";
import { RedisUnavailable, type RedisLink } from "./redisLink.js";

/** A request is written so soon after leave was given, or not at all, in milliseconds: as long as a connection may take. */
const STALE_MS = 2_000;
/** How long to wait for what others do, in milliseconds. */
const POLL_MS = 20;
/** The same while an instance calls within its share: Redis may be back. */
const SHARE_POLL_MS = 250;
/** How long the one waits whose turn it is not, in milliseconds. */
const TURN_MS = 2;
const RETRY_AFTER_SECONDS = 5;

interface SharedCallWindowOptions {
  readonly link: RedisLink;
  readonly keyspace: Keyspace;
  /** Calls of all instances in any window of one second; below one, calls are that much further apart. Finite. */
  readonly ratePerSecond: number;
  /** Calls of all instances in flight at a time. Finite. */
  readonly concurrency: number;
  /** How many instances there may be. */
  readonly instances: number;
  /** Told how many there are, each time they turn out to be more. */
  readonly onCrowd?: (live: number) => void;
  /** Monotonic clock in milliseconds. */
  readonly now?: () => number;
}

/**
 * Of an account that several instances call: together they keep to the rate, in any second. Redis keeps count.
 *
 * An instance that does not reach Redis calls nobody until it is sure that the others no longer count on it to ask, and that their
 * calls from before have arrived. From then on it keeps to its share of the rate, which the others leave to whoever is missing. With
 * more instances than calls in a window there is no share, and it refuses to call. When it finds Redis again it registers together
 * with the calls that still count. When Redis forgot what it knew, all wait until what was forgotten counts no more.
 */
export class SharedCallWindow implements CallWindow {
  readonly #options: SharedCallWindowOptions;
  readonly #now: () => number;
  readonly #key: string;
  readonly #calls: number;
  readonly #windowMs: number;
  /** Milliseconds after which calls that had leave before something happened have arrived. */
  readonly #settleMs: number;
  readonly #holders = new Holders();
  readonly #own: OwnCalls;
  readonly #membership: Membership;
  /** Until when the account is to be left alone, as far as it said so to this instance. */
  #pausedUntil = -Infinity;

  constructor(options: SharedCallWindowOptions) {
    const { link, keyspace, instances, now = () => performance.now() } = options;
    const { calls, windowMs } = windowOf(options.ratePerSecond);
    this.#options = options;
    this.#now = now;
    this.#key = keyspace.plain("budget");
    this.#calls = calls;
    this.#windowMs = Math.ceil(windowMs);
    this.#settleMs = this.#windowMs + Math.max(this.#windowMs, STALE_MS);
    this.#own = new OwnCalls(now);
    this.#membership = new Membership({
      link,
      key: this.#key,
      instance: this.#holders.prefix,
      calls: this.#own,
      instances,
      settleMs: this.#settleMs,
      onCrowd: (live) => options.onCrowd?.(live),
      now,
    });
    // Redis may not have taken it, or have lost it.
    link.onUp(() => this.#tellPause());
  }

  async take(othersWait: boolean): Promise<Leave | NotNow> {
    try {
      return await this.#ask(othersWait);
    } catch (error) {
      if (!(error instanceof RedisUnavailable)) throw error;
      return this.#fromShare();
    }
  }

  pause(milliseconds: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#now() + milliseconds);
    this.#tellPause();
  }

  /** Ceases to be one of the instances. Calls under way are over by then. */
  async close(): Promise<void> {
    await this.#membership.close();
  }

  #tellPause(): void {
    const leftMs = Math.ceil(this.#pausedUntil - this.#now());
    if (leftMs > 0) this.#options.link.run(PAUSE, [this.#key], [leftMs]).catch(unlessUnavailable);
  }

  async #ask(othersWait: boolean): Promise<Leave | NotNow> {
    const { link, concurrency } = this.#options;
    const { instances } = this.#membership;
    const id = this.#holders.next();
    const askedAt = this.#now();
    const limits = [this.#calls, concurrency, instances, this.#settleMs, this.#settleMs, POLL_MS, TURN_MS];
    const args = [this.#holders.prefix, id, othersWait ? 1 : 0, ...limits];
    const answer = await link.run(TAKE, [this.#key, link.birthKey], args);
    const [verdict, waitMs] = answer as [string, number];
    if (verdict === "leave") return this.#leave(id, askedAt);
    if (verdict !== "stranger") return { waitMs, isPaused: verdict === "paused" };
    await this.#membership.renew();
    return { waitMs: 0, isPaused: false };
  }

  #fromShare(): Leave | NotNow {
    const { concurrency } = this.#options;
    const { lapsedBy, instances } = this.#membership;
    const now = this.#now();
    const early = lapsedBy + this.#settleMs - now;
    if (early > 0) return soon(early);
    const share = Math.floor(this.#calls / instances);
    if (share === 0) {
      throw new CrmError("unavailable", "The account's rate cannot be kept to for now, so it is not called.", {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    }
    const most = Math.max(1, Math.floor(concurrency / instances));
    if (this.#own.count >= share) return soon(this.#own.nextLapsesInMs);
    if (this.#own.underWay >= most) return soon(Infinity);
    return this.#leave(this.#holders.next(), now);
  }

  #leave(id: string, givenAt: number): Leave {
    let isSent = false;
    let isAnswered = false;
    this.#own.begin(id);
    return {
      sent: () => (isSent = this.#now() - givenAt < STALE_MS),
      answered: () => {
        isAnswered = true;
      },
      release: () => {
        const countsMs = isSent ? this.#windowMs * (isAnswered ? 1 : 2) : 0;
        this.#own.end(id, countsMs);
        // Where Redis does not hear of it, it counts for as long as that of an instance that is gone, or this one tells it again.
        this.#options.link.run(RELEASE, [this.#key], [id, countsMs]).catch(unlessUnavailable);
      },
    };
  }
}

function soon(milliseconds: number): NotNow {
  return { waitMs: Math.min(milliseconds, SHARE_POLL_MS), isPaused: false };
}
