import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { APIS, startGateway, type TestGateway } from "../gateway.js";
import { attempt, forgedId, newContact, newDeal, newTask, send, TASK, writesAmong, type Named } from "./account.js";

const ERRORS = `userErrors { code field ... on NotFoundError { id } }`;
const FIELDS = `id crmId text type dueAt isCompleted responsibleUser { crmId name } subject { __typename id name }`;
const CREATE = `mutation ($input: TaskCreateInput!) { taskCreate(input: $input) { task { ${FIELDS} } ${ERRORS} } }`;
const UPDATE = `mutation ($id: ID!, $patch: TaskPatchInput!) {
  taskUpdate(id: $id, patch: $patch) { task { ${FIELDS} } replacedTaskId ${ERRORS} }
}`;
const COMPLETE = `mutation ($id: ID!) { taskComplete(id: $id) { task { ${FIELDS} } ${ERRORS} } }`;
const DELETE = `mutation ($id: ID!) {
  taskDelete(id: $id) { deletedTaskId subject { __typename id tasks { nodes { id } } } ${ERRORS} }
}`;
const BULK_DELETE = `mutation ($ids: [ID!]!) {
  taskBulkDelete(ids: $ids) { rows { index deletedId userErrors { code field } } userErrors { code field } }
}`;
const READ = `query ($id: ID!) { node(id: $id) { ... on Task { ${FIELDS} } } }`;

interface TaskPayload {
  readonly task: Named | null;
  readonly userErrors: readonly { readonly code: string; readonly field: readonly string[] | null }[];
}

const TASK_READ = {
  text: TASK.text,
  type: "LETTER",
  dueAt: TASK.dueAt,
  isCompleted: false,
  responsibleUser: { crmId: "2", name: "John Miller" },
};

/** The two kinds of record that a task can be put on, with the calls that tasks take. */
const KINDS = [
  { kind: "Contact", argument: "contactId", create: newContact, calls: callsOf("contact_detail", "contacts") },
  { kind: "Deal", argument: "dealId", create: newDeal, calls: callsOf("deal_detail", "leads") },
] as const;

function callsOf(page: string, list: string) {
  return {
    // A record's page tells its tasks.
    legacy: {
      add: "task_add ADD_TASK",
      change: [page, "task_add EDIT_TASK"],
      complete: [page, "task_add COMPLATE_TASK"],
      task: [page],
      withSubject: [page],
    },
    v4: {
      add: "POST tasks",
      change: ["GET tasks/id", "PATCH tasks/id"],
      complete: ["GET tasks/id", "PATCH tasks/id"],
      task: ["GET tasks/id"],
      withSubject: [`GET ${list}/id`, "GET tasks"],
    },
  };
}

/** The calls that a task on its own takes: it is not read. */
const ALONE = {
  legacy: { add: "task_add ADD_TASK", change: ["task_add EDIT_TASK"], complete: ["task_add COMPLATE_TASK"] },
  v4: { add: "POST tasks", change: ["GET tasks/id", "PATCH tasks/id"], complete: ["GET tasks/id", "PATCH tasks/id"] },
};

