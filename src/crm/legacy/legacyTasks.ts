import { encodeTaskDraft, encodeTaskEdit } from "../../codec/taskForm.js";
import { taskTypeText } from "../../codec/taskXml.js";
import type { Carried } from "../../domain/carried.js";
import type { CrmId } from "../../domain/crmId.js";
import { writtenUser } from "../../domain/reference.js";
import { sameSubject, type Subject } from "../../domain/subject.js";
import type { EditableTask, Task, TaskDraft, TaskPatch, TaskReference } from "../../domain/task.js";
import type { TaskPort } from "../crm.js";
import { CrmError, FieldsRefused } from "../../domain/crmError.js";
import type { LegacyCalls } from "./legacyCalls.js";
import { findWritten, linking } from "./legacyWrite.js";
import type { Lease, RecordLocks } from "../locks/recordLocks.js";
import { readSubjectPage } from "./subjectPage.js";

/** Tasks over the legacy API. A task on its own stands on no page, so it can only be written. */
export function legacyTasks(calls: LegacyCalls, locks: RecordLocks): TaskPort {
  /** The task where its reference says it is, and its kind in the account's own word. */
  async function find(id: CrmId, subject: Subject): Promise<{ readonly task: Task; readonly typeText: string }> {
    const page = await readSubjectPage(calls, subject);
    const task = page?.record.tasks.find((candidate) => candidate.id === id && sameSubject(candidate.subject, subject));
    if (!page || !task) throw new CrmError("notFound", "The record has no such task.");
    return { task, typeText: taskTypeText(page.element, id) };
  }

  async function editAttached(id: CrmId, subject: Subject, patch: TaskPatch, lease: Lease): Promise<Carried<Task>> {
    const { task, typeText } = await find(id, subject);
    const merged = {
      text: task.text,
      type: typeText,
      dueAt: task.dueAt,
      responsibleUserId: task.responsibleUser?.id ?? null,
      subject: task.subject,
      ...patch,
    };
    const written = calls.write("editTask", encodeTaskEdit(id, merged, await calls.dates()), lease);
    await (sameSubject(merged.subject, subject) ? written : linking(written));
    return { ...task, ...writtenTask(task, patch) };
  }

  async function editAlone(id: CrmId, { subject = null, ...patch }: TaskPatch, lease: Lease): Promise<Carried<Task>> {
    const { text, type, dueAt, responsibleUserId } = patch;
    if (text === undefined || type === undefined || dueAt === undefined || responsibleUserId === undefined) {
      throw new CrmError("rejected", "A task on its own cannot be read, so a change needs all of its fields.");
    }
    const task: EditableTask = { text, type, dueAt, responsibleUserId, subject };
    await calls.write("editTask", encodeTaskEdit(id, task, await calls.dates()), lease);
    return { id, ...writtenTask({}, task) };
  }

  /** No part of this API takes or tells what came of a task. */
  function requireNoResult(result: string | undefined): void {
    if (result === undefined) return;
    throw new FieldsRefused("notSupported", [
      { path: ["result"], message: "The account's API does not keep what came of a task." },
    ]);
  }

  async function complete({ id, subject }: TaskReference, lease: Lease): Promise<Carried<Task>> {
    const task = subject === null ? { id, subject } : (await find(id, subject)).task;
    if ("isCompleted" in task && task.isCompleted) return task;
    await calls.write("completeTask", [["ID", id]], lease);
    return { ...task, isCompleted: true };
  }

  return {
    async create(draft) {
      const { subject } = draft;
      const id = await calls.write("addTask", encodeTaskDraft(draft, await calls.dates()));
      if (id !== null) return { id, isCompleted: false, result: null, ...writtenTask({}, draft) };
      if (subject === null) return null;
      return findWritten(
        async () => (await readSubjectPage(calls, subject, calls.readWritten))?.record.tasks ?? null,
        (task) => equalsDraft(task, draft),
      );
    },
    update: ({ id, subject }, patch) =>
      locks.hold({ kind: "task", id }, calls.signal, (lease) =>
        subject === null ? editAlone(id, patch, lease) : editAttached(id, subject, patch, lease),
      ),
    async complete(reference, result) {
      requireNoResult(result);
      return locks.hold({ kind: "task", id: reference.id }, calls.signal, (lease) => complete(reference, lease));
    },
    async delete({ id, subject }) {
      if (subject !== null) await find(id, subject);
      await calls.write("deleteTask", [["ID", id]]);
    },
  };
}

/** What is known of the fields that were written. */
function writtenTask(before: Pick<Partial<Task>, "responsibleUser">, written: TaskPatch): Partial<Omit<Task, "id">> {
  const { responsibleUserId, dueAt, ...fields } = written;
  return {
    ...fields,
    ...(dueAt && { dueAt: wholeSeconds(dueAt) }),
    ...(responsibleUserId && { responsibleUser: writtenUser(before.responsibleUser ?? null, responsibleUserId) }),
  };
}

function equalsDraft(task: Task, draft: TaskDraft): boolean {
  return (
    task.text === draft.text &&
    task.type === draft.type &&
    task.dueAt?.getTime() === wholeSeconds(draft.dueAt).getTime() &&
    task.responsibleUser?.id === draft.responsibleUserId &&
    sameSubject(task.subject, draft.subject)
  );
}

/** The account keeps no fractions of a second. */
function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}
