import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { V4Account } from "./account.js";
import type { Hal } from "./account.js";

/** The demo data over API v4, with a note and an element that the tests know. */
let account: V4Account;
let noteId: number;
beforeAll(async () => {
  account = await V4Account.empty({ empty: false });
  noteId = await account.add("leads/notes", { entity_id: 1, note_type: "common", params: { text: "Found" } });
  await account.add("catalogs/1/elements", { name: "Beans" });
});
afterAll(async () => {
  expect(account.legacy.errors).toEqual([]);
  await account.close();
});

test.each([
  ...["leads", "contacts", "companies", "tasks", "users", "catalogs", "catalogs/1/elements"],
  ...["leads/notes", "contacts/notes", "leads/1/notes"],
  ...["leads/pipelines", "leads/pipelines/101/statuses", "leads/loss_reasons"],
  ...["leads", "contacts", "companies", "catalogs/1"].map((owner) => `${owner}/custom_fields`),
])("what %s lists is found where its own link leads to", async (path) => {
  const list = await account.get(path);
  if (list.status === 204) {
    // Leads have no fields of their own in the demo data.
    expect(path).toBe("leads/custom_fields");
    return;
  }
  const [records = []] = Object.values(list.json._embedded);
  expect(records.length).toBeGreaterThan(0);
  for (const record of records.slice(0, 3)) {
    const own = record._links["self"]?.href.replace(`${account.legacy.sandbox.url}/api/v4/`, "") ?? "";
    const answer = await account.get(own);
    expect([own, answer.status, (answer.json as Hal | undefined)?.id]).toEqual([own, 200, record.id]);
  }
});

test("a note is not found as one of another record", async () => {
  expect((await account.get(`leads/1/notes/${noteId}`)).json).toMatchObject({ id: noteId, entity_id: 1 });
  for (const other of ["leads/2/notes", "contacts/1/notes", "contacts/notes"]) {
    expect([other, (await account.get(`${other}/${noteId}`)).status]).toEqual([other, 204]);
  }
});

test.each([
  ["contacts/custom_fields/9", 204],
  ["leads/loss_reasons/99", 204],
  ["catalogs/1/custom_fields/9", 204],
  ["contacts/custom_fields/phone", 404],
  ["leads/1/notes/first", 404],
])("%s is answered with %d", async (path, status) => {
  expect((await account.get(path)).status).toBe(status);
});
