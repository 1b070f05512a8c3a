import type { AccountDb } from "./database.js";
import { foldCase } from "./search.js";

/** Entity types of API v4 whose records have tags; each has tags of its own. */
export const TAGGED_TYPES = ["leads", "contacts", "companies"] as const;
export type TaggedType = (typeof TAGGED_TYPES)[number];

/** A tag of an entity type; its color is six hexadecimal digits. */
export interface TagRecord {
  id: number;
  name: string;
  color: string | null;
}

/** Finds the tags of these names. */
export async function tagsByName(
  db: AccountDb,
  type: TaggedType,
  names: Iterable<string>,
): Promise<Map<string, TagRecord>> {
  const wanted = [...new Set(names)];
  if (wanted.length === 0) return new Map();
  const rows = await selectTags(db, type).where("name", "in", wanted).execute();
  return new Map(rows.map((tag) => [tag.name, tag]));
}

/** The tag of this id. */
export function tagById(db: AccountDb, type: TaggedType, id: number): Promise<TagRecord | undefined> {
  return selectTags(db, type).where("id", "=", id).executeTakeFirst();
}

/** All tags of an entity type by ascending id that a search finds and a filter lets through. */
export async function allTags(
  db: AccountDb,
  type: TaggedType,
  { ids, name, search }: { ids?: readonly number[]; name?: string; search?: string },
): Promise<TagRecord[]> {
  let tags = selectTags(db, type).orderBy("id");
  if (ids) tags = tags.where("id", "in", ids);
  if (name !== undefined) tags = tags.where("name", "=", name);
  const rows = await tags.execute();
  return search === undefined ? rows : rows.filter((tag) => foldCase(tag.name).includes(foldCase(search)));
}

/** Adds a tag unless there is one of its name, and answers it as it is then. */
export async function addTag(
  db: AccountDb,
  type: TaggedType,
  { name, color }: { name: string; color: string | null },
): Promise<TagRecord> {
  const existing = await selectTags(db, type).where("name", "=", name).executeTakeFirst();
  if (existing) return existing;
  return db
    .insertInto("tags")
    .values({ entity_type: type, name, color })
    .returning(["id", "name", "color"])
    .executeTakeFirstOrThrow();
}

function selectTags(db: AccountDb, type: TaggedType) {
  return db.selectFrom("tags").select(["id", "name", "color"]).where("entity_type", "=", type);
}
