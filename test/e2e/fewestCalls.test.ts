import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { startGateway, type GraphQLAnswer, type TestGateway } from "../gateway.js";

// The bound that the gateway promises for each kind of operation, counted at the account (sign-in aside).

interface Node {
  readonly id: string;
}

interface Connection<Item> {
  readonly nodes: readonly Item[];
}

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway({ sandbox: { empty: false } });
});

afterAll(() => gateway.close());

/** Gateways that one test alone uses. */
const others: TestGateway[] = [];

afterEach(async () => {
  await Promise.all(others.splice(0).map((other) => other.close()));
});

async function anotherGateway(options: Parameters<typeof startGateway>[0]): Promise<TestGateway> {
  const other = await startGateway(options);
  others.push(other);
  return other;
}

/** Sends a document that must succeed and gives its data with the calls it took. */
async function cost<Data>(
  document: string,
  variables?: Readonly<Record<string, unknown>>,
): Promise<{ data: Data; calls: string[] }> {
  gateway.calls();
  const answer: GraphQLAnswer<Data> = await gateway.query<Data>(document, variables);
  expect(answer.errors).toBeUndefined();
  return { data: answer.data as Data, calls: gateway.calls() };
}

const CONTACT_FIELDS = `
  id crmId name isCompany position company { crmId name } phoneNumbers { number label } emailAddresses { address label }
  webAddresses { url label } address { street } instantMessengers { address protocol } responsibleUser { crmId name }
  tags createdAt updatedAt version`;

const ACTIVITIES = `
  notes { nodes { id body createdAt author { name } subject { id name } } }
  tasks { nodes { id text type dueAt isCompleted responsibleUser { name } subject { id name } } }`;

async function someIds(kind: "contacts" | "deals" | "catalogs", count: number): Promise<string[]> {
  const { data } = await cost<Record<string, Connection<Node>>>(
    `query ($first: Int) { ${kind}(first: $first) { nodes { id } } }`,
    {
      first: count,
    },
  );
  return data[kind]?.nodes.map((node) => node.id) ?? [];
}

function newTask(fields: string): string {
  return `mutation ($id: ID!) {
    taskCreate(input: { subject: { contactId: $id }, text: "Call", type: CALL, dueAt: "2027-01-01T09:00:00Z", responsibleUserCrmId: "1" }) {
      task { ${fields} } userErrors { code }
    }
  }`;
}

