import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { DEMO_INTEGRATION } from "../../../src/sandbox/account.js";
import type { SandboxOptions } from "../../../src/sandbox/sandbox.js";
import { V4Account } from "./account.js";
import { signIn } from "./oauthClient.js";

const FIXTURES = new URL("../../fixtures/wire/v4/", import.meta.url);
/** Where the fixtures' account is. */
const ORIGIN = "https://demo.kommo.com";

let account: V4Account | undefined;
afterEach(async () => {
  await account?.close();
  account = undefined;
});

async function state(options: Partial<SandboxOptions> = {}): Promise<V4Account> {
  account = await V4Account.start(options);
  return account;
}

function fixture(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, FIXTURES), "utf8"));
}

/** Compares an answer with a fixture; of the account's own texts only that they are there. */
function expectJson(actual: unknown, path: string, of = account): void {
  const free = new Set(["title", "detail", "hint", "access_token", "refresh_token"]);
  const comparable = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value).replaceAll(of?.legacy.sandbox.url ?? "", ORIGIN), (key: string, entry: unknown) =>
      free.has(key) && typeof entry === "string" && entry !== "" ? "*" : entry,
    );
  expect(comparable(actual)).toEqual(comparable(fixture(`answers/${path}`)));
}

const HAL = "application/hal+json";
const PROBLEM = "application/problem+json";

describe("reads", () => {
  let reading: V4Account;
  beforeAll(async () => {
    reading = await V4Account.start();
  });
  afterAll(() => reading.close());

  test.each([
    ["account?with=task_types,users_groups,datetime_settings,is_api_filter_enabled", "account.json"],
    ["users?limit=250", "users.page.json"],
    ["leads/pipelines", "pipelines.json"],
    ["contacts/custom_fields?limit=250", "custom_fields.contacts.json"],
    ["companies/custom_fields?limit=250", "custom_fields.companies.json"],
    ["leads?with=contacts&limit=250", "leads.page.json"],
    ["leads?limit=1", "leads.page.next.json"],
    ["leads?filter[id][]=2&filter[id][]=999&with=contacts&limit=250", "leads.page.ids.json"],
    ["leads/1?with=contacts", "lead.json"],
    ["contacts?with=leads&limit=250", "contacts.page.json"],
    ["contacts/1", "contact.json"],
    ["companies?filter[id][]=2&limit=250", "companies.page.json"],
    ["tasks?filter[entity_type]=contacts&filter[entity_id][]=1&filter[entity_id][]=3&limit=250", "tasks.page.json"],
    ["tasks/3", "task.json"],
    [
      "contacts/notes?filter[entity_id][]=1&filter[entity_id][]=3&filter[note_type][]=common&limit=250",
      "notes.contacts.page.json",
    ],
    ["leads/1/notes?limit=250", "notes.lead.page.json"],
    ["leads/2/links", "links.lead.json"],
    ["contacts/1/links", "links.contact.json"],
    ["leads/links?filter[entity_id][]=1&filter[entity_id][]=2", "links.mass.json"],
    ["leads/tags?limit=250", "tags.leads.json"],
    ["catalogs?limit=250", "catalogs.page.json"],
    ["catalogs/2", "catalog.json"],
  ])("GET %s answers %s", async (path, answer) => {
    const { status, type, json } = await reading.get(path);
    expect([status, type]).toEqual([200, HAL]);
    expectJson(json, answer, reading);
  });

  test.each([
    ["contacts/custom_fields?limit=250", "custom_fields.contacts.few.json"],
    ["contacts/1", "contact.few.json"],
  ])("GET %s of an account with few fields answers %s", async (path, answer) => {
    expectJson((await (await state({ switches: { v4Fields: "few" } })).get(path)).json, answer);
  });

  test.each(["leads/999", "contacts/999", "contacts/2", "companies/1", "tasks/999", "leads?page=9", "catalogs/9"])(
    "GET %s is no content",
    async (path) => {
      const { status, json } = await reading.get(path);
      expect([status, json]).toEqual([204, undefined]);
    },
  );
});

