import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { afterwards, HTML_PAGE, reset, silence, status, text, truncated } from "../faults/faults.js";
import { startGatewayBehindFaults, type FaultyGateway } from "../faults/faultyGateway.js";
import {
  attempt,
  callAccount,
  newCatalog,
  newContact,
  newDeal,
  newNote,
  newTask,
  send,
  TASK,
  type Named,
} from "./account.js";

// What a caller is told when the answer of the account is lost or spoilt on its way: once a write was acknowledged the mutation
// does not fail any more; before that its outcome is unknown, and it is never sent again.

/** The account does what was asked, and this becomes of its answer. */
const SPOILT = {
  "a failure": afterwards(status(500)),
  "a reset": afterwards(reset),
  silence: afterwards(silence),
  "half of it": truncated,
  "a page for people": afterwards(text(HTML_PAGE, "text/html")),
} as const;

let gateway: FaultyGateway;

beforeAll(async () => {
  gateway = await startGatewayBehindFaults({ env: { AMO_TIMEOUT_MS: "2500" } });
});

beforeEach(() => gateway.faults.clear());

afterAll(() => gateway.close());

interface Row {
  readonly [record: string]: unknown;
  readonly userErrors: readonly { readonly code: string; readonly field: readonly string[] | null }[];
}

describe("reading back fails after an acknowledged write", () => {
  it("contactCreate: what was written is told, what only the account knows fails alone", async () => {
    gateway.faults.add({ page: "contact_detail", fault: SPOILT["a failure"] });
    const { value, errors, calls } = await attempt(
      gateway,
      `mutation ($input: ContactCreateInput!) {
        contactCreate(input: $input) {
          contact { id name position tags phoneNumbers { number label } responsibleUser { crmId name } updatedAt }
          userErrors { code }
        }
      }`,
      {
        input: {
          name: "Ada",
          position: "Analyst",
          tags: ["vip"],
          phoneNumbers: [{ number: "1", label: "Work" }],
          responsibleUserCrmId: "2",
        },
      },
    );
    expect(value).toEqual({
      contact: {
        id: expect.any(String),
        name: "Ada",
        position: "Analyst",
        tags: ["vip"],
        phoneNumbers: [{ number: "1", label: "Work" }],
        responsibleUser: { crmId: "2", name: null },
        updatedAt: null,
      },
      userErrors: [],
    });
    expect(errors).toMatchObject([
      { path: ["contactCreate", "contact", "updatedAt"], extensions: { code: "UPSTREAM_UNAVAILABLE" } },
    ]);
    expect(calls).toEqual(["contact_add ADD_PERSON", "contact_detail"]);
  });

  it("contactUpdate: the record as merged is told, `updatedAt` alone fails", async () => {
    const { id } = await newContact(gateway, { name: "Ada", position: "Analyst", tags: ["vip"] });
    gateway.faults.add({ page: "contact_detail", nth: 2, fault: SPOILT["half of it"] });
    const { value, errors, calls } = await attempt(
      gateway,
      `mutation ($id: ID!) {
        contactUpdate(id: $id, patch: { position: "Countess" }) {
          contact { id name isCompany position tags createdAt updatedAt responsibleUser { name } version } userErrors { code }
        }
      }`,
      { id },
    );
    expect(value).toEqual({
      contact: {
        id,
        name: "Ada",
        isCompany: false,
        position: "Countess",
        tags: ["vip"],
        createdAt: expect.any(String),
        updatedAt: null,
        responsibleUser: { name: "Anna Smirnova" },
        version: expect.any(String),
      },
      userErrors: [],
    });
    expect(errors).toMatchObject([
      { path: ["contactUpdate", "contact", "updatedAt"], extensions: { code: "UPSTREAM_BAD_RESPONSE" } },
    ]);
    expect(calls).toEqual(["contact_detail", "contact_add EDIT", "contact_detail"]);
  });

  it("dealUpdate and dealCreate likewise", async () => {
    const { id } = await newDeal(gateway, { name: "Order", price: "5", tags: ["q1"] });
    gateway.faults.add({ page: "deal_detail", nth: 2, fault: SPOILT["a page for people"] });
    const updated = await attempt(
      gateway,
      `mutation ($id: ID!) { dealUpdate(id: $id, patch: { price: "7.5" }) { deal { name price tags updatedAt } userErrors { code } } }`,
      { id },
    );
    expect(updated.value).toEqual({
      deal: { name: "Order", price: "7.5", tags: ["q1"], updatedAt: null },
      userErrors: [],
    });
    expect(updated.errors.map(({ path }) => path)).toEqual([["dealUpdate", "deal", "updatedAt"]]);

    gateway.faults.clear();
    gateway.faults.add({ page: "deal_detail", fault: SPOILT["a failure"] });
    const created = await attempt(
      gateway,
      `mutation { dealCreate(input: { name: "New", price: "1" }) { deal { id name price createdAt } userErrors { code } } }`,
    );
    expect(created.value).toMatchObject({ deal: { name: "New", price: "1", createdAt: null }, userErrors: [] });
    expect(created.errors.map(({ path }) => path)).toEqual([["dealCreate", "deal", "createdAt"]]);
  });

  it("noteCreate and noteUpdate tell the body", async () => {
    const { id } = await newContact(gateway);
    const note = await newNote(gateway, { contactId: id });
    gateway.faults.add({ page: "contact_detail", fault: SPOILT["a failure"] });
    const created = await attempt(
      gateway,
      `mutation ($id: ID!) {
        noteCreate(input: { subject: { contactId: $id }, body: "Written" }) { note { id body createdAt subject { id } } userErrors { code } }
      }`,
      { id },
    );
    expect(created.value).toEqual({
      note: { id: expect.any(String), body: "Written", createdAt: null, subject: { id } },
      userErrors: [],
    });
    expect(created.errors.map(({ path }) => path)).toEqual([["noteCreate", "note", "createdAt"]]);

    gateway.faults.clear();
    gateway.faults.add({ page: "contact_detail", nth: 2, fault: SPOILT["a failure"] });
    const updated = await attempt(
      gateway,
      `mutation ($id: ID!) { noteUpdate(id: $id, patch: { body: "Rewritten" }) { note { id body author { crmId } createdAt } userErrors { code } } }`,
      { id: note.id },
    );
    expect(updated.value).toEqual({
      note: { id: note.id, body: "Rewritten", author: { crmId: "1" }, createdAt: expect.any(String) },
      userErrors: [],
    });
    expect(updated.errors).toEqual([]);
  });

  it("taskCreate, taskUpdate and taskComplete tell the task", async () => {
    const { id } = await newContact(gateway);
    const fields = `id text type dueAt isCompleted responsibleUser { crmId }`;
    const task = { text: TASK.text, type: "LETTER", dueAt: TASK.dueAt, responsibleUser: { crmId: "2" } };
    gateway.faults.add({ page: "contact_detail", fault: SPOILT["a failure"] });
    const created = await attempt<{ readonly task: Named }>(
      gateway,
      `mutation ($input: TaskCreateInput!) { taskCreate(input: $input) { task { ${fields} } userErrors { code } } }`,
      { input: { ...TASK, subject: { contactId: id } } },
    );
    expect(created).toMatchObject({ value: { task: { ...task, isCompleted: false }, userErrors: [] }, errors: [] });

    const changes: [string, object][] = [
      [`taskUpdate(id: $id, patch: { text: "Other" })`, { ...task, text: "Other", isCompleted: false }],
      ["taskComplete(id: $id)", { ...task, text: "Other", isCompleted: true }],
    ];
    for (const [call, expected] of changes) {
      gateway.faults.clear();
      gateway.faults.add({ page: "contact_detail", nth: 2, fault: SPOILT["a failure"] });
      const document = `mutation ($id: ID!) { ${call} { task { ${fields} } userErrors { code } } }`;
      const changed = await attempt(gateway, document, { id: created.value.task.id });
      expect(changed).toMatchObject({ value: { task: expected, userErrors: [] }, errors: [] });
    }
  });

  it("catalogCreate tells what was written, and the position fails alone", async () => {
    gateway.faults.add({ page: "catalogs", nth: 2, fault: SPOILT["a failure"] });
    const { value, errors } = await attempt(
      gateway,
      `mutation { catalogCreate(input: { name: "Goods", canLinkMultiple: true }) { catalog { id name type canLinkMultiple sort } userErrors { code } } }`,
    );
    expect(value).toEqual({
      catalog: { id: expect.any(String), name: "Goods", type: "REGULAR", canLinkMultiple: true, sort: null },
      userErrors: [],
    });
    expect(errors.map(({ path }) => path)).toEqual([["catalogCreate", "catalog", "sort"]]);
  });

  it("an account that answers no id and whose search fails: null with OUTCOME_UNKNOWN, and the contact is there", async () => {
    const silent = await startGatewayBehindFaults({ sandbox: { switches: { addAnswersId: false } } });
    try {
      silent.faults.add({ page: "contact_search", fault: SPOILT["a failure"] });
      const { value, errors, calls } = await attempt(
        silent,
        `mutation { contactCreate(input: { name: "Unfound" }) { contact { id } userErrors { code } } }`,
      );
      expect(value).toEqual({ contact: null, userErrors: [] });
      expect(errors).toMatchObject([
        { path: ["contactCreate", "contact"], extensions: { code: "OUTCOME_UNKNOWN", mayHaveBeenApplied: true } },
      ]);
      expect(calls).toEqual(["contact_add ADD_PERSON", "contact_search"]);
      expect(await callAccount(silent, "contacts", {})).toContain("<name>Unfound</name>");
    } finally {
      await silent.close();
    }
  });
});

