import { sql } from "kysely";
import type { Expression, SqlBool } from "kysely";
import { ADMINISTRATOR_ID } from "../account.js";
import type { AccountDb } from "./database.js";
import type { SubjectRef } from "../records.js";
import type { User } from "./users.js";

/** Whose contacts and deals a query sees: those of one main user alone, or everyone's. */
export type Viewer = { readonly onlyOf: number } | "everyone's";

/** What a user sees of an account that shows its users all records, or each the own ones. */
export function viewerOf(user: User, visibility: "all" | "own"): Viewer {
  return visibility === "all" || user.id === ADMINISTRATOR_ID ? "everyone's" : { onlyOf: user.id };
}

/** The condition that a viewer sees the record of this main user. */
export function seenBy(viewer: Viewer, mainUserId: Expression<number | null>): Expression<SqlBool> {
  return viewer === "everyone's" ? sql<SqlBool>`true` : sql<SqlBool>`${mainUserId} = ${viewer.onlyOf}`;
}

/** True if the viewer sees a contact or deal of that id. */
export async function seesSubject(db: AccountDb, viewer: Viewer, { elementType, id }: SubjectRef): Promise<boolean> {
  const row = await db
    .selectFrom(elementType === 1 ? "contacts" : "deals")
    .select("id")
    .where("id", "=", id)
    .where((eb) => seenBy(viewer, eb.ref("main_user_id")))
    .executeTakeFirst();
  return row !== undefined;
}
