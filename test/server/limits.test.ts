import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { getIntrospectionQuery } from "graphql";
import { startGateway, type TestGateway } from "../gateway.js";
import { start, type RunningCommand } from "./command.js";
import { codes, post } from "./http.js";

const times = (count: number, text: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => text(at)).join(" ");

/** Notes of the subject of notes …: 12 levels of fields with `id` in the end, 13 with a field of the company. */
const deep = (end: string) =>
  `{ contacts(first: 1) { nodes { ${"notes(first: 1) { nodes { subject { ".repeat(3)} ${end} ${"} } }".repeat(3)} } } }`;

/** Fragments that each spread the next one twice. */
function bomb(fragments: number): string {
  const spread = (at: number) => `fragment F${at} on Viewer { ...F${at + 1} ...F${at + 1} }`;
  return `{ viewer { ...F0 } } ${times(fragments, spread)} fragment F${fragments} on Viewer { login }`;
}

const aliases = (count: number) => `{ viewer { ${times(count, (at) => `a${at}: login`)} } }`;
const rootFields = (count: number) => `{ ${times(count, () => "__typename")} }`;
const directives = (count: number) => `{ viewer ${times(count, () => "@skip(if: false)")} { login } }`;
const manyDirectives = (count: number) => `{ viewer { ${times(count, () => "login @skip(if: false)")} } }`;
const tokens = (count: number) => `{ ${times(count - 2, () => "a")} }`;

const REFUSED: readonly (readonly [string, string, string, RegExp])[] = [
  ["2 001 tokens", tokens(2_001), "GRAPHQL_PARSE_FAILED", /2000 tokens/],
  [
    "13 levels",
    deep("... on Contact { company { name } }"),
    "GRAPHQL_VALIDATION_FAILED",
    /has 13 levels of fields; the limit is 12/,
  ],
  ["31 aliases", aliases(31), "GRAPHQL_VALIDATION_FAILED", /has 31 aliases; the limit is 30/],
  [
    "31 aliases by a fragment",
    `{ viewer { ${times(30, (at) => `a${at}: login`)} } ...More } fragment More on Query { x: __typename }`,
    "GRAPHQL_VALIDATION_FAILED",
    /has 31 aliases/,
  ],
  ["21 root fields", rootFields(21), "GRAPHQL_VALIDATION_FAILED", /has 21 root fields; the limit is 20/],
  [
    "21 root fields by fragments",
    `{ ...A ... { ...A } } fragment A on Query { ${times(11, () => "__typename")} }`,
    "GRAPHQL_VALIDATION_FAILED",
    /has 22 root fields/,
  ],
  ["51 directives", manyDirectives(51), "GRAPHQL_VALIDATION_FAILED", /has 51 directives; the limit is 50/],
  ["the same directive 51 times", directives(51), "GRAPHQL_VALIDATION_FAILED", /directive/],
  ["2^14 selections", bomb(14), "GRAPHQL_VALIDATION_FAILED", /selections/],
  ["2^25 selections", bomb(25), "GRAPHQL_VALIDATION_FAILED", /selections/],
  ["a fragment that spreads itself", `{ ...A } fragment A on Query { ...A }`, "GRAPHQL_VALIDATION_FAILED", /itself/],
];

const CONTACTS_WITH_NOTES = "query ($first: Int!) { contacts(first: $first) { nodes { notes { nodes { id } } } } }";

