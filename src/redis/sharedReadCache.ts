import { randomUUID } from "node:crypto";
import { z } from "zod";
import { frozenSize } from "../crm/cache/frozenSize.js";
import type { KeptAnswer, KeptReads, Lookup, ReadAnswer, Shelf } from "../crm/cache/keptReads.js";
import type { Tag } from "../crm/cache/tags.js";
import { ask, Debt } from "./debt.js";
import type { Keyspace } from "./keyspace.js";
import { BEGIN, END, FORGET, KEEP, LOOK } from "./readScripts.js";
import { RedisUnavailable, type RedisLink } from "./redisLink.js";
import type { Script } from "./script.js";
import type { Seal } from "../storage/seal.js";
import { SETTLING_MS } from "./settling.js";

/** An answer whose sealed value is longer is not kept, in bytes. */
const MAX_VALUE_BYTES = 1_000_000;
/** An answer that is estimated to take more memory than this will be longer: it is not even sealed. */
const MAX_MEMORY_BYTES = 4 * MAX_VALUE_BYTES;
/** Most bytes of values in one message from or to Redis: a larger one would take too long. What does not fit is read anew. */
const MAX_MESSAGE_BYTES = 4_000_000;
/** How long the latest writes are remembered, in milliseconds: at least as long as any answer. When it is over, all are forgotten. */
const MEMORY_MS = 48 * 3_600_000;

interface SharedReadCacheOptions {
  readonly link: RedisLink;
  readonly keyspace: Keyspace;
  readonly seal: Seal;
  /** Milliseconds from the beginning of a read for which its answer may be told; a day at most. 0: only writes are told to others. */
  readonly ttlMs: number;
  /** The longest that a write may take from its beginning until it is over, in milliseconds. */
  readonly writeMs: number;
  /** What else makes answers differ, such as the version of the program: those with another one share no answers, but all writes. */
  readonly format: string;
  /** Milliseconds after a loss of what was kept in which nothing is kept; see `SETTLING_MS`. */
  readonly settlingMs?: number;
}

/** An answer that is kept: its age in milliseconds, and its sealed value. */
const FOUND = z.tuple([z.number(), z.string()]).nullable();
/** When a lookup was made: in which epoch, after how many writes, and at what time of Redis. Then what it found. */
const LOOKED = z.tuple([z.string(), z.number(), z.number()], FOUND);

/** When a read began. */
type Beginning = readonly [epoch: string, writes: number, at: number];

/**
 * Keeps answers for all gateways of an account. Nobody is told an answer from before a write that any of them made. While Redis does
 * not answer, everything is read from the account; when it comes back, what it could not be told meanwhile makes it forget all.
 *
 * A write whose gateway dies or loses Redis before it is over keeps what it touches out of the cache for `writeMs`. What remains: a
 * write that begins while its gateway does not reach Redis, and the others do. They may tell answers from before it, until it
 * reaches Redis again and at most for `ttlMs`. (Edits are not made then: they need a lock, which is in Redis as well.)
 *
 * Tags are kept as they are, so that gateways with different secrets know of each other's writes while secrets change. They hold
 * numbers of records and nothing else of them.
 */
export class SharedReadCache implements KeptReads {
  readonly #options: SharedReadCacheOptions;
  readonly #debt: Debt;

  constructor(options: SharedReadCacheOptions) {
    this.#options = options;
    this.#debt = new Debt(options.link);
  }

  shelf<Value extends object | null>(): Shelf<Value> {
    return { look: (keys) => this.#look<Value>(keys) };
  }

  async change<Done>(tags: readonly Tag[], make: () => Promise<Done>): Promise<Done> {
    const { writeMs } = this.#options;
    const beganAt = performance.now();
    const epoch = await this.#tell(BEGIN, [writeMs, ...tags]);
    const end = async (): Promise<boolean> => {
      // One that took too long is not counted as under way any more.
      const isCounted = performance.now() - beganAt < writeMs;
      return (await this.#tell(END, [isCounted ? (epoch ?? "") : "", ...tags])) !== null;
    };
    try {
      return await make();
    } finally {
      // As long as Redis does not answer there may be any number of writes: one that it never heard of is not remembered.
      if (!(await end())) this.#debt.add(epoch === null ? this.#forget : end);
    }
  }

  async #look<Value>(keys: readonly string[]): Promise<Lookup<Value>> {
    const { link, ttlMs, settlingMs = SETTLING_MS } = this.#options;
    const names = keys.map((key) => this.#nameOf(key));
    const args = [randomUUID(), MEMORY_MS, ttlMs, settlingMs, MAX_MESSAGE_BYTES];
    const isOn = ttlMs > 0 && (await this.#debt.settle());
    const found = isOn ? await ask(link, LOOK, [...this.#writesKeys(), ...names], args) : null;
    if (found === null) return { answers: keys.map(() => undefined), keep: () => undefined };
    const [epoch, writes, at, ...answers] = LOOKED.parse(found);
    return {
      answers: names.map((name, index) => this.#open<Value>(answers[index] ?? null, name)),
      keep: (read) => this.#keep(read, [epoch, writes, at]),
    };
  }

  async #keep(read: readonly ReadAnswer<unknown>[], beginning: Beginning): Promise<void> {
    const { link, seal, ttlMs } = this.#options;
    const [epoch] = beginning;
    if (epoch === "") return;
    const names: string[] = [];
    const values: string[] = [];
    let room = MAX_MESSAGE_BYTES;
    for (const { key, value, tags } of read) {
      if (frozenSize(value) > MAX_MEMORY_BYTES) continue;
      const name = this.#nameOf(key);
      const sealed = seal.seal(value, name);
      if (sealed.length > Math.min(MAX_VALUE_BYTES, room)) continue;
      room -= sealed.length;
      names.push(name);
      values.push(tags.join(" "), sealed);
    }
    if (names.length === 0) return;
    try {
      await link.run(KEEP, [...this.#writesKeys(), ...names], [...beginning, ttlMs, MEMORY_MS, ...values]);
    } catch (error) {
      if (!(error instanceof RedisUnavailable)) throw error;
    }
  }

  /** An answer as Redis gives it. What can be opened was sealed by a gateway of the same format under this very name. */
  #open<Value>(found: z.infer<typeof FOUND>, name: string): KeptAnswer<Value> | undefined {
    if (found === null) return undefined;
    const [ageMs, sealed] = found;
    const value = this.#options.seal.open(sealed, name);
    if (value === undefined) return undefined;
    frozenSize(value);
    return { value: value as Value, ageMs };
  }

  readonly #forget = async (): Promise<boolean> => (await this.#tell(FORGET)) !== null;

  /** Tells Redis of a write; the epoch, or null when it does not answer. */
  async #tell(script: Script, args: readonly (string | number)[] = []): Promise<string | null> {
    const epoch = await ask(this.#options.link, script, this.#writesKeys(), [randomUUID(), MEMORY_MS, ...args]);
    return z.string().nullable().parse(epoch);
  }

  #writesKeys(): readonly [writes: string, birth: string] {
    const { link, keyspace } = this.#options;
    return [keyspace.plain("reads"), link.birthKey];
  }

  /** Values are kept as V8 writes them, which another version need not read. */
  #nameOf(key: string): string {
    const { keyspace, format } = this.#options;
    return keyspace.hidden("read", format, process.versions.v8, key);
  }
}
