import { randomUUID } from "node:crypto";
import type { WriteCount } from "../transport/sharedReads.js";
import { ask, Debt } from "./debt.js";
import type { Keyspace } from "./keyspace.js";
import type { RedisLink } from "./redisLink.js";
import { script } from "./script.js";
import { SETTLING_MS } from "./settling.js";

/** How long the latest write is remembered, in milliseconds. Longer than any read takes. */
const MEMORY_MS = 3_600_000;

interface SharedWritesOptions {
  readonly link: RedisLink;
  readonly keyspace: Keyspace;
  /** Milliseconds after a loss of what was kept in which nothing is believed; see `SETTLING_MS`. */
  readonly settlingMs?: number;
}

/**
 * What stands for the latest write. A name that was given is never given again, whatever was lost or came back in between.
 *
 * ARGV: a new name, the time it is remembered, the time after a loss in which nothing is known. Returns '' when it is not known.
 */
const CURRENT = script(`
local state = redis.call('HMGET', KEYS[2], 'birth', 'since')
if not state[1] then return false end
if now() < tonumber(state[2]) + tonumber(ARGV[3]) then return '' end
local latest = redis.call('GET', KEYS[1])
if not latest then
  latest = ARGV[1]
  redis.call('SET', KEYS[1], latest, 'PX', ARGV[2])
end
return state[1] .. ' ' .. latest
`);

/** ARGV: a new name, the time it is remembered. A script that has changed something may finish though Redis is full. */
const ADD = script(`
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`);

/**
 * Tells the reads of all gateways of an account apart by the writes of all of them. While Redis does not answer, nobody joins
 * anybody's read.
 *
 * What remains: when Redis cannot be told that a write is over and answers the others nevertheless, they may join a read that began
 * while it was under way, until this gateway reaches Redis again; at most as long as that read takes.
 */
export class SharedWrites implements WriteCount {
  readonly #debt: Debt;
  #asked: Promise<string | null> | null = null;

  constructor(private readonly options: SharedWritesOptions) {
    this.#debt = new Debt(options.link);
  }

  /** Those who ask at the same time, such as for the records of a page, are told together: Redis is asked after all of them. */
  current(): Promise<string | null> {
    return (this.#asked ??= Promise.resolve().then(() => {
      this.#asked = null;
      return this.#current();
    }));
  }

  async add(): Promise<void> {
    if (!(await this.#tell())) this.#debt.add(this.#tell);
  }

  async #current(): Promise<string | null> {
    if (!(await this.#debt.settle())) return null;
    const { link, settlingMs = SETTLING_MS } = this.options;
    const answer = await ask(link, CURRENT, [this.#key(), link.birthKey], [randomUUID(), MEMORY_MS, settlingMs]);
    return typeof answer === "string" && answer !== "" ? answer : null;
  }

  readonly #tell = async (): Promise<boolean> =>
    (await ask(this.options.link, ADD, [this.#key()], [randomUUID(), MEMORY_MS])) !== null;

  #key(): string {
    return this.options.keyspace.plain("writes");
  }
}