// graphql-js decides at its import what it checks, so this takes a process of its own.
describe("in production", () => {
  let command: RunningCommand;
  let gateway: { readonly url: string };
  beforeAll(async () => {
    const env = { NODE_ENV: "production", PORT: "0", SANDBOX_DATA: ":memory:", MAX_CALLS: "10", LOG_LEVEL: "silent" };
    command = start(["serve"], { env });
    gateway = { url: await command.listening() };
  });
  afterAll(async () => {
    command.process.kill("SIGTERM");
    expect(await command.ended).toMatchObject({ code: 0, stderr: "" });
  });

  /** What the gateway has computed so far: on a busy machine that is less than the time that went by. */
  async function processorSeconds(): Promise<number> {
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    return Number(/^process_cpu_seconds_total (\S+)$/m.exec(metrics)?.[1]);
  }

  it("refuses an operation that needs more calls than MAX_CALLS before one is made", async () => {
    const ask = (first: number) =>
      post(gateway.url, { query: CONTACTS_WITH_NOTES, variables: { first } }, { "amoql-trace": "1" });
    const answer = await ask(10);
    expect(codes(answer)).toEqual(["QUERY_TOO_COMPLEX"]);
    expect(answer.extensions).toMatchObject({ upstream: { calls: 0 } });
    const smaller = await ask(9);
    expect(codes(smaller)).toEqual([]);
    expect(smaller.extensions).toMatchObject({ upstream: { calls: 10 } });
  });

  describe.each(REFUSED)("a document with %s", (_what, query, code, message) => {
    it.each([
      ["application/graphql-response+json", 400],
      ["application/json", 200],
    ])("is refused before anything is executed, as %s with status %i", async (accept, status) => {
      const before = await processorSeconds();
      const answer = await post(gateway.url, { query }, { accept });
      expect((await processorSeconds()) - before).toBeLessThan(1.5);
      expect(answer.status).toBe(status);
      expect(answer.headers.get("content-type")).toContain(accept);
      expect(answer.data).toBeUndefined();
      expect(new Set(codes(answer))).toEqual(new Set([code]));
      expect(answer.errors?.some((error) => message.test(error.message))).toBe(true);
      expect(answer.text.length).toBeLessThan(20_000);
      expect(answer.text).not.toMatch(/stacktrace|node_modules/);
    });
  });

  it.each([
    ["12 levels", deep("id")],
    ["30 aliases", aliases(30)],
    ["20 root fields", rootFields(20)],
    ["50 directives", manyDirectives(50)],
    ["2^11 selections", bomb(11)],
  ])("serves a document with %s", async (_what, query) => {
    expect((await post(gateway.url, { query })).errors).toBeUndefined();
  });

  it("serves the standard introspection", async () => {
    const answer = await post(gateway.url, {
      query: getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true }),
    });
    expect(answer.errors).toBeUndefined();
  });

  it("refuses introspection in circles", async () => {
    const query =
      "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }";
    expect(codes(await post(gateway.url, { query }))).toContain("GRAPHQL_VALIDATION_FAILED");
  });

  it("answers a document that no schema has with few words", async () => {
    const answer = await post(gateway.url, { query: `{ ${times(19, (at) => `nothing${at}`)} }` });
    expect(codes(answer)).toEqual(Array(19).fill("GRAPHQL_VALIDATION_FAILED"));
  });

  it.each([
    ["a document without an operation", { query: "fragment A on Query { __typename }" }, "GRAPHQL_VALIDATION_FAILED"],
    [
      "no operation of that name",
      { query: "query A { __typename }", operationName: "B" },
      "OPERATION_RESOLUTION_FAILURE",
    ],
    ["several operations", { query: "query A { __typename } query B { __typename }" }, "OPERATION_RESOLUTION_FAILURE"],
    [
      "a wrong variable",
      { query: "query ($id: ID!) { deal(id: $id) { id } }", variables: { id: [1] } },
      "BAD_USER_INPUT",
    ],
    ["a subscription", { query: "subscription { deals }" }, "GRAPHQL_VALIDATION_FAILED"],
  ])("names the fault of a request with %s", async (_what, body, code) => {
    const strict = await post(gateway.url, body, { accept: "application/graphql-response+json" });
    expect([strict.status, codes(strict)]).toEqual([400, [code]]);
    const loose = await post(gateway.url, body, { accept: "application/json" });
    expect([loose.status, codes(loose)]).toEqual([200, [code]]);
    expect(loose.errors?.[0]?.extensions["requestId"]).toEqual(expect.stringMatching(/^[0-9a-f-]{36}$/));
  });
});

describe("with INTROSPECTION=false", () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway({ env: { INTROSPECTION: "false" } });
  });
  afterAll(() => gateway.close());

  it("the schema cannot be asked for", async () => {
    const answer = await post(gateway.url, { query: "{ __schema { queryType { name } } }" });
    expect(codes(answer)).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
    expect((await post(gateway.url, { query: "{ __typename }" })).data).toEqual({ __typename: "Query" });
  });

  it("errors suggest nothing of it", async () => {
    const answer = await post(gateway.url, { query: `{ contactz { id } deal(idd: "1") { nam } }` });
    expect(codes(answer)).not.toEqual([]);
    expect(answer.text).not.toMatch(/did you mean|contacts/i);
  });
});

describe("with MAX_CALLS=10", () => {
  it.each([
    ["application/graphql-response+json", 400],
    ["application/json", 200],
  ])(
    "an operation that needs more calls is refused before one is made, as %s with status %i",
    async (accept, status) => {
      const gateway = await startGateway({ env: { MAX_CALLS: "10" }, sandbox: { empty: false } });
      try {
        const query = CONTACTS_WITH_NOTES;
        const answer = await post(gateway.url, { query, variables: { first: 10 } }, { accept });
        expect([answer.status, codes(answer)]).toEqual([status, ["QUERY_TOO_COMPLEX"]]);
        expect(gateway.calls()).toEqual([]);
        const smaller = await post(gateway.url, { query, variables: { first: 9 } }, { accept });
        expect([smaller.status, codes(smaller)]).toEqual([200, []]);
        expect(gateway.calls()).toHaveLength(10);
      } finally {
        await gateway.close();
      }
    },
  );
});
