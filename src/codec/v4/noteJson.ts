import type { CrmId } from "../../domain/crmId.js";
import { readDate, readId, readObject, readOptionalId, readText, type JsonObject } from "./values.js";

/** A note of plain text. Which kind of record it is attached to, its answer does not say. */
export interface NoteAnswer {
  readonly id: CrmId;
  readonly entityId: CrmId;
  readonly body: string;
  readonly authorId: CrmId | null;
  readonly createdAt: Date | null;
}

/** The notes that people write; others tell of calls, messages and the like. */
export const PLAIN_NOTE = "common";

/** Null for a note of another kind. Throws a CrmError `badResponse` when it is no note. */
export function decodeNote(item: unknown): NoteAnswer | null {
  const note = readObject(item);
  if (note["note_type"] !== PLAIN_NOTE) {
    readText(note["note_type"]);
    return null;
  }
  return {
    id: readId(note["id"]),
    entityId: readId(note["entity_id"]),
    body: readText(readObject(note["params"])["text"]),
    authorId: readOptionalId(note["created_by"]),
    createdAt: readDate(note["created_at"]),
  };
}

/** A note's text, new or changed. */
export function encodeNote(body: string): JsonObject {
  return { note_type: PLAIN_NOTE, params: { text: body } };
}
