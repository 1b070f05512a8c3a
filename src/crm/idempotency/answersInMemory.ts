import { LRUCache } from "lru-cache";
import type { Claim, KeptAnswers, Result } from "./keptAnswers.js";

/** How long a key lasts. */
const DAY_MS = 24 * 60 * 60 * 1000;
/** Most answers kept; beyond it those that were not asked for longest go first. */
const MAX_ANSWERS = 10_000;
/** Most characters that they may take together, written out as JSON. */
const MAX_CHARACTERS = 32_000_000;

interface KeptAnswer<Item> {
  /** Of the draft that the key was used for. */
  readonly draftHash: string;
  readonly result: Result<Item>;
}

/** Keeps answers in this process. No key is ever busy: its users see to it that each is claimed by one at a time. */
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

  claim(key: string, draftHash: string): Promise<Claim<Item>> {
    const answer = this.#answers.get(key);
    return Promise.resolve(
      answer === undefined
        ? {
            state: "ours",
            settle: (result) => {
              if (result !== null) this.#answers.set(key, { draftHash, result });
              return Promise.resolve();
            },
          }
        : answer.draftHash === draftHash
          ? { state: "answered", result: answer.result }
          : { state: "reused" },
    );
  }
}
