import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { DEMO_TOKEN } from "../../src/sandbox/account.js";
import { startGateway, type TestGateway } from "../gateway.js";

// What each kind of operation takes over API v4, counted at the account. Names of users, stages and kinds of tasks are read once in ten minutes.

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway({
    sandbox: { empty: false },
    env: { AMO_API: "v4", AMO_TOKEN: DEMO_TOKEN, AMO_LOGIN: "", AMO_API_KEY: "" },
  });
  await send("{ deals(first: 1) { nodes { status { name } responsibleUser { name } } } }");
  expect(gateway.calls().sort()).toEqual(["leads", "pipelines", "users"]);
  await send("{ contacts(first: 50) { nodes { tasks { nodes { type } } } } }");
  expect(gateway.calls()).toEqual(["contacts", "tasks", "account"]);
});

afterAll(() => gateway.close());

async function send<Data>(document: string, variables?: Readonly<Record<string, unknown>>): Promise<Data> {
  const { data, errors } = await gateway.query<Data>(document, variables);
  expect(errors).toBeUndefined();
  return data as Data;
}

async function cost<Data>(
  document: string,
  variables?: Readonly<Record<string, unknown>>,
): Promise<{ data: Data; calls: readonly string[] }> {
  gateway.calls();
  return { data: await send<Data>(document, variables), calls: gateway.calls() };
}

interface Nodes<Item> {
  readonly nodes: readonly Item[];
}

const OWN = `
  id crmId name isCompany position phoneNumbers { number label } emailAddresses { address label } webAddresses { url label }
  address { street } instantMessengers { address protocol } responsibleUser { crmId name } tags createdAt updatedAt`;

const ACTIVITIES = `
  notes { nodes { id body createdAt author { name } subject { id name } } }
  tasks { nodes { id text type dueAt isCompleted responsibleUser { name } subject { id name } } }`;

async function firstId(kind: "contacts" | "deals"): Promise<string> {
  const data = await send<Record<string, Nodes<{ id: string }>>>(`{ ${kind}(first: 1) { nodes { id } } }`);
  return data[kind]?.nodes[0]?.id ?? "";
}

