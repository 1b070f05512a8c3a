import type { CrmId } from "../../domain/crmId.js";
import { parseJson } from "../json.js";
import {
  hasEmbedded,
  isNothing,
  readEmbedded,
  readId,
  readObject,
  readText,
  wrong,
  type JsonObject,
} from "./values.js";

/** One record that was written: its number, and the `request_id` of the row that it came from. */
export interface WrittenRow {
  readonly id: CrmId;
  readonly requestId: string | null;
  /** All that the answer says of it: little for most kinds, everything for catalogs. */
  readonly entry: JsonObject;
}

/** Reads what a write of several records answers. Throws a CrmError `badResponse` when it is anything else. */
export function decodeWritten(text: string, name: string): readonly WrittenRow[] {
  const answer = readObject(parseJson(text));
  if (!hasEmbedded(answer, name)) throw wrong();
  return readEmbedded(answer, name).map((row) => {
    const entry = readObject(row);
    const requestId = entry["request_id"];
    return {
      id: readId(entry["id"]),
      requestId: typeof requestId === "number" ? String(requestId) : isNothing(requestId) ? null : readText(requestId),
      entry,
    };
  });
}

/**
 * Checks what the change of one record answers: its entry, alone or in the list `name`. Throws a CrmError `badResponse` when it is
 * anything else, such as another record's.
 */
export function checkChanged(text: string, name: string, id: CrmId): void {
  const answer = readObject(parseJson(text));
  const [entry, ...others] = "id" in answer ? [answer] : readEmbedded(answer, name);
  if (others.length > 0 || readId(readObject(entry)["id"]) !== id) throw wrong();
}

/** Checks what a change of links answers: links. Throws a CrmError `badResponse` when it is anything else. */
export function checkLinked(text: string): void {
  if (!hasEmbedded(readObject(parseJson(text)), "links")) throw wrong();
}
