import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { answer } from "../codec/wireFixture.js";
import { newCatalog } from "../e2e/account.js";
import { EVERYTHING, expectAllButCatalogs, fillAccount, readEverything, type Records } from "./everyRead.js";
import { HTML_PAGE, rewritten, status, text } from "./faults.js";
import type { Fault } from "./faultProxy.js";
import { startGatewayBehindFaults, type FaultyGateway } from "./faultyGateway.js";
import { withoutStrain } from "./strain.js";

// Answers of the JSON API that are no JSON, other JSON, or a refusal with status 200.

const JSON_TYPE = "application/hal+json";
const json = (body: unknown): Fault => text(JSON.stringify(body), JSON_TYPE);

let gateway: FaultyGateway;
let records: Records;

beforeAll(async () => {
  gateway = await startGatewayBehindFaults();
  records = await fillAccount(gateway);
});

beforeEach(() => {
  gateway.faults.clear();
});

afterAll(() => gateway.close());

/** The list of catalogs goes wrong like this: one call, one error in our own words, and everything else is there. */
async function expectNoCatalogs(fault: Fault): Promise<void> {
  gateway.faults.add({ page: "catalogs", fault });
  const answer = await readEverything(gateway, records);
  expectAllButCatalogs(answer);
  // Neither what the parser says nor what it was given.
  expect(JSON.stringify(answer.errors)).not.toMatch(
    /unexpected|token|position|JSON at|expected|undefined|secret|embedded/i,
  );
  expect(gateway.faults.calls.filter(({ page }) => page === "catalogs")).toHaveLength(1);
  expect(gateway.faults.signIns).toEqual([]);

  gateway.faults.clear();
  gateway.faults.add({ page: "catalogs", fault });
  const { data, codes } = await gateway.ask(`query ($id: ID!) { catalog(id: $id) { name } }`, { id: records.catalog });
  expect({ data, codes }).toEqual({ data: { catalog: null }, codes: ["UPSTREAM_BAD_RESPONSE"] });
}

/** Takes what tests of writes left behind out of the account. */
async function deleteCatalogs(name: string): Promise<number> {
  gateway.faults.clear();
  const { data } = await gateway.ask<{ catalogs: { nodes: { id: string; name: string }[] } }>(
    `{ catalogs { nodes { id name } } }`,
  );
  const ids = data?.catalogs.nodes.filter((catalog) => catalog.name === name).map(({ id }) => id) ?? [];
  for (const id of ids)
    await gateway.ask(`mutation ($id: ID!) { catalogDelete(id: $id) { userErrors { code } } }`, { id });
  return ids.length;
}

const deep = (open: string, close: string, levels: number): string => open.repeat(levels) + close.repeat(levels);

describe("no JSON", () => {
  it.each<[string, Fault]>([
    ["cut in half", rewritten((body) => body.slice(0, body.length / 2))],
    ["cut by its last character", rewritten((body) => body.trimEnd().slice(0, -1))],
    ["empty", text("", JSON_TYPE)],
    ["blank", text(" \n", JSON_TYPE)],
    ["a page for people", text(HTML_PAGE, "text/html")],
    ["a page for people that says it is JSON", text(HTML_PAGE, JSON_TYPE)],
    ["XML", text(answer("contacts.page.xml"), JSON_TYPE)],
    [
      "a PHP warning before the body",
      rewritten((body) => `Warning: secret in /var/www/amo/index.php on line 3\n${body}`),
    ],
    ["text behind the body", rewritten((body) => `${body}secret`)],
    ["two bodies", rewritten((body) => body + body)],
    ["a comma too much", rewritten((body) => body.replace(/\}\s*$/, ",}"))],
    ["single quotes", rewritten((body) => body.replaceAll('"', "'"))],
    ["a name without quotes", text("{_embedded: {items: []}}", JSON_TYPE)],
    ["NaN", rewritten((body) => body.replace(/"id":\s*\d+/, '"id":NaN'))],
    ["a control character in a text", rewritten((body) => body.replace('"name":"', '"name":"\x01'))],
    ["a call of JSONP", rewritten((body) => `callback(${body})`)],
    ["5 MB", text(`{"_embedded":{"items":["${"x".repeat(5 * 1024 * 1024)}"]}}`, JSON_TYPE)],
  ])("case 45: %s", async (_what, fault) => {
    await expectNoCatalogs(fault);
  });

  it.each([
    ["100 000 lists in each other", deep("[", "]", 100_000)],
    ["100 000 unclosed objects", '{"_embedded":'.repeat(100_000)],
    ["500 000 brackets", "[".repeat(500_000)],
    ["100 000 lists where the items belong", `{"_embedded":{"items":${deep("[", "]", 100_000)}}}`],
  ])("case 45: %s", async (_what, body) => {
    const fault = text(Buffer.from(body), JSON_TYPE);
    await withoutStrain(() => expectNoCatalogs(fault));
  });

  it("case 45: as deep as an answer may be, in a place that nobody reads", async () => {
    const fault = rewritten((body) => body.replace("{", `{"secret":${deep("[", "]", 100_000)},`));
    gateway.faults.add({ page: "catalogs", fault });
    const answer = await withoutStrain(() => readEverything(gateway, records));
    if (answer.errors.length > 0) expectAllButCatalogs(answer);
    else expect(answer.data).toEqual(EVERYTHING);
  });

  it.each<[string, Fault]>([
    ["cut in half", rewritten((body) => body.slice(0, body.length / 2))],
    ["empty", text("", JSON_TYPE)],
    ["a page for people", text(HTML_PAGE, "text/html")],
  ])("case 45: %s, answering a write, leaves its outcome unknown", async (what, fault) => {
    gateway.faults.add({ page: "catalogs", times: 1, fault });
    const { data, errors } = await gateway.ask(
      `mutation { catalogCreate(input: { name: "Lost" }) { catalog { id } userErrors { code } } }`,
    );
    expect(data).toEqual({ catalogCreate: null });
    expect(errors).toMatchObject([{ extensions: { code: "OUTCOME_UNKNOWN", mayHaveBeenApplied: true } }]);
    expect(gateway.faults.calls).toHaveLength(1);
    // Half an answer means that the account has done it.
    expect(await deleteCatalogs("Lost")).toBe(what === "cut in half" ? 1 : 0);
  });
});

