import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { KEY_QUERY, TestAccount } from "./account.js";
import type { Answer } from "./account.js";

let account: TestAccount;
beforeEach(async () => {
  account = await TestAccount.start();
});
afterEach(() => account.close());

interface Written {
  _embedded: { items: { id: number; request_id?: number | string }[]; errors?: Record<string, unknown> };
}
const written = (answer: Answer): Written["_embedded"] => (JSON.parse(answer.text) as Written)._embedded;

interface Listed {
  _embedded: { items: Record<string, unknown>[] };
}
async function listed(query = ""): Promise<Record<string, unknown>[]> {
  const answer = await account.fetch(`/api/v2/catalogs?${KEY_QUERY}${query}`);
  return answer.status === 204 ? [] : (JSON.parse(answer.text) as Listed)._embedded.items;
}

const addTwo = () => account.catalogs({ add: [{ name: "A" }, { name: "B", can_link_multiple: "1" }] });

describe("writing", () => {
  test("answers come in the order of the rows, with their request ids or places", async () => {
    const rows = [{ name: "A", request_id: 77 }, { name: "B", request_id: "row-b" }, { name: "C" }];
    expect(written(await account.catalogs({ add: rows }))).toMatchObject({
      items: [
        { id: 1, request_id: 77 },
        { id: 2, request_id: "row-b" },
        { id: 3, request_id: 2 },
      ],
    });
  });

  test("add, update and delete may come together", async () => {
    await addTwo();
    const answer = await account.catalogs({ delete: ["1"], update: [{ id: "2", name: "B2" }], add: [{ name: "C" }] });
    expect(written(answer).items.map((item) => item.id)).toEqual([3, 2, 1]);
    expect((await listed()).map((catalog) => catalog["name"])).toEqual(["B2", "C"]);
  });

  test("an update changes what is given and nothing else", async () => {
    await addTwo();
    await account.catalogs({ update: [{ id: 2, name: "B2", can_add_elements: true, sort: 5, created_by: 9 }] });
    expect((await listed("&id=2"))[0]).toMatchObject({
      name: "B2",
      can_add_elements: true,
      can_link_multiple: true,
      sort: 20,
      created_by: 1,
      type: "regular",
    });
  });

  test.each([
    { delete: [1, 2] },
    { delete: ["1", "2"] },
    { delete: { "0": 1, "1": 2 } },
    { delete: [{ "0": 1, "1": "2" }] },
    { delete: [[1, 2]] },
  ])("%j deletes two", async (body) => {
    await addTwo();
    expect(written(await account.catalogs(body)).items.map((item) => item.id)).toEqual([1, 2]);
    expect(await listed()).toEqual([]);
  });

  test("a refused row leaves the others", async () => {
    const answer = await account.catalogs({
      add: [{ name: "A" }, { name: " " }, { type: "regular" }, { name: "S", type: "suppliers" }, { name: "B" }],
      delete: [999],
    });
    const { items, errors } = written(answer);
    expect(items.map((item) => item.id)).toEqual([1, 2]);
    expect(Object.keys(errors?.["add"] ?? {})).toEqual(["1", "2", "3"]);
    expect(Object.keys(errors?.["delete"] ?? {})).toEqual(["999"]);
  });

  test("an account has one list of products and one of invoices", async () => {
    const types = ["products", "invoices", "products", "invoices", "regular"];
    const { items, errors } = written(await account.catalogs({ add: types.map((type) => ({ name: type, type })) }));
    expect(items.map((item) => item.request_id)).toEqual([0, 1, 4]);
    expect(Object.keys(errors?.["add"] ?? {})).toEqual(["2", "3"]);
    const moved = written(await account.catalogs({ update: [{ id: 3, name: "x", type: "products" }] }));
    expect(Object.keys(moved.errors?.["update"] ?? {})).toEqual(["3"]);
  });

  test("item errors name their codes in the form of a list", async () => {
    await account.close();
    account = await TestAccount.start({ switches: { itemErrors: "list", maxCatalogs: 1 } });
    const add = [{ name: "A" }, { name: "B" }, { name: "C", type: "spares" }, {}];
    const { errors } = written(await account.catalogs({ add, update: [{ id: 9, name: "x" }] }));
    const codes = (rows: unknown) => (rows as { code: number }[]).map((row) => row.code);
    expect([codes(errors?.["add"]), codes(errors?.["update"])]).toEqual([[244, 400, 285], [282]]);
  });

  test("who may not delete gets an item error", async () => {
    await addTwo();
    const query = "USER_LOGIN=john@amoql.dev&USER_PASSWORD=john-password";
    const answer = await account.fetch(`/api/v2/catalogs?${query}`, { method: "POST", body: '{"delete":[1]}' });
    expect(Object.keys(written(answer).errors?.["delete"] ?? {})).toEqual(["1"]);
    expect(await listed()).toHaveLength(2);
  });
});

