import { beforeAll, describe, expect, it } from "@jest/globals";
import { getOperationAST, Kind, parse, validate, type GraphQLSchema } from "graphql";
import { toGlobalId } from "../../src/domain/globalId.js";
import { estimateCalls } from "../../src/graphql/callEstimate.js";
import { buildGatewaySchema } from "../../src/graphql/schema.js";

let schema: GraphQLSchema;

beforeAll(async () => {
  schema = await buildGatewaySchema();
});

function estimate(
  document: string,
  variables: Readonly<Record<string, unknown>> = {},
  api: "legacy" | "v4" = "legacy",
): number {
  const ast = parse(document);
  expect(validate(schema, ast)).toEqual([]);
  const operation = getOperationAST(ast);
  if (!operation) throw new Error("the document has no operation, or several");
  const fragments = new Map(
    ast.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  );
  return estimateCalls({ schema, operation, fragments, variables }, api);
}

const nodes = (ids: readonly string[]) =>
  `{ nodes(ids: ${JSON.stringify(ids)}) { ... on Contact { notes { totalCount } } } }`;

const noteOf = (subject: string) =>
  `mutation { noteCreate(input: { body: "a", subject: { ${subject} } }) { note { body subject { name } } } }`;

const TASK = { text: "Call", type: "CALL", dueAt: "2027-01-01T09:00:00Z", responsibleUserCrmId: "1" };