describe("reads", () => {
  it("deals with every field of their own and what they tell of their contacts: 1", async () => {
    const { data, calls } = await cost<{ deals: Connection<{ contacts: Node[] }> }>(`{
      deals(first: 50) {
        nodes {
          id crmId name status { crmId name } price responsibleUser { crmId name } tags createdAt updatedAt version
          contacts { id name isCompany company { crmId name } }
        }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }`);
    expect(data.deals.nodes).toHaveLength(50);
    expect(data.deals.nodes.flatMap((deal) => deal.contacts).length).toBeGreaterThan(20);
    expect(calls).toEqual(["deals"]);
  });

  it("contacts with every field but notes and tasks: 1", async () => {
    const { data, calls } = await cost<{ contacts: Connection<Node> }>(
      `{ contacts(first: 50) { nodes { ${CONTACT_FIELDS} } } }`,
    );
    expect(data.contacts.nodes).toHaveLength(50);
    expect(calls).toEqual(["contacts"]);
  });

  it("one contact with everything: 1", async () => {
    const [id] = await someIds("contacts", 1);
    const { calls } = await cost(`query ($id: ID!) { contact(id: $id) { ${CONTACT_FIELDS} ${ACTIVITIES} } }`, { id });
    expect(calls).toEqual(["contact_detail"]);
  });

  it("one deal with its own fields, notes, tasks and its contacts' names: 1", async () => {
    const [id] = await someIds("deals", 1);
    const { calls } = await cost(
      `query ($id: ID!) { deal(id: $id) { id name price version contacts { id name company { name } } ${ACTIVITIES} } }`,
      { id },
    );
    expect(calls).toEqual(["deal_detail"]);
  });

  it("notes and tasks of 20 contacts: 1 + 20, one detail page serves both", async () => {
    const { calls } = await cost(`{ contacts(first: 20) { nodes { name ${ACTIVITIES} } } }`);
    expect(calls.filter((call) => call === "contacts")).toHaveLength(1);
    expect(calls.filter((call) => call === "contact_detail")).toHaveLength(20);
    expect(calls).toHaveLength(21);
  });

  // More on this in listSweep.test.ts.
  it("phone numbers of the contacts of 50 deals: 1 + distinct contacts, 1 + pages once these are known to be few", async () => {
    const fresh = await anotherGateway({ sandbox: { empty: false } });
    const phones = `{ deals(first: 50) { nodes { contacts { id phoneNumbers { number } } } } }`;
    const one = await fresh.query<{ deals: Connection<{ contacts: Node[] }> }>(phones);
    expect(one.errors).toBeUndefined();
    const distinct = new Set(one.data?.deals.nodes.flatMap((deal) => deal.contacts.map((contact) => contact.id)));
    expect(distinct.size).toBeGreaterThan(20);
    expect(fresh.calls().sort()).toEqual([...Array<string>(distinct.size).fill("contact_detail"), "deals"]);

    await fresh.query(`{ contacts { nodes { name } } }`);
    expect(fresh.calls()).toEqual(["contacts"]);
    const other = await fresh.query(phones, {}, { "amoql-trace": "1" });
    expect(fresh.calls()).toEqual(["deals", "contacts"]);
    expect(other.data).toEqual(one.data);
    expect(other.extensions?.["upstream"]).toMatchObject({
      calls: 2,
      requests: [{ endpoint: "deals" }, { endpoint: "contacts" }],
    });
  });

  it("the same record under several names: 1", async () => {
    const [id] = await someIds("contacts", 1);
    const { calls } = await cost(
      `query ($id: ID!) {
        one: contact(id: $id) { name } two: contact(id: $id) { position } three: node(id: $id) { ... on Contact { tags } }
        four: nodes(ids: [$id, $id]) { id }
      }`,
      { id },
    );
    expect(calls).toEqual(["contact_detail"]);
  });

  it("catalogs together with single ones: 1", async () => {
    const ids = await someIds("catalogs", 3);
    const { calls } = await cost(
      `query ($a: ID!, $b: ID!, $c: ID!) {
        catalogs { nodes { id name } totalCount } a: catalog(id: $a) { name } b: catalog(id: $b) { type } c: node(id: $c) { id }
      }`,
      { a: ids[0], b: ids[1], c: ids[2] },
    );
    expect(calls).toEqual(["catalogs"]);
  });

  it("a search: one for each kind selected", async () => {
    const both = `{ search(query: "a") { contacts(first: 5) { nodes { id name } } deals(first: 5) { nodes { id name } } } }`;
    expect((await cost(both)).calls.sort()).toEqual(["contact_search", "deal_search"]);
    expect((await cost(`{ search(query: "a") { query deals { nodes { id } } } }`)).calls).toEqual(["deal_search"]);
    expect((await cost(`{ search(query: "a") { query } }`)).calls).toEqual([]);
  });

  it("pages: an aligned one 1, another window at most 2, the last at most 3, the total 1 more", async () => {
    interface Paged {
      readonly contacts: Connection<Node> & {
        readonly pageInfo: { readonly endCursor: string };
        readonly totalCount?: number;
      };
    }
    const page = `query ($first: Int, $after: String, $last: Int) {
      contacts(first: $first, after: $after, last: $last) { nodes { id } pageInfo { endCursor hasNextPage hasPreviousPage } }
    }`;
    const one = await cost<Paged>(page, { first: 30 });
    expect(one.calls).toHaveLength(1);
    const two = await cost<Paged>(page, { first: 30, after: one.data.contacts.pageInfo.endCursor });
    expect(two.calls).toHaveLength(1);
    const odd = await cost<Paged>(page, { first: 7, after: two.data.contacts.pageInfo.endCursor });
    expect(odd.calls.length).toBeLessThanOrEqual(2);
    const last = await cost<Paged>(page, { last: 30 });
    expect(last.calls.length).toBeLessThanOrEqual(3);
    const total = await cost<Paged>(`{ contacts(first: 30) { nodes { id } totalCount } }`);
    expect(total.data.contacts.totalCount).toBe(200);
    expect(total.calls).toHaveLength(2);
    const inHand = await cost<Paged>(`{ contacts(last: 30) { nodes { id } totalCount } }`);
    expect(inHand.data.contacts.totalCount).toBe(200);
    expect(inHand.calls).toHaveLength(last.calls.length);
  });

  it("pages of an account that gives smaller ones than asked for: one for each and 1 more", async () => {
    const small = await anotherGateway({ sandbox: { empty: false, switches: { maxPageSize: 12 } } });
    interface Paged {
      readonly contacts: Connection<Node> & { readonly pageInfo: { readonly endCursor: string } };
    }
    const page = `query ($first: Int, $after: String) {
      contacts(first: $first, after: $after) { nodes { id } pageInfo { endCursor } }
    }`;
    const one = await small.query<Paged>(page, { first: 50 });
    expect(one.data?.contacts.nodes).toHaveLength(50);
    expect(small.calls().length).toBeLessThanOrEqual(Math.ceil(50 / 12) + 1);
    const two = await small.query<Paged>(page, { first: 7, after: one.data?.contacts.pageInfo.endCursor });
    expect(two.data?.contacts.nodes).toHaveLength(7);
    expect(small.calls().length).toBeLessThanOrEqual(2);
  });

  it("nodes of every kind: one for each record, one for all catalogs", async () => {
    const contacts = await someIds("contacts", 2);
    const deals = await someIds("deals", 2);
    const catalogs = await someIds("catalogs", 2);
    const { calls } = await cost(`query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }`, {
      ids: [...contacts, ...deals, ...catalogs, ...contacts],
    });
    expect(calls.sort()).toEqual(["catalogs", "contact_detail", "contact_detail", "deal_detail", "deal_detail"]);
  });
});