describe.each(APIS)("over the %s API", (api) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway({ api });
  });

  afterAll(() => gateway.close());

  async function read(id: string): Promise<unknown> {
    return (await send(gateway, READ, { id })).value;
  }

  describe.each(KINDS)("tasks of a $kind", ({ kind, argument, create, calls: { [api]: sent } }) => {
    let record: Named;
    let subject: { readonly [argument]: string };

    beforeEach(async () => {
      record = await create(gateway, { name: "Subject" });
      subject = { [argument]: record.id };
    });

    it("are added and read: one write, one read", async () => {
      const { value, calls } = await send<TaskPayload>(gateway, CREATE, { input: { ...TASK, subject } });
      const task = {
        id: expect.any(String),
        crmId: expect.stringMatching(/^\d+$/),
        ...TASK_READ,
        subject: { __typename: kind, id: record.id, name: "Subject" },
      };
      expect(value).toEqual({ task, userErrors: [] });
      expect(calls).toEqual([sent.add, ...sent.withSubject]);
      expect(await read(value.task?.id ?? "")).toEqual(value.task);
    });

    it.each(["CALL", "LETTER", "MEETING"])("can be a %s", async (type) => {
      const { id } = await newTask(gateway, subject, { type });
      expect(await read(id)).toMatchObject({ type });
    });

    it("are listed in the order of the account, all or by whether they are completed", async () => {
      const tasks = [await newTask(gateway, subject), await newTask(gateway, subject), await newTask(gateway, subject)];
      const [first, second, third] = tasks.map(({ id }) => id);
      await send(gateway, COMPLETE, { id: second });
      const { value, calls } = await send(
        gateway,
        `query ($id: ID!) {
        node(id: $id) {
          ... on ActivitySubject {
            all: tasks { nodes { id } totalCount }
            open: tasks(isCompleted: false) { nodes { id } totalCount }
            done: tasks(isCompleted: true) { nodes { id isCompleted } totalCount }
          }
        }
      }`,
        { id: record.id },
      );
      expect(value).toEqual({
        all: { nodes: [{ id: first }, { id: second }, { id: third }], totalCount: 3 },
        open: { nodes: [{ id: first }, { id: third }], totalCount: 2 },
        done: { nodes: [{ id: second, isCompleted: true }], totalCount: 1 },
      });
      expect(calls).toEqual(sent.withSubject);
    });

    const changes: [string, Record<string, unknown>, Record<string, unknown>][] = [
      ["text", { text: "Line\nbreak" }, { text: "Line\nbreak" }],
      ["type", { type: "MEETING" }, { type: "MEETING" }],
      ["dueAt", { dueAt: "2028-02-29T21:30:00+03:00" }, { dueAt: "2028-02-29T18:30:00Z" }],
      ["responsibleUserCrmId", { responsibleUserCrmId: "3" }, { responsibleUser: { crmId: "3", name: "Дарья Ким" } }],
    ];

    it.each(changes)("change their %s and keep the rest: read, write, read", async (_name, patch, expected) => {
      const { id } = await newTask(gateway, subject);
      const { value, calls } = await send<TaskPayload>(gateway, UPDATE, { id, patch });
      expect(value).toMatchObject({ task: { id, ...TASK_READ, ...expected }, replacedTaskId: null, userErrors: [] });
      expect(calls).toEqual([...sent.change, ...sent.withSubject]);
      expect(await read(id)).toEqual(value.task);
    });

    it("stay completed when something else is changed", async () => {
      const { id } = await newTask(gateway, subject);
      await send(gateway, COMPLETE, { id });
      const { value } = await send(gateway, UPDATE, { id, patch: { text: "Done, noted" } });
      expect(value).toMatchObject({ task: { text: "Done, noted", isCompleted: true } });
    });

    it.each(["text", "type", "dueAt", "responsibleUserCrmId"])("refuse null for %s", async (name) => {
      const { id } = await newTask(gateway, subject);
      const { value, calls } = await send<TaskPayload>(gateway, UPDATE, { id, patch: { [name]: null } });
      expect(value.userErrors).toEqual([{ code: "REQUIRED", field: ["patch", name] }]);
      expect(calls).toEqual([]);
    });

    it("refuse an empty patch", async () => {
      const { id } = await newTask(gateway, subject);
      const { value, calls } = await send<TaskPayload>(gateway, UPDATE, { id, patch: {} });
      expect(value.userErrors).toEqual([{ code: "REQUIRED", field: ["patch"] }]);
      expect(calls).toEqual([]);
    });

    it("let two changes of one task at once both survive", async () => {
      const { id } = await newTask(gateway, subject);
      await Promise.all([
        gateway.query(UPDATE, { id, patch: { text: "Left" } }),
        gateway.query(UPDATE, { id, patch: { type: "CALL" } }),
      ]);
      expect(await read(id)).toMatchObject({ text: "Left", type: "CALL" });
    });

    it("are completed once: the second time nothing is sent", async () => {
      const { id } = await newTask(gateway, subject);
      const { value, calls } = await send(gateway, COMPLETE, { id });
      expect(value).toMatchObject({ task: { id, ...TASK_READ, isCompleted: true }, userErrors: [] });
      expect(calls).toEqual([...sent.complete, ...sent.withSubject]);
      const again = await send(gateway, COMPLETE, { id });
      expect(again.value).toEqual(value);
      expect(writesAmong(again.calls)).toEqual([]);
    });

    it("get another id when they are moved, and keep their number", async () => {
      const { id, crmId } = await newTask(gateway, subject);
      const other = await (kind === "Contact" ? newDeal : newContact)(gateway, { name: "Elsewhere" });
      const target = kind === "Contact" ? { dealId: other.id } : { contactId: other.id };
      const { value } = await send<TaskPayload>(gateway, UPDATE, { id, patch: { subject: target } });
      expect(value).toMatchObject({
        task: { crmId, ...TASK_READ, subject: { id: other.id, name: "Elsewhere" } },
        replacedTaskId: id,
        userErrors: [],
      });
      expect(value.task?.id).not.toBe(id);
      expect(await read(id)).toBeNull();
      expect(await read(value.task?.id ?? "")).toEqual(value.task);
    });

    it("keep their id when they are moved to where they are", async () => {
      const { id } = await newTask(gateway, subject);
      const { value } = await send(gateway, UPDATE, { id, patch: { subject, text: "Same place" } });
      expect(value).toMatchObject({ task: { id, text: "Same place" }, replacedTaskId: null });
    });

    it("are not found through another record, and nothing is written", async () => {
      const { id: real, crmId } = await newTask(gateway, subject);
      const other = await create(gateway, { name: "Another" });
      const id = forgedId("Task", kind === "Contact" ? 1 : 2, other.crmId, crmId);
      const writes = [
        await send<TaskPayload>(gateway, UPDATE, { id, patch: { text: "stolen" } }),
        await send<TaskPayload>(gateway, COMPLETE, { id }),
      ];
      for (const { value, calls } of writes) {
        expect(value.userErrors).toEqual([{ code: "NOT_FOUND", field: ["id"], id }]);
        expect(calls).toEqual(sent.task);
      }
      expect(await read(id)).toBeNull();
      expect(await read(real)).toMatchObject(TASK_READ);
    });

    it("cannot be moved to a record that is not there, and stay where they are", async () => {
      const { id: task } = await newTask(gateway, subject);
      for (const [type, name] of [
        ["Contact", "contactId"],
        ["Deal", "dealId"],
      ] as const) {
        const id = forgedId(type, 999_999);
        const { value, calls } = await send(gateway, UPDATE, { id: task, patch: { subject: { [name]: id } } });
        expect(value).toEqual({
          task: null,
          replacedTaskId: null,
          userErrors: [{ code: "NOT_FOUND", field: ["patch", "subject", name], id }],
        });
        expect(calls).toEqual(sent.change);
      }
      expect(await read(task)).toMatchObject(TASK_READ);
    });

    it("cannot be put on a record that is not there", async () => {
      const id = forgedId(kind, 999_999);
      const { value } = await send(gateway, CREATE, { input: { ...TASK, subject: { [argument]: id } } });
      expect(value).toEqual({
        task: null,
        userErrors: [{ code: "NOT_FOUND", field: ["input", "subject", argument], id }],
      });
    });

    // API v4 neither deletes a task nor takes one off its record: v4Differences.test.ts.
    if (api === "v4") return;

    it("can be taken off their record, and cannot be read then", async () => {
      const { id } = await newTask(gateway, subject);
      const { value } = await send<TaskPayload>(gateway, UPDATE, { id, patch: { subject: null } });
      expect(value).toEqual({ task: null, replacedTaskId: id, userErrors: [] });
      expect(await read(id)).toBeNull();
    });

    it("are deleted, and the payload gives the record to refetch", async () => {
      const { id } = await newTask(gateway, subject);
      const kept = await newTask(gateway, subject);
      const { value, calls } = await send(gateway, DELETE, { id });
      expect(value).toEqual({
        deletedTaskId: id,
        subject: { __typename: kind, id: record.id, tasks: { nodes: [{ id: kept.id }] } },
        userErrors: [],
      });
      expect(calls).toEqual([...sent.task, "task_add TASK_DELETE", ...sent.task]);
      expect(await read(id)).toBeNull();
    });

    it("are not deleted through another record", async () => {
      const { id: real, crmId } = await newTask(gateway, subject);
      const other = await create(gateway, { name: "Another" });
      const id = forgedId("Task", kind === "Contact" ? 1 : 2, other.crmId, crmId);
      const { value, calls } = await send<TaskPayload>(gateway, DELETE, { id });
      expect(value.userErrors).toEqual([{ code: "NOT_FOUND", field: ["id"], id }]);
      expect(calls).toEqual(sent.task);
      expect(await read(real)).toMatchObject(TASK_READ);
    });

    it("are gone with their record", async () => {
      const { id } = await newTask(gateway, subject);
      const field = kind.toLowerCase();
      await send(gateway, `mutation ($id: ID!) { ${field}Delete(id: $id) { userErrors { code } } }`, { id: record.id });
      expect(await read(id)).toBeNull();
      expect((await send<TaskPayload>(gateway, COMPLETE, { id })).value.userErrors).toMatchObject([
        { code: "NOT_FOUND" },
      ]);
    });

    it("cannot be moved once they are gone, and it is they who are not found", async () => {
      const { id } = await newTask(gateway, subject);
      await send(gateway, DELETE, { id });
      const { value, calls } = await send<TaskPayload>(gateway, UPDATE, {
        id,
        patch: { subject: { contactId: forgedId("Contact", 999_999) } },
      });
      expect(value.userErrors).toEqual([{ code: "NOT_FOUND", field: ["id"], id }]);
      expect(calls).toEqual(sent.task);
    });
  });

  describe("a task on its own", () => {
    const WHOLE = {
      text: "Water the plants",
      type: "CALL",
      dueAt: "2027-05-01T06:00:00Z",
      responsibleUserCrmId: "3",
    };

    it("is told as it was sent, since it cannot be read", async () => {
      const { value, calls } = await send<TaskPayload>(gateway, CREATE, { input: TASK });
      expect(value).toEqual({
        task: {
          id: expect.any(String),
          crmId: expect.stringMatching(/^\d+$/),
          ...TASK_READ,
          responsibleUser: { crmId: "2", name: null },
          subject: null,
        },
        userErrors: [],
      });
      expect(calls).toEqual([ALONE[api].add]);
      const node = await send(gateway, READ, { id: value.task?.id });
      expect(node.value).toBeNull();
    });

    it.each([
      [{}, ["text", "type", "dueAt", "responsibleUserCrmId"]],
      [{ text: "Only the text" }, ["type", "dueAt", "responsibleUserCrmId"]],
      [{ type: "CALL", dueAt: WHOLE.dueAt }, ["text", "responsibleUserCrmId"]],
    ])("needs all its fields for a change: %p", async (patch, missing) => {
      const { id } = await newTask(gateway, null);
      const { value, calls } = await send<TaskPayload>(gateway, UPDATE, { id, patch });
      expect(value.userErrors).toEqual(missing.map((name) => ({ code: "REQUIRED", field: ["patch", name] })));
      expect(calls).toEqual([]);
    });

    it("is changed in one call with all its fields", async () => {
      const { id } = await newTask(gateway, null);
      const { value, calls } = await send(gateway, UPDATE, { id, patch: WHOLE });
      expect(value).toEqual({ task: null, replacedTaskId: null, userErrors: [] });
      expect(calls).toEqual(ALONE[api].change);
    });

    it("is put on a record and can be read from then on", async () => {
      const contact = await newContact(gateway, { name: "Gardener" });
      const { id, crmId } = await newTask(gateway, null);
      const patch = { ...WHOLE, subject: { contactId: contact.id } };
      const { value } = await send<TaskPayload>(gateway, UPDATE, { id, patch });
      expect(value).toMatchObject({
        task: { crmId, text: WHOLE.text, type: "CALL", dueAt: WHOLE.dueAt, subject: { id: contact.id } },
        replacedTaskId: id,
        userErrors: [],
      });
      expect(await read(value.task?.id ?? "")).toEqual(value.task);
    });

    it("is not called gone when it cannot be moved: it was not read, so either may be missing", async () => {
      const { id } = await newTask(gateway, null);
      const subject = { dealId: forgedId("Deal", 999_999) };
      const { value } = await send<TaskPayload>(gateway, UPDATE, { id, patch: { ...WHOLE, subject } });
      expect(value.userErrors).toEqual([{ code: "REJECTED", field: null }]);
    });

    it("is completed, and cannot be read then either", async () => {
      const { id } = await newTask(gateway, null);
      const done = await send(gateway, COMPLETE, { id });
      expect(done.value).toEqual({ task: null, userErrors: [] });
      expect(done.calls).toEqual(ALONE[api].complete);
    });

    // API v4 deletes no task: v4Differences.test.ts.
    if (api === "v4") return;

    it("leaves no page that was read before it was deleted, wherever it had been moved", async () => {
      const contact = await newContact(gateway);
      const { id, crmId } = await newTask(gateway, null);
      const open = `tasks { nodes { crmId } }`;
      const { data, errors } = await gateway.query(
        `mutation ($id: ID!, $patch: TaskPatchInput!) {
        moved: taskUpdate(id: $id, patch: $patch) { task { subject { ${open} } } }
        gone: taskDelete(id: $id) { deletedTaskId }
        after: dealCreate(input: { name: "Order", contactId: "${contact.id}" }) { deal { contacts { ${open} } } }
      }`,
        { id, patch: { ...WHOLE, subject: { contactId: contact.id } } },
      );
      expect(errors).toBeUndefined();
      expect(data).toEqual({
        moved: { task: { subject: { tasks: { nodes: [{ crmId }] } } } },
        gone: { deletedTaskId: id },
        after: { deal: { contacts: [{ tasks: { nodes: [] } }] } },
      });
    });

    it("is deleted in one call", async () => {
      const { id } = await newTask(gateway, null);
      const gone = await send(gateway, DELETE, { id });
      expect(gone.value).toEqual({ deletedTaskId: id, subject: null, userErrors: [] });
      expect(gone.calls).toEqual(["task_add TASK_DELETE"]);
      expect((await send<TaskPayload>(gateway, COMPLETE, { id })).value.userErrors).toEqual([
        { code: "NOT_FOUND", field: ["id"], id },
      ]);
    });
  });

  describe("mistakes", () => {
    it("are told all at once, with their paths", async () => {
      const { value, calls } = await send<TaskPayload>(gateway, CREATE, {
        input: { text: " ", type: "CALL", dueAt: "1969-01-01T00:00:00Z", responsibleUserCrmId: "nobody" },
      });
      expect(value.userErrors).toEqual([
        { code: "REQUIRED", field: ["input", "text"] },
        { code: "INVALID", field: ["input", "dueAt"] },
        { code: "INVALID", field: ["input", "responsibleUserCrmId"] },
      ]);
      expect(calls).toEqual([]);
    });

    it.each([{ dueAt: "tomorrow" }, { dueAt: "2027-01-01" }, { type: "DANCE" }, { text: null }, { subject: {} }])(
      "in the form of the request are refused before the CRM is asked: %p",
      async (wrong) => {
        const { errors, calls } = await attempt(gateway, CREATE, { input: { ...TASK, ...wrong } });
        expect(errors.map(({ extensions }) => extensions.code)).toEqual(["BAD_USER_INPUT"]);
        expect(calls).toEqual([]);
      },
    );

    it("a user whom the account does not have is refused by it", async () => {
      const { value } = await send<TaskPayload>(gateway, CREATE, { input: { ...TASK, responsibleUserCrmId: "999" } });
      // API v4 names the field.
      const field = { legacy: null, v4: ["input", "responsibleUserCrmId"] }[api];
      expect(value).toEqual({ task: null, userErrors: [{ code: "REJECTED", field }] });
    });
  });

  describe("many at once", () => {
    const ROW = `rows { index task { id text isCompleted } userErrors { code field } } userErrors { code field }`;
    const BULK_CREATE = `mutation ($input: [TaskCreateInput!]!, $policy: BulkPolicy! = REQUIRE_ALL_VALID) { taskBulkCreate(input: $input, policy: $policy) { ${ROW} } }`;
    const BULK_COMPLETE = `mutation ($ids: [ID!]!) { taskBulkComplete(ids: $ids) { ${ROW} } }`;

    it("are told all that is wrong with a row at once, a malformed id included", async () => {
      const subject = { contactId: forgedId("Deal", 1) };
      const { value, calls } = await send(gateway, BULK_CREATE, { input: [{ ...TASK, text: " ", subject }] });
      expect(value).toMatchObject({
        rows: [
          {
            userErrors: [
              { code: "REQUIRED", field: ["input", "0", "text"] },
              { code: "INVALID", field: ["input", "0", "subject", "contactId"] },
            ],
          },
        ],
      });
      expect(calls).toEqual([]);
    });

    it("are added and completed row by row", async () => {
      const contact = await newContact(gateway);
      const subject = { contactId: contact.id };
      const created = await send<{ rows: TaskPayload[] }>(gateway, BULK_CREATE, {
        input: [
          { ...TASK, text: "One", subject },
          { ...TASK, text: "Two", subject: { contactId: forgedId("Contact", 999_999) } },
          { ...TASK, text: "Three" },
        ],
      });
      expect(created.value).toMatchObject({
        rows: [
          { index: 0, task: { text: "One", isCompleted: false }, userErrors: [] },
          { index: 1, task: null, userErrors: [{ code: "NOT_FOUND", field: ["input", "1", "subject", "contactId"] }] },
          { index: 2, task: { text: "Three", isCompleted: false }, userErrors: [] },
        ],
      });
      const [one, , alone] = created.value.rows.map((row) => row.task?.id);
      const missing = forgedId("Task", 1, contact.crmId, 999_999);

      const completed = await send(gateway, BULK_COMPLETE, { ids: [one, missing, alone, "junk"] });
      expect(completed.value).toEqual({
        rows: [
          { index: 0, task: { id: one, text: "One", isCompleted: true }, userErrors: [] },
          { index: 1, task: null, userErrors: [{ code: "NOT_FOUND", field: ["ids", "1"] }] },
          { index: 2, task: null, userErrors: [] },
          { index: 3, task: null, userErrors: [{ code: "INVALID", field: ["ids", "3"] }] },
        ],
        userErrors: [],
      });
      expect(writesAmong(completed.calls)).toEqual(
        // Changes that are made together take one call.
        { legacy: Array(2).fill("task_add COMPLATE_TASK"), v4: ["PATCH tasks"] }[api],
      );
    });

    it.each([
      ["REQUIRE_ALL_VALID", ["NOT_SENT"], 0],
      ["SKIP_INVALID", [], 1],
    ])("%s decides on the rows beside an invalid one", async (policy, codes, writes) => {
      const input = [TASK, { ...TASK, text: "" }];
      const { value, calls } = await send<{ rows: TaskPayload[] }>(gateway, BULK_CREATE, { input, policy });
      expect(value.rows.map((row) => row.userErrors.map((error) => error.code))).toEqual([codes, ["REQUIRED"]]);
      expect(writesAmong(calls)).toHaveLength(writes);
    });

    it("take at most 50 rows", async () => {
      for (const document of [BULK_COMPLETE, BULK_DELETE]) {
        const { value, calls } = await send(gateway, document, { ids: Array(51).fill(forgedId("Task", 0, 0, 1)) });
        expect(value).toEqual({ rows: [], userErrors: [{ code: "INVALID", field: ["ids"] }] });
        expect(calls).toEqual([]);
      }
    });
  });
});

