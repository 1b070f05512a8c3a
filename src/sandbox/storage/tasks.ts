import type { Selectable } from "kysely";
import type { SubjectRef, TaskDraft, TaskRecord, TaskType } from "../records.js";
import type { AccountDb, Tables } from "./database.js";
import { seenBy, seesSubject } from "./viewer.js";
import type { Viewer } from "./viewer.js";

/** Who wrote a record, and when. */
export interface Written {
  userId: number;
  now: Date;
}

/** Adds a task, open unless `completed`; answers its id, which is the next one unless `id` says otherwise. */
export async function addTask(
  db: AccountDb,
  draft: TaskDraft,
  { userId, now, id: givenId, completed = false }: Written & { id?: number; completed?: boolean },
): Promise<number> {
  const { id } = await db
    .insertInto("tasks")
    .values({
      ...(givenId !== undefined && { id: givenId }),
      ...columns(draft),
      completed: completed ? 1 : 0,
      created_by: userId,
      created_at: now.getTime(),
      ...writtenColumns({ userId, now }),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** Replaces every field of a task but whether it is completed. */
export async function updateTask(db: AccountDb, id: number, draft: TaskDraft, written: Written): Promise<void> {
  await db
    .updateTable("tasks")
    .set({ ...columns(draft), ...writtenColumns(written) })
    .where("id", "=", id)
    .execute();
}

/** Marks a task as completed, again if need be. */
export async function completeTask(db: AccountDb, id: number, written: Written): Promise<void> {
  await db
    .updateTable("tasks")
    .set({ completed: 1, ...writtenColumns(written) })
    .where("id", "=", id)
    .execute();
}

/** Removes a task. */
export async function deleteTask(db: AccountDb, id: number): Promise<void> {
  await db.deleteFrom("tasks").where("id", "=", id).execute();
}

/** Reads one task. The viewer sees it with its record; one without a record as its main user does. */
export async function findTask(db: AccountDb, viewer: Viewer, id: number): Promise<TaskRecord | undefined> {
  const row = await selectTasks(db)
    .where("tasks.id", "=", id)
    .where((eb) => eb.or([eb("element_id", "is not", null), seenBy(viewer, eb.ref("tasks.main_user_id"))]))
    .executeTakeFirst();
  if (!row) return undefined;
  const task = toRecord(row);
  return task.subject === null || (await seesSubject(db, viewer, task.subject)) ? task : undefined;
}

/** The tasks of a contact or deal, completed ones included, by ascending id. */
export async function tasksOf(db: AccountDb, subject: SubjectRef): Promise<TaskRecord[]> {
  const rows = await selectTasks(db)
    .where("element_type", "=", subject.elementType)
    .where("element_id", "=", subject.id)
    .orderBy("tasks.id")
    .execute();
  return rows.map(toRecord);
}

function selectTasks(db: AccountDb) {
  return db
    .selectFrom("tasks")
    .innerJoin("users", "users.id", "tasks.main_user_id")
    .selectAll("tasks")
    .select("users.name as user_name");
}

function writtenColumns({ userId, now }: Written) {
  return { updated_by: userId, updated_at: now.getTime() };
}

function columns(draft: TaskDraft) {
  return {
    element_type: draft.subject?.elementType ?? null,
    element_id: draft.subject?.id ?? null,
    body: draft.body,
    end_date: draft.endDate.getTime(),
    task_type: draft.type,
    main_user_id: draft.mainUserId,
  };
}

function toRecord(row: Selectable<Tables["tasks"]> & { user_name: string }): TaskRecord {
  const subject =
    row.element_id === null ? null : { elementType: row.element_type as SubjectRef["elementType"], id: row.element_id };
  return {
    id: row.id,
    subject,
    body: row.body,
    endDate: new Date(row.end_date),
    type: row.task_type as TaskType,
    mainUserId: row.main_user_id,
    mainUser: { id: row.main_user_id, name: row.user_name },
    completed: row.completed === 1,
  };
}
