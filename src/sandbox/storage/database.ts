import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Kysely, SqliteDialect, SqliteDriver, sql } from "kysely";
import type { DatabaseConnection, Generated } from "kysely";
import Libsql from "libsql";
import { MIGRATIONS } from "./migrations.js";

/** Booleans are 0 and 1, instants milliseconds since 1970, lists and maps JSON text. */
export interface Tables {
  users: {
    id: number;
    name: string;
    login: string;
    password_hash: string | null;
    key_hash: string | null;
    may_delete: number;
  };
  statuses: { id: number; name: string; sort: number };
  contacts: {
    id: Generated<number>;
    is_company: number;
    name: string;
    position: string;
    company_id: number | null;
    data: string;
    main_user_id: number | null;
    tags: string;
    extra: string;
    search_text: string;
    search_name: string;
    phone_digits: string;
    created_at: number;
    updated_at: number;
    created_by: Generated<number>;
    updated_by: Generated<number>;
    first_name: Generated<string>;
    last_name: Generated<string>;
  };
  deals: {
    id: Generated<number>;
    name: string;
    price: string | null;
    status_id: number;
    main_user_id: number | null;
    tags: string;
    extra: string;
    search_name: string;
    created_at: number;
    updated_at: number;
    created_by: Generated<number>;
    updated_by: Generated<number>;
    loss_reason_id: number | null;
    closed_at: number | null;
  };
  deal_contacts: { deal_id: number; contact_id: number; position: number };
  notes: {
    id: Generated<number>;
    element_type: number;
    element_id: number;
    body: string;
    user_id: number | null;
    created_at: number;
    note_type: Generated<string>;
    params: Generated<string>;
    updated_by: number;
    updated_at: number;
  };
  tasks: {
    id: Generated<number>;
    element_type: number | null;
    element_id: number | null;
    body: string;
    end_date: number;
    task_type: string;
    main_user_id: number;
    completed: number;
    created_by: number;
    updated_by: number;
    created_at: number;
    updated_at: number;
    duration: Generated<number>;
    result: string | null;
  };
  catalogs: {
    id: Generated<number>;
    name: string;
    type: string;
    sort: number;
    can_add_elements: number;
    can_show_in_cards: number;
    can_link_multiple: number;
    created_by: number;
    created_at: number;
    updated_by: number;
    updated_at: number;
  };
  catalog_elements: {
    id: Generated<number>;
    catalog_id: number;
    name: string;
    fields: string;
    created_by: number;
    updated_by: number;
    created_at: number;
    updated_at: number;
  };
  element_links: { element_type: number; entity_id: number; element_id: number; quantity: number };
  tags: { id: Generated<number>; entity_type: string; name: string; color: string | null };
  oauth_tokens: {
    hash: string;
    kind: string;
    pair: number;
    previous: number | null;
    user_id: number;
    redirect_uri: string;
    expires_at: number;
  };
  webhooks: {
    id: Generated<number>;
    destination: string;
    settings: string;
    sort: number;
    created_by: number;
    created_at: number;
    updated_at: number;
  };
  changes: { id: Generated<number>; entity: string; entity_id: number; action: string; was: string };
  /** How many records of a list have an id from `first_id` to `first_id + size - 1`; `main_user_id` is 0 for none. */
  list_blocks: { list: ListName; size: number; first_id: number; main_user_id: number; records: number };
}

/** The lists that are read by page. */
export type ListName = "contacts" | "deals";

/** The data of one account, or a transaction on it. */
export type AccountDb = Kysely<Tables>;

/** Marks a SQLite file as ours, so that another program's file is never written to: "amoq". */
const APPLICATION_ID = 0x616d6f71;

/** Milliseconds a start waits for another process to give the file free, such as one that is just ending. */
const LOCK_WAIT_MS = 1_000;

/**
 * Opens the data file of an account for this process alone, making it (and its directory) if there is none;
 * ":memory:" keeps the data until it is closed. `fill` runs on a new file, in the transaction that makes it, so that
 * a start that is cut short leaves a file that the next start fills.
 * Throws an Error with a one-line message if the file is in use, cannot be written, is not a sandbox file or is of a
 * newer version.
 */
export async function openDatabase(file: string, fill: (db: AccountDb) => Promise<void>): Promise<AccountDb> {
  const database = openFile(file);
  const db = new Kysely<Tables>({ dialect: new AccountDialect(database) });
  try {
    await checkFile(db, file);
    await takeFile(db);
  } catch (error) {
    await db.destroy();
    throw explained(error, file);
  }
  try {
    await migrate(db, fill);
    return db;
  } catch (error) {
    // A disk that is full fails the closing too; what failed first says more.
    await Promise.allSettled([closeDatabase(db)]);
    throw explained(error, file);
  }
}

