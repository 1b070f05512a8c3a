import { decodeTask, encodeCompletion, encodeTask, type TaskAnswer } from "../../codec/v4/taskJson.js";
import type { Carried } from "../../domain/carried.js";
import { CrmError, FieldsRefused, LinkNotFound } from "../../domain/crmError.js";
import { writtenUser } from "../../domain/reference.js";
import type { Task, TaskPatch, TaskReference } from "../../domain/task.js";
import type { TaskPort } from "../crm.js";
import type { AccountFacts } from "./accountFacts.js";
import { addToRecord, isAt, toWholeTask } from "./activities.js";
import { tellingFields, withFields } from "./fieldsRefused.js";
import { InTurn } from "./inTurn.js";
import { readByIds } from "./multiGet.js";
import { notRemovable } from "./partialWrite.js";
import { RecentAnswers } from "./recentAnswers.js";
import { typeIdOf } from "./taskTypes.js";
import { RowWrites } from "./rowWrites.js";
import { Refused, type V4Calls } from "./v4Calls.js";

const LIST = { path: "tasks", query: [], decode: decodeTask } as const;

/** Tasks over API v4. Changes are made only to a task that is where its reference says; one on its own may be anywhere by now. */
export function v4Tasks(calls: V4Calls, facts: AccountFacts): TaskPort {
  const rows = new RowWrites(calls, facts);
  const turns = new InTurn();
  const answers = new RecentAnswers<TaskAnswer>(calls, (ids) => readByIds(LIST, ids, calls, facts));

  async function find({ subject, id }: TaskReference): Promise<TaskAnswer> {
    const [task] = await answers.read([id]);
    if (task instanceof CrmError) throw task;
    if (!task || (subject !== null && !isAt(task.entity, subject))) {
      throw new CrmError("notFound", "The record has no such task.");
    }
    return task;
  }

  const fieldsOf = async (patch: TaskPatch) =>
    encodeTask(patch, patch.type === undefined ? null : await typeIdOf(patch.type, calls, facts));

  async function update(reference: TaskReference, patch: TaskPatch): Promise<Carried<Task>> {
    if (patch.subject === null && reference.subject !== null) {
      throw new FieldsRefused("notSupported", [
        { path: ["subject"], message: "The account's API does not take a task off its record." },
      ]);
    }
    const before = await toWholeTask(await find(reference), calls, facts);
    const fields = await fieldsOf(patch);
    try {
      await rows.change("tasks", reference.id, fields);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      throw error.isAbout("entity_id") ? new LinkNotFound() : withFields(error);
    }
    return { ...before, ...written(before, patch) };
  }

  async function complete(reference: TaskReference, result: string | undefined): Promise<Carried<Task>> {
    const before = await toWholeTask(await find(reference), calls, facts);
    const isTold = result === undefined || before.result === result;
    if (!before.isCompleted || !isTold) {
      await tellingFields(() => rows.change("tasks", reference.id, encodeCompletion(result)));
    }
    return { ...before, isCompleted: true, ...(result !== undefined && { result }) };
  }

  return {
    async create(draft) {
      const fields = await fieldsOf(draft);
      const id = await addToRecord(() => rows.add("tasks", fields));
      return id === null ? null : { id, isCompleted: false, result: null, ...written({}, draft) };
    },
    update: (reference, patch) => turns.make(reference.id, () => update(reference, patch)),
    complete: (reference, result) => turns.make(reference.id, () => complete(reference, result)),
    delete: () => notRemovable("tasks"),
  };
}

/** What is known of the fields that were written. The account keeps no fractions of a second. */
function written(before: Pick<Partial<Task>, "responsibleUser">, patch: TaskPatch): Partial<Omit<Carried<Task>, "id">> {
  const { responsibleUserId, dueAt, ...fields } = patch;
  return {
    ...fields,
    ...(dueAt && { dueAt: new Date(Math.floor(dueAt.getTime() / 1000) * 1000) }),
    ...(responsibleUserId && { responsibleUser: writtenUser(before.responsibleUser ?? null, responsibleUserId) }),
  };
}
