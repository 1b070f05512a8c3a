import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { APIS, startGateway, type TestGateway } from "../gateway.js";
import { attempt, forgedId, newCatalog, send, type Named } from "./account.js";

const FIELDS = `id crmId name type sort createdBy { crmId } createdAt canAddElements canShowInCards canLinkMultiple`;
const ERRORS = `userErrors { __typename code field }`;
const CREATE = `mutation ($input: CatalogCreateInput!) { catalogCreate(input: $input) { catalog { ${FIELDS} } ${ERRORS} } }`;
const UPDATE = `mutation ($id: ID!, $patch: CatalogPatchInput!) { catalogUpdate(id: $id, patch: $patch) { catalog { ${FIELDS} } ${ERRORS} } }`;
const DELETE = `mutation ($id: ID!) { catalogDelete(id: $id) { deletedCatalogId ${ERRORS} } }`;
const READ = `query ($id: ID!) { catalog(id: $id) { ${FIELDS} } }`;
const LIST = `{ catalogs { nodes { name } totalCount pageInfo { hasNextPage hasPreviousPage startCursor } } }`;

const ROW = `rows { index catalog { id name } userErrors { code field } } userErrors { code field }`;
const BULK_CREATE = `mutation ($input: [CatalogCreateInput!]!, $policy: BulkPolicy! = REQUIRE_ALL_VALID) { catalogBulkCreate(input: $input, policy: $policy) { ${ROW} } }`;
const BULK_UPDATE = `mutation ($input: [CatalogBulkUpdateInput!]!, $policy: BulkPolicy! = REQUIRE_ALL_VALID) { catalogBulkUpdate(input: $input, policy: $policy) { ${ROW} } }`;
const BULK_DELETE = `mutation ($ids: [ID!]!) { catalogBulkDelete(ids: $ids) { rows { index deletedId userErrors { code field } } userErrors { code field } } }`;

interface CatalogPayload {
  readonly catalog: (Named & { readonly name: string }) | null;
  readonly userErrors: readonly { readonly code: string }[];
}

/** Everything that a catalog can be given. */
const GOODS = {
  name: "Goods & «services» 📦",
  type: "PRODUCTS",
  canAddElements: true,
  canShowInCards: false,
  canLinkMultiple: true,
};

/** The calls that catalogs take. API v4 answers a change with the whole catalog, and takes a change without its name. */
const CALLS = {
  legacy: { list: ["catalogs"], add: ["catalogs"], readBack: ["catalogs"] },
  v4: { list: ["GET catalogs"], add: ["POST catalogs"], readBack: [] },
};