/** A write of each kind: the page that makes it, and whether the account shows it afterwards. */
interface LostWrite {
  readonly document: string;
  readonly page: string;
  prepare(): Promise<Readonly<Record<string, unknown>>>;
}

const LOST: Readonly<Record<string, LostWrite>> = {
  contactCreate: {
    document: `mutation { contactCreate(input: { name: "Lost" }) { contact { id } userErrors { code } } }`,
    page: "contact_add",
    prepare: () => Promise.resolve({}),
  },
  contactUpdate: {
    document: `mutation ($id: ID!) { contactUpdate(id: $id, patch: { name: "Lost" }) { contact { id } userErrors { code } } }`,
    page: "contact_add",
    prepare: () => newContact(gateway).then(({ id }) => ({ id })),
  },
  contactDelete: {
    document: `mutation ($id: ID!) { contactDelete(id: $id) { deletedContactId userErrors { code } } }`,
    page: "contact_delete",
    prepare: () => newContact(gateway).then(({ id }) => ({ id })),
  },
  dealCreate: {
    document: `mutation { dealCreate(input: { name: "Lost" }) { deal { id } userErrors { code } } }`,
    page: "deal_add",
    prepare: () => Promise.resolve({}),
  },
  dealUpdate: {
    document: `mutation ($id: ID!) { dealUpdate(id: $id, patch: { name: "Lost" }) { deal { id } userErrors { code } } }`,
    page: "deal_add",
    prepare: () => newDeal(gateway).then(({ id }) => ({ id })),
  },
  dealDelete: {
    document: `mutation ($id: ID!) { dealDelete(id: $id) { deletedDealId userErrors { code } } }`,
    page: "deal_delete",
    prepare: () => newDeal(gateway).then(({ id }) => ({ id })),
  },
  noteCreate: {
    document: `mutation ($id: ID!) { noteCreate(input: { subject: { contactId: $id }, body: "Lost" }) { note { id } userErrors { code } } }`,
    page: "note_add",
    prepare: () => newContact(gateway).then(({ id }) => ({ id })),
  },
  noteUpdate: {
    document: `mutation ($id: ID!) { noteUpdate(id: $id, patch: { body: "Lost" }) { note { id } userErrors { code } } }`,
    page: "note_add",
    prepare: () => noteId(),
  },
  noteDelete: {
    document: `mutation ($id: ID!) { noteDelete(id: $id) { deletedNoteId userErrors { code } } }`,
    page: "note_add",
    prepare: () => noteId(),
  },
  taskCreate: {
    document: `mutation ($input: TaskCreateInput!) { taskCreate(input: $input) { task { id } userErrors { code } } }`,
    page: "task_add",
    prepare: () => Promise.resolve({ input: TASK }),
  },
  taskUpdate: {
    document: `mutation ($id: ID!) { taskUpdate(id: $id, patch: { text: "Lost" }) { task { id } userErrors { code } } }`,
    page: "task_add",
    prepare: () => taskId(),
  },
  taskComplete: {
    document: `mutation ($id: ID!) { taskComplete(id: $id) { task { id } userErrors { code } } }`,
    page: "task_add",
    prepare: () => taskId(),
  },
  taskDelete: {
    document: `mutation ($id: ID!) { taskDelete(id: $id) { deletedTaskId userErrors { code } } }`,
    page: "task_add",
    prepare: () => taskId(),
  },
  catalogCreate: {
    document: `mutation { catalogCreate(input: { name: "Lost" }) { catalog { id } userErrors { code } } }`,
    page: "catalogs",
    prepare: () => Promise.resolve({}),
  },
  catalogUpdate: {
    document: `mutation ($id: ID!) { catalogUpdate(id: $id, patch: { name: "Lost" }) { catalog { id } userErrors { code } } }`,
    page: "catalogs",
    prepare: () => newCatalog(gateway).then(({ id }) => ({ id })),
  },
  catalogDelete: {
    document: `mutation ($id: ID!) { catalogDelete(id: $id) { deletedCatalogId userErrors { code } } }`,
    page: "catalogs",
    prepare: () => newCatalog(gateway).then(({ id }) => ({ id })),
  },
};