describe("writes", () => {
  test.each([
    ["POST", "leads", "leads.add.json", "leads.add.json"],
    ["PATCH", "leads", "leads.patch.json", "leads.patch.json"],
    ["PATCH", "leads/2", "lead.patch.json", "lead.patch.json"],
    ["POST", "contacts", "contacts.add.json", "contacts.add.json"],
    ["PATCH", "contacts/1", "contact.patch.json", "contact.patch.json"],
    ["POST", "companies", "companies.add.json", "companies.add.json"],
    ["POST", "tasks", "tasks.add.json", "tasks.add.json"],
    ["PATCH", "tasks/1", "task.complete.json", "task.patch.json"],
    ["POST", "contacts/notes", "notes.add.json", "notes.add.json"],
    ["PATCH", "contacts/1/notes/1", "note.patch.json", "note.patch.json"],
    ["PATCH", "contacts/notes/1", "note.patch.json", "note.patch.json"],
    ["POST", "leads/2/link", "links.add.json", "links.add.json"],
    ["POST", "catalogs", "catalogs.add.json", "catalogs.add.json"],
    ["PATCH", "catalogs/2", "catalog.patch.json", "catalog.patch.json"],
    ["POST", "catalogs/1/elements", "elements.add.json", "elements.add.json"],
  ])("%s %s with %s answers %s", async (method, path, request, answer) => {
    const { status, type, json } = await (await state()).call(method, path, fixture(`requests/${request}`));
    expect([status, type]).toEqual([200, HAL]);
    expectJson(json, answer);
  });

  test("a change of one lead answers a list by a switch", async () => {
    const listing = await state({ switches: { v4PatchAnswer: "list" } });
    expectJson((await listing.patch("leads/2", fixture("requests/lead.patch.json"))).json, "lead.patch.list.json");
  });

  test("what was written is read", async () => {
    const written = await state();
    await written.patch("tasks/1", fixture("requests/task.complete.json"));
    expectJson((await written.get("tasks/1")).json, "task.completed.json");
    await written.post("tasks", fixture("requests/tasks.add.json"));
    expectJson((await written.get("tasks/4")).json, "task.free.json");
    await written.post("contacts/notes", fixture("requests/notes.add.call.json"));
    expectJson((await written.get("contacts/notes/3")).json, "note.call.json");
    await written.post("catalogs/1/elements", fixture("requests/elements.add.json"));
    expectJson((await written.get("catalogs/1/elements?limit=250")).json, "elements.page.json");
  });

  test("links are taken away without content", async () => {
    const linked = await state();
    const { status } = await linked.post("leads/2/unlink", fixture("requests/links.remove.json"));
    expect(status).toBe(204);
    expect((await linked.get<{ _total_items: number }>("leads/2/links")).json._total_items).toBe(1);
  });

  test("webhooks", async () => {
    const subscribed = await state();
    const added = await subscribed.post("webhooks", fixture("requests/webhooks.add.json"));
    expect([added.status, added.type]).toEqual([201, HAL]);
    expectJson(added.json, "webhooks.add.json");
    expectJson((await subscribed.get("webhooks")).json, "webhooks.list.json");
  });
});

describe("refusals", () => {
  test("a request with items that are not as they must be", async () => {
    const refusing = await state();
    const { status, type, json } = await refusing.post("leads", fixture("requests/leads.add.invalid.json"));
    expect([status, type]).toEqual([400, PROBLEM]);
    expectJson(json, "error.validation.json");
    expect((await refusing.get("leads/3")).status).toBe(204);
  });

  test.each([
    [400, "PATCH", "leads", {}],
    [404, "GET", "nothing", undefined],
    [405, "DELETE", "contacts/notes/1", undefined],
    [405, "DELETE", "leads/1", undefined],
    [405, "DELETE", "contacts/1", undefined],
    [405, "DELETE", "catalogs/1", undefined],
    [422, "POST", "tasks", Array.from({ length: 251 }, () => ({ text: "x", complete_till: 1 }))],
  ])("%i for %s %s", async (status, method, path, body) => {
    const answer = await (await state()).call(method, path, body);
    expect([answer.status, answer.type]).toEqual([status, PROBLEM]);
    expectJson(answer.json, `error.${status}.json`);
  });

  test("401 without a token", async () => {
    const answer = await (await state()).call("GET", "leads", undefined, "none");
    expect([answer.status, answer.type]).toEqual([401, PROBLEM]);
    expectJson(answer.json, "error.401.json");
  });

  test.each([
    [402, { paid: false }],
    [429, { requestsPerSecond: 1 }],
    [504, { v4BatchLimit: 1 }],
  ])("%i by a switch", async (status, switches) => {
    // Without the state of the fixtures, whose building would be refused as well.
    account = await V4Account.empty({ switches });
    if (status === 429) await account.get("leads");
    const answer = await account.post("leads", [{}, {}]);
    expect([answer.status, answer.type]).toEqual([status, PROBLEM]);
    expectJson(answer.json, `error.${status}.json`);
  });

  test("403 for a user who does not run the account", async () => {
    const refusing = await state();
    const john = await signIn(refusing, { login: "john@amoql.dev", password: "john-password" });
    const answer = await refusing.call("GET", "users", undefined, john.access_token);
    expect([answer.status, answer.type]).toEqual([403, PROBLEM]);
    expectJson(answer.json, "error.403.json");
  });
});

describe("OAuth", () => {
  const tokens = (body: unknown) =>
    account?.legacy.fetch("/oauth2/access_token", { method: "POST", body: JSON.stringify(body) });

  test("a code and a refresh token are each turned into a pair of tokens", async () => {
    const signing = await state();
    const { redirectUri } = DEMO_INTEGRATION;
    const pair = await signIn(signing, { redirectUri });
    expectJson(pair, "oauth.token.json");
    const refresh = { ...(fixture("requests/oauth.refresh.json") as object), refresh_token: pair.refresh_token };
    const answer = await tokens(refresh);
    expect([answer?.status, answer?.type]).toEqual([200, "application/json"]);
    expectJson(JSON.parse(answer?.text ?? ""), "oauth.token.json");
  });

  test("an unknown refresh token", async () => {
    await state();
    const answer = await tokens(fixture("requests/oauth.refresh.json"));
    expect([answer?.status, answer?.type]).toEqual([401, PROBLEM]);
    expectJson(JSON.parse(answer?.text ?? ""), "error.oauth.json");
  });
});