describe("the estimate of calls", () => {
  it.each([
    [
      "a page of what the list carries",
      1,
      `{ deals(first: 50) { nodes { id name price contacts { id name company { name } } } } }`,
    ],
    ["the total on top", 2, `{ deals(first: 50) { nodes { id } totalCount } }`],
    ["20 records by default", 21, `{ contacts { nodes { notes { nodes { body } } } } }`],
    [
      "one page for notes and tasks",
      21,
      `{ contacts(first: 20) { nodes { notes { totalCount } tasks { totalCount } } } }`,
    ],
    ["two contacts for each deal", 101, `{ deals(first: 50) { nodes { contacts { phoneNumbers { number } } } } }`],
    ["deals and their contacts", 61, `{ deals(last: 20) { nodes { notes { nodes { id } } contacts { tags } } } }`],
    [
      "the notes' subject, which is at hand",
      11,
      `{ contacts(first: 10) { nodes { notes { nodes { subject { name } } } } } }`,
    ],
    ["one record", 1, `{ contact(id: "x") { name notes { nodes { body } } } }`],
    ["its relations", 3, `{ deal(id: "x") { contacts { phoneNumbers { number } } } }`],
    ["a node", 1, `{ node(id: "x") { ... on Contact { tasks { nodes { text } } } } }`],
    ["a note's subject", 1, `{ node(id: "x") { ... on Note { body subject { name } } } }`],
    ["nodes", 3, `{ nodes(ids: ["a", "b", "c"]) { id } }`],
    [
      "catalogs, however often",
      1,
      `{ catalogs { nodes { id } } a: catalog(id: "x") { id } b: catalog(id: "y") { id } }`,
    ],
    ["a search in two kinds", 2, `{ search(query: "x") { contacts { nodes { name } } deals { nodes { name } } } }`],
    ["a search in catalogs", 1, `{ search(query: "x") { catalogs { nodes { name } } } }`],
    [
      "nothing for the deals of contacts, which no page tells",
      1,
      `{ contacts { nodes { deals { totalCount nodes { notes { totalCount } } } } } }`,
    ],
    ["nor for pipelines", 1, `{ deals { nodes { pipeline { name } contacts { deals { totalCount } } } } }`],
    ["nothing", 0, `{ viewer { login } __schema { types { name } } }`],
    [
      "a fragment",
      21,
      `{ contacts { nodes { ...Row } } } fragment Row on Contact { ... on Contact { tasks { totalCount } } }`,
    ],
    ["a new record's number", 1, `mutation { contactCreate(input: { name: "x" }) { contact { id crmId } } }`],
    ["a new record", 2, `mutation { contactCreate(input: { name: "x" }) { contact { id name } } }`],
    ["an edit", 3, `mutation { dealUpdate(id: "x", patch: { price: 1 }) { deal { price } } }`],
    ["an edit of a note", 3, `mutation { noteUpdate(id: "x", patch: { body: "y" }) { note { body } } }`],
    ["a deletion", 1, `mutation { contactDelete(id: "x") { deletedContactId } }`],
    ["a deletion of a task", 2, `mutation { taskDelete(id: "x") { deletedTaskId } }`],
    ["rows one by one", 6, `mutation { taskBulkComplete(ids: ["a", "b", "c"]) { rows { task { id } } } }`],
    [
      "catalogs together",
      2,
      `mutation { catalogBulkDelete(ids: ["a", "b"]) { rows { deletedId } } catalogDelete(id: "c") { deletedCatalogId } }`,
    ],
    ["catalogs read back", 2, `mutation { catalogCreate(input: { name: "x" }) { catalog { name } } }`],
  ])("counts %s: %i", (_what, calls, document) => {
    expect(estimate(document)).toBe(calls);
  });

  it("takes its figures from variables too", () => {
    const document = `query ($n: Int, $ids: [ID!]!) { contacts(first: $n) { nodes { notes { totalCount } } } nodes(ids: $ids) { id } }`;
    expect(estimate(document, { n: 5, ids: ["a", "b"] })).toBe(1 + 5 + 2);
    expect(estimate(document, { n: 0, ids: [] })).toBe(1);
  });

  it("leaves out what is not included", () => {
    const document = `query ($x: Boolean!) {
      a: contacts(first: 100) { nodes { id notes @include(if: $x) { totalCount } } }
      b: contacts(first: 100) { nodes { id ...Tasks @skip(if: $x) } }
    } fragment Tasks on Contact { tasks { totalCount } }`;
    expect(estimate(document, { x: false })).toBe(102);
    expect(estimate(document, { x: true })).toBe(102);
    expect(estimate(`{ contacts { nodes { id notes @skip(if: true) { totalCount } } } }`)).toBe(1);
  });

  it.each([
    ["a page that is too large", `{ contacts(first: 500) { nodes { notes { totalCount } } } }`, 1],
    ["a negative page", `{ contacts(first: -1) { nodes { notes { totalCount } } } }`, 1],
    ["too many ids", `{ nodes(ids: ${JSON.stringify(Array(101).fill("x"))}) { id } }`, 0],
    [
      "too many rows",
      `mutation { taskBulkDelete(ids: ${JSON.stringify(Array(51).fill("x"))}) { rows { deletedId } } }`,
      0,
    ],
  ])("leaves it to the field to refuse %s", (_what, document, calls) => {
    expect(estimate(document)).toBe(calls);
  });

  it("leaves wrong arguments to their field", () => {
    const document = `mutation ($p: BulkPolicy = SKIP_INVALID) { contactBulkCreate(input: [], policy: $p) { rows { index } } }`;
    expect(estimate(document, { p: null })).toBe(0);
  });

  it("knows that the record of a conflict is at hand", () => {
    const rows = Array.from({ length: 50 }, () => ({ id: "x", patch: { name: "y" }, ifVersion: "1" }));
    const document = `mutation ($rows: [ContactBulkUpdateInput!]!) {
      contactBulkUpdate(input: $rows) {
        rows { contact { name } userErrors { ... on ConflictError { current { ... on Contact { name notes { totalCount } } } } } }
      }
    }`;
    expect(estimate(document, { rows })).toBe(150);
  });

  it("lets 50 rows of an edit with everything read back pass", () => {
    const rows = Array.from({ length: 50 }, () => ({ id: "x", patch: { name: "y" } }));
    const document = `mutation ($rows: [ContactBulkUpdateInput!]!) { contactBulkUpdate(input: $rows) { rows { contact { name } } } }`;
    expect(estimate(document, { rows })).toBe(150);
  });
});

