import { checkNoteDraft, checkNotePatch } from "../../domain/input/noteInput.js";
import type { NoteDraft, NoteReference } from "../../domain/note.js";
import { requireId } from "../argumentId.js";
import type { GraphQLContext } from "../context.js";
import { unknownRecord } from "../errors.js";
import type { Shown } from "../payload.js";
import type { ActivitySubject } from "../subject/activitySubject.type.js";
import { namedSubject, readSubject } from "../subject/subjectArgument.js";
import { explainRefusal, inputErrors, type Write } from "../write.js";
import type { NoteCreateInput, NotePatchInput } from "./note.input.js";
import type { Note } from "./note.type.js";

interface NoteUpdate {
  readonly reference: NoteReference;
  readonly body: string;
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

export function createNote({ crm, loaders }: GraphQLContext): Write<NoteCreateInput, NoteDraft, Shown<Note>> {
  return {
    plan(input, path) {
      const subjectPath = [...path, "subject"];
      const draft = checkNoteDraft({ body: input.body, subject: readSubject(input.subject, subjectPath) });
      if (draft.faults) return { userErrors: inputErrors(draft.faults, path) };
      const named = namedSubject(input.subject, subjectPath);
      return { command: draft.value, explain: (error) => explainRefusal(error, named) };
    },
    async send(draft) {
      const written = await crm.notes.create(draft).finally(() => loaders.forgetSubject(draft.subject));
      return written === null ? unknownRecord() : loaders.notes.written(written, draft.subject);
    },
  };
}

export function updateNote({
  crm,
  loaders,
}: GraphQLContext): Write<{ readonly id: string; readonly patch: NotePatchInput }, NoteUpdate, Note> {
  return {
    plan({ id, patch }, path) {
      const field = [...path, "id"];
      const reference = requireId("Note", id, field);
      const checked = checkNotePatch(patch);
      if (checked.faults) return { userErrors: inputErrors(checked.faults, [...path, "patch"]) };
      return { command: { reference, ...checked.value }, explain: (error) => explainRefusal(error, { id, field }) };
    },
    async send({ reference, body }) {
      const { subject } = reference;
      const written = await crm.notes.update(reference, body).finally(() => loaders.forgetSubject(subject));
      return loaders.notes.written(written, subject);
    },
  };
}

export function deleteNote({ crm, loaders }: GraphQLContext): Write<string, NoteDelete, DeletedNote> {
  return {
    plan(globalId, path) {
      const reference = requireId("Note", globalId, path);
      const named = { id: globalId, field: path };
      return { command: { reference, globalId }, explain: (error) => explainRefusal(error, named) };
    },
    async send({ reference, globalId }) {
      const { subject } = reference;
      await crm.notes.delete(reference).finally(() => loaders.forgetSubject(subject));
      return { id: globalId, subject: loaders.subjects.reference(subject) };
    },
  };
}
