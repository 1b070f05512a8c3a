import { afterEach, expect, test } from "@jest/globals";
import { DEMO_TOKEN } from "../../../src/sandbox/account.js";
import type { SandboxSwitches } from "../../../src/sandbox/sandbox.js";
import { V4Account, embedded, ids } from "./account.js";

let account: V4Account;
afterEach(async () => {
  expect(account.legacy.errors).toEqual([]);
  await account.close();
});

async function start(switches: Partial<SandboxSwitches>): Promise<V4Account> {
  account = await V4Account.start({ switches });
  return account;
}

test("filters of leads, contacts and companies are passed over, and the account says so", async () => {
  await start({ v4Filters: false });
  expect(ids(await account.get("leads?filter[id][]=2"), "leads")).toEqual([1, 2]);
  expect(ids(await account.get("contacts?filter[id][]=3"), "contacts")).toEqual([1, 3]);
  expect(ids(await account.get("contacts?filter[custom_fields_values][1001][]=none"), "contacts")).toEqual([1, 3]);
  expect(ids(await account.get("companies?filter[name][]=none"), "companies")).toEqual([2]);
  expect(ids(await account.get("tasks?filter[id][]=3"), "tasks")).toEqual([3]);
  expect((await account.get("account?with=is_api_filter_enabled")).json["is_api_filter_enabled"]).toBe(false);
});

test("notes are not chosen by their record, but still by their kind and over the record's own path", async () => {
  await start({ v4NotesByEntity: false });
  expect(ids(await account.get("contacts/notes?filter[entity_id][]=3"), "notes")).toEqual([1]);
  expect((await account.get("contacts/notes?filter[entity_id][]=1&filter[note_type]=sms_in")).status).toBe(204);
  expect((await account.get("contacts/3/notes")).status).toBe(204);
});

test("a full page links to a next one that is empty", async () => {
  await start({ v4FalseNext: true });
  const full = await account.get("leads?limit=2");
  const next = full.json._links["next"]?.href ?? "";
  expect((await account.get(next.replace(/^.*\/api\/v4\//, ""))).status).toBe(204);
  expect((await account.get("leads?limit=3")).json._links["next"]).toBeUndefined();
});

test("a batch that takes too long writes nothing", async () => {
  await start({ v4BatchLimit: 2 });
  expect((await account.post("leads", [{}, {}, {}])).status).toBe(504);
  expect(ids(await account.get("leads"), "leads")).toEqual([1, 2]);
  expect((await account.post("leads", [{}, {}])).status).toBe(200);
});

test("calls over the limit are told when to come back, and those who go on are shut out by the web server", async () => {
  account = await V4Account.empty({ switches: { requestsPerSecond: 1, banAfter: 2, retryAfter: 7 } });
  expect((await account.get("account")).status).toBe(200);
  for (let refused = 0; refused < 2; refused += 1) {
    const { status, json } = await account.get("account");
    expect([status, json["retry_after"]]).toEqual([429, 7]);
  }
  const banned = await account.legacy.fetch("/api/v4/account");
  expect([banned.status, banned.type]).toEqual([403, "text/html"]);
  expect(banned.text).toContain("nginx");
});

test("a call over the limit may be told nothing", async () => {
  account = await V4Account.empty({ switches: { requestsPerSecond: 1, retryAfter: 0 } });
  await account.get("account");
  expect((await account.get("account")).json).not.toHaveProperty("retry_after");
});

test("calls are in the request log, without their tokens and bodies", async () => {
  await start({});
  await account.get("leads?page=2&query=web");
  const entry = account.legacy.sandbox.requests().at(-1);
  expect(entry).toMatchObject({
    method: "GET",
    path: "/api/v4/leads",
    page: "2",
    search: "web",
    status: 204,
    user: "demo@amoql.dev",
  });
  expect(JSON.stringify(account.legacy.sandbox.requests())).not.toContain("eyJ");
});

test("links lead back through a proxy that speaks https", async () => {
  await start({});
  const headers = { authorization: `Bearer ${DEMO_TOKEN}`, "x-forwarded-proto": "https" };
  const { text } = await account.legacy.fetch("/api/v4/leads/1", { headers });
  expect(text).toContain('"href":"https://127.0.0.1');
});

test("250 items are written at once", async () => {
  await start({});
  const answer = await account.post(
    "contacts",
    Array.from({ length: 250 }, (_, index) => ({ name: `n${index}` })),
  );
  const added = embedded(answer, "contacts");
  expect(added.map((contact) => contact["request_id"])).toEqual(Array.from({ length: 250 }, (_, i) => String(i)));
  expect(new Set(added.map(({ id }) => id)).size).toBe(250);
});
