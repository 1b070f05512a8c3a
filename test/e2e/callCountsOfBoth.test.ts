import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startBoth, type BothGateways } from "../bothGateways.js";
import { readPage } from "../docs/pages.js";
import { APIS, type TestGateway } from "../gateway.js";

// The table of docs/budget.md that has both APIs beside each other: each row is carried out over both, on one account, in the order of
// the table, and counted at the account.

type Variables = Readonly<Record<string, unknown>>;

/** What a row of the table stands for. */
interface Operation {
  readonly document: string;
  readonly variables?: Variables;
}

const OWN_FIELDS = `
  id crmId name isCompany position company { crmId name } phoneNumbers { number label } emailAddresses { address label }
  webAddresses { url label } address { street } instantMessengers { address protocol } responsibleUser { crmId name }
  tags createdAt updatedAt version`;
const ACTIVITIES = `
  notes { nodes { id body createdAt author { name } } } tasks { nodes { id text type dueAt isCompleted responsibleUser { name } } }`;
const DEAL_FIELDS = "id crmId name status { name } price responsibleUser { name } tags createdAt updatedAt version";
const FAULTS = "userErrors { code message }";
const TASK = { text: "Call", type: "CALL", dueAt: "2027-01-01T09:00:00Z", responsibleUserCrmId: "1" };
const PHONES_OF_DEALS = "{ deals(first: 50) { nodes { contacts { phoneNumbers { number } } } } }";

let both: BothGateways;
/** People, which both APIs have among their contacts, and deals of the demo account. */
let people: readonly string[];
let deals: readonly string[];
let catalogs: readonly string[];

beforeAll(async () => {
  both = await startBoth();
  people = await idsOf(both.v4, "contacts");
  const named = await send<{ deals: { nodes: { id: string; contacts: readonly unknown[] }[] } }>(both.v4, {
    document: "{ deals(first: 50) { nodes { id contacts { id } } } }",
  });
  // With people to read: over v4, companies are no contacts of a deal.
  deals = named.deals.nodes.filter(({ contacts }) => contacts.length > 0).map(({ id }) => id);
  catalogs = await idsOf(both.v4, "catalogs");
  // Names of users, stages and kinds of tasks, which v4 is asked for once in ten minutes.
  await send(both.v4, { document: `{ deals(first: 1) { nodes { ${DEAL_FIELDS} } } }` });
  await send(both.v4, { document: "{ contacts(first: 50) { nodes { tasks { nodes { type } } } } }" });
  const fields = `mutation { contactCreate(input: { name: "Known", position: "Baker" }) { contact { position } ${FAULTS} } }`;
  await send(both.v4, { document: fields });
});
afterAll(() => both.close());

async function idsOf(gateway: TestGateway, kind: string): Promise<readonly string[]> {
  const data = await send<Record<string, { nodes: { id: string }[] }>>(gateway, {
    document: `{ ${kind}(first: 60) { nodes { id } } }`,
  });
  return data[kind]?.nodes.map(({ id }) => id) ?? [];
}

/** Sends what must succeed. */
async function send<Data = Record<string, unknown>>(
  gateway: TestGateway,
  { document, variables }: Operation,
): Promise<Data> {
  const { data, errors } = await gateway.query<Data>(document, variables);
  expect({ errors, userErrors: codesIn(data) }).toEqual({ errors: undefined, userErrors: [] });
  return data as Data;
}

/** Codes of user errors, of rows of bulks, too. */
function codesIn(value: unknown): readonly unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]: [string, unknown]) => (key === "code" ? [each] : codesIn(each)));
}

/** Most calls that a gateway expects an operation to take, told without carrying it out. */
async function estimate(gateway: TestGateway, { document, variables }: Operation): Promise<number> {
  const { extensions } = await gateway.query(document, variables, { "amoql-plan": "1" });
  return (extensions as { readonly upstream: { readonly planned: number } }).upstream.planned;
}

/** What a gateway spends on an operation, as the table has it: the number of calls, and whether it is refused. */
async function cost(gateway: TestGateway, { document, variables }: Operation): Promise<string> {
  both.calls();
  const { data, errors = [] } = await gateway.query(document, variables);
  const calls = String(both.calls().length);
  const codes = [...errors.map(({ extensions }) => extensions.code), ...codesIn(data)];
  if (codes.length === 0) return calls;
  return `${calls}, ${codes.every((code) => REFUSALS.includes(String(code))) ? "refused" : codes.join()}`;
}

const REFUSALS: readonly string[] = ["NOT_SUPPORTED", "BAD_USER_INPUT"];

const on = (field: string, id: string | undefined, selection: string): Operation => ({
  document: `query ($id: ID!) { ${field}(id: $id) { ${selection} } }`,
  variables: { id },
});

/** A mutation with an input, or without one. */
function change(field: string, input: readonly [type: string, value: unknown] | null, selection: string): Operation {
  if (input === null) return { document: `mutation { ${field} { ${selection} ${FAULTS} } }` };
  const [type, value] = input;
  return {
    document: `mutation ($input: ${type}) { ${field}(input: $input) { ${selection} ${FAULTS} } }`,
    variables: { input: value },
  };
}