describe("writes", () => {
  it("a new record: the write alone for its id, one read for more", async () => {
    const create = (fields: string) =>
      `mutation { contactCreate(input: { name: "Ada" }) { contact { ${fields} } userErrors { code } } }`;
    expect((await cost(create("id crmId"))).calls).toEqual(["contact_add ADD_PERSON"]);
    expect((await cost(create("id name createdAt"))).calls).toEqual(["contact_add ADD_PERSON", "contact_detail"]);
    const deal = `mutation { dealCreate(input: { name: "Order" }) { deal { id status { name } } userErrors { code } } }`;
    expect((await cost(deal)).calls).toEqual(["deal_add ADD", "deal_detail"]);
  });

  it("a new record of any kind: the write alone for its id", async () => {
    const [contactId] = await someIds("contacts", 1);
    const deal = `mutation { dealCreate(input: { name: "Order" }) { deal { id crmId } userErrors { code } } }`;
    expect((await cost(deal)).calls).toEqual(["deal_add ADD"]);
    const note = `mutation ($id: ID!) { noteCreate(input: { subject: { contactId: $id }, body: "Hello" }) { note { id subject { id } } userErrors { code } } }`;
    expect((await cost(note, { id: contactId })).calls).toEqual(["note_add ADD_NOTE"]);
    expect((await cost(newTask("id crmId subject { id }"), { id: contactId })).calls).toEqual(["task_add ADD_TASK"]);
  });

  it("a new record that the account does not number: 1 more, to find it", async () => {
    const silent = await anotherGateway({ sandbox: { empty: false, switches: { addAnswersId: false } } });
    const callsOf = async (document: string, id?: string): Promise<string[]> => {
      silent.calls();
      const { errors } = await silent.query(document, { id });
      expect(errors).toBeUndefined();
      return silent.calls();
    };
    const contact = (fields: string) =>
      `mutation { contactCreate(input: { name: "Ada ${fields}" }) { contact { ${fields} } userErrors { code } } }`;
    expect(await callsOf(contact("id"))).toEqual(["contact_add ADD_PERSON", "contact_search"]);
    expect(await callsOf(contact("id createdAt"))).toEqual([
      "contact_add ADD_PERSON",
      "contact_search",
      "contact_detail",
    ]);
    const deal = `mutation { dealCreate(input: { name: "Order 66" }) { deal { createdAt } userErrors { code } } }`;
    expect(await callsOf(deal)).toEqual(["deal_add ADD", "deal_search", "deal_detail"]);
    const [contactId] = await someIds("contacts", 1);
    const note = `mutation ($id: ID!) { noteCreate(input: { subject: { contactId: $id }, body: "Hello" }) { note { id createdAt } userErrors { code } } }`;
    expect(await callsOf(note, contactId)).toEqual(["note_add ADD_NOTE", "contact_detail", "contact_detail"]);
    expect(await callsOf(newTask("id responsibleUser { name }"), contactId)).toEqual([
      "task_add ADD_TASK",
      "contact_detail",
      "contact_detail",
    ]);
  });

  it("an edit: read, write, read", async () => {
    const [contactId] = await someIds("contacts", 1);
    const contact = `mutation ($id: ID!) {
      contactUpdate(id: $id, patch: { position: "Baker" }) { contact { position updatedAt version } userErrors { code } }
    }`;
    expect((await cost(contact, { id: contactId })).calls).toEqual([
      "contact_detail",
      "contact_add EDIT",
      "contact_detail",
    ]);
    const [dealId] = await someIds("deals", 1);
    const deal = `mutation ($id: ID!) { dealUpdate(id: $id, patch: { price: "12.50" }) { deal { price updatedAt } userErrors { code } } }`;
    expect((await cost(deal, { id: dealId })).calls).toEqual(["deal_detail", "deal_add EDIT", "deal_detail"]);
  });

  it("a note and a task: write and read to add, read, write and read to change, read and write to delete", async () => {
    const [contactId] = await someIds("contacts", 1);
    const note = await cost<{ noteCreate: { note: Node } }>(
      `mutation ($id: ID!) { noteCreate(input: { subject: { contactId: $id }, body: "Hello" }) { note { id body createdAt } userErrors { code } } }`,
      { id: contactId },
    );
    expect(note.calls).toEqual(["note_add ADD_NOTE", "contact_detail"]);
    const noteId = note.data.noteCreate.note.id;
    const noteUpdate = `mutation ($id: ID!) { noteUpdate(id: $id, patch: { body: "Hi" }) { note { body createdAt } userErrors { code } } }`;
    expect((await cost(noteUpdate, { id: noteId })).calls).toEqual([
      "contact_detail",
      "note_add EDIT_NOTE",
      "contact_detail",
    ]);
    const noteDelete = `mutation ($id: ID!) { noteDelete(id: $id) { deletedNoteId userErrors { code } } }`;
    expect((await cost(noteDelete, { id: noteId })).calls).toEqual(["contact_detail", "note_add NOTE_DELETE"]);

    const task = await cost<{ taskCreate: { task: Node } }>(newTask("id responsibleUser { name }"), { id: contactId });
    expect(task.calls).toEqual(["task_add ADD_TASK", "contact_detail"]);
    const taskId = task.data.taskCreate.task.id;
    const taskUpdate = `mutation ($id: ID!) { taskUpdate(id: $id, patch: { text: "Ring" }) { task { text responsibleUser { name } } userErrors { code } } }`;
    expect((await cost(taskUpdate, { id: taskId })).calls).toEqual([
      "contact_detail",
      "task_add EDIT_TASK",
      "contact_detail",
    ]);
    const taskComplete = `mutation ($id: ID!) { taskComplete(id: $id) { task { isCompleted text responsibleUser { name } } userErrors { code } } }`;
    expect((await cost(taskComplete, { id: taskId })).calls).toEqual([
      "contact_detail",
      "task_add COMPLATE_TASK",
      "contact_detail",
    ]);
    const taskDelete = `mutation ($id: ID!) { taskDelete(id: $id) { deletedTaskId userErrors { code } } }`;
    expect((await cost(taskDelete, { id: taskId })).calls).toEqual(["contact_detail", "task_add TASK_DELETE"]);
  });

  it("deleting a record: 1", async () => {
    const [contactId] = await someIds("contacts", 1);
    const [dealId] = await someIds("deals", 1);
    expect(
      (await cost(`mutation ($id: ID!) { contactDelete(id: $id) { deletedContactId } }`, { id: contactId })).calls,
    ).toEqual(["contact_delete DELETE"]);
    expect((await cost(`mutation ($id: ID!) { dealDelete(id: $id) { deletedDealId } }`, { id: dealId })).calls).toEqual(
      ["deal_delete DELETE"],
    );
  });

  it("catalogs, one or many: 1, and 1 more when more than the id is selected", async () => {
    const bulk = (fields: string) => `mutation {
      catalogBulkCreate(input: [{ name: "Beans" }, { name: "Machines" }, { name: "Cups" }]) { rows { catalog { ${fields} } userErrors { code } } userErrors { code } }
    }`;
    expect((await cost(bulk("id"))).calls).toEqual(["catalogs"]);
    const fifty = Array.from({ length: 50 }, (_, index) => ({ name: `Goods ${String(index)}` }));
    const many = `mutation ($rows: [CatalogCreateInput!]!) { catalogBulkCreate(input: $rows) { rows { catalog { id } } userErrors { code } } }`;
    expect((await cost(many, { rows: fifty })).calls).toEqual(["catalogs"]);
    expect((await cost(bulk("id name sort"))).calls).toEqual(["catalogs", "catalogs"]);
    const [id] = await someIds("catalogs", 1);
    const rename = `mutation ($id: ID!) { catalogUpdate(id: $id, patch: { name: "Goods" }) { catalog { id } userErrors { code } } }`;
    expect((await cost(rename, { id })).calls).toEqual(["catalogs"]);
    const flags = `mutation ($id: ID!) { catalogUpdate(id: $id, patch: { canLinkMultiple: false }) { catalog { name sort canLinkMultiple } userErrors { code } } }`;
    expect((await cost(flags, { id })).calls.length).toBeLessThanOrEqual(2);
    const gone = `mutation ($id: ID!) { catalogDelete(id: $id) { deletedCatalogId userErrors { code } } }`;
    expect((await cost(gone, { id })).calls).toEqual(["catalogs"]);
  });
});
