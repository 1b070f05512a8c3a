import { LRUCache } from "lru-cache";
import { frozenSize } from "./frozenSize.js";
import type { KeptAnswer, KeptReads, ReadAnswer, Shelf } from "./keptReads.js";
import { LatestWrites } from "./latestWrites.js";
import type { Tag } from "./tags.js";

/** Most answers kept of one account; beyond it those that were not asked for longest go first. */
const MAX_ANSWERS = 10_000;
/** Most bytes that they may take together, as estimated. */
const MAX_BYTES = 64_000_000;

/** How much is kept of one account, and for how long. */
interface KeptReadsOptions {
  /** Milliseconds from the beginning of a read for which its answer may be told. */
  readonly ttlMs: number;
  readonly maxAnswers?: number;
  readonly maxBytes?: number;
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number;
}

/** When a read began: by the clock, and among the writes. */
interface Beginning {
  readonly at: number;
  readonly writes: number;
}

/** An answer that is kept. */
interface Entry {
  readonly tags: readonly Tag[];
  readonly began: Beginning;
}

/** Keeps answers in this process. Reads of every kind and of every user share the room that there is. */
export class KeptReadsInMemory implements KeptReads {
  readonly #entries: LRUCache<string, Entry>;
  readonly #writes = new LatestWrites();
  readonly #now: () => number;

  constructor({ ttlMs, maxAnswers, maxBytes, now = () => performance.now() }: KeptReadsOptions) {
    this.#now = now;
    this.#entries = new LRUCache({
      max: maxAnswers ?? MAX_ANSWERS,
      maxSize: maxBytes ?? MAX_BYTES,
      ttl: ttlMs,
      ttlResolution: 0,
      perf: { now },
    });
  }

  shelf<Value extends object | null>(): Shelf<Value> {
    const values = new WeakMap<Entry, Value>();
    const answerOf = (key: string): KeptAnswer<Value> | undefined => {
      const entry = this.#current(key);
      const value = entry && values.get(entry);
      return entry === undefined || value === undefined ? undefined : { value, ageMs: this.#now() - entry.began.at };
    };
    const keep = ({ key, value, tags }: ReadAnswer<Value>, began: Beginning): void => {
      if (this.#writes.anySince(tags, began.writes) || this.#current(key) !== undefined) return;
      const entry = { tags, began };
      this.#entries.set(key, entry, { start: began.at, size: frozenSize(value) + key.length });
      values.set(entry, value);
    };
    return {
      look: (keys) => {
        const began = { at: this.#now(), writes: this.#writes.count };
        return {
          answers: keys.map(answerOf),
          keep: (read) => {
            for (const answer of read) keep(answer, began);
          },
        };
      },
    };
  }

  async change<Done>(tags: readonly Tag[], make: () => Promise<Done>): Promise<Done> {
    this.#writes.add(tags);
    try {
      return await make();
    } finally {
      this.#writes.add(tags);
    }
  }

  #current(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || !this.#writes.anySince(entry.tags, entry.began.writes)) return entry;
    this.#entries.delete(key);
    return undefined;
  }
}
