import { describe, expect, test } from "@jest/globals";
import {
  decodeCatalogRefusal,
  decodeCatalogWrite,
  encodeCatalogAdd,
  encodeCatalogDelete,
  encodeCatalogUpdate,
} from "../../src/codec/catalogJson.js";
import { decodeCatalogs } from "../../src/codec/catalogListJson.js";
import type { CatalogDraft } from "../../src/domain/catalog.js";
import { answer, jsonFixture } from "./wireFixture.js";

const BAD = expect.objectContaining({ kind: "badResponse" });

const PRODUCTS = {
  name: "Products",
  type: "PRODUCTS",
  canAddElements: true,
  canShowInCards: true,
  canLinkMultiple: true,
} satisfies CatalogDraft;
const INVOICES = {
  name: "Invoices",
  type: "INVOICES",
  canAddElements: false,
  canShowInCards: true,
  canLinkMultiple: false,
} satisfies CatalogDraft;
const CREATED = { createdById: "1", createdAt: new Date("2026-11-20T09:30:00Z") };

test.each(["catalogs.list.json", "catalogs.list.escaped.json"])("%s", (file) => {
  expect(decodeCatalogs(answer(file))).toStrictEqual([
    { id: "1", ...PRODUCTS, ...CREATED, sort: 10 },
    { id: "2", ...INVOICES, ...CREATED, sort: 20 },
  ]);
});

test("catalogs.list.lean.json: what the account does not report is null", () => {
  const unreported = { type: null, canAddElements: null, canShowInCards: null, canLinkMultiple: null };
  const createdById = "504141";
  expect(decodeCatalogs(answer("catalogs.list.lean.json"))).toStrictEqual([
    { ...unreported, id: "4223", name: "Products", createdById, createdAt: new Date(1508930391000), sort: 10 },
    { ...unreported, id: "4222", name: "Sevices", createdById, createdAt: new Date(1508930288000), sort: 20 },
  ]);
});

test("numbers may be texts, flags numbers, lists maps; a type that the schema does not know is null", () => {
  const row = {
    id: "5",
    name: "X",
    created_by: 0,
    sort: "30",
    type: "gifts",
    can_add_elements: "1",
    can_link_multiple: 0,
  };
  const text = JSON.stringify({ _embedded: { items: { "0": row } } });
  expect(decodeCatalogs(text)).toStrictEqual([
    {
      id: "5",
      name: "X",
      type: null,
      sort: 30,
      createdById: null,
      createdAt: null,
      canAddElements: true,
      canShowInCards: null,
      canLinkMultiple: false,
    },
  ]);
});

test.each([
  [
    "catalogs.add.json",
    "add",
    [
      { id: "1", requestId: "0" },
      { id: "2", requestId: "1" },
    ],
    [],
  ],
  ["catalogs.add.link.json", "add", [{ id: "4223", requestId: null }], []],
  [
    "catalogs.update.json",
    "update",
    [
      { id: "1", requestId: "0" },
      { id: "2", requestId: "1" },
    ],
    [],
  ],
  [
    "catalogs.delete.json",
    "delete",
    [
      { id: "1", requestId: null },
      { id: "2", requestId: null },
    ],
    [],
  ],
  ["catalogs.errors.map.json", "update", [{ id: "1", requestId: "0" }], [{ row: "999", code: null }]],
  ["catalogs.errors.list.json", "update", [{ id: "1", requestId: "0" }], [{ row: "999", code: 282 }]],
] as const)("%s", (file, action, items, errors) => {
  expect(decodeCatalogWrite(answer(file), action)).toStrictEqual({ items, errors });
});

test("errors of another action, and empty ones, are none of ours", () => {
  expect(decodeCatalogWrite(answer("catalogs.errors.list.json"), "add").errors).toEqual([]);
  expect(decodeCatalogWrite('{"_embedded":{"items":[],"errors":[]}}', "add").errors).toEqual([]);
  expect(decodeCatalogWrite('{"_embedded":{"items":[],"errors":{"add":[]}}}', "add").errors).toEqual([]);
});

test.each([
  ["error.v2.110.json", 110],
  ["error.v2.problem.json", 401],
  ["error.v2.plain.json", null],
])("%s", (file, code) => {
  expect(decodeCatalogRefusal(answer(file))).toBe(code);
});

describe("what is not an answer of the catalogs", () => {
  test.each([
    "",
    "null",
    "[]",
    "{}",
    '{"_embedded":null}',
    '{"_embedded":{"items":null}}',
    '{"_embedded":{"items":[null]}}',
    '{"_embedded":{"items":[{"id":1}]}}',
    '{"_embedded":{"items":[{"id":"x","name":"X"}]}}',
    '{"_embedded":{"items":[{"id":-1,"name":"X"}]}}',
    answer("catalogs.list.json").slice(0, -20),
    answer("error.ban.html"),
    answer("error.v2.110.json"),
  ])("%#", (text) => {
    expect(() => decodeCatalogs(text)).toThrow(BAD);
  });

  test("the answer to a write, a refusal", () => {
    expect(() => decodeCatalogWrite("{}", "add")).toThrow(BAD);
    expect(() => decodeCatalogWrite(answer("error.ban.html"), "add")).toThrow(BAD);
    expect(() => decodeCatalogRefusal(answer("error.ban.html"))).toThrow(BAD);
    expect(() => decodeCatalogRefusal(answer("catalogs.add.json"))).toThrow(BAD);
  });
});

test("requests", () => {
  expect(JSON.parse(encodeCatalogAdd([PRODUCTS, INVOICES]))).toStrictEqual(jsonFixture("catalogs.add.json"));
  const goods = { id: "1", fields: { name: "Goods" } };
  expect(
    JSON.parse(encodeCatalogUpdate([goods, { id: "2", fields: { name: "Invoices", canLinkMultiple: true } }])),
  ).toStrictEqual(jsonFixture("catalogs.update.json"));
  expect(JSON.parse(encodeCatalogUpdate([goods, { id: "999", fields: { name: "Cars" } }]))).toStrictEqual(
    jsonFixture("catalogs.update.missing.json"),
  );
  expect(JSON.parse(encodeCatalogDelete(["1", "2"]))).toStrictEqual(jsonFixture("catalogs.delete.json"));
  expect(encodeCatalogDelete(["999999999999999999"])).toBe('{"delete":["999999999999999999"]}');
});