async function noteId(): Promise<{ readonly id: string }> {
  const contact = await newContact(gateway);
  return { id: (await newNote(gateway, { contactId: contact.id })).id };
}

async function taskId(): Promise<{ readonly id: string }> {
  const contact = await newContact(gateway);
  return { id: (await newTask(gateway, { contactId: contact.id })).id };
}

describe("the answer to a write is lost", () => {
  it.each(Object.entries(LOST))("%s: OUTCOME_UNKNOWN, and one write at the account", async (name, lost) => {
    const variables = await lost.prepare();
    gateway.faults.add({ page: lost.page, fault: SPOILT["a reset"] });
    const { value, errors, calls } = await attempt(gateway, lost.document, variables);
    expect(value).toBeNull();
    expect(errors).toMatchObject([{ path: [name], extensions: { code: "OUTCOME_UNKNOWN", mayHaveBeenApplied: true } }]);
    expect(calls.filter((call) => call.startsWith(lost.page))).toHaveLength(1);
  });

  it.each(Object.entries(SPOILT))(
    "instead comes %s: OUTCOME_UNKNOWN, one write at the account, where it was made",
    async (what, fault) => {
      const name = `Lost: ${what}`;
      gateway.faults.add({ page: "contact_add", fault });
      const { value, errors, calls } = await attempt(
        gateway,
        `mutation ($name: String!) { contactCreate(input: { name: $name }) { contact { id name } userErrors { code } } }`,
        { name },
      );
      expect(value).toBeNull();
      expect(errors).toMatchObject([
        { path: ["contactCreate"], extensions: { code: "OUTCOME_UNKNOWN", mayHaveBeenApplied: true } },
      ]);
      expect(calls).toEqual(["contact_add ADD_PERSON"]);
      expect(await callAccount(gateway, "contact_search", { SEARCH: name })).toContain(`<name>${name}</name>`);
    },
  );

  it("tells nothing of what the account wrote", async () => {
    gateway.faults.add({ page: "contact_add", fault: SPOILT["a page for people"] });
    const answer = await gateway.query(`mutation { contactCreate(input: { name: "X" }) { contact { id } } }`);
    expect(JSON.stringify(answer)).not.toMatch(/maintenance|html|127\.0\.0\.1|\.php/i);
    expect(answer.errors?.[0]?.extensions).toHaveProperty("requestId");
  });
});