describe("reads", () => {
  it("50 deals with every field of their own: 1", async () => {
    const { data, calls } = await cost<{ deals: Nodes<{ contacts: object[] }> }>(`{
      deals(first: 50) {
        nodes { id name status { name } price responsibleUser { name } tags createdAt updatedAt version contacts { id isCompany } }
        pageInfo { hasNextPage endCursor }
      }
    }`);
    expect(data.deals.nodes).toHaveLength(50);
    expect(data.deals.nodes.flatMap(({ contacts }) => contacts).length).toBeGreaterThan(20);
    expect(calls).toEqual(["leads"]);
  });

  it("50 deals with all of their contacts: 2, and one more for the contacts' companies", async () => {
    const { calls } = await cost(`{ deals(first: 50) { nodes { name contacts { ${OWN} } } } }`);
    expect(calls).toEqual(["leads", "contacts"]);
    const more = await cost(`{ deals(first: 50) { nodes { name contacts { ${OWN} company { name } version } } } }`);
    expect(more.calls).toEqual(["leads", "contacts", "companies"]);
  });

  it("50 deals with their contacts' names, notes and tasks: 4", async () => {
    const { data, calls } = await cost<{
      deals: Nodes<{ contacts: { notes: Nodes<object>; tasks: Nodes<object> }[] }>;
    }>(`{ deals(first: 50) { nodes { name contacts { name ${ACTIVITIES} } } } }`);
    const contacts = data.deals.nodes.flatMap((deal) => deal.contacts);
    expect(contacts.flatMap(({ notes }) => notes.nodes).length).toBeGreaterThan(5);
    expect(contacts.flatMap(({ tasks }) => tasks.nodes).length).toBeGreaterThan(5);
    expect([...calls].sort()).toEqual(["contacts", "leads", "notes", "tasks"]);
    expect(calls[0]).toBe("leads");
  });

  it("50 deals with their stages and pipelines: 1", async () => {
    const { calls } = await cost("{ deals(first: 50) { nodes { status { name } pipeline { crmId name } } } }");
    expect(calls).toEqual(["leads"]);
  });

  it("50 contacts with their deals, and how many they are: 2", async () => {
    const { data, calls } = await cost<{ contacts: Nodes<{ deals: Nodes<object> & { totalCount: number } }> }>(`{
      contacts(first: 50) {
        nodes { name deals { totalCount nodes { id name price status { name } pipeline { name } contacts { id } } } }
      }
    }`);
    const lists = data.contacts.nodes.map(({ deals }) => deals);
    expect(lists.flatMap(({ nodes }) => nodes).length).toBeGreaterThan(20);
    expect(lists.map(({ totalCount }) => totalCount)).toEqual(lists.map(({ nodes }) => nodes.length));
    expect(calls).toEqual(["contacts", "leads"]);
  });

  it("one contact with its deals: 2, and with those of its deals' contacts: 2 more at most", async () => {
    const { contacts } = await send<{ contacts: Nodes<{ id: string; deals: { totalCount: number } }> }>(
      "{ contacts(first: 50) { nodes { id deals { totalCount } } } }",
    );
    const id = contacts.nodes.find(({ deals }) => deals.totalCount > 0)?.id;
    const own = await cost("query ($id: ID!) { contact(id: $id) { deals { nodes { name } } } }", { id });
    expect(own.calls).toHaveLength(2);
    const round = await cost(
      "query ($id: ID!) { contact(id: $id) { deals { nodes { contacts { name deals { nodes { name } } } } } } }",
      { id },
    );
    expect(round.calls.length).toBeLessThanOrEqual(4);
  });

  it("50 deals with nothing of their contacts but notes and tasks: 3", async () => {
    const { calls } = await cost(
      "{ deals(first: 50) { nodes { contacts { id notes { nodes { body } } tasks { nodes { text } } } } } }",
    );
    expect([...calls].sort()).toEqual(["leads", "notes", "tasks"]);
  });

  it("notes and tasks of 50 contacts: 1 + 2", async () => {
    const { calls } = await cost(`{ contacts(first: 50) { nodes { ${OWN} ${ACTIVITIES} } } }`);
    expect([...calls].sort()).toEqual(["contacts", "notes", "tasks"]);
  });

  it("one contact several times, by whatever name: 1", async () => {
    const id = await firstId("contacts");
    const { calls } = await cost(
      "query ($id: ID!) { a: contact(id: $id) { name } b: contact(id: $id) { position } node(id: $id) { id } }",
      { id },
    );
    expect(calls).toHaveLength(1);
  });

  it("several contacts by their ids: 1", async () => {
    const { contacts } = await send<{ contacts: Nodes<{ id: string }> }>("{ contacts(first: 30) { nodes { id } } }");
    const ids = contacts.nodes.map(({ id }) => id);
    const { data, calls } = await cost<{ nodes: { name: string }[] }>(
      "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Contact { name } } }",
      { ids },
    );
    expect(data.nodes.map(({ name }) => name.length > 0)).toEqual(ids.map(() => true));
    expect(calls).toEqual(["contacts"]);
  });

  it("one deal with everything: its record, its contacts, their companies, its notes and tasks", async () => {
    const id = await firstId("deals");
    const { calls } = await cost(
      `query ($id: ID!) { deal(id: $id) { name version contacts { name company { name } } ${ACTIVITIES} } }`,
      { id },
    );
    expect(calls.length).toBeLessThanOrEqual(5);
  });

  it("catalogs together with any number of single ones: 1", async () => {
    const { catalogs } = await send<{ catalogs: Nodes<{ id: string }> }>("{ catalogs { nodes { id } } }");
    const { calls } = await cost("query ($id: ID!) { catalogs { nodes { name } } catalog(id: $id) { name } }", {
      id: catalogs.nodes[0]?.id,
    });
    expect(calls).toEqual(["catalogs"]);
  });

  it("does not count what the account does not: 1, and null unless the end of the list is in sight", async () => {
    const { data, calls } = await cost<{ contacts: { totalCount: number | null } }>(
      "{ contacts(first: 10) { totalCount pageInfo { hasNextPage } } }",
    );
    expect(data.contacts).toEqual({ totalCount: null, pageInfo: { hasNextPage: true } });
    expect(calls).toEqual(["contacts"]);
    const search = await cost<{ contacts: { totalCount: number | null } }>(
      '{ contacts(search: "no such word anywhere") { totalCount } }',
    );
    expect(search.data.contacts.totalCount).toBe(0);
  });

  it("refuses `last` alone, since the account does not tell where its lists end", async () => {
    const { errors } = await gateway.query("{ contacts(last: 5) { nodes { id } } }");
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(["BAD_USER_INPUT"]);
  });
});