describe("whole requests that are refused", () => {
  test.each([
    ["", "222"],
    ["{}", "283"],
    ['{"adds":[]}', "283"],
    ['{"add":1}', "284"],
    ['{"add":["A"]}', "284"],
    ["[]", "284"],
  ])("%s gives code %s", async (body, code) => {
    const answer = await account.fetch(`/api/v2/catalogs?${KEY_QUERY}`, { method: "POST", body });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({ response: { error_code: code } });
  });

  test("what is not JSON is a problem document, and so is another method", async () => {
    const wrong = await account.fetch(`/api/v2/catalogs?${KEY_QUERY}`, { method: "POST", body: "{delete:[{2456}]}" });
    expect([wrong.status, wrong.type]).toEqual([400, "application/problem+json; charset=utf-8"]);
    expect(JSON.parse(wrong.text)).toMatchObject({ status: 400, title: "Bad Request" });
    expect((await account.fetch(`/api/v2/catalogs?${KEY_QUERY}`, { method: "PUT", body: "{}" })).status).toBe(405);
  });
});

describe("listing", () => {
  test("an empty list and an unknown id have no body", async () => {
    for (const query of ["", "&id=7", "&id=x"]) {
      const answer = await account.fetch(`/api/v2/catalogs?${KEY_QUERY}${query}`);
      expect([answer.status, answer.text]).toEqual([204, ""]);
    }
    expect((await account.fetch(`/private/api/v2/json/catalogs/list?${KEY_QUERY}&id=7`)).status).toBe(204);
  });

  test.each([
    ["&id=2", [2]],
    ["&id[0]=1&id[1]=3", [1, 3]],
    ["&limit_rows=2&limit_offset=1", [2, 3]],
    ["&limit=2&page=2", [3]],
    ["&limit=250", [1, 2, 3]],
  ])("%s selects %j", async (query, expected) => {
    await account.catalogs({ add: [{ name: "A" }, { name: "B" }, { name: "C" }] });
    expect((await listed(query)).map((catalog) => catalog["id"])).toEqual(expected);
  });
});

test("the older API refuses with its own form and keeps errors apart", async () => {
  const set = (body: string, query = KEY_QUERY) =>
    account.fetch(`/private/api/v2/json/catalogs/set?${query}`, { method: "POST", body });
  const wrong = await set("{}");
  expect([wrong.status, JSON.parse(wrong.text)]).toMatchObject([400, { response: { error_code: "222" } }]);
  const outside = await set("{}", "");
  expect([outside.status, JSON.parse(outside.text)]).toMatchObject([401, { response: { error_code: "110" } }]);
  const mixed = await set('{"request":{"catalogs":{"add":[{"name":"A"},{}],"delete":[5]}}}');
  expect(JSON.parse(mixed.text)).toMatchObject({
    response: {
      catalogs: {
        add: { catalogs: [{ id: 1, request_id: 0 }], errors: { "1": "Required field name is missing" } },
        update: { catalogs: [], errors: [] },
        delete: { catalogs: [], errors: { "5": "Catalog not found" } },
      },
    },
  });
});
