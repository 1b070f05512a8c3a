import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { afterwards, HTML_PAGE, reset, silence, status, text, truncated } from "../faults/faults.js";
import type { Fault } from "../faults/faultProxy.js";
import { startGatewayBehindFaults, type FaultyGateway } from "../faults/faultyGateway.js";
import { attempt, newCatalog, newContact, newDeal, newNote, newTask, send, TASK, writesAmong } from "./account.js";

// What acknowledgedWrites.test.ts shows of the older APIs, of API v4: there changes are sent without reading first, and rows together.

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
  gateway = await startGatewayBehindFaults({ api: "v4", env: { AMO_TIMEOUT_MS: "2500" } });
  // Names of users, stages and kinds of tasks are read once in ten minutes.
  const { id } = await newContact(gateway);
  await newTask(gateway, { contactId: id });
  await newDeal(gateway);
  await send(
    gateway,
    `{ deals { nodes { status { name } responsibleUser { name } contacts { id } } } contacts { nodes { tasks { nodes { type } } } } }`,
  );
});

beforeEach(() => gateway.faults.clear());

afterAll(() => gateway.close());

/** Spoils what answers to changes from now on. */
function spoilWrites(fault: Fault): void {
  gateway.faults.choose(({ request }) => (request.method === "GET" ? undefined : fault));
}

/** Spoils what is read once something was changed. */
function spoilReadsBack(fault: Fault): void {
  let isWritten = false;
  gateway.faults.choose(({ request }) => {
    if (request.method !== "GET") isWritten = true;
    else if (isWritten) return fault;
    return undefined;
  });
}

describe("reading back fails after an acknowledged write", () => {
  it("contactCreate: what was written is told, what only the account knows fails alone", async () => {
    spoilReadsBack(SPOILT["a failure"]);
    const input = { name: "Ada", position: "Analyst", tags: ["vip"], phoneNumbers: [{ number: "1", label: "Work" }] };
    const { value, errors, calls } = await attempt(
      gateway,
      `mutation ($input: ContactCreateInput!) {
        contactCreate(input: $input) {
          contact { id name position tags phoneNumbers { number label } responsibleUser { crmId } updatedAt }
          userErrors { code }
        }
      }`,
      { input: { ...input, responsibleUserCrmId: "2" } },
    );
    expect(value).toEqual({
      contact: { id: expect.any(String), ...input, responsibleUser: { crmId: "2" }, updatedAt: null },
      userErrors: [],
    });
    expect(errors).toMatchObject([
      { path: ["contactCreate", "contact", "updatedAt"], extensions: { code: "UPSTREAM_UNAVAILABLE" } },
    ]);
    expect(writesAmong(calls)).toEqual(["POST contacts"]);
  });

  it("contactUpdate and dealUpdate: what was changed is told, the rest fails field by field", async () => {
    const contact = await newContact(gateway, { name: "Ada", tags: ["vip"] });
    const deal = await newDeal(gateway, { name: "Order", tags: ["q1"] });
    const changes: [string, string, string, object][] = [
      ["contact", contact.id, `patch: { position: "Countess" }`, { position: "Countess" }],
      ["deal", deal.id, `patch: { price: "7.5" }`, { price: "7.5" }],
    ];
    for (const [type, id, patch, known] of changes) {
      gateway.faults.clear();
      spoilReadsBack(SPOILT["half of it"]);
      const { value, errors, calls } = await attempt<Record<string, unknown>>(
        gateway,
        `mutation ($id: ID!) {
          ${type}Update(id: $id, ${patch}) { ${type} { id ${Object.keys(known).join(" ")} tags updatedAt } userErrors { code } }
        }`,
        { id },
      );
      expect(value).toEqual({ [type]: { id, ...known, tags: null, updatedAt: null }, userErrors: [] });
      expect(errors).toMatchObject(
        ["tags", "updatedAt"].map((field) => ({
          path: [`${type}Update`, type, field],
          extensions: { code: "UPSTREAM_BAD_RESPONSE" },
        })),
      );
      expect(writesAmong(calls)).toHaveLength(1);
    }
  });

  it("notes and tasks: what was written is told", async () => {
    const { id } = await newContact(gateway);
    const note = await newNote(gateway, { contactId: id });
    const task = await newTask(gateway, { contactId: id });
    const fields = `id text type dueAt isCompleted responsibleUser { crmId }`;
    const read = { id: task.id, text: TASK.text, type: "LETTER", dueAt: TASK.dueAt, responsibleUser: { crmId: "2" } };
    const changes: [string, object, object][] = [
      [
        `noteCreate(input: { subject: { contactId: $contact }, body: "Written" }) { note { body subject { id } }`,
        { contact: id },
        { note: { body: "Written", subject: { id } } },
      ],
      [
        `noteUpdate(id: $note, patch: { body: "Rewritten" }) { note { id body author { crmId } }`,
        { note: note.id },
        { note: { id: note.id, body: "Rewritten", author: { crmId: "1" } } },
      ],
      [
        `taskUpdate(id: $task, patch: { text: "Other" }) { task { ${fields} }`,
        { task: task.id },
        { task: { ...read, text: "Other", isCompleted: false } },
      ],
      [
        `taskComplete(id: $task) { task { ${fields} }`,
        { task: task.id },
        { task: { ...read, text: "Other", isCompleted: true } },
      ],
    ];
    for (const [call, variables, expected] of changes) {
      gateway.faults.clear();
      spoilReadsBack(SPOILT["a failure"]);
      const [name = ""] = Object.keys(variables);
      const document = `mutation ($${name}: ID!) { ${call} userErrors { code } } }`;
      const { value, errors } = await attempt(gateway, document, { ...variables });
      expect(value).toEqual({ ...expected, userErrors: [] });
      expect(errors).toEqual([]);
    }
  });
});