function onId(field: string, id: string | undefined, selection: string, more = ""): Operation {
  return {
    document: `mutation ($id: ID!) { ${field}(id: $id${more}) { ${selection} ${FAULTS} } }`,
    variables: { id },
  };
}

const rowsOf = <Row>(count: number, row: (index: number) => Row): readonly Row[] =>
  Array.from({ length: count }, (_, i) => row(i));

/** Contacts behind the first 30. */
async function contactsAfter(gateway: TestGateway, first: number): Promise<Operation> {
  const { contacts } = await send<{ contacts: { pageInfo: { endCursor: string } } }>(gateway, {
    document: "{ contacts(first: 30) { pageInfo { endCursor } } }",
  });
  return {
    document:
      "query ($first: Int, $after: String) { contacts(first: $first, after: $after) { nodes { id } pageInfo { hasNextPage } } }",
    variables: { first, after: contacts.pageInfo.endCursor },
  };
}

/** A record for one gateway to change. */
async function added(gateway: TestGateway, type: "Contact" | "Note" | "Task"): Promise<string> {
  const subject = { contactId: people[0] };
  const input = { Contact: { name: "Ada" }, Note: { subject, body: "Hello" }, Task: { ...TASK, subject } }[type];
  const field = type.toLowerCase();
  const data = await send<Record<string, Record<string, { id: string }>>>(
    gateway,
    change(`${field}Create`, [`${type}CreateInput!`, input], `${field} { id }`),
  );
  return data[`${field}Create`]?.[field]?.id ?? "";
}

async function addedTasks(gateway: TestGateway, count: number): Promise<readonly string[]> {
  const input = rowsOf(count, () => ({ ...TASK, subject: { contactId: people[0] } }));
  const data = await send<{ taskBulkCreate: { rows: { task: { id: string } }[] } }>(
    gateway,
    change("taskBulkCreate", ["[TaskCreateInput!]!", input], "rows { task { id } }"),
  );
  return data.taskBulkCreate.rows.map(({ task }) => task.id);
}

