import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { DEMO_TOKEN } from "../../../src/sandbox/account.js";
import { V4Account } from "./account.js";

let account: V4Account;
beforeAll(async () => {
  account = await V4Account.start();
});
afterAll(() => account.close());

const FIELDS = [
  ...[
    "id",
    "name",
    "price",
    "status_id",
    "pipeline_id",
    "responsible_user_id",
    "created_by",
    "created_at",
    "closed_at",
  ],
  ...["first_name", "custom_fields_values", "_embedded", "tags_to_add", "tags_to_delete", "request_id", "text"],
  ...["complete_till", "entity_id", "entity_type", "task_type_id", "is_completed", "result", "duration", "note_type"],
  ...["params", "to_entity_id", "to_entity_type", "metadata", "sort", "type", "destination", "settings", "color"],
];
const scalar = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    1,
    2,
    3,
    142,
    -1,
    1.5,
    1e300,
    9007199254740991,
    "",
    "1",
    "contacts",
    "common",
    "\u0000",
    "\ud800",
  ),
  fc.string({ unit: "binary", maxLength: 8 }),
);
const value = fc.letrec((tie) => ({
  any: fc.oneof({ depthSize: "small" }, scalar, fc.array(tie("any"), { maxLength: 3 }), tie("object")),
  object: fc.dictionary(
    fc.constantFrom("id", "name", "field_code", "field_id", "values", "value", "enum_code", "tags", "contacts", "text"),
    tie("any"),
    { maxKeys: 4 },
  ),
}));
const item = fc.dictionary(fc.constantFrom(...FIELDS), value.any, { maxKeys: 6 });
const call = fc.tuple(
  fc.constantFrom("POST", "PATCH", "DELETE"),
  fc.constantFrom(
    ...["leads", "leads/1", "leads/complex", "contacts", "contacts/1", "companies", "companies/2", "tasks", "tasks/1"],
    ...["leads/notes", "contacts/1/notes", "contacts/notes/1", "leads/1/link", "contacts/1/unlink", "leads/link"],
    ...["leads/tags", "catalogs", "catalogs/1", "catalogs/1/elements", "webhooks"],
  ),
  fc.oneof({ weight: 4, arbitrary: fc.array(item, { maxLength: 3 }) }, item, value.any),
);
const query = fc.tuple(
  fc.constantFrom(
    "leads",
    "contacts",
    "companies",
    "tasks",
    "leads/notes",
    "leads/links",
    "leads/tags",
    "catalogs",
    "users",
  ),
  fc.array(
    fc.tuple(
      fc.oneof(
        fc.constantFrom(
          "page",
          "limit",
          "query",
          "with",
          "order[id]",
          "order[x]",
          "filter",
          "filter[id]",
          "filter[id][]",
        ),
        fc.constantFrom(
          "filter[updated_at][from]",
          "filter[statuses][0][status_id]",
          "filter[price]",
          "id[]",
          "filter[name][a][b]",
        ),
      ),
      fc.oneof(
        fc.constantFrom("", "0", "1", "999999999", "-1", "x", "contacts", "%"),
        fc.string({ unit: "binary", maxLength: 6 }),
      ),
    ),
    { maxLength: 4 },
  ),
);

test("no body makes the account fail", async () => {
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(call, async ([method, path, body]) => {
      const text = JSON.stringify(body);
      const answer = await account.legacy.fetch(`/api/v4/${path}`, {
        method,
        headers: { authorization: `Bearer ${DEMO_TOKEN}`, "content-type": "application/json" },
        body: text,
      });
      statuses.add(answer.status);
      expect([answer.status < 500, answer.text]).toEqual([true, answer.text]);
      if (answer.status >= 400) expect(answer.type).toBe("application/problem+json");
    }),
    { numRuns: 250 },
  );
  expect(account.legacy.errors).toEqual([]);
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404]));
  // Whatever was written is still read over both APIs.
  for (const path of ["leads?with=contacts", "contacts?with=leads", "companies", "tasks", "contacts/notes"]) {
    expect((await account.get(path)).status).toBe(200);
  }
  for (const page of ["contacts", "deals"]) expect((await account.legacy.page(page, [])).text).toContain("<id>");
});

test("no query makes the account fail", async () => {
  await fc.assert(
    fc.asyncProperty(query, async ([path, pairs]) => {
      const search = pairs
        .map(([name, text]) => `${name}=${encodeURIComponent(Buffer.from(text).toString())}`)
        .join("&");
      const { status, type } = await account.legacy.fetch(`/api/v4/${path}?${search}`, {
        headers: { authorization: `Bearer ${DEMO_TOKEN}` },
      });
      expect(status < 500).toBe(true);
      if (status >= 400) expect(type).toBe("application/problem+json");
    }),
    { numRuns: 200 },
  );
  expect(account.legacy.errors).toEqual([]);
});