describe("many at once are cut short by a lost answer", () => {
  const outcomes = (rows: readonly Row[], record: string): (string | undefined)[] =>
    rows.map((row) => row.userErrors[0]?.code ?? (row[record] === null ? undefined : "done"));

  it("contactBulkCreate: what was done stays, the lost row is OUTCOME_UNKNOWN, the rest is NOT_SENT", async () => {
    gateway.faults.add({ page: "contact_add", nth: 3, fault: SPOILT["a reset"] });
    const { value, errors, calls } = await attempt<{ rows: Row[] }>(
      gateway,
      `mutation ($input: [ContactCreateInput!]!) { contactBulkCreate(input: $input) { rows { contact { id } userErrors { code field } } userErrors { code } } }`,
      { input: ["One", "Two", "Three", "Four", "Five"].map((name) => ({ name: `Cut ${name}` })) },
    );
    expect(errors).toEqual([]);
    expect(value).toMatchObject({ userErrors: [] });
    expect(outcomes(value.rows, "contact")).toEqual(["done", "done", "OUTCOME_UNKNOWN", "NOT_SENT", "NOT_SENT"]);
    expect(calls).toEqual(Array(3).fill("contact_add ADD_PERSON"));
    const stored = await callAccount(gateway, "contact_search", { SEARCH: "Cut " });
    expect(stored.match(/<name>Cut \w+<\/name>/g)).toHaveLength(3);
  });

  it("an edit that was not sent since its read failed is NOT_SENT", async () => {
    const ids = [await newContact(gateway), await newContact(gateway), await newContact(gateway)].map(({ id }) => id);
    gateway.faults.add({ page: "contact_detail", nth: 2, fault: SPOILT["a failure"] });
    const { value, errors, calls } = await attempt<{ rows: Row[] }>(
      gateway,
      `mutation ($input: [ContactBulkUpdateInput!]!) { contactBulkUpdate(input: $input) { rows { contact { id } userErrors { code field } } } }`,
      { input: ids.map((id) => ({ id, patch: { position: "P" } })) },
    );
    expect(errors).toEqual([]);
    expect(outcomes(value.rows, "contact")).toEqual(["done", "NOT_SENT", "NOT_SENT"]);
    expect(calls.filter((call) => call === "contact_add EDIT")).toHaveLength(1);
  });

  it("noteBulkCreate and taskBulkComplete likewise", async () => {
    const contact = await newContact(gateway);
    const subject = { contactId: contact.id };
    gateway.faults.add({ page: "note_add", nth: 1, fault: SPOILT["half of it"] });
    const notes = await attempt<{ rows: Row[] }>(
      gateway,
      `mutation ($input: [NoteCreateInput!]!) { noteBulkCreate(input: $input) { rows { note { id } userErrors { code } } } }`,
      { input: ["a", "b"].map((body) => ({ subject, body })) },
    );
    expect(notes.errors).toEqual([]);
    expect(outcomes(notes.value.rows, "note")).toEqual(["OUTCOME_UNKNOWN", "NOT_SENT"]);

    const tasks = [await newTask(gateway, subject), await newTask(gateway, subject), await newTask(gateway, subject)];
    gateway.faults.add({ page: "task_add", nth: 2, fault: SPOILT.silence });
    const completed = await attempt<{ rows: Row[] }>(
      gateway,
      `mutation ($ids: [ID!]!) { taskBulkComplete(ids: $ids) { rows { task { id } userErrors { code } } } }`,
      { ids: tasks.map(({ id }) => id) },
    );
    expect(completed.errors).toEqual([]);
    expect(outcomes(completed.value.rows, "task")).toEqual(["done", "OUTCOME_UNKNOWN", "NOT_SENT"]);
  });

  it("catalogs, which go together, are all OUTCOME_UNKNOWN", async () => {
    gateway.faults.add({ page: "catalogs", nth: 1, fault: SPOILT["a reset"] });
    const { value, errors, calls } = await attempt<{ rows: Row[] }>(
      gateway,
      `mutation { catalogBulkCreate(input: [{ name: "A" }, { name: "B" }]) { rows { catalog { id } userErrors { code } } } }`,
    );
    expect(errors).toEqual([]);
    expect(outcomes(value.rows, "catalog")).toEqual(["OUTCOME_UNKNOWN", "OUTCOME_UNKNOWN"]);
    expect(calls).toEqual(["catalogs"]);
  });
});

