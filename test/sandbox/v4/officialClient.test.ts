import { request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { DEMO_INTEGRATION, DEMO_TOKEN } from "../../../src/sandbox/account.js";
import type { Answer } from "../account.js";
import { V4Account } from "./account.js";
import type { Hal } from "./account.js";
import { consent } from "./oauthClient.js";
import type { TokenPair } from "./oauthClient.js";
import { recordedRequests, type RecordedRequest } from "./recordedRequests.js";

/** A recorded request, sent again. */
interface Replay extends RecordedRequest {
  /** The path behind `/api/v4/`. */
  call: string;
  answer: Answer;
}

let account: V4Account;
let replays: Replay[];

/** It worked on an empty account, whose ids are the same each time. */
beforeAll(async () => {
  account = await V4Account.empty();
  replays = [];
  for (const recorded of recordedRequests("amocrm-api-php")) {
    const answer = await send(recorded.method, recorded.path, recorded);
    replays.push({ ...recorded, call: recorded.path.replace("/api/v4/", ""), answer });
  }
});
afterAll(async () => {
  expect(account.legacy.errors).toEqual([]);
  await account.close();
});

function send(
  method: string,
  path: string,
  { contentType, body, token = DEMO_TOKEN }: { contentType?: string; body?: string; token?: string } = {},
): Promise<Answer> {
  const headers = {
    authorization: `Bearer ${token}`,
    "user-agent": "amoCRM-API-Library/0.7.0",
    "x-library-version": "0.7.0",
    "x-client-uuid": DEMO_INTEGRATION.clientId,
    ...(contentType !== undefined && { "content-type": contentType }),
  };
  return account.legacy.fetch(path, { method, headers, ...(body !== undefined && { body }) });
}

const jsonOf = ({ answer }: Replay) => JSON.parse(answer.text) as Hal;

test("every request of the official client is taken as it is", () => {
  const statuses = replays.map(({ method, path, answer }) => [method, path, answer.status]);
  expect(statuses).toEqual(replays.map(({ method, path, status }) => [method, path, status]));
  // It takes a body that is neither empty nor JSON for a failure.
  for (const { status, answer } of replays) expect(answer.text === "").toBe(status === 204);
});

const ACTIONS = ["view", "edit", "add", "delete", "export"];
const NAMED = ["id", "name", "sort", "account_id"];

/** Members that the client reads without looking whether they are there: of an answer, or of each entry of its list. */
test.each<[call: RegExp, list: string | undefined, members: readonly string[]]>([
  [
    /^account\?/,
    undefined,
    [
      ..."id name subdomain created_at created_by updated_at updated_by current_user_id country currency".split(" "),
      ..."is_unsorted_on mobile_feature_version customers_mode is_loss_reason_enabled".split(" "),
      ..."is_helpbot_enabled is_technical_account contact_name_display_order".split(" "),
      ..."date_pattern short_date_pattern short_time_pattern date_format time_format timezone timezone_offset"
        .split(" ")
        .map((name) => `_embedded.datetime_settings.${name}`),
    ],
  ],
  [/^account\?/, "task_types", ["id", "name", "color", "icon_id", "code"]],
  [/^account\?/, "users_groups", ["id", "name"]],
  [
    /^users\?/,
    "users",
    [
      ...["id", "email", "rights.catalog_access", "rights.mail_access", "rights.tasks.edit", "rights.tasks.delete"],
      ...["leads", "contacts", "companies"].flatMap((type) => ACTIONS.map((action) => `rights.${type}.${action}`)),
    ],
  ],
  [/pipelines$/, "pipelines", [...NAMED, "is_main", "is_unsorted_on", "is_archive", "_embedded.statuses"]],
  [/statuses$/, "statuses", [...NAMED, "is_editable", "pipeline_id", "color", "type"]],
  [/custom_fields$/, "custom_fields", [...NAMED, "entity_type"]],
  [/custom_fields\/\d+$/, undefined, [...NAMED, "entity_type", "enums.0.id", "enums.0.value", "enums.0.sort"]],
  [/notes\?/, "notes", ["id", "entity_id", "note_type"]],
  [/tags\?/, "tags", ["id", "name"]],
  [
    /^webhooks$/,
    "webhooks",
    "id destination account_id settings created_by created_at updated_at sort disabled".split(" "),
  ],
])("%s is answered with all that the official client reads of it (%s)", (call, list, members) => {
  const read = replays.filter((replay) => replay.method === "GET" && replay.status === 200 && call.test(replay.call));
  const entries = read.map(jsonOf).flatMap((json) => (list === undefined ? [json] : (json._embedded[list] ?? [])));
  expect(entries.length).toBeGreaterThan(0);
  for (const entry of entries) for (const member of members) expect(entry).toHaveProperty(member);
});

test("new records come back with the very request ids that the official client compares", () => {
  const lists = replays.filter((replay) => replay.status === 200 && /^\[.*"request_id"/.test(replay.body ?? ""));
  const others = lists.filter(({ call }) => call !== "leads/complex");
  const ids = (items: readonly object[]) => items.map((item) => ("request_id" in item ? item.request_id : undefined));
  for (const replay of others) {
    const [entries = []] = Object.values(jsonOf(replay)._embedded);
    expect([replay.call, ids(entries)]).toEqual([replay.call, ids(JSON.parse(replay.body ?? "[]") as object[])]);
  }
  expect(others.length).toBeGreaterThan(8);
  const complex = lists.filter(({ call }) => call === "leads/complex").map(jsonOf);
  expect(complex).toMatchObject([[{ id: 2, contact_id: 5, company_id: 6, request_id: ["0"], merged: false }]]);
});

test("the official client goes from page to page below the address that it was told", () => {
  const pages = replays.filter(({ call }) => /^leads\?limit=1&page=/.test(call));
  const links = pages.map((page) => Object.entries(jsonOf(page)._links).map(([name, { href }]) => [name, href]));
  const first = `${account.legacy.sandbox.url}/api/v4/leads?limit=1&page=1`;
  const second = `${account.legacy.sandbox.url}/api/v4/leads?limit=1&page=2`;
  expect(links.map((entries) => Object.fromEntries(entries) as unknown)).toEqual([
    { self: first, next: second },
    { self: second, first, prev: first },
  ]);
});

test("refusals tell the official client the item and the field", () => {
  const refusals = replays.filter(({ status }) => status === 400).map(jsonOf);
  expect(refusals.map((refusal) => [typeof refusal["title"], typeof refusal["detail"]])).toEqual([
    ["string", "string"],
    ["string", "string"],
  ]);
  expect(refusals.map((refusal) => refusal["validation-errors"])).toMatchObject([
    [{ request_id: "0", errors: [{ code: "FieldMissing", path: "complete_till" }] }],
    [{ request_id: "0", errors: [{ path: "custom_fields_values.0.values.0.enum_code" }] }],
  ]);
});

test("what the official client wrote is there", async () => {
  const { json: contact } = await account.get("contacts/1");
  expect(contact).toMatchObject({ name: "Ada King", first_name: "Ada", last_name: "King", _embedded: { tags: [] } });
  const fields = contact["custom_fields_values"] as { field_code: string; values: { value: string }[] }[];
  expect(fields.map(({ field_code, values }) => [field_code, values.map(({ value }) => value)])).toEqual([
    ["POSITION", ["Analyst"]],
    ["PHONE", ["+7495000000", "+74950000009", "+1"]],
  ]);
  expect((await account.get("leads/1?with=contacts,catalog_elements")).json).toMatchObject({
    name: "Engine No. 2",
    price: 60_000,
    _embedded: {
      tags: [{ name: "hot" }],
      contacts: [
        { id: 1, is_main: true },
        { id: 2, is_main: false },
      ],
      companies: [{ id: 4 }],
      catalog_elements: [],
    },
  });
  expect((await account.get("leads/2")).json).toMatchObject({ name: "Complex", price: 7 });
  expect((await account.get("tasks/1")).json).toMatchObject({ is_completed: true, result: { text: "Reached her" } });
  expect((await account.get("leads/notes/1")).json["params"]).toEqual({ text: "First, edited" });
  expect((await account.get("catalogs/1/elements/1")).json["name"]).toBe("Cog wheel 2");
});

/** A GET that has a body, which `fetch` refuses to send. */
async function getWithBody(path: string, token: string, body: string): Promise<Record<string, unknown>> {
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "content-length": body.length,
  };
  const request = httpRequest(account.legacy.sandbox.url + path, { method: "GET", headers });
  const answer = new Promise<string>((resolve, reject) => {
    request.on("error", reject);
    request.on("response", (response) => {
      text(response).then(resolve, reject);
    });
  });
  request.end(body);
  return JSON.parse(await answer) as Record<string, unknown>;
}

test("the official client signs in with forms, and asks with a body in its GET where its account is", async () => {
  const { clientId: client_id, clientSecret: client_secret } = DEMO_INTEGRATION;
  const redirect_uri = "http://127.0.0.1:4000/oauth";
  const asked = { state: "abc123", mode: "post_message", scope: "", response_type: "code", approval_prompt: "auto" };
  const query = new URLSearchParams({ ...asked, redirect_uri, client_id });
  const page = await account.legacy.fetch(`/oauth/?${query.toString()}`);
  expect([page.status, page.type]).toEqual([200, "text/html; charset=utf-8"]);
  const { sent } = await consent(account, { redirect_uri, state: "abc123" });
  // Where its further calls go to.
  expect([sent.get("state"), `http://${String(sent.get("referer"))}`]).toEqual(["abc123", account.legacy.sandbox.url]);

  const exchange = (grant: Readonly<Record<string, string>>): Promise<Answer> =>
    account.legacy.fetch("/oauth2/access_token", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ client_id, client_secret, redirect_uri, ...grant }),
    });
  const first = await exchange({ grant_type: "authorization_code", code: sent.get("code") ?? "" });
  const tokens = JSON.parse(first.text) as TokenPair;
  expect((await send("GET", "/api/v4/account", { token: tokens.access_token })).status).toBe(200);
  expect(await getWithBody("/oauth2/account/subdomain", tokens.access_token, "[]")).toEqual({
    id: 11_413_681,
    subdomain: "demo",
    domain: new URL(account.legacy.sandbox.url).host,
    top_level_domain: "com",
  });

  const renewal = { grant_type: "refresh_token", refresh_token: tokens.refresh_token };
  const renewed = JSON.parse((await exchange(renewal)).text) as TokenPair;
  expect(renewed.refresh_token).not.toBe(tokens.refresh_token);
  expect((await send("GET", "/api/v4/users", { token: renewed.access_token })).status).toBe(200);
  const late = await exchange(renewal);
  expect([late.status, JSON.parse(late.text) as unknown]).toMatchObject([401, { hint: "Token has been revoked" }]);
});