describe("over the legacy API", () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway();
  });

  afterAll(() => gateway.close());

  it("many are deleted row by row", async () => {
    const contact = await newContact(gateway);
    const [{ id: one }, { id: alone }] = [
      await newTask(gateway, { contactId: contact.id }),
      await newTask(gateway, null),
    ];
    const missing = forgedId("Task", 1, contact.crmId, 999_999);
    const deleted = await send(gateway, BULK_DELETE, { ids: [one, missing, alone] });
    expect(deleted.value).toEqual({
      rows: [
        { index: 0, deletedId: one, userErrors: [] },
        { index: 1, deletedId: null, userErrors: [{ code: "NOT_FOUND", field: ["ids", "1"] }] },
        { index: 2, deletedId: alone, userErrors: [] },
      ],
      userErrors: [],
    });
  });
});

describe("an account whose adds answer no id", () => {
  let silent: TestGateway;

  beforeAll(async () => {
    silent = await startGateway({ sandbox: { switches: { addAnswersId: false } } });
  });

  afterAll(() => silent.close());

  it("is read for the task on its record's page", async () => {
    const { id } = await newContact(silent);
    await newTask(silent, { contactId: id }, { text: "Another" });
    const { value, calls } = await send(silent, CREATE, { input: { ...TASK, subject: { contactId: id } } });
    expect(value).toMatchObject({ task: TASK_READ, userErrors: [] });
    expect(calls).toEqual(["task_add ADD_TASK", "contact_detail", "contact_detail"]);
  });

  it.each([
    ["on its own", false],
    ["that equals another", true],
  ])("gives null with OUTCOME_UNKNOWN for a task %s", async (_which, attached) => {
    const { id } = await newContact(silent, { name: `Holder ${String(attached)}` });
    const input = attached ? { ...TASK, subject: { contactId: id } } : TASK;
    if (attached) await newTask(silent, { contactId: id });
    const { value, errors } = await attempt(silent, CREATE, { input });
    expect(value).toEqual({ task: null, userErrors: [] });
    expect(errors).toMatchObject([
      { path: ["taskCreate", "task"], extensions: { code: "OUTCOME_UNKNOWN", mayHaveBeenApplied: true } },
    ]);
  });
});
