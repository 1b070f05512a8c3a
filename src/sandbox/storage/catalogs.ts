import type { Selectable } from "kysely";
import type { CatalogDraft, CatalogRecord, CatalogType } from "../records.js";
import type { AccountDb, Tables } from "./database.js";

/** Adds a catalog; answers its id, which is the next one unless `id` says otherwise. */
export async function addCatalog(
  db: AccountDb,
  draft: CatalogDraft,
  { id: givenId, createdBy, createdAt }: { id?: number; createdBy: number; createdAt: Date },
): Promise<number> {
  const { id } = await db
    .insertInto("catalogs")
    .values({
      ...(givenId !== undefined && { id: givenId }),
      ...columns(draft),
      created_by: createdBy,
      created_at: createdAt.getTime(),
      updated_by: createdBy,
      updated_at: createdAt.getTime(),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** Replaces every editable field of a catalog. */
export async function updateCatalog(
  db: AccountDb,
  id: number,
  draft: CatalogDraft,
  { updatedBy, updatedAt }: { updatedBy: number; updatedAt: Date },
): Promise<void> {
  await db
    .updateTable("catalogs")
    .set({ ...columns(draft), updated_by: updatedBy, updated_at: updatedAt.getTime() })
    .where("id", "=", id)
    .execute();
}

/** Removes a catalog; false if there is none of that id. */
export async function deleteCatalog(db: AccountDb, id: number): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom("catalogs").where("id", "=", id).executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** All catalogs by ascending id. */
export async function allCatalogs(db: AccountDb): Promise<CatalogRecord[]> {
  const rows = await db.selectFrom("catalogs").selectAll().orderBy("id").execute();
  return rows.map(toRecord);
}

function columns(draft: CatalogDraft) {
  return {
    name: draft.name,
    type: draft.type,
    sort: draft.sort,
    can_add_elements: draft.canAddElements ? 1 : 0,
    can_show_in_cards: draft.canShowInCards ? 1 : 0,
    can_link_multiple: draft.canLinkMultiple ? 1 : 0,
  };
}

function toRecord(row: Selectable<Tables["catalogs"]>): CatalogRecord {
  return {
    id: row.id,
    name: row.name,
    type: row.type as CatalogType,
    sort: row.sort,
    canAddElements: row.can_add_elements === 1,
    canShowInCards: row.can_show_in_cards === 1,
    canLinkMultiple: row.can_link_multiple === 1,
    createdBy: row.created_by,
    createdAt: new Date(row.created_at),
    updatedBy: row.updated_by,
    updatedAt: new Date(row.updated_at),
  };
}
