import { TASK_TYPES } from "../records.js";
import type { SubjectRef, TaskDraft, TaskRecord, TaskType } from "../records.js";
import { addTask, completeTask, deleteTask, findTask, updateTask } from "../storage/tasks.js";
import { accountTime } from "../wire/date.js";
import { idField, requiredId, textField } from "../wire/fields.js";
import { RequestError } from "../wire/requestError.js";
import { writtenXml } from "../wire/resultXml.js";
import { checkUser } from "./contacts.js";
import { actions, addedXml, noSuchRecord } from "./legacyCall.js";
import type { LegacyCall, LegacyPage } from "./legacyCall.js";
import { existingSubject } from "./subject.js";

async function existingTask({ db, viewer, parameters }: LegacyCall): Promise<TaskRecord> {
  const task = await findTask(db, viewer, requiredId(parameters, "ID"));
  if (!task) throw noSuchRecord();
  return task;
}

const remove: LegacyPage = async (call) => {
  const { id } = await existingTask(call);
  await deleteTask(call.db, id);
  return writtenXml(id);
};

const complete: LegacyPage = async (call) => {
  const { id } = await existingTask(call);
  await completeTask(call.db, id, { userId: call.user.id, now: call.now });
  return writtenXml(id);
};

/** `task_add.php`: adds, replaces, completes and removes tasks. COMPLATE_TASK is how the API description spells it. */
export const taskAdd: LegacyPage = actions({
  ADD_TASK: async (call) => {
    // The API description links a new task by ID, the one complete client by TASK_OBJECT.
    const object = idField(call.parameters, "TASK_OBJECT") ?? idField(call.parameters, "ID") ?? null;
    const subject = object === null ? null : await existingSubject(call, object);
    const draft = await taskDraft(call, subject);
    return addedXml(call, await addTask(call.db, draft, { userId: call.user.id, now: call.now }));
  },
  EDIT_TASK: async (call) => {
    const stored = await existingTask(call);
    const kept = call.switches.editKeepsAbsent ? stored : undefined;
    const draft = await taskDraft(call, await editedSubject(call, kept), kept);
    await updateTask(call.db, stored.id, draft, { userId: call.user.id, now: call.now });
    return writtenXml(stored.id);
  },
  TASK_DELETE: remove,
  DELETE_TASK: remove,
  COMPLATE_TASK: complete,
  COMPLETE_TASK: complete,
});

async function editedSubject(call: LegacyCall, kept: TaskRecord | undefined): Promise<SubjectRef | null> {
  const object = idField(call.parameters, "TASK_OBJECT");
  if (object === undefined) return kept?.subject ?? null;
  return object === null ? null : existingSubject(call, object);
}

/** The task of a call. A task cannot be without any of these, so an absent one is taken from `kept` or refused. */
async function taskDraft(call: LegacyCall, subject: SubjectRef | null, kept?: TaskRecord): Promise<TaskDraft> {
  const { parameters } = call;
  const body = textField(parameters, "BODY") ?? kept?.body ?? "";
  if (body.trim() === "") throw new RequestError(400, "BODY is missing");
  const mainUserId = idField(parameters, "MAIN_USER") ?? kept?.mainUserId;
  if (mainUserId === undefined) throw new RequestError(400, "MAIN_USER is missing");
  await checkUser(call, mainUserId);
  const endDate = givenDate(textField(parameters, "END_DATE")) ?? kept?.endDate;
  if (!endDate) throw new RequestError(400, "END_DATE is missing");
  const type = givenType(textField(parameters, "TASK_TYPE")) ?? kept?.type;
  if (!type) throw new RequestError(400, "TASK_TYPE is missing");
  return { subject, body, endDate, type, mainUserId };
}

function givenDate(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const date = accountTime.parse(text);
  if (!date) throw new RequestError(400, "END_DATE must be DD.MM.YYYY HH:MM:SS");
  return date;
}

function givenType(text: string | undefined): TaskType | undefined {
  if (text === undefined) return undefined;
  const type = TASK_TYPES.find((known) => known === text.trim());
  if (!type) throw new RequestError(400, `TASK_TYPE must be one of ${TASK_TYPES.join(", ")}`);
  return type;
}
