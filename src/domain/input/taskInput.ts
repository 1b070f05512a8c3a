import type { Subject } from "../subject.js";
import type { TaskDraft, TaskPatch, TaskType } from "../task.js";
import {
  chosenField,
  collect,
  collectChanges,
  fault,
  field,
  nullable,
  required,
  requiredField,
  valid,
  type Checked,
  type Fault,
} from "./faults.js";
import { filledText, recordNumber } from "./text.js";

/** A task as a caller describes it, new or changed: nothing of it is checked yet but `subject`, which is decoded if it can be. */
export interface TaskInput {
  readonly text?: string | null;
  readonly type?: TaskType | null;
  readonly dueAt?: Date | null;
  readonly responsibleUserCrmId?: string | null;
  readonly subject?: Checked<Subject> | null;
}

/** A day inside the years 1970 and 9999, so that the date has four digits of year in every time zone. */
const EARLIEST = Date.UTC(1970, 0, 2);
const LATEST = Date.UTC(9999, 11, 31) - 1;

/** The fields that the account wants for every task, under their names in the input. */
const NEEDED = {
  text: "text",
  type: "type",
  dueAt: "dueAt",
  responsibleUserId: "responsibleUserCrmId",
} as const satisfies Partial<Record<keyof TaskDraft, keyof TaskInput>>;

/** A task to add, or everything that is wrong with it. Without a record it is a task on its own. */
export function checkTaskDraft(input: TaskInput): Checked<TaskDraft> {
  return collect<TaskDraft>({
    text: requiredField(input, "text", filledText),
    type: requiredField(input, "type", valid<TaskType>),
    dueAt: requiredField(input, "dueAt", checkDueAt),
    responsibleUserId: requiredField(input, "responsibleUserCrmId", recordNumber),
    subject: chosenField(input, "subject", (subject) => subject) ?? valid(null),
  });
}

/** Changes to a task, or everything that is wrong with them. There must be one at least. */
export function checkTaskPatch(input: TaskInput): Checked<TaskPatch> {
  return collectChanges<TaskPatch>({
    text: field(input, "text", required(filledText)),
    type: field(input, "type", required(valid<TaskType>)),
    dueAt: field(input, "dueAt", required(checkDueAt)),
    responsibleUserId: field(input, "responsibleUserCrmId", required(recordNumber)),
    subject: field(
      input,
      "subject",
      nullable<Checked<Subject>, Subject>((subject) => subject),
    ),
  });
}

/** A fault for each field that changes to a task on its own lack: such a task cannot be read, so nothing can be kept. */
export function missingTaskFields(patch: TaskPatch): readonly Fault[] {
  return Object.entries(NEEDED)
    .filter(([key]) => !(key in patch))
    .map(([, name]) => ({
      path: [name],
      code: "REQUIRED",
      message: "A task without a record cannot be read, so all its fields are required.",
    }));
}

/** What came of a task; null and blank say nothing. */
export function checkTaskResult(text: string | null): Checked<string | null> {
  return text === null || text.trim() === "" ? valid(null) : filledText(text);
}

/** A moment in whole seconds, which is what the account keeps. */
function checkDueAt(moment: Date): Checked<Date> {
  const time = moment.getTime();
  if (!(time >= EARLIEST && time <= LATEST)) return fault("INVALID", "A date lies in the years 1970 to 9999.");
  return valid(new Date(Math.floor(time / 1000) * 1000));
}
