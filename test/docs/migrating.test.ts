import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSchema, isEnumType } from "graphql";
import { compare } from "../../src/compare/compare.js";
import { Failure, groupsOf, type Difference } from "../../src/compare/difference.js";
import { shapeOf } from "../../src/compare/path.js";
import { questionsOf, type DocumentFile } from "../../src/compare/questions.js";
import { startBoth, type BothGateways } from "../bothGateways.js";
import { coordinatesOf } from "../compare/coordinates.js";
import { everyDocument, everyField } from "../compare/everyDocument.js";
import type { TestGateway } from "../gateway.js";
import { run } from "../server/command.js";
import { codeIn, readPage } from "./pages.js";

// docs/migrating.md says what differs between the APIs: every document that the repository has, and queries for every field of every
// record of the demo account, are sent over both, and differ in exactly that.

const SCHEMA = buildSchema(readFileSync("schema/schema.graphql", "utf8"));

let both: BothGateways;
let ids: Readonly<Record<"contacts" | "deals" | "catalogs", readonly string[]>>;
/** Of contacts that are companies. */
let companies: ReadonlySet<string>;

beforeAll(async () => {
  // As the page has it: the gateways of both APIs name their user alike.
  both = await startBoth({ MAX_CALLS: "5000", AMO_LOGIN: "demo@amoql.dev" });
  ids = { contacts: await idsOf("contacts"), deals: await idsOf("deals"), catalogs: await idsOf("catalogs") };
  const { data } = await both.legacy.query<{ nodes: { id: string; isCompany: boolean }[] }>(
    "query ($one: [ID!]!, $two: [ID!]!) { nodes(ids: $one) { ...Kind } more: nodes(ids: $two) { ...Kind } } fragment Kind on Contact { id isCompany }",
    { one: ids.contacts.slice(0, 100), two: ids.contacts.slice(100) },
  );
  const contacts = Object.values(data ?? {}).flat();
  companies = new Set(contacts.filter(({ isCompany }) => isCompany).map(({ id }) => id));
}, 60_000);
afterAll(() => both.close());