describe("writes", () => {
  const CREATE = `mutation ($input: ContactCreateInput!) {
    contactCreate(input: $input) { contact { id name } userErrors { code } }
  }`;

  it("a new contact: write and read, the write alone where only ids are selected", async () => {
    const { calls } = await cost(CREATE, { input: { name: "Ada", phoneNumbers: [{ number: "1" }] } });
    expect(calls).toEqual(["contacts", expect.stringMatching(/^\d+$/)]);
    const alone = await cost('mutation { contactCreate(input: { name: "Ada" }) { contact { id } } }');
    expect(alone.calls).toEqual(["contacts"]);
  });

  it("a patch is sent as one, without reading first: 2 with the record read back", async () => {
    const id = await firstId("deals");
    const { data, calls } = await cost<{ dealUpdate: object }>(
      `mutation ($id: ID!) { dealUpdate(id: $id, patch: { name: "Renamed" }) { deal { name } userErrors { code } } }`,
      { id },
    );
    expect(data.dealUpdate).toEqual({ deal: { name: "Renamed" }, userErrors: [] });
    expect(calls).toHaveLength(2);
  });

  it("what cannot be done is said, and nothing is sent for it", async () => {
    const id = await firstId("contacts");
    const { data, calls } = await cost<{ contactDelete: object }>(
      "mutation ($id: ID!) { contactDelete(id: $id) { deletedContactId userErrors { __typename code } } }",
      { id },
    );
    expect(data.contactDelete).toMatchObject({ deletedContactId: null, userErrors: [{ code: "NOT_SUPPORTED" }] });
    expect(calls).toEqual([]);
  });

  it("rows of a bulk are sent together, 50 in one call, and read back with one more", async () => {
    const input = Array.from({ length: 50 }, (_, row) => ({
      name: `Row ${String(row)}`,
      phoneNumbers: [{ number: String(row) }],
    }));
    const { data, calls } = await cost<{ contactBulkCreate: { rows: { contact: { id: string; name: string } }[] } }>(
      `mutation ($input: [ContactCreateInput!]!) {
        contactBulkCreate(input: $input) { rows { index contact { id name } userErrors { code } } userErrors { code } }
      }`,
      { input },
    );
    const { rows } = data.contactBulkCreate;
    expect(rows.map(({ contact }) => contact.name)).toEqual(input.map(({ name }) => name));
    expect(calls).toEqual(["contacts", "contacts"]);
    const changes = rows.map(({ contact: { id } }) => ({ id, patch: { tags: ["bulk"] } }));
    const changed = await cost<{ contactBulkUpdate: { rows: { contact: { tags: string[] } }[] } }>(
      `mutation ($input: [ContactBulkUpdateInput!]!) {
        contactBulkUpdate(input: $input) { rows { contact { tags } userErrors { code } } }
      }`,
      { input: changes },
    );
    expect(changed.data.contactBulkUpdate.rows.map(({ contact }) => contact.tags)).toEqual(rows.map(() => ["bulk"]));
    expect(changed.calls).toEqual(["contacts", "contacts"]);
  });

  it("a row that is refused keeps no other from being written, and tells why", async () => {
    const input = [{ name: "Good" }, { name: "Bad", responsibleUserCrmId: "999" }, { name: "Better" }];
    const { data, calls } = await cost<{ contactBulkCreate: { rows: object[] } }>(
      `mutation ($input: [ContactCreateInput!]!) {
        contactBulkCreate(input: $input) { rows { contact { name } userErrors { code } } }
      }`,
      { input },
    );
    expect(data.contactBulkCreate.rows).toEqual([
      { contact: { name: "Good" }, userErrors: [] },
      { contact: null, userErrors: [{ code: "REJECTED" }] },
      { contact: { name: "Better" }, userErrors: [] },
    ]);
    expect(calls).toEqual(["contacts", "contacts", "contacts"]);
    const found = await send<{ contacts: { totalCount: number } }>('{ contacts(search: "Better") { totalCount } }');
    expect(found.contacts.totalCount).toBe(1);
  });

  it("a company that is new in several rows is added once", async () => {
    const input = ["One", "Two", "Three"].map((name) => ({ name, company: { name: "New Company Ltd" } }));
    const { data } = await cost<{ contactBulkCreate: { rows: { contact: { company: { crmId: string } } }[] } }>(
      `mutation ($input: [ContactCreateInput!]!) {
        contactBulkCreate(input: $input) { rows { contact { company { crmId name } } } }
      }`,
      { input },
    );
    const ids = data.contactBulkCreate.rows.map(({ contact }) => contact.company.crmId);
    expect(new Set(ids).size).toBe(1);
  });

  it("companies are looked up and added together, and linked together, each to its own contact", async () => {
    const names = Array.from({ length: 10 }, (_, row) => `Foundry ${String(row % 5)}`);
    const input = names.map((company, row) => ({ name: `Smith ${String(row)}`, company: { name: company } }));
    const created = await cost<{
      contactBulkCreate: { rows: { contact: { id: string; company: { name: string } } }[] };
    }>(
      `mutation ($input: [ContactCreateInput!]!) {
        contactBulkCreate(input: $input) { rows { contact { id name company { name } } userErrors { code } } }
      }`,
      { input },
    );
    const contacts = created.data.contactBulkCreate.rows.map(({ contact }) => contact);
    expect(contacts).toMatchObject(input);
    // Five searches and the adding of what they did not find; the contacts, and both read back.
    expect([...created.calls].sort()).toEqual([...Array<string>(7).fill("companies"), "contacts", "contacts", "link"]);
    const { contactBulkUpdate } = await send<{ contactBulkUpdate: { rows: { contact: object }[] } }>(
      `mutation ($input: [ContactBulkUpdateInput!]!) {
        contactBulkUpdate(input: $input) { rows { contact { name company { name } } userErrors { code } } }
      }`,
      {
        input: contacts.map(({ id }, row) => ({
          id,
          patch: { name: `Miller ${String(row)}`, company: row === 0 ? null : { name: row < 5 ? "Mill" : names[row] } },
        })),
      },
    );
    expect(contactBulkUpdate.rows.map(({ contact }) => contact)).toEqual(
      names.map((name, row) => ({
        name: `Miller ${String(row)}`,
        company: row === 0 ? null : { name: row < 5 ? "Mill" : name },
      })),
    );
  });

  it("rows that name a version are looked up together and changed together", async () => {
    const { contacts } = await send<{ contacts: Nodes<{ id: string; version: string }> }>(
      "{ contacts(first: 40) { nodes { id version } } }",
    );
    const input = contacts.nodes.map(({ id, version }, row) => ({
      ...{ id, patch: { tags: ["seen"] } },
      ifVersion: row === 7 ? "another" : version,
    }));
    const { data, calls } = await cost<{ contactBulkUpdate: { rows: { userErrors: { code: string }[] }[] } }>(
      `mutation ($input: [ContactBulkUpdateInput!]!) {
        contactBulkUpdate(input: $input) { rows { contact { id } userErrors { code } } }
      }`,
      { input },
    );
    const codes = data.contactBulkUpdate.rows.map(({ userErrors }) => userErrors.map(({ code }) => code));
    expect(codes).toEqual(input.map((_, row) => (row === 7 ? ["CONFLICT"] : [])));
    // A look at the contacts, one at their companies for the versions, and the write: two where some contacts have no company.
    expect(calls.length).toBeLessThanOrEqual(4);
  });

  it("tasks are looked up together and completed together", async () => {
    const { contacts } = await send<{ contacts: Nodes<{ tasks: Nodes<{ id: string }> }> }>(
      "{ contacts(first: 50) { nodes { tasks { nodes { id } } } } }",
    );
    const ids = contacts.nodes.flatMap(({ tasks }) => tasks.nodes.map(({ id }) => id)).slice(0, 30);
    expect(ids.length).toBeGreaterThan(3);
    const { data, calls } = await cost<{ taskBulkComplete: { rows: { task: { isCompleted: boolean } }[] } }>(
      "mutation ($ids: [ID!]!) { taskBulkComplete(ids: $ids) { rows { task { isCompleted } userErrors { code } } } }",
      { ids },
    );
    expect(data.taskBulkComplete.rows.map(({ task }) => task.isCompleted)).toEqual(ids.map(() => true));
    expect(calls.slice(0, 2)).toEqual(["tasks", "tasks"]);
    expect(calls.length).toBeLessThanOrEqual(3);
  });

  it("a record that is not there is told from those that are", async () => {
    const id = await firstId("deals");
    const missing = Buffer.from("Deal:999999").toString("base64url");
    const { data } = await cost<{ dealBulkUpdate: { rows: object[] } }>(
      `mutation ($input: [DealBulkUpdateInput!]!) {
        dealBulkUpdate(input: $input) { rows { deal { name } userErrors { code } } }
      }`,
      { input: [id, missing].map((each) => ({ id: each, patch: { name: "Both" } })) },
    );
    expect(data.dealBulkUpdate.rows).toEqual([
      { deal: { name: "Both" }, userErrors: [] },
      { deal: null, userErrors: [{ code: "NOT_FOUND" }] },
    ]);
  });
});
