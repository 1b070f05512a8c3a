import type { Change, ChangeFeed } from "../../domain/change.js";
import { requestError } from "../errors.js";

/** Records whose change may wait to be told to one subscriber. */
export const MOST_WAITING = 100;
/** After how many seconds a subscriber who was left behind may come again. */
const RETRY_SECONDS = 1;

/**
 * The changes that one subscriber is still to be told of, in the order in which they came. Several changes of one record that wait
 * become one: who reads the record then sees all of them. A subscriber for whom too many wait is left behind, so that a client that
 * does not read takes no memory: then, and when the feed may have missed changes, the queue ends with an error.
 */
export class ChangeQueue implements AsyncIterableIterator<Change> {
  readonly #waiting = new Map<string, Change>();
  readonly #stopListening: () => void;
  #wake: (() => void) | null = null;
  #isOver = false;
  #failure: Error | null = null;

  /** @param isWanted whether the subscriber asked for changes like this */
  constructor(feed: ChangeFeed, isWanted: (change: Change) => boolean) {
    this.#stopListening = feed.listen(
      (change) => {
        if (isWanted(change)) this.#add(change);
      },
      () => this.#fail("UPSTREAM_UNAVAILABLE", "The gateway may have missed changes."),
    );
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next change, as soon as there is one. One at a time: wait for it before you ask again. */
  async next(): Promise<IteratorResult<Change, undefined>> {
    for (;;) {
      const [next] = this.#waiting;
      if (next !== undefined) {
        this.#waiting.delete(next[0]);
        return { done: false, value: next[1] };
      }
      if (this.#failure !== null) throw this.#failure;
      if (this.#isOver) return { done: true, value: undefined };
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Ends the queue; what waits is forgotten. */
  return(): Promise<IteratorResult<Change, undefined>> {
    this.#end();
    return Promise.resolve({ done: true, value: undefined });
  }

  #add(change: Change): void {
    const key = `${change.kind} ${change.id}`;
    const earlier = this.#waiting.get(key);
    if (earlier === undefined && this.#waiting.size === MOST_WAITING) {
      this.#fail(
        "RATE_LIMITED",
        `More than ${MOST_WAITING} records changed while this subscriber was not ready for them.`,
      );
      return;
    }
    this.#waiting.set(key, earlier === undefined ? change : bothTogether(earlier, change));
    this.#wake?.();
  }

  #fail(code: "RATE_LIMITED" | "UPSTREAM_UNAVAILABLE", reason: string): void {
    const error = requestError(code, `${reason} Subscribe again, then read anew what you show.`);
    error.extensions["retryAfterSeconds"] = RETRY_SECONDS;
    this.#failure = error;
    this.#end();
  }

  #end(): void {
    this.#isOver = true;
    this.#stopListening();
    this.#waiting.clear();
    this.#wake?.();
  }
}

/** A record that was added and then changed is, to who has not heard of it yet, a record that was added. */
function bothTogether(earlier: Change, later: Change): Change {
  const isStillNew = earlier.action === "created" && later.action === "updated";
  return isStillNew ? { ...later, action: "created" } : later;
}
