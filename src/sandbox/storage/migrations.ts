import { V4_MIGRATION } from "./v4Migration.js";

/**
 * Ids that are counted together, by the thousand and, so that few counts have to be added up, by many thousands. A change needs a new
 * entry in `MIGRATIONS` that counts anew.
 */
export const BLOCK_SIZES = [65_536, 1_024] as const;

/** One entry a schema version; AUTOINCREMENT, because an account never gives an id twice. */
export const MIGRATIONS: readonly (readonly string[])[] = [
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
  [
    `CREATE TABLE list_blocks (list TEXT NOT NULL, size INTEGER NOT NULL, first_id INTEGER NOT NULL,
      main_user_id INTEGER NOT NULL, records INTEGER NOT NULL, PRIMARY KEY (list, size, first_id, main_user_id)
      ) STRICT, WITHOUT ROWID`,
    // With the name alone in it, SQLite would rather look for a company among all records of its user.
    `DROP INDEX contacts_companies`,
    `CREATE INDEX contacts_companies ON contacts (name, main_user_id) WHERE is_company = 1`,
    ...["contacts", "deals"].flatMap((list) => [
      `CREATE INDEX ${list}_main_user ON ${list} (main_user_id)`,
      ...BLOCK_SIZES.map((size) => counted(list, size)),
      `CREATE TRIGGER ${list}_added AFTER INSERT ON ${list} BEGIN ${added(list)}; END`,
      `CREATE TRIGGER ${list}_removed AFTER DELETE ON ${list} BEGIN ${removed(list)}; END`,
      `CREATE TRIGGER ${list}_given AFTER UPDATE OF main_user_id ON ${list}
        WHEN NEW.main_user_id IS NOT OLD.main_user_id BEGIN ${removed(list)}; ${added(list)}; END`,
    ]),
  ],
  V4_MIGRATION,
];

/** Counts the records that are there. */
function counted(list: string, size: number): string {
  return `INSERT INTO list_blocks SELECT '${list}', ${size}, id - id % ${size}, ifnull(main_user_id, 0), count(*)
    FROM ${list} GROUP BY 3, 4`;
}

/** Counts a new record in its blocks. */
function added(list: string): string {
  const rows = BLOCK_SIZES.map(
    (size) => `('${list}', ${size}, NEW.id - NEW.id % ${size}, ifnull(NEW.main_user_id, 0), 1)`,
  );
  return `INSERT INTO list_blocks VALUES ${rows.join(", ")} ON CONFLICT DO UPDATE SET records = records + 1`;
}

/** Counts a record in its blocks no longer. Blocks without records go, so that reading never pays for what is gone. */
function removed(list: string): string {
  return BLOCK_SIZES.flatMap((size) => {
    const block = `list = '${list}' AND size = ${size} AND first_id = OLD.id - OLD.id % ${size}
        AND main_user_id = ifnull(OLD.main_user_id, 0)`;
    return [
      `UPDATE list_blocks SET records = records - 1 WHERE ${block}`,
      `DELETE FROM list_blocks WHERE ${block} AND records = 0`,
    ];
  }).join("; ");
}