describe("the answer to a read is spoilt", () => {
  it.each([
    ["a failure", "UPSTREAM_UNAVAILABLE"],
    ["half of it", "UPSTREAM_BAD_RESPONSE"],
    ["a page for people", "UPSTREAM_BAD_RESPONSE"],
    ["silence", "UPSTREAM_TIMEOUT"],
    ["a reset", "UPSTREAM_UNAVAILABLE"],
  ] as const)("instead comes %s: %s at that field, the others are there", async (what, code) => {
    const { id } = await newContact(gateway, { name: "Reader" });
    gateway.faults.add({ page: "deals", fault: SPOILT[what] });
    const { data, errors } = await gateway.query(
      `query ($id: ID!) { contact(id: $id) { name } deals(first: 1) { nodes { name } } }`,
      { id },
    );
    expect(data).toEqual({ contact: { name: "Reader" }, deals: null });
    expect(errors).toMatchObject([{ path: ["deals"], extensions: { code } }]);
  });

  it("once only, the read is made again unseen", async () => {
    gateway.faults.add({ page: "deals", nth: 1, fault: SPOILT["a reset"] });
    const { calls } = await send(gateway, `{ deals(first: 1) { nodes { id } } }`);
    expect(calls).toEqual(["deals", "deals"]);
  });
});
