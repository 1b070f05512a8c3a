import { addNote, deleteNote, updateNote } from "../storage/notes.js";
import { requiredId, requiredText } from "../wire/fields.js";
import { actions, addedXml, writtenIf } from "./legacyCall.js";
import type { LegacyPage } from "./legacyCall.js";
import { existingSubject } from "./subject.js";

const remove: LegacyPage = async ({ db, parameters }) => {
  const id = requiredId(parameters, "ID");
  return writtenIf(await deleteNote(db, id), id);
};

/** `note_add.php`: adds, rewrites and removes notes. The API description deletes with NOTE_DELETE. */
export const noteAdd: LegacyPage = actions({
  ADD_NOTE: async (call) => {
    const body = requiredText(call.parameters, "BODY");
    const subject = await existingSubject(call, requiredId(call.parameters, "ID"));
    const id = await addNote(call.db, { subject, body, userId: call.user.id, createdAt: call.now });
    return addedXml(call, id);
  },
  EDIT_NOTE: async ({ db, parameters }) => {
    const id = requiredId(parameters, "ID");
    return writtenIf(await updateNote(db, id, requiredText(parameters, "BODY")), id);
  },
  NOTE_DELETE: remove,
  DELETE_NOTE: remove,
});
