import { sql } from "kysely";
import type { TaskType } from "../records.js";
import { listPart, matches, ordered } from "./conditions.js";
import type { Columns, ListPart, ListRequest } from "./conditions.js";
import type { AccountDb } from "./database.js";
import type { Written } from "./tasks.js";
import type { Viewer } from "./viewer.js";

/** Entity types of API v4 that notes and tasks belong to. */
export const ENTITY_TYPES = ["leads", "contacts", "companies"] as const;
export type EntityType = (typeof ENTITY_TYPES)[number];

/** A record as API v4 names it. */
export interface EntityRef {
  type: EntityType;
  id: number;
}

/** The number that the account keeps for the kind of a record: persons and companies are of one kind. */
export function elementTypeOf(type: EntityType): 1 | 2 {
  return type === "leads" ? 2 : 1;
}

/** A task as API v4 tells of it. */
export interface TaskEntry {
  id: number;
  entity: EntityRef | null;
  text: string;
  type: TaskType;
  completeTill: Date;
  /** Seconds. */
  duration: number;
  completed: boolean;
  result: string | null;
  mainUserId: number;
  createdBy: number;
  updatedBy: number;
  createdAt: Date;
  updatedAt: Date;
}

const ENTITY_TYPE = sql<EntityType | null>`case tasks.element_type when 2 then 'leads' when 1 then
  case ifnull(contacts.is_company, 0) when 1 then 'companies' else 'contacts' end end`;

const COLUMNS = {
  id: sql`tasks.id`,
  responsible_user_id: sql`tasks.main_user_id`,
  is_completed: sql`tasks.completed`,
  task_type: sql`tasks.task_type`,
  entity_type: ENTITY_TYPE,
  entity_id: sql`tasks.element_id`,
  created_by: sql`tasks.created_by`,
  created_at: sql`tasks.created_at`,
  updated_at: sql`tasks.updated_at`,
  complete_till: sql`tasks.end_date`,
} satisfies Columns<string>;

/** What tasks can be chosen and put in order by. */
export type TaskField = keyof typeof COLUMNS;

/** A part of the tasks that the viewer sees: with their record, or as their main user where there is none. */
export async function taskList(
  db: AccountDb,
  viewer: Viewer,
  request: ListRequest<TaskField>,
): Promise<ListPart<TaskEntry>> {
  let query = db
    .selectFrom("tasks")
    .leftJoin("contacts", (join) => join.onRef("contacts.id", "=", "tasks.element_id").on("element_type", "=", 1))
    .leftJoin("deals", (join) => join.onRef("deals.id", "=", "tasks.element_id").on("element_type", "=", 2))
    .selectAll("tasks")
    .select(ENTITY_TYPE.as("entity_type"))
    .where(matches(COLUMNS, request.conditions));
  if (viewer !== "everyone's") {
    query = query.where(
      sql<boolean>`case tasks.element_type when 1 then contacts.main_user_id when 2 then deals.main_user_id
        else tasks.main_user_id end = ${viewer.onlyOf}`,
    );
  }
  const rows = await query
    .orderBy(ordered(COLUMNS, request.order))
    .limit(request.limit + 1)
    .offset(request.offset)
    .execute();
  return listPart(rows, request.limit, (row) => ({
    id: row.id,
    entity: row.entity_type === null || row.element_id === null ? null : { type: row.entity_type, id: row.element_id },
    text: row.body,
    type: row.task_type as TaskType,
    completeTill: new Date(row.end_date),
    duration: row.duration,
    completed: row.completed === 1,
    result: row.result,
    mainUserId: row.main_user_id,
    createdBy: row.created_by,
    updatedBy: row.updated_by,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  }));
}

/** What API v4 writes of a task and the older APIs know nothing of; what is absent stays. */
export interface TaskDetails {
  completed?: boolean | undefined;
  result?: string | undefined;
  duration?: number | undefined;
}

/** Writes the details of a task. */
export async function describeTask(
  db: AccountDb,
  id: number,
  { completed, result, duration }: TaskDetails,
  { userId, now }: Written,
): Promise<void> {
  await db
    .updateTable("tasks")
    .set({
      updated_by: userId,
      updated_at: now.getTime(),
      ...(completed !== undefined && { completed: completed ? 1 : 0 }),
      ...(result !== undefined && { result }),
      ...(duration !== undefined && { duration }),
    })
    .where("id", "=", id)
    .execute();
}
