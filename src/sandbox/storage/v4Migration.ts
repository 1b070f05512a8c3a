/** The entity types of API v4 that records of the account are; a company is a contact with `is_company`. */
const CONTACT_TYPE = "CASE NEW.is_company WHEN 1 THEN 'companies' ELSE 'contacts' END";

/** What API v4 tells of records and the older APIs do not. Records that only those have written were made by nobody: 0. */
export const V4_MIGRATION: readonly string[] = [
  ...["contacts", "deals"].flatMap((table) => [
    `ALTER TABLE ${table} ADD COLUMN created_by INTEGER NOT NULL DEFAULT 0`,
    `ALTER TABLE ${table} ADD COLUMN updated_by INTEGER NOT NULL DEFAULT 0`,
  ]),
  `ALTER TABLE contacts ADD COLUMN first_name TEXT NOT NULL DEFAULT ''`,
  `ALTER TABLE contacts ADD COLUMN last_name TEXT NOT NULL DEFAULT ''`,

  `ALTER TABLE deals ADD COLUMN loss_reason_id INTEGER`,
  `ALTER TABLE deals ADD COLUMN closed_at INTEGER`,
  `UPDATE deals SET closed_at = updated_at WHERE status_id IN (142, 143)`,
  `CREATE TRIGGER deals_closed_new AFTER INSERT ON deals WHEN NEW.status_id IN (142, 143)
    BEGIN UPDATE deals SET closed_at = NEW.updated_at WHERE id = NEW.id; END`,
  `CREATE TRIGGER deals_closed AFTER UPDATE OF status_id ON deals WHEN NEW.status_id <> OLD.status_id
    BEGIN UPDATE deals SET closed_at = CASE WHEN NEW.status_id IN (142, 143) THEN NEW.updated_at END
      WHERE id = NEW.id; END`,

  `ALTER TABLE notes ADD COLUMN note_type TEXT NOT NULL DEFAULT 'common'`,
  `ALTER TABLE notes ADD COLUMN params TEXT NOT NULL DEFAULT '{}'`,
  `ALTER TABLE notes ADD COLUMN updated_by INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE notes ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0`,
  `UPDATE notes SET updated_at = created_at, updated_by = ifnull(user_id, 0)`,

  `ALTER TABLE tasks ADD COLUMN created_by INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE tasks ADD COLUMN updated_by INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE tasks ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE tasks ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE tasks ADD COLUMN duration INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE tasks ADD COLUMN result TEXT`,
  // Nobody knows when the tasks of an older file were made; they were there when they were due.
  `UPDATE tasks SET created_at = end_date, updated_at = end_date`,

  `ALTER TABLE catalogs ADD COLUMN updated_by INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE catalogs ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0`,
  `UPDATE catalogs SET updated_by = created_by, updated_at = created_at`,
  `CREATE TABLE catalog_elements (id INTEGER PRIMARY KEY AUTOINCREMENT,
    catalog_id INTEGER NOT NULL REFERENCES catalogs ON DELETE CASCADE, name TEXT NOT NULL, fields TEXT NOT NULL,
    created_by INTEGER NOT NULL, updated_by INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
    ) STRICT`,
  `CREATE INDEX catalog_elements_catalog ON catalog_elements (catalog_id)`,
  `CREATE TABLE element_links (element_type INTEGER NOT NULL, entity_id INTEGER NOT NULL,
    element_id INTEGER NOT NULL REFERENCES catalog_elements ON DELETE CASCADE, quantity REAL NOT NULL,
    PRIMARY KEY (element_type, entity_id, element_id)) STRICT, WITHOUT ROWID`,
  `CREATE TRIGGER contacts_unlinked AFTER DELETE ON contacts
    BEGIN DELETE FROM element_links WHERE element_type = 1 AND entity_id = OLD.id; END`,
  `CREATE TRIGGER deals_unlinked AFTER DELETE ON deals
    BEGIN DELETE FROM element_links WHERE element_type = 2 AND entity_id = OLD.id; END`,

  // A tag has an id from the first time that any record is given it, whichever API gives it. A record that was damaged
  // fails its own calls alone.
  `CREATE TABLE tags (id INTEGER PRIMARY KEY AUTOINCREMENT, entity_type TEXT NOT NULL, name TEXT NOT NULL, color TEXT,
    UNIQUE (entity_type, name)) STRICT`,
  ...[
    { table: "contacts", type: CONTACT_TYPE },
    { table: "deals", type: "'leads'" },
  ].flatMap(({ table, type }) => [
    `INSERT OR IGNORE INTO tags (entity_type, name)
      SELECT ${type.replace("NEW", table)}, value
      FROM ${table}, json_each(CASE WHEN json_valid(${table}.tags) THEN ${table}.tags ELSE '[]' END)`,
    ...["INSERT", "UPDATE OF tags"].map(
      (change) => `CREATE TRIGGER ${table}_tagged_${change.slice(0, 6).toLowerCase()} AFTER ${change} ON ${table}
        WHEN NEW.tags <> '[]' AND json_valid(NEW.tags) BEGIN
          INSERT OR IGNORE INTO tags (entity_type, name) SELECT ${type}, value FROM json_each(NEW.tags)
            WHERE NOT EXISTS (SELECT 1 FROM tags WHERE entity_type = ${type} AND name = value); END`,
    ),
  ]),

  `CREATE TABLE oauth_tokens (hash TEXT PRIMARY KEY, kind TEXT NOT NULL, pair INTEGER NOT NULL, previous INTEGER,
    user_id INTEGER NOT NULL REFERENCES users, redirect_uri TEXT NOT NULL, expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`,

  `CREATE TABLE webhooks (id INTEGER PRIMARY KEY AUTOINCREMENT, destination TEXT NOT NULL UNIQUE,
    settings TEXT NOT NULL, sort INTEGER NOT NULL, created_by INTEGER NOT NULL, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL) STRICT`,
  // What webhooks have still to be told, written by the transaction that makes it true, whichever API it serves.
  `CREATE TABLE changes (id INTEGER PRIMARY KEY AUTOINCREMENT, entity TEXT NOT NULL, entity_id INTEGER NOT NULL,
    action TEXT NOT NULL, was TEXT NOT NULL) STRICT`,
  ...reported("deals", "'lead'", {
    status: { column: "status_id", was: "json_object('statusId', OLD.status_id)" },
    responsible: { column: "main_user_id", was: "json_object('mainUserId', OLD.main_user_id)" },
  }),
  ...reported("contacts", "CASE ROW.is_company WHEN 1 THEN 'company' ELSE 'contact' END", {
    responsible: { column: "main_user_id", was: "json_object('mainUserId', OLD.main_user_id)" },
  }),
  ...reported("tasks", "'task'", {
    responsible: { column: "main_user_id", was: "json_object('mainUserId', OLD.main_user_id)" },
  }),
  `CREATE TRIGGER notes_told_add AFTER INSERT ON notes WHEN EXISTS (SELECT 1 FROM webhooks)
    BEGIN INSERT INTO changes (entity, entity_id, action, was) VALUES ('note', NEW.id, 'add', '{}'); END`,
];

