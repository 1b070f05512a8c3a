import { encodeNoteDraft } from "../../codec/noteForm.js";
import type { Note, NoteReference } from "../../domain/note.js";
import { sameSubject } from "../../domain/subject.js";
import type { NotePort } from "../crm.js";
import { CrmError } from "../../domain/crmError.js";
import type { LegacyCalls } from "./legacyCalls.js";
import { findWritten } from "./legacyWrite.js";
import { readSubjectPage } from "./subjectPage.js";

/** Notes over the legacy API. Changes are made only to a note that is where its reference says. */
export function legacyNotes(calls: LegacyCalls): NotePort {
  async function find({ subject, id }: NoteReference): Promise<Note> {
    const page = await readSubjectPage(calls, subject);
    const note = page?.record.notes.find((candidate) => candidate.id === id && sameSubject(candidate.subject, subject));
    if (note === undefined) throw new CrmError("notFound", "The record has no such note.");
    return note;
  }

  return {
    async create(draft) {
      const id = await calls.write("addNote", encodeNoteDraft(draft));
      if (id !== null) return { id, ...draft };
      return findWritten(
        async () => (await readSubjectPage(calls, draft.subject, calls.readWritten))?.record.notes ?? null,
        (note) => note.body === draft.body && sameSubject(note.subject, draft.subject),
      );
    },
    async update(reference, body) {
      const note = await find(reference);
      await calls.write("editNote", [
        ["ID", note.id],
        ["BODY", body],
      ]);
      return { ...note, body };
    },
    async delete(reference) {
      const { id } = await find(reference);
      await calls.write("deleteNote", [["ID", id]]);
    },
  };
}