describe.each(APIS)("over the %s API", (api) => {
  const sent = CALLS[api];
  const change = { legacy: ["catalogs"], v4: ["PATCH catalogs"] }[api];
  let gateway: TestGateway;

  // An account has one list of products and one of invoices at most, so each test begins with an account without any.
  beforeEach(async () => {
    gateway = await startGateway({ api });
  });

  afterEach(() => gateway.close());

  async function read(id: string): Promise<unknown> {
    return (await send(gateway, READ, { id })).value;
  }

  describe("adding and reading", () => {
    it("gives back every field that was given: one write, one read", async () => {
      const { value, calls } = await send<CatalogPayload>(gateway, CREATE, { input: GOODS });
      expect(value).toEqual({
        catalog: {
          id: expect.any(String),
          crmId: "1",
          ...GOODS,
          sort: expect.any(Number),
          createdBy: { crmId: "1" },
          createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
        },
        userErrors: [],
      });
      expect(calls).toEqual([...sent.add, ...sent.readBack]);
      expect(await read(value.catalog?.id ?? "")).toEqual(value.catalog);
    });

    it("takes one call when only the id is selected", async () => {
      const document = `mutation { catalogCreate(input: { name: "Short" }) { catalog { id crmId } userErrors { code } } }`;
      expect((await send(gateway, document)).calls).toEqual(sent.add);
    });

    it("makes a regular one and leaves the rest to the account", async () => {
      const { value } = await send(gateway, CREATE, { input: { name: "Plain" } });
      expect(value).toMatchObject({ catalog: { type: "REGULAR", canAddElements: false, canLinkMultiple: false } });
    });

    it.each([
      [{ name: " " }, "REQUIRED", "name"],
      [{ name: "Line\nbreak" }, "INVALID", "name"],
      [{ name: "Theirs", type: "SUPPLIERS" }, "INVALID", "type"],
    ])("refuses %p and sends nothing", async (input, code, field) => {
      const { value, calls } = await send(gateway, CREATE, { input });
      expect(value).toEqual({
        catalog: null,
        userErrors: [{ __typename: "InputError", code, field: ["input", field] }],
      });
      expect(calls).toEqual([]);
    });

    it("reports what the account refuses: a second list of products", async () => {
      await newCatalog(gateway, GOODS);
      const { value } = await send<CatalogPayload>(gateway, CREATE, { input: GOODS });
      expect(value.catalog).toBeNull();
      expect(value.userErrors).toMatchObject([{ code: expect.stringMatching(/^(PERMISSION_DENIED|REJECTED)$/) }]);
      expect((await send(gateway, LIST)).value).toMatchObject({ totalCount: 1 });
    });

    it("lists all of them by their position, and none as an empty list", async () => {
      expect((await send(gateway, LIST)).value).toEqual({
        nodes: [],
        totalCount: 0,
        pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null },
      });
      for (const name of ["One", "Two", "Three"]) await newCatalog(gateway, { name });
      const { value, calls } = await send(gateway, LIST);
      expect(value).toMatchObject({ nodes: [{ name: "One" }, { name: "Two" }, { name: "Three" }], totalCount: 3 });
      expect(calls).toEqual(sent.list);
    });

    it("pages both ways through the list with one call each", async () => {
      for (const name of ["1", "2", "3", "4", "5"]) await newCatalog(gateway, { name });
      const page = `query ($first: Int, $after: String, $last: Int, $before: String) {
      catalogs(first: $first, after: $after, last: $last, before: $before) {
        nodes { name } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }`;
      interface Page {
        readonly nodes: readonly { readonly name: string }[];
        readonly pageInfo: { readonly startCursor: string; readonly endCursor: string };
      }
      const first = await send<Page>(gateway, page, { first: 2 });
      const second = await send<Page>(gateway, page, { first: 2, after: first.value.pageInfo.endCursor });
      expect(second.value).toMatchObject({
        nodes: [{ name: "3" }, { name: "4" }],
        pageInfo: { hasNextPage: true, hasPreviousPage: true },
      });
      const back = await send<Page>(gateway, page, { last: 2, before: second.value.pageInfo.startCursor });
      expect(back.value.nodes).toEqual(first.value.nodes);
      const last = await send<Page>(gateway, page, { last: 2 });
      expect(last.value.nodes).toEqual([{ name: "4" }, { name: "5" }]);
      expect([first, second, back, last].map(({ calls }) => calls)).toEqual(Array(4).fill(sent.list));
    });

    it("is null for a catalog that is not there, an error for an id that is none", async () => {
      expect(await read(forgedId("Catalog", 999))).toBeNull();
      const { errors, calls } = await attempt(gateway, READ, { id: forgedId("Contact", 1) });
      expect(errors).toMatchObject([{ path: ["catalog"], extensions: { code: "BAD_USER_INPUT" } }]);
      expect(calls).toEqual([]);
    });
  });

  describe("editing", () => {
    const changes: [string, Record<string, unknown>][] = [
      ["name", { name: "Wares" }],
      // API v4 changes no type: v4Differences.test.ts.
      ...(api === "legacy" ? [["type", { type: "INVOICES" }] as [string, Record<string, unknown>]] : []),
      ["canAddElements", { canAddElements: false }],
      ["canShowInCards", { canShowInCards: true }],
      ["canLinkMultiple", { canLinkMultiple: false }],
      ["name and a flag", { name: "Both", canShowInCards: true }],
    ];

    it.each(changes)("changes %s and keeps the rest", async (_name, patch) => {
      const { id } = await newCatalog(gateway, GOODS);
      const before = await read(id);
      const { value, calls } = await send<CatalogPayload>(gateway, UPDATE, { id, patch });
      expect(value).toEqual({ catalog: { ...(before as object), ...patch }, userErrors: [] });
      expect(calls).toEqual([...change, ...sent.readBack]);
      expect(await read(id)).toEqual(value.catalog);
    });

    it("takes one call for a name when only the id is selected", async () => {
      const { id } = await newCatalog(gateway);
      const document = `mutation ($id: ID!) { catalogUpdate(id: $id, patch: { name: "Renamed" }) { catalog { id } userErrors { code } } }`;
      expect((await send(gateway, document, { id })).calls).toEqual(change);
    });

    it.each(["name", "type", "canAddElements", "canShowInCards", "canLinkMultiple"])(
      "refuses null for %s",
      async (name) => {
        const { id } = await newCatalog(gateway);
        const { value, calls } = await send(gateway, UPDATE, { id, patch: { [name]: null } });
        expect(value).toEqual({
          catalog: null,
          userErrors: [{ __typename: "InputError", code: "REQUIRED", field: ["patch", name] }],
        });
        expect(calls).toEqual([]);
      },
    );

    it("refuses an empty patch", async () => {
      const { id } = await newCatalog(gateway);
      const { value } = await send<CatalogPayload>(gateway, UPDATE, { id, patch: {} });
      expect(value.userErrors).toEqual([{ __typename: "InputError", code: "REQUIRED", field: ["patch"] }]);
    });

    it("is NOT_FOUND for a catalog that is not there, after one call", async () => {
      await newCatalog(gateway);
      const { value, calls } = await send(gateway, UPDATE, {
        id: forgedId("Catalog", 999),
        patch: { canAddElements: true },
      });
      expect(value).toEqual({
        catalog: null,
        userErrors: [{ __typename: "NotFoundError", code: "NOT_FOUND", field: ["id"] }],
      });
      // The older API is read first, for the name that it wants.
      expect(calls).toEqual(change);
    });
  });

  describe("many at once", () => {
    it("are added and changed together, and each row has its own outcome", async () => {
      const created = await send<{ rows: CatalogPayload[] }>(gateway, BULK_CREATE, {
        input: [{ name: "One", type: "INVOICES" }, { name: "Two", type: "INVOICES" }, { name: "Three" }],
      });
      const refused = expect.stringMatching(/^(PERMISSION_DENIED|REJECTED)$/) as unknown;
      expect(created.value).toMatchObject({
        rows: [
          { index: 0, catalog: { name: "One" }, userErrors: [] },
          { index: 1, catalog: null, userErrors: [{ code: refused }] },
          { index: 2, catalog: { name: "Three" }, userErrors: [] },
        ],
        userErrors: [],
      });
      const [one, , three] = created.value.rows.map((row) => row.catalog?.id ?? "");
      const changed = await send(gateway, BULK_UPDATE, {
        input: [
          { id: one, patch: { name: "First" } },
          { id: three, patch: { name: "Third" } },
        ],
      });
      expect(changed.value).toEqual({
        rows: [
          { index: 0, catalog: { id: one, name: "First" }, userErrors: [] },
          { index: 1, catalog: { id: three, name: "Third" }, userErrors: [] },
        ],
        userErrors: [],
      });
      expect(changed.calls).toEqual([...change, ...sent.readBack]);
    });

    it("50 catalogs take one POST, and one read where that does not tell them; 51 are refused", async () => {
      const rows = (count: number) =>
        Array.from({ length: count }, (_, index) => ({ name: `Catalog ${String(index)}` }));
      const { value, calls } = await send<{ rows: CatalogPayload[] }>(gateway, BULK_CREATE, { input: rows(50) });
      expect(value.rows.map((row) => row.catalog?.name)).toEqual(rows(50).map(({ name }) => name));
      expect(calls).toEqual([...sent.add, ...sent.readBack]);
      const tooMany = await send(gateway, BULK_CREATE, { input: rows(51) });
      expect(tooMany.value).toEqual({ rows: [], userErrors: [{ code: "INVALID", field: ["input"] }] });
      expect(tooMany.calls).toEqual([]);
    });

    it("rows without a name are changed together, whatever their number", async () => {
      const ids = [await newCatalog(gateway, { name: "A" }), await newCatalog(gateway, { name: "B" })].map(
        ({ id }) => id,
      );
      const { value, calls } = await send(gateway, BULK_UPDATE, {
        input: [
          ...ids.map((id) => ({ id, patch: { canAddElements: true } })),
          { id: forgedId("Catalog", 999), patch: { canAddElements: true } },
        ],
      });
      expect(value).toMatchObject({
        rows: [{ catalog: { name: "A" } }, { catalog: { name: "B" } }, { userErrors: [{ code: "NOT_FOUND" }] }],
      });
      // The older API is read for the names; v4 refuses the rows, and gets those it can change once more.
      expect(calls).toEqual({ legacy: ["catalogs", "catalogs"], v4: [...change, ...change] }[api]);
    });

    it.each([
      ["REQUIRE_ALL_VALID", ["NOT_SENT"], []],
      ["SKIP_INVALID", [], [...sent.add, ...sent.readBack]],
    ])("%s decides on the rows beside an invalid one", async (policy, codes, expected) => {
      const { value, calls } = await send<{ rows: CatalogPayload[] }>(gateway, BULK_CREATE, {
        input: [{ name: "Fine" }, { name: "" }],
        policy,
      });
      expect(value.rows.map((row) => row.userErrors.map((error) => error.code))).toEqual([codes, ["REQUIRED"]]);
      expect(calls).toEqual(expected);
    });
  });
});

