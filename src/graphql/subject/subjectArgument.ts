import { collect, requiredField, valid, type Checked } from "../../domain/input/faults.js";
import type { Subject } from "../../domain/subject.js";
import { idOf } from "../argumentId.js";
import type { ArgumentPath } from "../userError.js";
import type { NamedObject } from "../write.js";
import type { ActivitySubjectInput } from "./activitySubject.input.js";

/** The record that an input names. The schema sees to it that it names exactly one. */
export function checkSubject(input: ActivitySubjectInput): Checked<Subject> {
  return typeof input.contactId === "string"
    ? collect<Subject>({ kind: valid("contact"), id: requiredField(input, "contactId", idOf("Contact")) })
    : collect<Subject>({ kind: valid("deal"), id: requiredField(input, "dealId", idOf("Deal")) });
}

/** The global id in the input, and where it stands. */
export function namedSubject({ contactId, dealId }: ActivitySubjectInput, path: ArgumentPath): NamedObject {
  return typeof contactId === "string"
    ? { id: contactId, field: [...path, "contactId"] }
    : { id: dealId ?? "", field: [...path, "dealId"] };
}
