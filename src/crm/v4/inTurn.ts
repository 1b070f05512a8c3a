import type { CrmId } from "../../domain/crmId.js";

/**
 * Makes the changes of one record one after the other, in the order in which one operation begins them: some have to learn more than
 * others before they are sent, and what they learn has to be what the ones before have left.
 */
export class InTurn {
  readonly #last = new Map<CrmId, Promise<unknown>>();

  /** Makes the change when the ones before it are over, whatever became of them. */
  make<Done>(id: CrmId, change: () => Promise<Done>): Promise<Done> {
    const before = this.#last.get(id);
    const done = before === undefined ? change() : before.then(change, change);
    this.#last.set(id, done);
    return done;
  }
}