interface Page {
  readonly page: {
    readonly nodes: readonly { readonly id: string }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

/** Ids of all records of a kind, which may be more than one page. */
async function idsOf(kind: string, after: string | null = null): Promise<readonly string[]> {
  const { data } = await both.legacy.query<Page>(
    `query ($after: String) { page: ${kind}(first: 100, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }`,
    { after },
  );
  if (!data) throw new Error(`no ${kind}`);
  const { nodes, pageInfo } = data.page;
  const further = pageInfo.hasNextPage ? await idsOf(kind, pageInfo.endCursor) : [];
  return [...nodes.map(({ id }) => id), ...further];
}

/** Queries for every field, of every record and of lists from both ends. */
function everyRecord(): readonly DocumentFile[] {
  const fields = (type: string, depth: number) => everyField(SCHEMA.getType(type), depth, ["edges", "deals"]);
  const byIds = (type: string, all: readonly string[]) =>
    Array.from({ length: Math.ceil(all.length / 25) }, (_, index) => ({
      path: `all fields of ${type}`,
      text: `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on ${type} ${fields(type, 4)} } }`,
      variables: { ids: all.slice(index * 25, index * 25 + 25) },
    }));
  const list = (field: string, type: string) => ({
    path: `a list of ${type}`,
    text: `{ ${field} ${everyField(SCHEMA.getType(`${type}Connection`), 2)} }`,
    variables: {},
  });
  return [
    { path: "the backend", text: "{ backend { api capabilities } }", variables: {} },
    ...byIds("Contact", ids.contacts),
    ...byIds("Deal", ids.deals),
    ...byIds("Catalog", ids.catalogs),
    {
      path: "deals of contacts",
      text: "{ contacts(first: 100) { nodes { id deals { totalCount nodes { id name } } } } }",
      variables: {},
    },
    list("contacts(first: 100)", "Contact"),
    list("contacts(last: 10)", "Contact"),
    list("deals(first: 100)", "Deal"),
    list("deals(last: 10)", "Deal"),
    list("catalogs", "Catalog"),
    list("catalogs(last: 3)", "Catalog"),
  ];
}

/** What the files are asked with, by the names of their queries. */
function values() {
  const [contact, deal, catalog] = [ids.contacts[0], ids.deals[5], ids.catalogs[0]];
  return {
    ContactDetail: { id: contact },
    DealDetail: { id: deal },
    CatalogDetail: { id: catalog },
    Activities: { id: contact },
    Nodes: { ids: [contact, deal, catalog] },
    FindByCrmId: { crmId: "3", type: "CONTACT" },
    Search: { query: "coffee" },
    Deals: { first: 50 },
    Deal: { id: deal },
  };
}

const isCompany = (value: unknown): boolean => {
  const { id, node } = (value ?? {}) as { id?: string; node?: { id: string } };
  return companies.has(id ?? node?.id ?? "");
};
const isText = (value: unknown) => typeof value === "string";
/** A page has no companies, and so the next contacts in their places. */
const withoutCompanies = ({ from, to }: Difference) =>
  to === undefined ? isCompany(from) : from === undefined && !isCompany(to);
const noCompany = ({ from, to }: Difference) => isCompany(from) && to === null;
const anotherText = ({ from, to }: Difference) => isText(from) && isText(to);
const noLabel = ({ from, to }: Difference) => isText(from) && to === null;
const unknownTotal = ({ from, to }: Difference) => typeof from === "number" && to === null;
const noEnd = ({ from, to }: Difference) => from !== null && to instanceof Failure && to.code === "BAD_USER_INPUT";

/** Whether a difference is one of those that the page tells of, by the field. */
const TOLD: Readonly<Record<string, (difference: Difference) => boolean>> = {
  "ContactConnection.nodes": withoutCompanies,
  "ContactConnection.edges": withoutCompanies,
  "ContactEdge.cursor": anotherText,
  "PageInfo.endCursor": anotherText,
  "Query.nodes": noCompany,
  "Query.nodeByCrmId": noCompany,
  "Deal.contacts": ({ from, to }) => to === undefined && isCompany(from),
  "ContactConnection.totalCount": unknownTotal,
  "DealConnection.totalCount": unknownTotal,
  "Query.contacts": noEnd,
  "Query.deals": noEnd,
  "Deal.price": ({ from, to }) => Number(from) === Number(to ?? "0") && from !== to,
  "ContactPhone.label": noLabel,
  "ContactWebsite.label": noLabel,
  "ContactMessenger.protocol": noLabel,
  "Backend.api": ({ from, to }) => from === "LEGACY" && to === "V4",
  "Backend.capabilities": ({ from, to }) => from !== to,
  "Contact.deals": ({ from, to }) => from instanceof Failure && typeof to === "object",
  "Deal.pipeline": ({ from, to }) => from === null && typeof to === "object",
  "Contact.version": anotherText,
  "Deal.version": anotherText,
};

describe("docs/migrating.md", () => {
  const { rows, blocks } = readPage("docs/migrating.md");
  const inTable = rows.flatMap(([first = ""]) => codeIn(first)).filter((code) => /^[A-Z]\w+\.\w+$/.test(code));

  it("tells of each difference that every document and every field has over both APIs, and of no other", async () => {
    const seen = new Set<string>();
    const strange: unknown[] = [];
    const endpoints = {
      from: { url: `${both.legacy.url}/graphql`, token: null },
      to: { url: `${both.v4.url}/graphql`, token: null },
    };
    let count = 0;
    for (const question of questionsOf([...everyDocument(SCHEMA, values()), ...everyRecord()])) {
      if (question.kind !== "query") throw new Error(`${question.name}: ${question.why}`);
      const { differences } = await compare(question, endpoints, () => false);
      const fields = coordinatesOf(SCHEMA, question.document);
      count += 1;
      for (const { shape, differences: each } of groupsOf(differences)) {
        const field = fields.get(shape) ?? `${question.name}: ${shape}`;
        seen.add(field);
        strange.push(
          ...each
            .filter((difference) => TOLD[field]?.(difference) !== true)
            .map(({ path, from, to }) => ({ query: question.name, field, shape: shapeOf(path), from, to })),
        );
      }
    }
    expect(strange).toEqual([]);
    expect([...seen].sort()).toEqual(Object.keys(TOLD).sort());
    expect(inTable.toSorted()).toEqual(Object.keys(TOLD).sort());
    expect(count).toBeGreaterThan(30);
  }, 300_000);

  it("shows what the command says of its query", async () => {
    const folder = await mkdtemp(join(tmpdir(), "amoql-migrating-"));
    try {
      const [query] = blocks.filter(({ language }) => language === "graphql");
      const [shown] = blocks.filter(({ language }) => language === "text");
      await writeFile(join(folder, "deals.graphql"), query?.text ?? "");
      const gateways = ["--from", both.legacy.url, "--to", both.v4.url];
      const { stdout } = await run(["compare", "deals.graphql", ...gateways], { cwd: folder });
      expect(`${shown?.text ?? ""}\n`).toBe(stdout);
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 60_000);

  it("tells what each API can do on the demo account", async () => {
    const able = async ({ query }: TestGateway): Promise<readonly string[]> => {
      const { data } = await query<{ backend: { capabilities: string[] } }>("{ backend { capabilities } }");
      return data?.backend.capabilities ?? [];
    };
    const [legacy, v4] = await Promise.all([able(both.legacy), able(both.v4)]);
    const capabilities = SCHEMA.getType("Capability");
    const all = isEnumType(capabilities) ? capabilities.getValues().map(({ name }) => name) : [];
    const promised = rows.filter(([, , last = ""]) => /^(?:yes|no)$/.test(last));
    const word = (list: readonly string[], name: string) => (list.includes(name) ? "yes" : "no");
    expect(promised).toEqual(all.map((name) => [`\`${name}\``, word(legacy, name), word(v4, name)]));
  });
});
