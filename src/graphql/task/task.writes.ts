import type { Creation } from "../../domain/creation.js";
import { LinkNotFound, type CrmError } from "../../domain/crmError.js";
import { checkCreation } from "../../domain/input/creationInput.js";
import { collect, requiredField, valid, type Checked } from "../../domain/input/faults.js";
import {
  checkTaskDraft,
  checkTaskPatch,
  checkTaskResult,
  missingTaskFields,
  type TaskInput,
} from "../../domain/input/taskInput.js";
import { sameSubject } from "../../domain/subject.js";
import type { TaskDraft, TaskPatch, TaskReference } from "../../domain/task.js";
import { idOf } from "../argumentId.js";
import type { GraphQLContext } from "../context.js";
import { unknownRecord } from "../errors.js";
import type { Shown } from "../payload.js";
import type { ActivitySubject } from "../subject/activitySubject.type.js";
import { checkSubject, namedSubject } from "../subject/subjectArgument.js";
import type { ArgumentPath, UserError } from "../userError.js";
import { explainCreation, explainRefusal, inputErrors, type NamedObject, type Write } from "../write.js";
import type { TaskCreateInput, TaskPatchInput } from "./task.input.js";
import type { Task } from "./task.type.js";

interface TaskUpdateRow {
  readonly id: string;
  readonly patch: TaskPatchInput;
}

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

interface TaskCompletion {
  readonly reference: TaskReference;
  readonly result: string | null;
}

/** A task that was deleted, and the record it was attached to, if any. */
interface DeletedTask {
  readonly id: string;
  readonly subject: ActivitySubject | null;
}

export function createTask({ crm, loaders }: GraphQLContext): Write<TaskCreateInput, Creation<TaskDraft>, Shown<Task>> {
  return {
    plan(input, path) {
      const creation = checkCreation(input, checkTaskDraft(withSubject(input)));
      if (creation.faults) return { userErrors: inputErrors(creation.faults, path) };
      const named = input.subject ? namedSubject(input.subject, [...path, "subject"]) : null;
      return { command: creation.value, explain: (error) => explainCreation(error, named, path) };
    },
    async send({ draft, idempotencyKey }) {
      const { subject } = draft;
      const written = await crm.tasks
        .create(draft, idempotencyKey)
        .finally(() => subject && loaders.forgetSubject(subject));
      if (written === null) return unknownRecord();
      return subject === null ? loaders.tasks.writtenAlone(written) : loaders.tasks.written(written, subject);
    },
  };
}

export function updateTask({ crm, loaders }: GraphQLContext): Write<TaskUpdateRow, TaskUpdate, UpdatedTask> {
  return {
    plan(row, path) {
      const reference = requiredField(row, "id", idOf("Task"));
      const isAlone = reference.value?.subject === null;
      const checked = collect<TaskUpdate>({
        reference,
        patch: requiredField(row, "patch", (patch) => (isAlone ? checkWholePatch : checkTaskPatch)(withSubject(patch))),
        globalId: valid(row.id),
      });
      if (checked.faults) return { userErrors: inputErrors(checked.faults, path) };
      return { command: checked.value, explain: (error) => explainUpdate(error, row, isAlone, path) };
    },
    async send({ reference, patch, globalId }) {
      const before = reference.subject;
      const after = patch.subject === undefined ? before : patch.subject;
      const written = await crm.tasks.update(reference, patch).finally(() => {
        loaders.forgetSubject(before);
        if (after !== null) loaders.forgetSubject(after);
      });
      return {
        task: after && loaders.tasks.written(written, after),
        replacedTaskId: sameSubject(before, after) ? null : globalId,
      };
    },
  };
}

/** @param said what came of the tasks, as the argument `result` says it */
export function completeTask(
  { crm, loaders }: GraphQLContext,
  said: string | null | undefined,
): Write<string, TaskCompletion, Task | null> {
  return {
    plan(globalId, path) {
      const reference = idOf("Task")(globalId);
      const result = checkTaskResult(said ?? null);
      const userErrors = [
        ...inputErrors(reference.faults ?? [], path),
        ...inputErrors(result.faults ?? [], ["result"]),
      ];
      if (reference.faults || result.faults) return { userErrors };
      const command = { reference: reference.value, result: result.value };
      return { command, explain: (error) => explainRefusal(error, { id: globalId, field: path }, []) };
    },
    async send({ reference, result }) {
      const { subject } = reference;
      const completed = result === null ? crm.tasks.complete(reference) : crm.tasks.complete(reference, result);
      const written = await completed.finally(() => loaders.forgetSubject(subject));
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
  const reference = idOf("Task")(globalId);
  if (reference.faults) return { userErrors: inputErrors(reference.faults, path) };
  const command = { reference: reference.value, globalId };
  return { command, explain: (error) => explainRefusal(error, { id: globalId, field: path }) };
}

/** A task on its own is not read before it is moved: then the account may mean the task as well as the record to move it to. */
function explainUpdate(
  error: CrmError,
  { id, patch }: TaskUpdateRow,
  isAlone: boolean,
  path: ArgumentPath,
): readonly UserError[] {
  const task: NamedObject = { id, field: [...path, "id"] };
  const below = [...path, "patch"];
  if (!patch.subject) return explainRefusal(error, task, below);
  if (isAlone) return explainRefusal(error, null, below);
  const isOfSubject = error instanceof LinkNotFound;
  return explainRefusal(error, isOfSubject ? namedSubject(patch.subject, [...below, "subject"]) : task, below);
}

/** The input with the record itself in place of its global id. */
function withSubject(input: TaskCreateInput | TaskPatchInput): TaskInput {
  const { subject, ...fields } = input;
  if (subject === undefined) return fields;
  return { ...fields, subject: subject && checkSubject(subject) };
}

/** A task on its own cannot be read, so nothing of it can be kept: the changes have to hold every field. */
function checkWholePatch(input: TaskInput): Checked<TaskPatch> {
  const checked = Object.keys(input).length === 0 ? valid<TaskPatch>({}) : checkTaskPatch(input);
  if (checked.faults) return checked;
  const faults = missingTaskFields(checked.value);
  return faults.length > 0 ? { faults } : checked;
}
