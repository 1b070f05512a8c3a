import type { AccountDb } from "./database.js";

/** A catalog element that a record carries, and how many of it. */
export interface ElementLink {
  elementId: number;
  catalogId: number;
  quantity: number;
}

/** The elements of records of one kind (1 contacts and companies, 2 deals), by record. */
export async function elementLinks(
  db: AccountDb,
  elementType: 1 | 2,
  entityIds: readonly number[],
): Promise<Map<number, ElementLink[]>> {
  const links = new Map<number, ElementLink[]>(entityIds.map((id) => [id, []]));
  if (entityIds.length === 0) return links;
  const rows = await db
    .selectFrom("element_links")
    .innerJoin("catalog_elements", "catalog_elements.id", "element_links.element_id")
    .select(["entity_id", "element_id", "catalog_id", "quantity"])
    .where("element_type", "=", elementType)
    .where("entity_id", "in", entityIds)
    .orderBy("element_id")
    .execute();
  for (const { entity_id, element_id, catalog_id, quantity } of rows) {
    links.get(entity_id)?.push({ elementId: element_id, catalogId: catalog_id, quantity });
  }
  return links;
}

/** Puts an element on a record, or says anew how many of it. */
export async function linkElement(
  db: AccountDb,
  { elementType, id }: { elementType: 1 | 2; id: number },
  { elementId, quantity }: { elementId: number; quantity: number },
): Promise<void> {
  await db
    .insertInto("element_links")
    .values({ element_type: elementType, entity_id: id, element_id: elementId, quantity })
    .onConflict((conflict) => conflict.columns(["element_type", "entity_id", "element_id"]).doUpdateSet({ quantity }))
    .execute();
}

/** Takes an element off a record. */
export async function unlinkElement(
  db: AccountDb,
  { elementType, id }: { elementType: 1 | 2; id: number },
  elementId: number,
): Promise<void> {
  await db
    .deleteFrom("element_links")
    .where("element_type", "=", elementType)
    .where("entity_id", "=", id)
    .where("element_id", "=", elementId)
    .execute();
}
