import { REGISTER } from "./budgetScripts.js";
import { Renewal, unlessUnavailable } from "./lease.js";
import type { OwnCalls } from "./ownCalls.js";
import { COMMAND_MS, RedisUnavailable, type RedisLink } from "./redisLink.js";

const RENEWAL_MS = 500;
/** For how long an instance is a member without saying so again: three renewals may be late or lost. */
const MEMBERSHIP_MS = 1_500;
const MOST_TRIES = 4;
/**
 * How long it is remembered how many there were, in milliseconds. One that is missing may be calling all the same, and while
 * instances are replaced one after another there are now more and now fewer.
 */
const CROWD_KEPT_MS = 120_000;

interface MembershipOptions {
  readonly link: RedisLink;
  readonly key: string;
  /** Name of this instance. */
  readonly instance: string;
  readonly calls: OwnCalls;
  /** How many there may be. */
  readonly instances: number;
  /** Milliseconds that calls of an instance count after it ceased to be a member. */
  readonly settleMs: number;
  /** Told how many there are when they are more. */
  readonly onCrowd: (live: number) => void;
  /** Monotonic clock in milliseconds. */
  readonly now: () => number;
}

/** What time it was in Redis, at some moment between the two local ones. */
interface Reading {
  readonly redisTime: number;
  readonly askedAt: number;
  readonly answeredAt: number;
}

/** How many instances were seen, and when, in local time. */
interface Sighting {
  readonly live: number;
  readonly at: number;
}

/**
 * Keeps an instance among those that share a budget. Who is not may be calling all the same, so it has to be sure of when the others
 * stop counting on it to ask first.
 */
export class Membership {
  readonly #options: MembershipOptions;
  readonly #renewal: Renewal;
  #reading: Reading | null = null;
  /** Until when this instance is known to be a member, in time of Redis. */
  #knownUntil = 0;
  #lapsedBy: number;
  /** The latest sighting, and before it each that saw more than all after it. */
  #sightings: readonly Sighting[] = [];
  #underWay: Promise<void> | null = null;

  constructor(options: MembershipOptions) {
    this.#options = options;
    // Another process may have been the same instance until a moment ago.
    this.#lapsedBy = options.now() + MEMBERSHIP_MS;
    this.#renewal = new Renewal(RENEWAL_MS, () => this.renew());
    options.link.onUp(() => {
      // It may be another Redis by now, with a clock of its own.
      this.#reading = null;
      this.renew().catch(unlessUnavailable);
    });
  }

  /** From which moment of the local clock on nobody takes this instance for a member any more, unless it registers again. */
  get lapsedBy(): number {
    return this.#lapsedBy;
  }

  /**
   * How many there may be: more than were configured when more were seen together lately. While Redis does not answer, nothing of
   * that is forgotten.
   */
  get instances(): number {
    return Math.max(this.#options.instances, this.#sightings[0]?.live ?? 0);
  }

  /**
   * Registers, or registers again.
   *
   * @throws RedisUnavailable
   */
  renew(): Promise<void> {
    return (this.#underWay ??= this.#renew().finally(() => {
      this.#underWay = null;
    }));
  }

  async close(): Promise<void> {
    await this.#renewal.stop();
  }

  async #renew(): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const [verdict, redisTime, live] = await this.#ask();
      if (verdict === "member") {
        this.#knownUntil = redisTime + MEMBERSHIP_MS;
        if (live > this.instances) this.#options.onCrowd(live);
        this.#see(live);
        return;
      }
      if (verdict === "lost") await this.#options.link.greetAgain();
    }
    throw new RedisUnavailable("Redis does not take the registration");
  }

  #see(live: number): void {
    const at = this.#options.now();
    const before = this.#sightings.filter((other) => other.live > live && at - other.at < CROWD_KEPT_MS);
    this.#sightings = [...before, { live, at }];
  }

  async #ask(): Promise<readonly [verdict: string, redisTime: number, live: number]> {
    const { link, key, instance, calls, settleMs, now } = this.#options;
    if (!link.isUp) throw new RedisUnavailable("Redis does not answer");
    const before = this.#lapsedBy;
    const askedAt = now();
    const doneUntil = this.#allow(askedAt);
    const list = calls.list().flatMap(([id, countsMs]) => [id, countsMs ?? ""]);
    const args = [instance, doneUntil, this.#knownUntil, MEMBERSHIP_MS, settleMs, ...list];
    try {
      const [verdict, time, live] = (await link.run(REGISTER, [key, link.birthKey], args)) as [string, number, number];
      this.#reading = { redisTime: time, askedAt, answeredAt: now() };
      if (verdict !== "member") this.#lapsedBy = before;
      return [verdict, time, live];
    } catch (error) {
      // What Redis refuses is not done. What it does not answer may be.
      if (error instanceof RedisUnavailable && error.isRefusal) this.#lapsedBy = before;
      throw error;
    }
  }

  /**
   * Until which time of Redis it may register this instance, which is then taken for a member for as long as that lasts; 0 as long
   * as its clock was not read.
   */
  #allow(askedAt: number): number {
    if (this.#reading === null) return 0;
    const { redisTime, askedAt: earliest, answeredAt: latest } = this.#reading;
    // As late as the link waits for it.
    const doneUntil = redisTime + (askedAt - earliest) + COMMAND_MS;
    this.#lapsedBy = Math.max(this.#lapsedBy, doneUntil + MEMBERSHIP_MS - redisTime + latest);
    return Math.ceil(doneUntil);
  }
}
