import type { AccountDb } from "./database.js";

/** True if the pipeline has a stage of that id. */
export async function statusExists(db: AccountDb, id: number): Promise<boolean> {
  return (await db.selectFrom("statuses").select("id").where("id", "=", id).executeTakeFirst()) !== undefined;
}

/** The stage a deal starts at. */
export async function firstStatusId(db: AccountDb): Promise<number> {
  return (await db.selectFrom("statuses").select("id").orderBy("sort").executeTakeFirstOrThrow()).id;
}

/** All stages in their order. */
export function allStatuses(db: AccountDb): Promise<{ id: number; name: string; sort: number }[]> {
  return db.selectFrom("statuses").selectAll().orderBy("sort").execute();
}
