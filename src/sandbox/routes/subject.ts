import type { SubjectRef } from "../records.js";
import { seesSubject } from "../storage/viewer.js";
import { textField } from "../wire/fields.js";
import { RequestError } from "../wire/requestError.js";
import { noSuchRecord } from "./legacyCall.js";
import type { LegacyCall } from "./legacyCall.js";

/** The contact or deal that a note or task is put on: `ELEMENT_TYPE` tells which kind of record the id is of. */
export async function existingSubject({ db, viewer, parameters }: LegacyCall, id: number): Promise<SubjectRef> {
  const type = textField(parameters, "ELEMENT_TYPE")?.trim();
  if (type !== "1" && type !== "2") throw new RequestError(400, "ELEMENT_TYPE must be 1 for a contact or 2 for a deal");
  const subject: SubjectRef = { elementType: type === "1" ? 1 : 2, id };
  if (!(await seesSubject(db, viewer, subject))) throw noSuchRecord();
  return subject;
}
