import type { AccountDb } from "./database.js";

/** A subscription: where notifications go, and of which events, such as `add_lead`. */
export interface WebhookRecord {
  id: number;
  destination: string;
  settings: string[];
  sort: number;
  createdBy: number;
  createdAt: Date;
  updatedAt: Date;
}

/** Something that happened to a record and that webhooks are still to be told of. */
export interface Change {
  entity: "lead" | "contact" | "company" | "task" | "note";
  id: number;
  action: "add" | "update" | "delete" | "status" | "responsible";
  /** What the record was before, as far as the notification tells it. */
  was: { statusId?: number; mainUserId?: number | null };
}

/** All subscriptions by ascending id, or those to one address. */
export async function allWebhooks(db: AccountDb, destination?: string): Promise<WebhookRecord[]> {
  let query = db.selectFrom("webhooks").selectAll().orderBy("id");
  if (destination !== undefined) query = query.where("destination", "=", destination);
  return (await query.execute()).map((row) => ({
    id: row.id,
    destination: row.destination,
    settings: JSON.parse(row.settings) as string[],
    sort: row.sort,
    createdBy: row.created_by,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  }));
}

/** Subscribes an address; one that is subscribed already gets the new settings instead of its own. */
export async function saveWebhook(
  db: AccountDb,
  webhook: { destination: string; settings: readonly string[]; sort: number },
  { userId, now }: { userId: number; now: Date },
): Promise<void> {
  const { destination, sort } = webhook;
  const settings = JSON.stringify(webhook.settings);
  const at = now.getTime();
  await db
    .insertInto("webhooks")
    .values({ destination, settings, sort, created_by: userId, created_at: at, updated_at: at })
    .onConflict((conflict) => conflict.column("destination").doUpdateSet({ settings, sort, updated_at: at }))
    .execute();
}

/** Ends a subscription; false if there is none of that address. */
export async function deleteWebhook(db: AccountDb, destination: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom("webhooks")
    .where("destination", "=", destination)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** Takes the changes that nobody was told of yet, oldest first. */
export async function takeChanges(db: AccountDb): Promise<Change[]> {
  const rows = await db.selectFrom("changes").selectAll().orderBy("id").execute();
  const last = rows.at(-1);
  if (last) await db.deleteFrom("changes").where("id", "<=", last.id).execute();
  return rows.map((row) => ({
    entity: row.entity as Change["entity"],
    id: row.entity_id,
    action: row.action as Change["action"],
    was: JSON.parse(row.was) as Change["was"],
  }));
}
