import { valid, type Checked } from "../../domain/input/faults.js";
import { checkTaskDraft, checkTaskPatch, missingTaskFields, type TaskInput } from "../../domain/input/taskInput.js";
import { sameSubject } from "../../domain/subject.js";
import type { TaskDraft, TaskPatch, TaskReference } from "../../domain/task.js";
import { requireId } from "../argumentId.js";
import type { GraphQLContext } from "../context.js";
import { unknownRecord } from "../errors.js";
import type { Shown } from "../payload.js";
import type { ActivitySubject } from "../subject/activitySubject.type.js";
import { namedSubject, readSubject } from "../subject/subjectArgument.js";
import type { ArgumentPath } from "../userError.js";
import { explainRefusal, inputErrors, type Write } from "../write.js";
import type { TaskCreateInput, TaskPatchInput } from "./task.input.js";
import type { Task } from "./task.type.js";

interface TaskUpdate {
  readonly reference: TaskReference;
  readonly patch: TaskPatch;
  readonly globalId: string;
}

/** A task that was changed: null when it is on its own now and so cannot be read. */
interface UpdatedTask {
  readonly task: Task | null;
  /** The global id that the task had, if it has another one now. */
  readonly replacedTaskId: string | null;
}

interface TaskById {
  readonly reference: TaskReference;
  readonly globalId: string;
}

/** A task that was deleted, and the record it was attached to, if any. */
interface DeletedTask {
  readonly id: string;
  readonly subject: ActivitySubject | null;
}

export function createTask({ crm, loaders }: GraphQLContext): Write<TaskCreateInput, TaskDraft, Shown<Task>> {
  return {
    plan(input, path) {
      const draft = checkTaskDraft(withSubject(input, path));
      if (draft.faults) return { userErrors: inputErrors(draft.faults, path) };
      const named = input.subject ? namedSubject(input.subject, [...path, "subject"]) : null;
      return { command: draft.value, explain: (error) => explainRefusal(error, named) };
    },
    async send(draft) {
      const { subject } = draft;
      const written = await crm.tasks.create(draft).finally(() => loaders.forgetSubject(subject));
      if (written === null) return unknownRecord();
      return subject === null ? loaders.tasks.writtenAlone(written) : loaders.tasks.written(written, subject);
    },
  };
}

export function updateTask({
  crm,
  loaders,
}: GraphQLContext): Write<{ readonly id: string; readonly patch: TaskPatchInput }, TaskUpdate, UpdatedTask> {
  return {
    plan({ id, patch }, path) {
      const field = [...path, "id"];
      const patchPath = [...path, "patch"];
      const reference = requireId("Task", id, field);
      const input = withSubject(patch, patchPath);
      const checked = reference.subject === null ? checkWholePatch(input) : checkTaskPatch(input);
      if (checked.faults) return { userErrors: inputErrors(checked.faults, patchPath) };
      const command = { reference, patch: checked.value, globalId: id };
      return { command, explain: (error) => explainRefusal(error, { id, field }) };
    },
    async send({ reference, patch, globalId }) {
      const before = reference.subject;
      const after = patch.subject === undefined ? before : patch.subject;
      const written = await crm.tasks.update(reference, patch).finally(() => {
        loaders.forgetSubject(before);
        loaders.forgetSubject(after);
      });
      return {
        task: after && loaders.tasks.written(written, after),
        replacedTaskId: sameSubject(before, after) ? null : globalId,
      };
    },
  };
}

export function completeTask({ crm, loaders }: GraphQLContext): Write<string, TaskById, Task | null> {
  return {
    plan: planById,
    async send({ reference }) {
      const { subject } = reference;
      const written = await crm.tasks.complete(reference).finally(() => loaders.forgetSubject(subject));
      return subject && loaders.tasks.written(written, subject);
    },
  };
}

export function deleteTask({ crm, loaders }: GraphQLContext): Write<string, TaskById, DeletedTask> {
  return {
    plan: planById,
    async send({ reference, globalId }) {
      const { subject } = reference;
      await crm.tasks.delete(reference).finally(() => loaders.forgetSubject(subject));
      return { id: globalId, subject: subject && loaders.subjects.reference(subject) };
    },
  };
}

function planById(globalId: string, path: ArgumentPath): ReturnType<Write<string, TaskById, unknown>["plan"]> {
  const reference = requireId("Task", globalId, path);
  const named = { id: globalId, field: path };
  return { command: { reference, globalId }, explain: (error) => explainRefusal(error, named) };
}

/** The input with the record itself in place of its global id. */
function withSubject(input: TaskCreateInput | TaskPatchInput, path: ArgumentPath): TaskInput {
  const { subject, ...fields } = input;
  if (subject === undefined) return fields;
  return { ...fields, subject: subject && readSubject(subject, [...path, "subject"]) };
}

/** A task on its own cannot be read, so nothing of it can be kept: the changes have to hold every field. */
function checkWholePatch(input: TaskInput): Checked<TaskPatch> {
  const checked = Object.keys(input).length === 0 ? valid<TaskPatch>({}) : checkTaskPatch(input);
  if (checked.faults) return checked;
  const faults = missingTaskFields(checked.value);
  return faults.length > 0 ? { faults } : checked;
}
