import type { Subject, SubjectKind } from "../domain/subject.js";
import type { XmlElement } from "./xmlElement.js";
import { readOptionalId } from "./xmlValues.js";

/** The number that stands for a kind of record in ELEMENT_TYPE. */
export const SUBJECT_CODE = { contact: "1", deal: "2" } as const satisfies Record<SubjectKind, string>;

/** The record that a note or a task names as its own; `page`, whose page it stands on, when it names none. */
export function decodeSubject(element: XmlElement, idName: string, page: Subject): Subject {
  const id = readOptionalId(element, idName);
  const code = element.textOf("element_type")?.trim();
  if (id === null) return page;
  if (code === SUBJECT_CODE.contact) return { kind: "contact", id };
  if (code === SUBJECT_CODE.deal) return { kind: "deal", id };
  return page;
}
