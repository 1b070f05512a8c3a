import type { CrmId } from "./crmId.js";
import type { Subject } from "./subject.js";

/** What kinds of record changes are told of. */
export type ChangedKind = "contact" | "deal" | "note" | "task";

/** Something that was done in the account, by whomever. */
export interface Change {
  readonly kind: ChangedKind;
  readonly action: "created" | "updated" | "deleted";
  readonly id: CrmId;
  /** What a note or a task is attached to; null for a task on its own, and for contacts and deals. */
  readonly subject: Subject | null;
  readonly at: Date;
}

/** Tells of changes, from whichever instance learned of them, to all that listen in any. */
export interface ChangeFeed {
  /** Tells of a change. Never fails: who listens may miss one, and the change is made all the same. */
  tell(change: Change): void;
  /**
   * Calls the listener for each change from now on, until the returned function is called.
   *
   * @param onGap called each time when changes may have been missed until now: who must not miss any reads anew
   */
  listen(listener: (change: Change) => void, onGap?: () => void): () => void;
}
