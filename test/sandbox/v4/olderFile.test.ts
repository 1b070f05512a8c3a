import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import Libsql from "libsql";
import { MIGRATIONS } from "../../../src/sandbox/storage/migrations.js";
import { V4_MIGRATION } from "../../../src/sandbox/storage/v4Migration.js";
import { V4Account, embedded } from "./account.js";

let directory: string;
let data: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "amoql-older-"));
  data = join(directory, "sandbox.db");
});
afterEach(() => rmSync(directory, { recursive: true }));

const CREATED = 1_600_000_000_000;
const ROWS = [
  "INSERT INTO users VALUES (1, 'Anna', 'demo@amoql.dev', NULL, NULL, 1)",
  "INSERT INTO statuses VALUES (1, 'First', 10), (142, 'Won', 20)",
  `INSERT INTO contacts VALUES
    (1, 0, 'Petra', '', 2, '{"phoneNumbers":[],"emailAddresses":[],"webAddresses":[],"addresses":[],"messengers":[]}',
      1, '["vip","fair"]', '[]', 'petra', 'petra', '', ${CREATED}, ${CREATED}),
    (2, 1, 'Mill', '', NULL, '{"phoneNumbers":[],"emailAddresses":[],"webAddresses":[],"addresses":[],"messengers":[]}',
      1, '["vip"]', '[]', 'mill', 'mill', '', ${CREATED}, ${CREATED})`,
  `INSERT INTO deals VALUES (1, 'Won one', '5', 142, 1, '["vip"]', '[]', 'won one', ${CREATED}, ${CREATED + 5_000})`,
  `INSERT INTO deals VALUES (2, 'Damaged', '5', 1, 1, '[', '[]', 'damaged', ${CREATED}, ${CREATED})`,
  "INSERT INTO deal_contacts VALUES (1, 1, 0)",
  `INSERT INTO notes VALUES (1, 1, 1, 'hello', 1, ${CREATED})`,
  `INSERT INTO tasks VALUES (1, 2, 1, 'call', ${CREATED + 9_000}, 'CALL', 1, 0)`,
  `INSERT INTO catalogs VALUES (1, 'List', 'regular', 10, 0, 0, 0, 1, ${CREATED})`,
];

test("a file from before API v4 opens with all that can be known of its records", async () => {
  const older = MIGRATIONS.slice(0, MIGRATIONS.indexOf(V4_MIGRATION));
  const db = new Libsql(data);
  for (const statement of [...older.flat(), ...ROWS]) db.exec(statement);
  // By this the sandbox knows its own files.
  db.pragma(`application_id = ${Buffer.from("amoq").readInt32BE()}`);
  db.pragma(`user_version = ${older.length}`);
  db.close();

  const account = await V4Account.empty({ data });
  const seconds = CREATED / 1000;
  const [contact] = embedded(await account.get("contacts?with=leads"), "contacts");
  expect(contact).toMatchObject({ id: 1, name: "Petra", created_by: 0, created_at: seconds });
  expect(contact?._embedded["tags"]?.map((tag) => tag["name"])).toEqual(["vip", "fair"]);
  expect(contact?._embedded["companies"]?.map(({ id }) => id)).toEqual([2]);
  expect(contact?._embedded["leads"]?.map(({ id }) => id)).toEqual([1]);
  expect((await account.get("companies/2")).json._embedded["tags"]).toHaveLength(1);
  expect((await account.get("leads/1")).json).toMatchObject({ closed_at: seconds + 5, closest_task_at: seconds + 9 });
  expect((await account.get("contacts/notes/1")).json).toMatchObject({
    params: { text: "hello" },
    created_by: 1,
    updated_at: seconds,
  });
  expect((await account.get("tasks/1")).json).toMatchObject({ created_at: seconds + 9, result: [], duration: 0 });
  expect((await account.get("catalogs/1")).json).toMatchObject({ updated_by: 1, updated_at: seconds });
  expect(await account.add("contacts", { name: "New" })).toBe(3);
  expect(account.legacy.errors).toEqual([]);
  await account.close();
});