/**
 * Closes the file and gives it free for others. Throws what SQLite says if the disk fails; the records are then as
 * safe as after a kill, but the file is free only when the process ends.
 */
export async function closeDatabase(db: AccountDb): Promise<void> {
  try {
    // The driver keeps the file open until its statements are collected as garbage, so the lock is given back by hand,
    // which SQLite does only outside WAL mode and with the next read.
    await sql`PRAGMA journal_mode = DELETE`.execute(db);
    await sql`PRAGMA locking_mode = NORMAL`.execute(db);
    await sql`SELECT name FROM sqlite_master LIMIT 1`.execute(db);
  } finally {
    await db.destroy();
  }
}

/** True for what SQLite reports of the disk and of locks, which passes without a change of the program. */
export function isStorageFailure(error: unknown): boolean {
  return /^SQLITE_(BUSY|CANTOPEN|FULL|IOERR|LOCKED|READONLY)/.test(sqliteCode(error));
}

/** The driver for the data file. */
class AccountDialect extends SqliteDialect {
  constructor(private readonly database: Libsql.Database) {
    super({ database });
  }

  override createDriver(): SqliteDriver {
    return new AccountDriver(this.database);
  }
}

/** SQLite itself undoes a transaction that the disk fails; a second undoing would fail and hide what happened. */
class AccountDriver extends SqliteDriver {
  constructor(private readonly database: Libsql.Database) {
    super({ database });
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.database.inTransaction) await super.rollbackTransaction(connection);
  }
}

function openFile(file: string): Libsql.Database {
  try {
    if (file !== ":memory:") mkdirSync(dirname(resolve(file)), { recursive: true });
    return new Libsql(file, { timeout: LOCK_WAIT_MS });
  } catch (error) {
    throw explained(error, file);
  }
}

/** Refuses a file that this version did not write, before anything in it is changed. */
async function checkFile(db: AccountDb, file: string): Promise<void> {
  const application = await pragma(db, "application_id");
  const tables = await sql`SELECT name FROM sqlite_master LIMIT 1`.execute(db);
  if (application !== APPLICATION_ID && (application !== 0 || tables.rows.length > 0)) {
    throw new DataFileError(`${file} is not a sandbox data file; name another file`);
  }
  const version = await pragma(db, "user_version");
  if (version > MIGRATIONS.length) {
    const versions = `schema ${version}, this one knows ${MIGRATIONS.length}`;
    throw new DataFileError(`${file} was written by a newer version (${versions}); name another file`);
  }
}

/** Locks the file for this process: two would answer with ids and sessions that the other knows nothing of. */
async function takeFile(db: AccountDb): Promise<void> {
  await sql`PRAGMA journal_mode = WAL`.execute(db);
  // FULL: a record that was acknowledged outlives a power cut, not only the end of the process.
  await sql`PRAGMA synchronous = FULL`.execute(db);
  await sql`PRAGMA foreign_keys = ON`.execute(db);
  await sql`PRAGMA locking_mode = EXCLUSIVE`.execute(db);
  await sql`BEGIN IMMEDIATE`.execute(db);
  await sql`COMMIT`.execute(db);
}

async function migrate(db: AccountDb, fill: (db: AccountDb) => Promise<void>): Promise<void> {
  const version = await pragma(db, "user_version");
  if (version === MIGRATIONS.length) return;
  await db.transaction().execute(async (trx) => {
    for (const statement of MIGRATIONS.slice(version).flat()) await sql.raw(statement).execute(trx);
    if (version === 0) await fill(trx);
    await sql.raw(`PRAGMA application_id = ${APPLICATION_ID}`).execute(trx);
    await sql.raw(`PRAGMA user_version = ${MIGRATIONS.length}`).execute(trx);
  });
}

async function pragma(db: AccountDb, name: string): Promise<number> {
  const { rows } = await sql.raw<Record<string, unknown>>(`PRAGMA ${name}`).execute(db);
  const value = rows[0]?.[name];
  if (typeof value !== "number") throw new Error(`PRAGMA ${name} answered no number`);
  return value;
}

/** The data file cannot be used; the message says why. */
class DataFileError extends Error {
  override readonly name = "DataFileError";
}

function sqliteCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function explained(error: unknown, file: string): Error {
  if (error instanceof DataFileError) return error;
  const code = sqliteCode(error);
  if (/BUSY|LOCKED/.test(code))
    return new DataFileError(`${file} is in use by another process; stop it or name another file`);
  if (code.includes("NOTADB")) return new DataFileError(`${file} is not a sandbox data file; name another file`);
  const reason = error instanceof Error ? error.message : String(error);
  return new DataFileError(`${file} cannot be opened: ${reason}`, { cause: error });
}
