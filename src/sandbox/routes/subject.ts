import type { SubjectRef } from "../records.js";
import { textField } from "../wire/fields.js";
import { RequestError } from "../wire/requestError.js";
import { noSuchRecord } from "./legacyCall.js";
import type { LegacyCall } from "./legacyCall.js";

/** The contact or deal that a note or task is put on: `ELEMENT_TYPE` tells which kind of record the id is of. */
export async function existingSubject({ db, parameters }: LegacyCall, id: number): Promise<SubjectRef> {
  const type = textField(parameters, "ELEMENT_TYPE")?.trim();
  if (type !== "1" && type !== "2") throw new RequestError(400, "ELEMENT_TYPE must be 1 for a contact or 2 for a deal");
  const table = type === "1" ? "contacts" : "deals";
  const row = await db.selectFrom(table).select("id").where("id", "=", id).executeTakeFirst();
  if (!row) throw noSuchRecord();
  return { elementType: type === "1" ? 1 : 2, id };
}