// What the older APIs alone can do, and habits that accounts have in them.

describe("deleting, over the legacy API", () => {
  let gateway: TestGateway;

  beforeEach(async () => {
    gateway = await startGateway();
  });

  afterEach(() => gateway.close());

  it("takes one call; the catalog is gone then", async () => {
    const { id } = await newCatalog(gateway);
    const { value, calls } = await send(gateway, DELETE, { id });
    expect(value).toEqual({ deletedCatalogId: id, userErrors: [] });
    expect(calls).toEqual(["catalogs"]);
    expect((await send(gateway, READ, { id })).value).toBeNull();
  });
});

/** The account's reason for refusing a row: in the list form it has a code, in the map form it is a text that may be in any language. */
const REASONS = [
  {
    itemErrors: "list",
    missing: { __typename: "NotFoundError", code: "NOT_FOUND", field: ["id"] },
    denied: { __typename: "AccessError", code: "PERMISSION_DENIED", field: null },
  },
  {
    itemErrors: "map",
    missing: { __typename: "RejectedError", code: "REJECTED", field: null },
    denied: { __typename: "RejectedError", code: "REJECTED", field: null },
  },
] as const;

describe.each(REASONS)("an account that refuses rows in a $itemErrors", ({ itemErrors, missing, denied }) => {
  let refusing: TestGateway;

  beforeEach(async () => {
    const john = { AMO_LOGIN: "john@amoql.dev", AMO_API_KEY: "fedcba9876543210fedcba9876543210" };
    refusing = await startGateway({ sandbox: { switches: { itemErrors } }, env: john });
  });

  afterEach(() => refusing.close());

  it("is told of a catalog that is not there", async () => {
    const id = forgedId("Catalog", 999);
    const { value, calls } = await send(refusing, UPDATE, { id, patch: { name: "Nobody" } });
    expect(value).toEqual({ catalog: null, userErrors: [missing] });
    expect(calls).toEqual(["catalogs"]);
  });

  it("is told of a user who may not delete", async () => {
    const { id } = await newCatalog(refusing);
    const { value } = await send(refusing, DELETE, { id });
    expect(value).toEqual({ deletedCatalogId: null, userErrors: [denied] });
    expect((await send(refusing, LIST)).value).toMatchObject({ totalCount: 1 });
  });
});

