import type { Note, NoteDraft } from "../note.js";
import type { Subject } from "../subject.js";
import { collect, requiredField, type Checked } from "./faults.js";
import { filledText } from "./text.js";

/** A note as a caller describes it, new or changed: nothing of it is checked yet but `subject`, which is decoded if it can be. */
export interface NoteInput {
  readonly subject?: Checked<Subject> | null;
  readonly body?: string | null;
}

/** A note to add, or everything that is wrong with it. */
export function checkNoteDraft(input: NoteInput): Checked<NoteDraft> {
  return collect<NoteDraft>({
    subject: requiredField(input, "subject", (subject) => subject),
    body: requiredField(input, "body", filledText),
  });
}

/** The change to a note, or what is wrong with it. Its text is all that can be changed. */
export function checkNotePatch(input: NoteInput): Checked<Pick<Note, "body">> {
  return collect<Pick<Note, "body">>({ body: requiredField(input, "body", filledText) });
}
