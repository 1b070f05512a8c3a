import { sql } from "kysely";
import { listPart, matches, ordered } from "./conditions.js";
import type { Columns, ListPart, ListRequest } from "./conditions.js";
import type { AccountDb } from "./database.js";
import type { Written } from "./tasks.js";

/** What an element of a catalog is written from: its name, and the values of its fields by code. */
export interface ElementDraft {
  name: string;
  fields: Readonly<Record<string, string>>;
}

/** An element of a catalog as read. */
export interface ElementRecord extends ElementDraft {
  id: number;
  catalogId: number;
  createdBy: number;
  updatedBy: number;
  createdAt: Date;
  updatedAt: Date;
}

const COLUMNS = {
  id: sql`catalog_elements.id`,
  catalog_id: sql`catalog_elements.catalog_id`,
  name: sql`catalog_elements.name`,
} satisfies Columns<string>;

/** What elements can be chosen and put in order by. */
export type ElementField = keyof typeof COLUMNS;

/** A part of the elements of all catalogs; a search looks for the text anywhere in names and values. */
export async function elementList(
  db: AccountDb,
  { query, ...request }: Omit<ListRequest<ElementField>, "search"> & { query?: string | undefined },
): Promise<ListPart<ElementRecord>> {
  let rows = db.selectFrom("catalog_elements").selectAll().where(matches(COLUMNS, request.conditions));
  if (query !== undefined) {
    rows = rows.where(sql<boolean>`instr(lower(name || char(10) || fields), lower(${query})) > 0`);
  }
  const found = await rows
    .orderBy(ordered(COLUMNS, request.order))
    .limit(request.limit + 1)
    .offset(request.offset)
    .execute();
  return listPart(found, request.limit, (row) => ({
    id: row.id,
    catalogId: row.catalog_id,
    name: row.name,
    fields: JSON.parse(row.fields) as Record<string, string>,
    createdBy: row.created_by,
    updatedBy: row.updated_by,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  }));
}

/** The element of a catalog with this id; undefined if there is none. */
export async function findElement(db: AccountDb, catalogId: number, id: number): Promise<ElementRecord | undefined> {
  const { items } = await elementList(db, {
    conditions: [
      { field: "id", oneOf: [id] },
      { field: "catalog_id", oneOf: [catalogId] },
    ],
    order: { field: "id", descending: false },
    offset: 0,
    limit: 1,
  });
  return items[0];
}

/** Adds an element to a catalog; answers its id. */
export async function addElement(
  db: AccountDb,
  catalogId: number,
  draft: ElementDraft,
  { userId, now }: Written,
): Promise<number> {
  const { id } = await db
    .insertInto("catalog_elements")
    .values({
      catalog_id: catalogId,
      name: draft.name,
      fields: JSON.stringify(draft.fields),
      created_by: userId,
      created_at: now.getTime(),
      updated_by: userId,
      updated_at: now.getTime(),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** Replaces the name and the values of an element. */
export async function updateElement(
  db: AccountDb,
  id: number,
  draft: ElementDraft,
  { userId, now }: Written,
): Promise<void> {
  await db
    .updateTable("catalog_elements")
    .set({
      name: draft.name,
      fields: JSON.stringify(draft.fields),
      updated_by: userId,
      updated_at: now.getTime(),
    })
    .where("id", "=", id)
    .execute();
}
