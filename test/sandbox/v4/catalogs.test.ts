import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { DEMO_TOKEN } from "../../../src/sandbox/account.js";
import { KEY_QUERY } from "../account.js";
import { V4Account, embedded, ids } from "./account.js";

let account: V4Account;
beforeEach(async () => {
  account = await V4Account.start();
});
afterEach(async () => {
  expect(account.legacy.errors).toEqual([]);
  await account.close();
});

test("catalogs are the same over v2 and v4", async () => {
  const id = await account.add("catalogs", { name: "Tariffs", can_add_elements: true });
  const v2 = await account.legacy.fetch(`/api/v2/catalogs?id=${id}&${KEY_QUERY}`);
  expect(v2.text).toContain('"name":"Tariffs"');
  await account.legacy.catalogs({ update: [{ id, name: "Plans" }] });
  expect((await account.get(`catalogs/${id}`)).json).toMatchObject({ name: "Plans", can_add_elements: true });
  await account.legacy.catalogs({ delete: [id] });
  expect((await account.get(`catalogs/${id}`)).status).toBe(204);
});

test("v2 takes the tokens of v4, unless it is switched off", async () => {
  const list = (of: V4Account) =>
    of.legacy.fetch("/api/v2/catalogs", { headers: { authorization: `Bearer ${DEMO_TOKEN}` } });
  expect((await list(account)).status).toBe(200);
  const strict = await V4Account.start({ switches: { v2TakesTokens: false } });
  expect((await list(strict)).status).toBe(401);
  await strict.close();
});

test("a change keeps what it does not name, the type included", async () => {
  const before = (await account.get("catalogs/1")).json;
  await account.patch("catalogs", [{ id: 1, sort: 5, type: "regular" }]);
  expect((await account.get("catalogs/1")).json).toEqual({ ...before, sort: 5 });
});

test("catalogs are chosen by type, and refused where the account cannot have them", async () => {
  expect(ids(await account.get("catalogs?type=invoices"), "catalogs")).toEqual([2]);
  for (const catalog of [
    {},
    { name: " " },
    { name: "x", type: "products" },
    { name: "x", type: "suppliers" },
    { name: "x", type: "moons" },
    { name: "x", can_add_elements: "yes" },
  ]) {
    expect((await account.post("catalogs", [catalog])).status).toBe(400);
  }
  expect((await account.patch("catalogs", [{ id: 99, name: "x" }])).status).toBe(400);
  const small = await V4Account.start({ switches: { maxCatalogs: 2 } });
  expect((await small.post("catalogs", [{ name: "x" }])).status).toBe(400);
  await small.close();
});

test("elements are added, found, changed in part, and go with their catalog", async () => {
  const id = await account.add("catalogs/1/elements", {
    name: "Mühle",
    custom_fields_values: [
      { field_code: "SKU", values: [{ value: "M-1" }] },
      { field_id: 1102, values: [{ value: 12.5 }] },
    ],
  });
  const other = await account.add("catalogs/1/elements", { name: "Filter" });
  expect(ids(await account.get("catalogs/1/elements?query=m-1"), "elements")).toEqual([id]);
  expect(ids(await account.get(`catalogs/1/elements?filter[id][]=${other}`), "elements")).toEqual([other]);
  expect(ids(await account.get(`catalogs/1/elements?id[]=${other}`), "elements")).toEqual([other]);
  expect(ids(await account.get("catalogs/1/elements?limit=1"), "elements")).toEqual([id]);
  expect((await account.get("catalogs/2/elements")).status).toBe(204);
  expect((await account.get(`catalogs/2/elements/${id}`)).status).toBe(204);
  expect((await account.get("catalogs/99/elements")).status).toBe(404);

  const changed = await account.patch(`catalogs/1/elements/${id}`, {
    custom_fields_values: [{ field_code: "PRICE", values: null }],
  });
  expect(changed.json["name"]).toBe("Mühle");
  expect(changed.json["custom_fields_values"]).toMatchObject([{ field_code: "SKU", values: [{ value: "M-1" }] }]);
  const listed = await account.patch("catalogs/1/elements", [{ id, name: "Mill" }]);
  expect(embedded(listed, "elements")).toMatchObject([{ id, name: "Mill", request_id: "0" }]);
  expect((await account.post("catalogs/1/elements", [{}])).status).toBe(400);
  expect((await account.call("DELETE", `catalogs/1/elements/${id}`)).status).toBe(405);

  await account.post("leads/1/link", [
    { to_entity_type: "catalog_elements", to_entity_id: id, metadata: { catalog_id: 1 } },
  ]);
  await account.legacy.catalogs({ delete: [1] });
  expect((await account.get("leads/1?with=catalog_elements")).json._embedded["catalog_elements"]).toEqual([]);
});

test("the fields of elements are told for every catalog", async () => {
  const fields = embedded(await account.get("catalogs/1/custom_fields"), "custom_fields");
  expect(fields.map(({ id, code }) => [id, code])).toEqual([
    [1101, "SKU"],
    [1102, "PRICE"],
    [1103, "DESCRIPTION"],
  ]);
});