describe("the estimate of calls to API v4", () => {
  it.each([
    ["a page of what the list carries", 1, `{ deals(first: 50) { nodes { id name price contacts { id } } } }`],
    ["contacts of deals, all with one call", 2, `{ deals(first: 50) { nodes { contacts { name tags } } } }`],
    ["more contacts than one call reads", 3, `{ deals(first: 100) { nodes { contacts { name } } } }`],
    [
      "companies, notes and tasks of contacts, a call each",
      5,
      `{ deals(first: 50) { nodes { contacts { name company { name } notes { nodes { body subject { name } } } tasks { nodes { text } } } } } }`,
    ],
    [
      "deals of contacts, all with one call",
      2,
      `{ contacts(first: 50) { nodes { deals { totalCount nodes { name } } } } }`,
    ],
    ["more deals than one call reads", 3, `{ contacts(first: 100) { nodes { deals(first: 2) { nodes { id } } } } }`],
    ["a deal of each contact", 2, `{ contacts(first: 100) { nodes { deals(first: 1) { nodes { id } } } } }`],
    [
      "contacts of deals, their deals, and the notes of these, two calls each of both",
      1 + 1 + 2 + 2,
      `{ deals(first: 50) { nodes { contacts { deals { nodes { notes { totalCount } } } } } } }`,
    ],
    [
      "nodes, a call for each kind, and one for their notes",
      3 + 1,
      nodes(["1", "2", "3"].flatMap((id) => [toGlobalId("Contact", id), toGlobalId("Deal", id), "x"])),
    ],
    [
      "notes and tasks among nodes, a call for each kind of records that they are of",
      3 + 1,
      nodes([
        toGlobalId("Note", { subject: { kind: "contact", id: "1" }, id: "1" }),
        toGlobalId("Note", { subject: { kind: "contact", id: "2" }, id: "2" }),
        toGlobalId("Note", { subject: { kind: "deal", id: "1" }, id: "3" }),
        toGlobalId("Task", { subject: { kind: "deal", id: "1" }, id: "4" }),
      ]),
    ],
    [
      "nodes with their notes",
      1 + 1,
      nodes(Array.from({ length: 100 }, (_, index) => toGlobalId("Contact", String(index + 1)))),
    ],
    [
      "a contact with a new company",
      4,
      `mutation { contactCreate(input: { name: "A", company: { name: "B" } }) { contact { id } } }`,
    ],
    [
      "with one that is known",
      3,
      `mutation { contactCreate(input: { name: "A", company: { crmId: "1" } }) { contact { id } } }`,
    ],
    ["with none", 1, `mutation { contactCreate(input: { name: "A", company: null }) { contact { id } } }`],
    [
      "contacts with companies, which are looked for and added once, and linked together",
      2 + (1 + 1 + 1),
      `mutation {
        contactBulkCreate(
          input: [
            { name: "A", company: { name: "B" } }
            { name: "C", company: { name: "B" } }
            { name: "D", company: { crmId: "1" } }
          ]
        ) { rows { contact { id } } }
      }`,
    ],
    [
      "another company, and the link to the one before",
      1 + 2 + 2,
      `mutation { contactUpdate(id: "x", patch: { company: { name: "B" } }) { contact { id } } }`,
    ],
    [
      "other companies, each of which is looked for",
      1 + 2 + (2 + 1),
      `mutation { contactBulkUpdate(input: [{ id: "x", patch: { company: { name: "B" } } }, { id: "y", patch: { company: { name: "C" } } }]) { rows { index } } }`,
    ],
    ["what can be done", 0, `{ backend { api capabilities } }`],
    ["one record and its notes", 2, `{ contact(id: "x") { name notes { nodes { body } } } }`],
    [
      "a contact of a deal, with its company: the contact has to be read for it",
      1 + 2,
      `{ deals { nodes { contacts { company { name } } } } }`,
    ],
    ["a change that is read back", 2, `mutation { dealUpdate(id: "x", patch: { name: "B" }) { deal { name } } }`],
    [
      "a guarded change, for which the record and its company are read",
      2 + 1 + 1,
      `mutation { contactUpdate(id: "x", patch: { name: "B" }, ifVersion: "1") { contact { name } } }`,
    ],
    ["what cannot be removed", 0, `mutation { contactBulkDelete(ids: ["a", "b"]) { rows { deletedId } } }`],
    [
      "a change of a catalog, whose answer has it all",
      1,
      `mutation { catalogUpdate(id: "x", patch: { name: "A" }) { catalog { name sort } } }`,
    ],
    [
      "another type of a catalog, which is looked up",
      2,
      `mutation { catalogUpdate(id: "x", patch: { type: INVOICES }) { catalog { name } } }`,
    ],
    ["a new note, and the record that it is of", 1 + 1 + 1, noteOf(`contactId: "x"`)],
    [
      "new notes of a contact and of a deal: a call for each kind, to write and to read",
      2 + 2 + 2,
      `mutation {
        noteBulkCreate(input: [{ body: "a", subject: { contactId: "x" } }, { body: "b", subject: { dealId: "y" } }]) {
          rows { note { body subject { name } } }
        }
      }`,
    ],
    [
      "a note among nodes, and the record that it is of",
      1 + 1,
      `{ node(id: "x") { ... on Note { subject { name } } } }`,
    ],
  ])("%s", (_what, calls, document) => {
    expect(estimate(document, {}, "v4")).toBe(calls);
  });

  it.each<[what: string, calls: number, mutation: string, row: (index: number) => object]>([
    [
      "new contacts of as many new companies: searches, and four more",
      50 + 1 + 1 + 1 + 1,
      "contactBulkCreate",
      (index) => ({ name: "A", company: { name: `Company ${index}` } }),
    ],
    [
      "new contacts, half of them of one company",
      2 + (1 + 1) + 1 + 1,
      "contactBulkCreate",
      (index) => ({ name: "A", company: index % 2 === 0 ? { name: "B" } : null }),
    ],
    [
      "contacts of another company by its number: read, changed, linked, unlinked",
      1 + 4 + 1,
      "contactBulkUpdate",
      (index) => ({ id: `${index}`, patch: { company: { crmId: "1" }, name: "A" } }),
    ],
    [
      "contacts of which every other one is changed in nothing but its company",
      1 + (1 + 2) + (1 + 3) + 1,
      "contactBulkUpdate",
      (index) => ({ id: `${index}`, patch: { company: { crmId: "1" }, ...(index % 2 === 0 && { name: "A" }) } }),
    ],
    [
      "guarded changes: of contacts without a company, and of the others",
      2 + 2 + 1,
      "contactBulkUpdate",
      (index) => ({ id: `${index}`, patch: {}, ifVersion: "1" }),
    ],
    ["changes of one contact, one by one", 50 + 1, "contactBulkUpdate", () => ({ id: "x", patch: { name: "A" } })],
    ["new deals", 1 + 1, "dealBulkCreate", (index) => ({ name: "A", contactId: `${index}` })],
    [
      "deals of another contact: read, linked, unlinked, changed",
      1 + 1 + 2 + 1 + 1,
      "dealBulkUpdate",
      (index) => ({ id: `${index}`, patch: { contactId: "x", price: "1" } }),
    ],
    ["new tasks", 1 + 1, "taskBulkCreate", () => ({ ...TASK, subject: { contactId: "x" } })],
  ])("50 rows of %s", (_what, calls, mutation, row) => {
    const [kind = ""] = mutation.split("Bulk");
    const type = kind.charAt(0).toUpperCase() + kind.slice(1);
    const input = mutation.endsWith("Create") ? `${type}CreateInput` : `${type}BulkUpdateInput`;
    const field = kind === "task" ? "text" : "name";
    const document = `mutation ($rows: [${input}!]!) { ${mutation}(input: $rows) { rows { ${kind} { ${field} } } } }`;
    expect(estimate(document, { rows: Array.from({ length: 50 }, (_, index) => row(index)) }, "v4")).toBe(calls);
  });
});
