import { LRUCache } from "lru-cache";

/** What became of a creation that had a key. */
export interface KeptAnswer<Item> {
  /** Of the draft that the key was used for. */
  readonly draftHash: string;
  /** What the creation gave; `unknown` when it is not known whether the record was added. */
  readonly result: { readonly item: Item } | "unknown";
}

/**
 * Where answers are kept for the day that a key lasts. A store that several gateways share takes this one's place. Neither method
 * rejects: whoever keeps answers elsewhere decides what it means that they cannot be reached.
 */
export interface KeptAnswers<Item> {
  read(key: string): Promise<KeptAnswer<Item> | undefined>;
  keep(key: string, answer: KeptAnswer<Item>): Promise<void>;
}

/** How long a key lasts. */
const DAY_MS = 24 * 60 * 60 * 1000;
/** Most answers kept; beyond it those that were not asked for longest go first. */
const MAX_ANSWERS = 10_000;
/** Most characters that they may take together, written out as JSON. */
const MAX_CHARACTERS = 32_000_000;

/** Keeps answers in this process. */
export class AnswersInMemory<Item> implements KeptAnswers<Item> {
  readonly #answers: LRUCache<string, KeptAnswer<Item>>;

  /** @param now milliseconds on a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#answers = new LRUCache({
      max: MAX_ANSWERS,
      maxSize: MAX_CHARACTERS,
      sizeCalculation: (answer, key) => key.length + JSON.stringify(answer).length,
      ttl: DAY_MS,
      ttlResolution: 0,
      perf: { now },
    });
  }

  read(key: string): Promise<KeptAnswer<Item> | undefined> {
    return Promise.resolve(this.#answers.get(key));
  }

  keep(key: string, answer: KeptAnswer<Item>): Promise<void> {
    this.#answers.set(key, answer);
    return Promise.resolve();
  }
}
