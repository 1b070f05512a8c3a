import type { Subject } from "../../domain/subject.js";
import { requireId } from "../argumentId.js";
import type { ArgumentPath } from "../userError.js";
import type { NamedObject } from "../write.js";
import type { ActivitySubjectInput } from "./activitySubject.input.js";

/**
 * The record that an input names. The schema sees to it that it names exactly one.
 * @throws MalformedIdError
 */
export function readSubject(input: ActivitySubjectInput, path: ArgumentPath): Subject {
  const { id, field } = namedSubject(input, path);
  return typeof input.contactId === "string"
    ? { kind: "contact", id: requireId("Contact", id, field) }
    : { kind: "deal", id: requireId("Deal", id, field) };
}

/** The global id in the input, and where it stands. */
export function namedSubject({ contactId, dealId }: ActivitySubjectInput, path: ArgumentPath): NamedObject {
  return typeof contactId === "string"
    ? { id: contactId, field: [...path, "contactId"] }
    : { id: dealId ?? "", field: [...path, "dealId"] };
}
