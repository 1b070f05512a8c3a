import type { Creation } from "../../domain/creation.js";
import { checkCreation } from "../../domain/input/creationInput.js";
import { collect, requiredField } from "../../domain/input/faults.js";
import { checkNoteDraft, checkNotePatch } from "../../domain/input/noteInput.js";
import type { Note as NoteRecord, NoteDraft, NoteReference } from "../../domain/note.js";
import { idOf } from "../argumentId.js";
import type { GraphQLContext } from "../context.js";
import { unknownRecord } from "../errors.js";
import type { Shown } from "../payload.js";
import type { ActivitySubject } from "../subject/activitySubject.type.js";
import { checkSubject, namedSubject } from "../subject/subjectArgument.js";
import { explainCreation, explainRefusal, inputErrors, type Write } from "../write.js";
import type { NoteCreateInput, NotePatchInput } from "./note.input.js";
import type { Note } from "./note.type.js";

interface NoteUpdate {
  readonly reference: NoteReference;
  readonly patch: Pick<NoteRecord, "body">;
}

interface NoteDelete {
  readonly reference: NoteReference;
  readonly globalId: string;
}

/** A note that was deleted, and the record it was attached to. */
interface DeletedNote {
  readonly id: string;
  readonly subject: ActivitySubject;
}

export function createNote({ crm, loaders }: GraphQLContext): Write<NoteCreateInput, Creation<NoteDraft>, Shown<Note>> {
  return {
    plan(input, path) {
      const draft = checkNoteDraft({ body: input.body, subject: checkSubject(input.subject) });
      const creation = checkCreation(input, draft);
      if (creation.faults) return { userErrors: inputErrors(creation.faults, path) };
      const named = namedSubject(input.subject, [...path, "subject"]);
      return { command: creation.value, explain: (error) => explainCreation(error, named, path) };
    },
    async send({ draft, idempotencyKey }) {
      const { subject } = draft;
      const written = await crm.notes.create(draft, idempotencyKey).finally(() => loaders.forgetSubject(subject));
      return written === null ? unknownRecord() : loaders.notes.written(written, subject);
    },
  };
}

export function updateNote({
  crm,
  loaders,
}: GraphQLContext): Write<{ readonly id: string; readonly patch: NotePatchInput }, NoteUpdate, Note> {
  return {
    plan(row, path) {
      const checked = collect<NoteUpdate>({
        reference: requiredField(row, "id", idOf("Note")),
        patch: requiredField(row, "patch", checkNotePatch),
      });
      if (checked.faults) return { userErrors: inputErrors(checked.faults, path) };
      const named = { id: row.id, field: [...path, "id"] };
      return { command: checked.value, explain: (error) => explainRefusal(error, named, [...path, "patch"]) };
    },
    async send({ reference, patch }) {
      const { subject } = reference;
      const written = await crm.notes.update(reference, patch.body).finally(() => loaders.forgetSubject(subject));
      return loaders.notes.written(written, subject);
    },
  };
}

export function deleteNote({ crm, loaders }: GraphQLContext): Write<string, NoteDelete, DeletedNote> {
  return {
    plan(globalId, path) {
      const reference = idOf("Note")(globalId);
      if (reference.faults) return { userErrors: inputErrors(reference.faults, path) };
      const command = { reference: reference.value, globalId };
      return { command, explain: (error) => explainRefusal(error, { id: globalId, field: path }) };
    },
    async send({ reference, globalId }) {
      const { subject } = reference;
      await crm.notes.delete(reference).finally(() => loaders.forgetSubject(subject));
      return { id: globalId, subject: loaders.subjects.reference(subject) };
    },
  };
}
