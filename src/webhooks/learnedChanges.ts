import type { Change, ChangeFeed } from "../domain/change.js";
import type { Subject } from "../domain/subject.js";
import { keyOfCreation, type News } from "./notification.js";
import type { Repeats } from "./repeats.js";

interface LearnedChangesOptions {
  readonly feed: ChangeFeed;
  readonly repeats: Repeats;
  /** Forgets what was read of a record, or of any: it was changed elsewhere. */
  readonly forget: (shownBy: Subject | null) => Promise<void>;
}

/**
 * Brings together what this gateway changed itself and what the account tells of, in the order in which it is learned of. That a
 * record was created is told once, whoever comes first. Of updates both tell: the account's second word may be of somebody else's
 * change in the same second, and an update too many does no harm.
 */
export class LearnedChanges {
  #turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: LearnedChangesOptions) {}

  /** A change that was made through this gateway, of which the cache knows already. */
  ours(change: Change): void {
    void this.#inTurn(async () => {
      const { feed, repeats } = this.options;
      if (change.action !== "created" || !(await repeats.isRepeat(keyOfCreation(change)))) feed.tell(change);
    });
  }

  /**
   * News from the account. What was read before is forgotten before anyone is told, whether or not it was heard of before.
   *
   * @returns how many of them were not heard of before
   */
  theirs(news: readonly News[]): Promise<number> {
    return this.#inTurn(async () => {
      const { feed, repeats, forget } = this.options;
      let fresh = 0;
      for (const { change, shownBy, key } of news) {
        // Before it counts as heard of: if this fails, or the process dies, the account's next attempt is no repeat.
        await forget(shownBy);
        if (key !== null && (await repeats.isRepeat(key))) continue;
        fresh += 1;
        if (change !== null) feed.tell(change);
      }
      return fresh;
    });
  }

  /** Waits until all is told that was learned of so far. */
  async settled(): Promise<void> {
    await this.#turn;
  }

  #inTurn<Done>(work: () => Promise<Done>): Promise<Done> {
    const done = this.#turn.then(work);
    // Whoever asked for it learns of a failure; the next ones have their turn all the same.
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
