import type { NoteDraft } from "../domain/note.js";
import type { FormFields } from "./form.js";
import { SUBJECT_CODE } from "./subjectCode.js";

/** The fields of a new note. */
export function encodeNoteDraft({ subject, body }: NoteDraft): FormFields {
  return [
    ["BODY", body],
    ["ID", subject.id],
    ["ELEMENT_TYPE", SUBJECT_CODE[subject.kind]],
  ];
}
