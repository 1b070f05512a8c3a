import { createHash, randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import type { AccountDb, Tables } from "./database.js";

/** A user of the account. */
export interface User {
  id: number;
  name: string;
  login: string;
  /** Whether the user may remove contacts, deals and catalogs. */
  mayDelete: boolean;
}

/** What a client signs in with: its login and the password or the API key. */
export type Credentials = { login: string; password: string } | { login: string; key: string };

/** All users by ascending id. */
export async function allUsers(db: AccountDb): Promise<User[]> {
  return (await db.selectFrom("users").selectAll().orderBy("id").execute()).map(toUser);
}

/** True if the account has a user of that id. */
export async function userExists(db: AccountDb, id: number): Promise<boolean> {
  return (await db.selectFrom("users").select("id").where("id", "=", id).executeTakeFirst()) !== undefined;
}

/** Adds a user; passwords and keys are kept as hashes only. */
export async function addUser(db: AccountDb, user: User, secrets?: { password: string; key: string }): Promise<void> {
  const password_hash = secrets ? hashPassword(secrets.password) : null;
  const key_hash = secrets ? hashKey(secrets.key) : null;
  const may_delete = user.mayDelete ? 1 : 0;
  const { id, name, login } = user;
  await db.insertInto("users").values({ id, name, login, password_hash, key_hash, may_delete }).execute();
}

/** The user whom these credentials sign in; logins are compared without case. */
export async function userOf(db: AccountDb, credentials: Credentials): Promise<User | undefined> {
  const row = await db
    .selectFrom("users")
    .selectAll()
    .where("login", "=", credentials.login.trim().toLowerCase())
    .executeTakeFirst();
  if (!row) return undefined;
  const valid =
    "key" in credentials
      ? row.key_hash !== null && isEqual(hashKey(credentials.key), row.key_hash)
      : row.password_hash !== null && isPassword(credentials.password, row.password_hash);
  return valid ? toUser(row) : undefined;
}

/** The user whose API key came as a bearer token. */
export async function userOfKey(db: AccountDb, key: string): Promise<User | undefined> {
  const row = await db.selectFrom("users").selectAll().where("key_hash", "=", hashKey(key)).executeTakeFirst();
  return row && toUser(row);
}

/** The user of this login. */
export async function userOfLogin(db: AccountDb, login: string): Promise<User | undefined> {
  const row = await db.selectFrom("users").selectAll().where("login", "=", login).executeTakeFirst();
  return row && toUser(row);
}

/** The user of this id. */
export async function userById(db: AccountDb, id: number): Promise<User | undefined> {
  const row = await db.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toUser(row);
}

function toUser(row: Tables["users"]): User {
  return { id: row.id, name: row.name, login: row.login, mayDelete: row.may_delete === 1 };
}

/** A key is 128 random bits, which a plain hash protects. */
function hashKey(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

// Some clients send the password with every call, so this is set to about ten milliseconds.
const SCRYPT = { N: 4096, r: 8, p: 1 };

function hashPassword(password: string): string {
  const salt = randomBytes(16);
  return `${salt.toString("hex")}:${scryptSync(password, salt, 32, SCRYPT).toString("hex")}`;
}

function isPassword(password: string, stored: string): boolean {
  const [salt = "", hash = ""] = stored.split(":");
  return isEqual(scryptSync(password, Buffer.from(salt, "hex"), 32, SCRYPT).toString("hex"), hash);
}

function isEqual(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
