import { LRUCache } from "lru-cache";
import { frozenSize } from "./frozenSize.js";
import type { Tag } from "./tags.js";

/** Most answers kept of one account; beyond it those that were not asked for longest go first. */
const MAX_ANSWERS = 10_000;
/** Most bytes that they may take together, as estimated. */
const MAX_BYTES = 64_000_000;

/** How much is kept of one account, and for how long. */
export interface KeptReadsOptions {
  /** Milliseconds from the beginning of a read for which its answer may be told. */
  readonly ttlMs: number;
  readonly maxAnswers?: number;
  readonly maxBytes?: number;
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number;
}

/** An answer that is kept. */
interface Entry {
  readonly tags: readonly Tag[];
  readonly beganAt: number;
}

/** A read from its beginning to its end, and what was written meanwhile. */
export interface ReadUnderWay {
  readonly beganAt: number;
  readonly touched: Set<Tag>;
}

/**
 * The answers that are kept of one account, each under a key and with tags that tell which writes outdate it. Reads of every kind and
 * of every user share the room that there is.
 */
export class KeptReads {
  readonly #entries: LRUCache<string, Entry>;
  readonly #keysOf = new Map<Tag, Set<string>>();
  readonly #underWay = new Set<ReadUnderWay>();
  readonly #now: () => number;

  constructor({ ttlMs, maxAnswers, maxBytes, now = () => performance.now() }: KeptReadsOptions) {
    this.#now = now;
    this.#entries = new LRUCache({
      max: maxAnswers ?? MAX_ANSWERS,
      maxSize: maxBytes ?? MAX_BYTES,
      ttl: ttlMs,
      ttlResolution: 0,
      perf: { now },
      dispose: (entry, key) => this.#unlink(key, entry),
    });
  }

  /** The answers to reads of one kind. No two kinds may use the same key. */
  shelf<Value extends object | null>(): Shelf<Value> {
    const values = new WeakMap<Entry, Value>();
    return {
      get: (key) => {
        const entry = this.#entries.get(key);
        const value = entry && values.get(entry);
        return entry === undefined || value === undefined ? undefined : { value, ageMs: this.#now() - entry.beganAt };
      },
      keep: (key, value, tags, { beganAt, touched }) => {
        // Of two equal answers the elder stays, so that the age is never told too low: the later read may have shared its call.
        if (tags.some((tag) => touched.has(tag)) || this.#entries.has(key)) return;
        const entry = { tags, beganAt };
        this.#entries.set(key, entry, { start: beganAt, size: frozenSize(value) + key.length });
        // An answer that is too large for all the room there is was not taken.
        if (!this.#entries.has(key)) return;
        values.set(entry, value);
        this.#link(key, entry);
      },
    };
  }

  /** Makes a read and tells it what is written meanwhile: its answer may be from before that. */
  async during<Value>(read: (underWay: ReadUnderWay) => Promise<Value>): Promise<Value> {
    const underWay = { beganAt: this.#now(), touched: new Set<Tag>() };
    this.#underWay.add(underWay);
    try {
      return await read(underWay);
    } finally {
      this.#underWay.delete(underWay);
    }
  }

  /** Forgets all answers with one of these tags, those on their way included. */
  forget(tags: readonly Tag[]): void {
    for (const tag of tags) {
      for (const { touched } of this.#underWay) touched.add(tag);
      for (const key of this.#keysOf.get(tag) ?? []) this.#entries.delete(key);
    }
  }

  #link(key: string, { tags }: Entry): void {
    for (const tag of tags) {
      const keys = this.#keysOf.get(tag);
      if (keys === undefined) this.#keysOf.set(tag, new Set([key]));
      else keys.add(key);
    }
  }

  #unlink(key: string, { tags }: Entry): void {
    for (const tag of tags) {
      const keys = this.#keysOf.get(tag);
      keys?.delete(key);
      if (keys?.size === 0) this.#keysOf.delete(tag);
    }
  }
}

/** The answers to reads of one kind. */
export interface Shelf<Value> {
  /** An answer and the milliseconds since its read began. Undefined when none is kept, or none that is young enough. */
  get(key: string): { readonly value: Value; readonly ageMs: number } | undefined;
  /** Keeps what a read gave, unless something it tells of was written meanwhile. Freezes it: many requests will share it. */
  keep(key: string, value: Value, tags: readonly Tag[], underWay: ReadUnderWay): void;
}
