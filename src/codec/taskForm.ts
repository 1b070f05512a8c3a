import type { EditableTask } from "../domain/task.js";
import type { CrmId } from "../domain/crmId.js";
import type { ZonedDates } from "./date.js";
import type { FormFields } from "./form.js";
import { SUBJECT_CODE } from "./subjectCode.js";

/** A task as it is written: its kind in the account's own word, and nothing where the account has nothing. */
export interface WireTask extends Pick<EditableTask, "text" | "subject"> {
  readonly type: string;
  readonly dueAt: Date | null;
  readonly responsibleUserId: CrmId | null;
}

/**
 * The fields of a new task. The API description calls the record ID, clients send TASK_OBJECT: both are sent. A task on its own has
 * neither.
 */
export function encodeTaskDraft(task: WireTask, dates: ZonedDates): FormFields {
  const { subject } = task;
  const link: FormFields =
    subject === null
      ? []
      : [
          ["ID", subject.id],
          ["TASK_OBJECT", subject.id],
          ["ELEMENT_TYPE", SUBJECT_CODE[subject.kind]],
        ];
  return taskFields(task, link, dates);
}

/** The fields of an edit, which replaces the whole task. An empty TASK_OBJECT detaches it from its record. */
export function encodeTaskEdit(id: CrmId, task: WireTask, dates: ZonedDates): FormFields {
  const { subject } = task;
  const link: FormFields = [
    ["TASK_OBJECT", subject?.id ?? ""],
    ["ELEMENT_TYPE", subject === null ? "" : SUBJECT_CODE[subject.kind]],
  ];
  return [["ID", id], ...taskFields(task, link, dates)];
}

function taskFields(
  { text, type, dueAt, responsibleUserId }: WireTask,
  link: FormFields,
  dates: ZonedDates,
): FormFields {
  return [
    ["BODY", text],
    ["END_DATE", dueAt === null ? "" : dates.encode(dueAt)],
    ["MAIN_USER", responsibleUserId ?? ""],
    ...link,
    ["TASK_TYPE", type],
  ];
}