/** Each write, with what it needs. */
const WRITES: Readonly<Record<string, { readonly document: string; prepare(): Promise<object> }>> = {
  contactCreate: {
    document: `mutation { contactCreate(input: { name: "Lost" }) { contact { id } userErrors { code } } }`,
    prepare: () => Promise.resolve({}),
  },
  contactUpdate: {
    document: `mutation ($id: ID!) { contactUpdate(id: $id, patch: { name: "Lost" }) { contact { id } userErrors { code } } }`,
    prepare: () => newContact(gateway),
  },
  dealCreate: {
    document: `mutation { dealCreate(input: { name: "Lost" }) { deal { id } userErrors { code } } }`,
    prepare: () => Promise.resolve({}),
  },
  dealUpdate: {
    document: `mutation ($id: ID!) { dealUpdate(id: $id, patch: { name: "Lost" }) { deal { id } userErrors { code } } }`,
    prepare: () => newDeal(gateway),
  },
  noteCreate: {
    document: `mutation ($id: ID!) { noteCreate(input: { subject: { contactId: $id }, body: "Lost" }) { note { id } userErrors { code } } }`,
    prepare: () => newContact(gateway),
  },
  noteUpdate: {
    document: `mutation ($id: ID!) { noteUpdate(id: $id, patch: { body: "Lost" }) { note { id } userErrors { code } } }`,
    prepare: async () => newNote(gateway, { contactId: (await newContact(gateway)).id }),
  },
  taskCreate: {
    document: `mutation ($input: TaskCreateInput!) { taskCreate(input: $input) { task { id } userErrors { code } } }`,
    prepare: () => Promise.resolve({ input: TASK }),
  },
  taskUpdate: {
    document: `mutation ($id: ID!) { taskUpdate(id: $id, patch: { text: "Lost" }) { task { id } userErrors { code } } }`,
    prepare: async () => newTask(gateway, { contactId: (await newContact(gateway)).id }),
  },
  taskComplete: {
    document: `mutation ($id: ID!) { taskComplete(id: $id) { task { id } userErrors { code } } }`,
    prepare: async () => newTask(gateway, { contactId: (await newContact(gateway)).id }),
  },
  catalogCreate: {
    document: `mutation { catalogCreate(input: { name: "Lost" }) { catalog { id } userErrors { code } } }`,
    prepare: () => Promise.resolve({}),
  },
  catalogUpdate: {
    document: `mutation ($id: ID!) { catalogUpdate(id: $id, patch: { name: "Lost" }) { catalog { id } userErrors { code } } }`,
    prepare: () => newCatalog(gateway),
  },
};

describe("the answer to a write is lost", () => {
  it.each(Object.entries(WRITES))("%s: OUTCOME_UNKNOWN, and one write at the account", async (name, write) => {
    const variables = { ...(await write.prepare()) };
    spoilWrites(SPOILT["a reset"]);
    const { value, errors, calls } = await attempt(gateway, write.document, variables);
    expect(value).toBeNull();
    expect(errors).toMatchObject([{ path: [name], extensions: { code: "OUTCOME_UNKNOWN", mayHaveBeenApplied: true } }]);
    expect(writesAmong(calls)).toHaveLength(1);
  });

  it.each(Object.entries(SPOILT))(
    "instead comes %s: OUTCOME_UNKNOWN, one write at the account, where it was made",
    async (what, fault) => {
      const name = `Lost by ${what}`;
      spoilWrites(fault);
      const { value, errors, calls } = await attempt(
        gateway,
        `mutation ($name: String!) { contactCreate(input: { name: $name }) { contact { id name } userErrors { code } } }`,
        { name },
      );
      expect(value).toBeNull();
      expect(errors).toMatchObject([{ extensions: { code: "OUTCOME_UNKNOWN", mayHaveBeenApplied: true } }]);
      expect(calls).toEqual(["POST contacts"]);
      gateway.faults.clear();
      const found = await send(
        gateway,
        `query ($name: String) { contacts(search: $name) { nodes { name } totalCount } }`,
        { name },
      );
      expect(found.value).toEqual({ nodes: [{ name }], totalCount: 1 });
    },
  );

  it("tells nothing of what the account wrote", async () => {
    spoilWrites(SPOILT["a page for people"]);
    const answer = await gateway.query(`mutation { contactCreate(input: { name: "X" }) { contact { id } } }`);
    expect(JSON.stringify(answer)).not.toMatch(/maintenance|html|127\.0\.0\.1|\/api\/v4/i);
    expect(answer.errors?.[0]?.extensions).toHaveProperty("requestId");
  });

  it("rows that went together are all OUTCOME_UNKNOWN, and none is sent again", async () => {
    spoilWrites(SPOILT["a reset"]);
    const { value, errors, calls } = await attempt<{ rows: { userErrors: { code: string }[] }[] }>(
      gateway,
      `mutation ($input: [ContactCreateInput!]!) { contactBulkCreate(input: $input) { rows { contact { id } userErrors { code } } } }`,
      { input: ["One", "Two", "Three"].map((name) => ({ name })) },
    );
    expect(errors).toEqual([]);
    expect(value.rows.map(({ userErrors }) => userErrors.map(({ code }) => code))).toEqual(
      Array(3).fill(["OUTCOME_UNKNOWN"]),
    );
    expect(calls).toEqual(["POST contacts"]);
  });
});