describe("JSON of another shape", () => {
  const list = (...items: unknown[]): Fault => json({ _embedded: { items } });
  const CATALOG = { id: 1, name: "secret" };

  it.each<[string, Fault]>([
    ["null", json(null)],
    ["a list", json([])],
    ["a text", json("secret")],
    ["a number", json(0)],
    ["true", json(true)],
    ["an empty object", json({})],
    ["_embedded missing", json({ _links: {} })],
    ["_embedded null", json({ _embedded: null })],
    ["_embedded a list", json({ _embedded: [] })],
    ["_embedded a text", json({ _embedded: "secret" })],
    ["items missing", json({ _embedded: {} })],
    ["items null", json({ _embedded: { items: null } })],
    ["items a text", json({ _embedded: { items: "secret" } })],
    ["items a number", json({ _embedded: { items: 5 } })],
    ["an item null", list(CATALOG, null)],
    ["an item a list", list([CATALOG])],
    ["an item a text", list("secret")],
    ["an item without id", list({ name: "secret" })],
    ["an id that is a word", list({ ...CATALOG, id: "secret" })],
    ["an id null", list({ ...CATALOG, id: null })],
    ["a negative id", list({ ...CATALOG, id: -1 })],
    ["a fraction for an id", list({ ...CATALOG, id: 1.5 })],
    ["an id too large to be exact", text('{"_embedded":{"items":[{"id":1e300,"name":"x"}]}}', JSON_TYPE)],
    ["an object for an id", list({ ...CATALOG, id: { valueOf: 1 } })],
    ["an item without name", list({ id: 1 })],
    ["a name that is a number", list({ id: 1, name: 5 })],
    ["a name null", list({ id: 1, name: null })],
    ["a time that is a word", list({ ...CATALOG, created_at: "yesterday" })],
    ["a flag that is a word", list({ ...CATALOG, can_add_elements: "secret" })],
    ["an error", text(answer("error.v2.plain.json"), JSON_TYPE)],
    ["another error", json({ response: { error: "secret", error_code: "500" } })],
    ["the other API's list", json({ response: { catalogs: [CATALOG] } })],
  ])("case 46: %s", async (_what, fault) => {
    await expectNoCatalogs(fault);
  });

  it("case 46: __proto__ changes no prototype", async () => {
    const polluting = '"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},';
    gateway.faults.add({
      page: "catalogs",
      fault: rewritten((body) => body.replaceAll("{", `{${polluting}`).replaceAll(",}", "}")),
    });
    const { data, errors } = await readEverything(gateway, records);
    expect({ data, errors }).toEqual({ data: EVERYTHING, errors: [] });
    expect({}).not.toHaveProperty("polluted");
  });

  it.each<[string, Fault]>([
    ["null", json(null)],
    ["an empty object", json({})],
    ["_embedded missing", json({ _links: {} })],
    ["_embedded null", json({ _embedded: null })],
    ["items without the row", json({ _embedded: { items: [] } })],
    ["an item null", json({ _embedded: { items: [null] } })],
    ["an item of another row", json({ _embedded: { items: [{ id: 5, request_id: 7 }] } })],
    ["an item without id", json({ _embedded: { items: [{ request_id: 0 }] } })],
    ["errors that are a text", json({ _embedded: { items: [], errors: "secret" } })],
  ])("case 46: %s, answering a write, leaves its outcome unknown", async (_what, fault) => {
    gateway.faults.add({ page: "catalogs", times: 1, fault });
    const answer = await gateway.ask(
      `mutation { catalogCreate(input: { name: "Lost" }) { catalog { id } userErrors { code } } }`,
    );
    expect(answer.data).toEqual({ catalogCreate: null });
    expect(answer.codes).toEqual(["OUTCOME_UNKNOWN"]);
    expect(JSON.stringify(answer.errors)).not.toContain("secret");
    expect(gateway.faults.calls).toHaveLength(1);
  });
});

