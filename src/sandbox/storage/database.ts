import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Kysely, SqliteDialect, SqliteDriver, sql } from "kysely";
import type { DatabaseConnection, Generated } from "kysely";
import Libsql from "libsql";

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
  };
  deal_contacts: { deal_id: number; contact_id: number; position: number };
  notes: {
    id: Generated<number>;
    element_type: number;
    element_id: number;
    body: string;
    user_id: number | null;
    created_at: number;
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
  };
}

/** The data of one account, or a transaction on it. */
export type AccountDb = Kysely<Tables>;

/** Marks a SQLite file as ours, so that another program's file is never written to: "amoq". */
const APPLICATION_ID = 0x616d6f71;

/** Milliseconds a start waits for another process to give the file free, such as one that is just ending. */
const LOCK_WAIT_MS = 1_000;

/** One entry a schema version; AUTOINCREMENT, because an account never gives an id twice. */
const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, login TEXT NOT NULL UNIQUE,
      password_hash TEXT, key_hash TEXT, may_delete INTEGER NOT NULL) STRICT`,
    `CREATE TABLE statuses (id INTEGER PRIMARY KEY, name TEXT NOT NULL, sort INTEGER NOT NULL) STRICT`,
    `CREATE TABLE contacts (id INTEGER PRIMARY KEY AUTOINCREMENT, is_company INTEGER NOT NULL, name TEXT NOT NULL,
      position TEXT NOT NULL, company_id INTEGER REFERENCES contacts ON DELETE SET NULL, data TEXT NOT NULL,
      main_user_id INTEGER REFERENCES users, tags TEXT NOT NULL, extra TEXT NOT NULL, search_text TEXT NOT NULL,
      search_name TEXT NOT NULL, phone_digits TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
      ) STRICT`,
    `CREATE INDEX contacts_company ON contacts (company_id)`,
    `CREATE INDEX contacts_companies ON contacts (name) WHERE is_company = 1`,
    `CREATE TABLE deals (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, price TEXT,
      status_id INTEGER NOT NULL REFERENCES statuses, main_user_id INTEGER REFERENCES users, tags TEXT NOT NULL,
      extra TEXT NOT NULL, search_name TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL) STRICT`,
    `CREATE TABLE deal_contacts (deal_id INTEGER NOT NULL REFERENCES deals ON DELETE CASCADE,
      contact_id INTEGER NOT NULL REFERENCES contacts ON DELETE CASCADE, position INTEGER NOT NULL,
      PRIMARY KEY (deal_id, contact_id)) STRICT, WITHOUT ROWID`,
    `CREATE INDEX deal_contacts_contact ON deal_contacts (contact_id)`,
    `CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, element_type INTEGER NOT NULL,
      element_id INTEGER NOT NULL, body TEXT NOT NULL, user_id INTEGER REFERENCES users, created_at INTEGER NOT NULL
      ) STRICT`,
    `CREATE INDEX notes_element ON notes (element_type, element_id)`,
    `CREATE TABLE tasks (id INTEGER PRIMARY KEY AUTOINCREMENT, element_type INTEGER, element_id INTEGER,
      body TEXT NOT NULL, end_date INTEGER NOT NULL, task_type TEXT NOT NULL,
      main_user_id INTEGER NOT NULL REFERENCES users, completed INTEGER NOT NULL) STRICT`,
    `CREATE INDEX tasks_element ON tasks (element_type, element_id)`,
    `CREATE TABLE catalogs (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, type TEXT NOT NULL,
      sort INTEGER NOT NULL, can_add_elements INTEGER NOT NULL, can_show_in_cards INTEGER NOT NULL,
      can_link_multiple INTEGER NOT NULL, created_by INTEGER NOT NULL, created_at INTEGER NOT NULL) STRICT`,
  ],
];

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
