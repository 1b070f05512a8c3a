import { ACCOUNT } from "../../account.js";
import type { NoteEntry } from "../../storage/noteList.js";
import type { EntityType } from "../../storage/taskList.js";
import type { V4Call } from "../call.js";
import { self } from "../hal.js";
import type { ItemReader } from "./itemReader.js";
import { seconds } from "./json.js";
import type { JsonObject } from "./json.js";

/** Kinds of notes that can be written, and what each cannot do without. */
const REQUIRED: ReadonlyMap<string, readonly string[]> = new Map([
  ["common", ["text"]],
  ["call_in", ["uniq", "duration", "source", "link", "phone"]],
  ["call_out", ["uniq", "duration", "source", "link", "phone"]],
  ["service_message", ["service", "text"]],
  ["extended_service_message", ["service", "text"]],
  ["geolocation", ["text", "address", "longitude", "latitude"]],
  ["sms_in", ["text", "phone"]],
  ["sms_out", ["text", "phone"]],
  ["attachment", ["file_uuid", "file_name"]],
]);

/** A note. The type of its record is not told: the path has it. */
export function noteJson(call: V4Call, type: EntityType, note: NoteEntry) {
  return {
    id: note.id,
    entity_id: note.entityId,
    created_by: note.createdBy,
    updated_by: note.updatedBy,
    created_at: seconds(note.createdAt),
    updated_at: seconds(note.updatedAt),
    responsible_user_id: note.createdBy,
    group_id: 0,
    note_type: note.type,
    params: note.type === "common" ? { text: note.body } : note.params,
    account_id: Number(ACCOUNT.id),
    ...self(call, `${type}/${note.entityId}/notes/${note.id}`),
  };
}

/** What a request says of a note: the text that readers of plain notes see, and all of it. */
export function readNoteContent(
  item: ItemReader,
  stored?: NoteEntry,
): { type: string; body: string; params: JsonObject } {
  for (const field of stored ? ["params"] : ["note_type", "params"]) item.require(field);
  const type = item.text("note_type") ?? stored?.type ?? "";
  const required = REQUIRED.get(type);
  if (type !== "" && (!required || (stored && stored.type !== type))) {
    item.refuse("NotSupportedChoice", "note_type", "The value is not one of the choices.");
  }
  const params = item.object("params");
  for (const field of required ?? []) params?.require(field);
  const text = type === "common" ? params?.filledText("text") : params?.text("text");
  const isPlain = type === "common";
  return { type, body: text ?? params?.text("phone") ?? type, params: isPlain ? {} : (params?.item ?? {}) };
}
