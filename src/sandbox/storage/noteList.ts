import { sql } from "kysely";
import { listPart, matches, ordered } from "./conditions.js";
import type { Columns, ListPart, ListRequest } from "./conditions.js";
import type { AccountDb } from "./database.js";
import { elementTypeOf } from "./taskList.js";
import type { EntityType } from "./taskList.js";
import type { Viewer } from "./viewer.js";

/** A note as API v4 tells of it. */
export interface NoteEntry {
  id: number;
  entityId: number;
  type: string;
  /** The text of a plain note; of others what a reader of plain notes sees. */
  body: string;
  params: Readonly<Record<string, unknown>>;
  createdBy: number;
  updatedBy: number;
  createdAt: Date;
  updatedAt: Date;
}

const COLUMNS = {
  id: sql`notes.id`,
  entity_id: sql`notes.element_id`,
  note_type: sql`notes.note_type`,
  updated_at: sql`notes.updated_at`,
} satisfies Columns<string>;

/** What notes can be chosen and put in order by. */
export type NoteField = keyof typeof COLUMNS;

/** A part of the notes on records of one type that the viewer sees. */
export async function noteList(
  db: AccountDb,
  viewer: Viewer,
  type: EntityType,
  request: ListRequest<NoteField>,
): Promise<ListPart<NoteEntry>> {
  const table = type === "leads" ? sql`deals` : sql`contacts`;
  const kind = type === "leads" ? sql`true` : sql`is_company = ${type === "companies" ? 1 : 0}`;
  const own = viewer === "everyone's" ? sql`true` : sql`main_user_id = ${viewer.onlyOf}`;
  // Not a list of all such records, which would cost a small page as much as the account is large.
  const onSeenRecord = sql<boolean>`exists
    (select 1 from ${table} as record where record.id = notes.element_id and ${kind} and ${own})`;
  const rows = await db
    .selectFrom("notes")
    .selectAll()
    .where("element_type", "=", elementTypeOf(type))
    .where(onSeenRecord)
    .where(matches(COLUMNS, request.conditions))
    .orderBy(ordered(COLUMNS, request.order))
    .limit(request.limit + 1)
    .offset(request.offset)
    .execute();
  return listPart(rows, request.limit, (row) => ({
    id: row.id,
    entityId: row.element_id,
    type: row.note_type,
    body: row.body,
    params: JSON.parse(row.params) as Record<string, unknown>,
    createdBy: row.user_id ?? 0,
    updatedBy: row.updated_by,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  }));
}