describe.each([
  ["map", "REJECTED"],
  ["list", "NOT_FOUND"],
] as const)("many at once, with errors of the rows as a %s", (itemErrors, missingCode) => {
  let gateway: TestGateway;

  beforeEach(async () => {
    gateway = await startGateway({ sandbox: { switches: { itemErrors } } });
  });

  afterEach(() => gateway.close());

  it("are added, changed and deleted in one POST each, and each row has its own outcome", async () => {
    const created = await send<{ rows: CatalogPayload[] }>(gateway, BULK_CREATE, {
      input: [{ name: "One", type: "INVOICES" }, { name: "Two", type: "INVOICES" }, { name: "Three" }],
    });
    expect(created.value).toMatchObject({
      rows: [
        { index: 0, catalog: { name: "One" }, userErrors: [] },
        { index: 1, catalog: null, userErrors: [{ code: expect.stringMatching(/^(PERMISSION_DENIED|REJECTED)$/) }] },
        { index: 2, catalog: { name: "Three" }, userErrors: [] },
      ],
      userErrors: [],
    });
    expect(created.calls).toEqual(["catalogs", "catalogs"]);

    const [one, , three] = created.value.rows.map((row) => row.catalog?.id ?? "");
    const missing = forgedId("Catalog", 999);
    const changed = await send(gateway, BULK_UPDATE, {
      input: [
        { id: one, patch: { name: "First" } },
        { id: missing, patch: { name: "Nobody" } },
        { id: three, patch: { name: "Third" } },
      ],
    });
    expect(changed.value).toEqual({
      rows: [
        { index: 0, catalog: { id: one, name: "First" }, userErrors: [] },
        {
          index: 1,
          catalog: null,
          userErrors: [{ code: missingCode, field: itemErrors === "map" ? null : ["input", "1", "id"] }],
        },
        { index: 2, catalog: { id: three, name: "Third" }, userErrors: [] },
      ],
      userErrors: [],
    });
    expect(changed.calls.length).toBeLessThanOrEqual(2);

    const deleted = await send(gateway, BULK_DELETE, { ids: [three, missing, "junk", one] });
    expect(deleted.value).toEqual({
      rows: [
        { index: 0, deletedId: three, userErrors: [] },
        {
          index: 1,
          deletedId: null,
          userErrors: [{ code: missingCode, field: itemErrors === "map" ? null : ["ids", "1"] }],
        },
        { index: 2, deletedId: null, userErrors: [{ code: "INVALID", field: ["ids", "2"] }] },
        { index: 3, deletedId: one, userErrors: [] },
      ],
      userErrors: [],
    });
    expect(deleted.calls).toEqual(["catalogs"]);
  });
});

it("an account that is full says so for the rows that no longer fit", async () => {
  const full = await startGateway({ sandbox: { switches: { maxCatalogs: 2 } } });
  try {
    const input = [{ name: "One" }, { name: "Two" }, { name: "Three" }];
    const { value } = await send<{ rows: CatalogPayload[] }>(full, BULK_CREATE, { input });
    expect(value.rows.map((row) => row.catalog?.name)).toEqual(["One", "Two", undefined]);
    expect(value.rows[2]?.userErrors).toHaveLength(1);
  } finally {
    await full.close();
  }
});