/** What each row of the table means, by its first cell. */
const OPERATIONS: Readonly<Record<string, (gateway: TestGateway) => Operation | Promise<Operation>>> = {
  "50 deals with every field of their own, and id, name and company of their contacts": () => ({
    document: `{ deals(first: 50) { nodes { ${DEAL_FIELDS} contacts { id name company { name } } } } }`,
  }),
  "50 deals with the phone numbers of their contacts": () => ({ document: PHONES_OF_DEALS }),
  "50 deals with names, notes and tasks of their contacts": () => ({
    document: `{ deals(first: 50) { nodes { name contacts { name ${ACTIVITIES} } } } }`,
  }),
  "50 contacts with every field but notes and tasks": () => ({
    document: `{ contacts(first: 50) { nodes { ${OWN_FIELDS} } } }`,
  }),
  "the phone numbers again, now that the number of contacts is known": () => ({ document: PHONES_OF_DEALS }),
  "50 contacts with notes and tasks": () => ({ document: `{ contacts(first: 50) { nodes { name ${ACTIVITIES} } } }` }),
  "50 contacts with names of their deals": () => ({
    document: "{ contacts(first: 50) { nodes { name deals { nodes { name } } } } }",
  }),
  "50 deals with names of their pipelines": () => ({
    document: "{ deals(first: 50) { nodes { name pipeline { name } } } }",
  }),
  "one contact with everything": () => on("contact", people[0], OWN_FIELDS + ACTIVITIES),
  "one deal with everything, and id, name and company of its contacts": () =>
    on("deal", deals[0], `${DEAL_FIELDS} ${ACTIVITIES} contacts { id name company { name } }`),
  "30 contacts by `nodes`": () => ({
    document: "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Contact { name phoneNumbers { number } } } }",
    variables: { ids: people.slice(0, 30) },
  }),
  "one contact under three names": () => ({
    document: "query ($id: ID!) { a: contact(id: $id) { name } b: contact(id: $id) { tags } node(id: $id) { id } }",
    variables: { id: people[0] },
  }),
  "catalogs, and one of them by its id": () => ({
    document: "query ($id: ID!) { catalogs { nodes { name } } catalog(id: $id) { name } }",
    variables: { id: catalogs[0] },
  }),
  "a search for contacts and deals": () => ({
    document:
      '{ search(query: "a") { contacts(first: 5) { nodes { id name } } deals(first: 5) { nodes { id name } } } }',
  }),
  "the second page of 30 contacts": async (gateway) => contactsAfter(gateway, 30),
  "7 contacts that begin behind the first 30": async (gateway) => contactsAfter(gateway, 7),
  "a page of contacts with `totalCount`": () => ({ document: "{ contacts(first: 30) { totalCount nodes { id } } }" }),
  "the last contacts, `last` alone": () => ({ document: "{ contacts(last: 30) { nodes { id } } }" }),
  "a new contact, its `id` alone": () =>
    change("contactCreate", ["ContactCreateInput!", { name: "Ada" }], "contact { id }"),
  "a new contact, with more selected": () =>
    change("contactCreate", ["ContactCreateInput!", { name: "Ada" }], "contact { id createdAt }"),
  "a contact changed": async (gateway) =>
    onId("contactUpdate", await added(gateway, "Contact"), "contact { position }", ', patch: { position: "Baker" }'),
  "a deal changed": () => onId("dealUpdate", deals[1], "deal { price }", ', patch: { price: "12.5" }'),
  "a note changed": async (gateway) =>
    onId("noteUpdate", await added(gateway, "Note"), "note { body }", ', patch: { body: "Hi" }'),
  "a task changed": async (gateway) =>
    onId("taskUpdate", await added(gateway, "Task"), "task { text }", ', patch: { text: "Ring" }'),
  "a task completed": async (gateway) =>
    onId("taskComplete", await added(gateway, "Task"), "task { isCompleted text }"),
  "a contact deleted": async (gateway) => onId("contactDelete", await added(gateway, "Contact"), "deletedContactId"),
  "a deal deleted": () => onId("dealDelete", deals.at(-1), "deletedDealId"),
  "a task deleted": async (gateway) => onId("taskDelete", await added(gateway, "Task"), "deletedTaskId"),
  "a note deleted": async (gateway) => onId("noteDelete", await added(gateway, "Note"), "deletedNoteId"),
  "50 new contacts in one request": () =>
    change(
      "contactBulkCreate",
      ["[ContactCreateInput!]!", rowsOf(50, (index) => ({ name: `Row ${String(index)}` }))],
      "rows { contact { id createdAt } }",
    ),
  "50 contacts changed in one request": () =>
    change(
      "contactBulkUpdate",
      ["[ContactBulkUpdateInput!]!", rowsOf(50, (index) => ({ id: people[index], patch: { tags: ["bulk"] } }))],
      "rows { contact { tags } }",
    ),
  "50 new contacts at as many new companies, with names of these": (gateway) =>
    change(
      "contactBulkCreate",
      [
        "[ContactCreateInput!]!",
        rowsOf(50, (index) => ({ name: "Ada", company: { name: `Mill ${gateway.api} ${String(index)}` } })),
      ],
      `rows { contact { id company { name } } ${FAULTS} }`,
    ),
  "50 contacts put into one new company": (gateway) =>
    change(
      "contactBulkUpdate",
      [
        "[ContactBulkUpdateInput!]!",
        rowsOf(50, (index) => ({ id: people[index], patch: { company: { name: `Bakery ${gateway.api}` } } })),
      ],
      `rows { contact { name } ${FAULTS} }`,
    ),
  "30 deals given another contact": (gateway) => {
    // Over both it is another one than before.
    const contactOf = (index: number) => people[gateway.api === "v4" ? index : index + 1];
    const row = (index: number) => ({ id: deals[index], patch: { contactId: contactOf(index) } });
    return change("dealBulkUpdate", ["[DealBulkUpdateInput!]!", rowsOf(30, row)], `rows { deal { name } ${FAULTS} }`);
  },
  "20 tasks completed in one request": async (gateway) => ({
    document: `mutation ($ids: [ID!]!) { taskBulkComplete(ids: $ids) { rows { task { isCompleted } userErrors { code } } } }`,
    variables: { ids: await addedTasks(gateway, 20) },
  }),
  "50 new catalogs, their ids alone": () =>
    change(
      "catalogBulkCreate",
      ["[CatalogCreateInput!]!", rowsOf(50, (index) => ({ name: `Goods ${String(index)}` }))],
      "rows { catalog { id } }",
    ),
  "a catalog changed, with more selected than its id": () =>
    onId("catalogUpdate", catalogs[0], "catalog { name sort }", ', patch: { name: "Goods" }'),
  "a catalog deleted": () => onId("catalogDelete", catalogs.at(-1), "deletedCatalogId"),
};

const table = readPage("docs/budget.md").rows.filter(([, , last = ""]) => /^\d+(?:, refused)?$/.test(last));

describe("docs/budget.md, both APIs beside each other", () => {
  it("has a row for each operation that is counted here", () => {
    expect(table.map(([what]) => what)).toEqual(Object.keys(OPERATIONS));
  });

  it.each(table.map(([what = "", legacy, v4]) => [what, { legacy, v4 }] as const))("%s", async (what, promised) => {
    const counted: Partial<Record<(typeof APIS)[number], string>> = {};
    for (const api of APIS) {
      const operation = await OPERATIONS[what]?.(both[api]);
      if (operation === undefined) throw new Error(`nothing is counted for ${what}`);
      const estimated = await estimate(both[api], operation);
      counted[api] = await cost(both[api], operation);
      // What reads take on top they are not given. Changes are made in any case, so that the estimate has to hold.
      if (operation.document.startsWith("mutation")) expect(parseInt(counted[api], 10)).toBeLessThanOrEqual(estimated);
    }
    expect(counted).toEqual(promised);
  });
});
