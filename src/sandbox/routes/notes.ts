import { addNote, deleteNote, noteExists, updateNote } from "../storage/notes.js";
import { requiredId, requiredText } from "../wire/fields.js";
import { writtenXml } from "../wire/resultXml.js";
import { actions, addedXml, noSuchRecord } from "./legacyCall.js";
import type { LegacyCall, LegacyPage } from "./legacyCall.js";
import { existingSubject } from "./subject.js";

async function existingNote({ db, viewer, parameters }: LegacyCall): Promise<number> {
  const id = requiredId(parameters, "ID");
  if (!(await noteExists(db, viewer, id))) throw noSuchRecord();
  return id;
}

const remove: LegacyPage = async (call) => {
  const id = await existingNote(call);
  await deleteNote(call.db, id);
  return writtenXml(id);
};

/** `note_add.php`: adds, rewrites and removes notes. The API description deletes with NOTE_DELETE. */
export const noteAdd: LegacyPage = actions({
  ADD_NOTE: async (call) => {
    const body = requiredText(call.parameters, "BODY");
    const subject = await existingSubject(call, requiredId(call.parameters, "ID"));
    const id = await addNote(call.db, { subject, body, userId: call.user.id, createdAt: call.now });
    return addedXml(call, id);
  },
  EDIT_NOTE: async (call) => {
    const id = await existingNote(call);
    const body = requiredText(call.parameters, "BODY");
    await updateNote(call.db, id, { body }, { userId: call.user.id, now: call.now });
    return writtenXml(id);
  },
  NOTE_DELETE: remove,
  DELETE_NOTE: remove,
});