/**
 * The triggers that note down changes of a table while there are webhooks. An edit of a record whose adding is not told
 * yet is a part of that. Every edit sets `updated_at`.
 */
function reported(
  table: string,
  entity: string,
  events: Readonly<Record<string, { column: string; was: string }>>,
): string[] {
  const of = (row: "NEW" | "OLD") => entity.replace("ROW", row);
  const insert = (row: "NEW" | "OLD", action: string, was: string) =>
    `INSERT INTO changes (entity, entity_id, action, was) SELECT ${of(row)}, ${row}.id, '${action}', ${was}`;
  const moves = Object.entries(events).map(
    ([action, { column, was }]) => `${insert("NEW", action, was)} WHERE NEW.${column} IS NOT OLD.${column};`,
  );
  const status = table === "deals" ? "json_object('statusId', OLD.status_id)" : "'{}'";
  return [
    `CREATE TRIGGER ${table}_told_add AFTER INSERT ON ${table} WHEN EXISTS (SELECT 1 FROM webhooks)
      BEGIN ${insert("NEW", "add", "'{}'")}; END`,
    `CREATE TRIGGER ${table}_told_update AFTER UPDATE OF updated_at ON ${table} WHEN EXISTS (SELECT 1 FROM webhooks)
      AND NOT EXISTS (SELECT 1 FROM changes WHERE entity = ${of("NEW")} AND entity_id = NEW.id AND action = 'add')
      BEGIN ${insert("NEW", "update", "'{}'")}; ${moves.join(" ")} END`,
    `CREATE TRIGGER ${table}_told_delete AFTER DELETE ON ${table} WHEN EXISTS (SELECT 1 FROM webhooks)
      BEGIN ${insert("OLD", "delete", status)}; END`,
  ];
}