describe("a demand to sign in", () => {
  const PROBLEM = {
    title: "Unauthorized",
    type: "https://httpstatus.es/401",
    status: 401,
    detail: "/var/www/amo/api/v2/secret.php",
  };
  const REFUSALS: readonly [string, number, unknown][] = [
    ["a problem with status 401", 401, PROBLEM],
    ["a problem with status 200", 200, PROBLEM],
    ["a problem whose status is a text", 200, { ...PROBLEM, status: "401" }],
    ["an error code with status 401", 401, JSON.parse(answer("error.v2.110.json"))],
    ["an error code with status 200", 200, JSON.parse(answer("error.v2.110.json"))],
    ["an error code that is a number", 200, { response: { error: "secret", error_code: 110 } }],
    ["no body at all", 401, undefined],
  ];
  const refusal = (code: number, body: unknown): Fault =>
    status(code, { "content-type": "application/problem+json" }, body === undefined ? "" : JSON.stringify(body));

  it.each(REFUSALS)("case 47: %s, once, is one sign-in and the data", async (_what, code, body) => {
    gateway.faults.add({ page: "catalogs", times: 1, fault: refusal(code, body) });
    const { data, errors } = await readEverything(gateway, records);
    expect({ data, errors }).toEqual({ data: EVERYTHING, errors: [] });
    expect(gateway.faults.signIns).toHaveLength(1);
    expect(gateway.faults.calls.filter(({ page }) => page === "catalogs")).toHaveLength(2);
  });

  it.each(REFUSALS)(
    "case 47: %s, always, is an account that refuses us after one sign-in",
    async (_what, code, body) => {
      gateway.faults.add({ page: "catalogs", fault: refusal(code, body) });
      const answer = await gateway.ask(`{ catalogs { nodes { name } } }`);
      expect(answer.data).toEqual({ catalogs: null });
      expect(answer.errors).toMatchObject([{ path: ["catalogs"], extensions: { code: "UPSTREAM_UNAVAILABLE" } }]);
      expect(JSON.stringify(answer.errors)).not.toMatch(/secret|httpstatus|Unauthorized|Wrong login/);
      expect(gateway.faults.signIns).toHaveLength(1);
      expect(gateway.faults.calls).toHaveLength(2);

      gateway.faults.clear();
      expect((await readEverything(gateway, records)).data).toEqual(EVERYTHING);
    },
  );

  it.each(REFUSALS)("case 47: %s, answering an add, is one sign-in and one add", async (_what, code, body) => {
    gateway.faults.add({ page: "catalogs", times: 1, fault: refusal(code, body) });
    const { data, errors } = await gateway.ask(
      `mutation { catalogCreate(input: { name: "Once" }) { catalog { name } userErrors { code } } }`,
    );
    expect({ data, errors }).toEqual({
      data: { catalogCreate: { catalog: { name: "Once" }, userErrors: [] } },
      errors: [],
    });
    expect(gateway.faults.signIns).toHaveLength(1);
    expect(await deleteCatalogs("Once")).toBe(1);
  });

  it("case 47: a catalog whose name is that of a refusal is only a catalog", async () => {
    const { id } = await newCatalog(gateway, { name: '{"title":"Unauthorized","status":401}' });
    const { data, errors } = await gateway.ask(`query ($id: ID!) { catalog(id: $id) { name } }`, { id });
    expect({ data, errors }).toEqual({
      data: { catalog: { name: '{"title":"Unauthorized","status":401}' } },
      errors: [],
    });
    expect(gateway.faults.signIns).toEqual([]);
    await gateway.ask(`mutation ($id: ID!) { catalogDelete(id: $id) { userErrors { code } } }`, { id });
  });
});
