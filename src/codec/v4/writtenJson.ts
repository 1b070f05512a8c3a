import type { CrmId } from "../../domain/crmId.js";
import { parseJson } from "../json.js";
import { isNothing, readEmbedded, readId, readObject, readText, type JsonObject } from "./values.js";

/** One record that was written: its number, and the `request_id` of the row that it came from. */
export interface WrittenRow {
  readonly id: CrmId;
  readonly requestId: string | null;
  /** All that the answer says of it: little for most kinds, everything for catalogs. */
  readonly entry: JsonObject;
}

/** Reads what a write of several records answers. Throws a CrmError `badResponse` when it is anything else. */
export function decodeWritten(text: string, name: string): readonly WrittenRow[] {
  return readEmbedded(readObject(parseJson(text)), name).map((row) => {
    const entry = readObject(row);
    const requestId = entry["request_id"];
    return {
      id: readId(entry["id"]),
      requestId: typeof requestId === "number" ? String(requestId) : isNothing(requestId) ? null : readText(requestId),
      entry,
    };
  });
}
