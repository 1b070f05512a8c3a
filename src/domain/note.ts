import type { CrmId } from "./crmId.js";
import type { UserReference } from "./reference.js";
import type { Subject } from "./subject.js";

/** Text attached to a contact or a deal. */
export interface Note {
  readonly id: CrmId;
  readonly subject: Subject;
  readonly body: string;
  readonly author: UserReference | null;
  readonly createdAt: Date | null;
}

/** Where a note is: the account finds notes only through their record. */
export interface NoteReference {
  readonly subject: Subject;
  readonly id: CrmId;
}

/** A note to add. */
export type NoteDraft = Pick<Note, "subject" | "body">;
