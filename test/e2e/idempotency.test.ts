import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { DEMO_CREDENTIALS, USERS } from "../../src/sandbox/account.js";
import type { Fault } from "../faults/faultProxy.js";
import { afterwards, gate, reset, status, text } from "../faults/faults.js";
import { startGatewayBehindFaults, type FaultyGateway } from "../faults/faultyGateway.js";
import { APIS, type Api, type GraphQLAnswer } from "../gateway.js";
import { untilIdle, untilUnderWay } from "../server/underWay.js";
import { attempt, callsTo, forgedId, newContact, send, TASK, writesAmong, type Exchange } from "./account.js";

// A create with an idempotency key happens once, however often it is sent.

type Input = Readonly<Record<string, unknown>>;

interface UserError {
  readonly code: string;
  readonly field: readonly string[] | null;
}

interface Row {
  readonly contact?: { readonly id: string } | null;
  readonly catalog?: { readonly id: string; readonly name: string } | null;
  readonly userErrors: readonly UserError[];
}

interface Created {
  readonly record: { readonly id: string; readonly crmId: string } | null;
  readonly userErrors: readonly UserError[];
}

let keys = 0;

/** A key that no other test uses. */
function newKey(): string {
  return `key ${String((keys += 1))}`;
}

function mutation(type: string, selection = "id crmId"): string {
  const field = type.toLowerCase();
  return `mutation ($input: ${type}CreateInput!) {
    ${field}Create(input: $input) { record: ${field} { ${selection} } userErrors { code field } }
  }`;
}

/** Sends a create and gives the answer once it is there; `hangUp` leaves before. */
function beginAt(
  gateway: FaultyGateway,
  type: string,
  input: Input,
): { answer: Promise<GraphQLAnswer | null>; hangUp: () => void } {
  const client = new AbortController();
  const answer = fetch(`${gateway.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: mutation(type), variables: { input } }),
    signal: client.signal,
  }).then(
    (response) => response.json() as Promise<GraphQLAnswer>,
    (error: unknown) => {
      if (client.signal.aborted) return null;
      throw error;
    },
  );
  return { answer, hangUp: () => client.abort() };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(5);
}

/** How the account is called for what the tests do. */
const CALLS = {
  legacy: {
    addContact: "contact_add ADD_PERSON",
    addDeal: "deal_add ADD",
    addNote: "note_add ADD_NOTE",
    addTask: "task_add ADD_TASK",
    addCatalogs: "catalogs",
    read: "contact_detail",
  },
  v4: {
    addContact: "POST contacts",
    addDeal: "POST leads",
    addNote: "POST contacts/notes",
    addTask: "POST tasks",
    addCatalogs: "POST catalogs",
    read: "GET contacts/id",
  },
};

/** The pages where contacts are added and deals are listed. */
const PAGES = {
  legacy: { contacts: "contact_add", deals: "deals" },
  v4: { contacts: "contacts", deals: "leads" },
};

/** How the account says no. */
const REFUSALS: Readonly<Record<Api, (code: 400 | 403) => Fault>> = {
  legacy: (code) =>
    text(
      `<?xml version="1.0" encoding="UTF-8"?><root><error><code>${String(code)}</code><message>no</message></error></root>`,
    ),
  v4: (code) =>
    status(
      code,
      { "content-type": "application/problem+json" },
      JSON.stringify({ title: "no", status: code, detail: "no" }),
    ),
};

describe.each(APIS)("over the %s API", (api) => {
  const sent = CALLS[api];
  const pages = PAGES[api];
  let gateway: FaultyGateway;
  let contact: string;

  beforeAll(async () => {
    gateway = await startGatewayBehindFaults({ api, env: { AMO_TIMEOUT_MS: "2000" } });
    contact = (await newContact(gateway)).id;
  });

  beforeEach(() => gateway.faults.clear());

  afterAll(() => gateway.close());

  function create(type: string, input: Input): Promise<Exchange<Created | null>> {
    return attempt(gateway, mutation(type), { input });
  }

  const begin = (type: string, input: Input) => beginAt(gateway, type, input);

  const KINDS: readonly (readonly [type: string, add: string, input: () => Input, other: Input])[] = [
    ["Contact", sent.addContact, () => ({ name: "Ada", tags: ["vip"], company: { name: "Engines" } }), { name: "Eve" }],
    ["Deal", sent.addDeal, () => ({ name: "Order", price: "10.50", contactId: contact }), { price: "11" }],
    ["Note", sent.addNote, () => ({ subject: { contactId: contact }, body: "Called" }), { body: "Called back" }],
    ["Task", sent.addTask, () => ({ ...TASK, subject: { contactId: contact } }), { dueAt: "2027-03-01T09:31:00Z" }],
    ["Task", sent.addTask, () => TASK, { type: "CALL" }],
    ["Catalog", sent.addCatalogs, () => ({ name: "Goods", canAddElements: false }), { canAddElements: true }],
  ];

  describe.each(KINDS)("%sCreate", (type, add, inputOf, other) => {
    const adds = (calls: readonly string[]) => calls.filter((call) => call === add);

    it("adds one record, however often it is sent with the same key", async () => {
      const input = { ...inputOf(), idempotencyKey: newKey() };
      const first = await create(type, input);
      const again = await create(type, input);
      expect(first).toMatchObject({ errors: [], value: { record: { id: expect.any(String) }, userErrors: [] } });
      expect(adds(first.calls)).toHaveLength(1);
      expect(again).toEqual({ ...first, calls: [] });
    });

    it("refuses the key with other arguments, and keeps it for the first ones", async () => {
      const input = { ...inputOf(), idempotencyKey: newKey() };
      const first = await create(type, input);
      const refused = await create(type, { ...input, ...other });
      expect(refused).toEqual({
        value: { record: null, userErrors: [{ code: "INVALID", field: ["input", "idempotencyKey"] }] },
        errors: [],
        calls: [],
      });
      expect(await create(type, input)).toEqual({ ...first, calls: [] });
    });

    it("adds a record each time without a key, and with null for one", async () => {
      const ids = [];
      for (const input of [inputOf(), inputOf(), { ...inputOf(), idempotencyKey: null }]) {
        const { value, calls } = await create(type, input);
        expect(adds(calls)).toHaveLength(1);
        ids.push(value?.record?.id);
      }
      expect(new Set(ids).size).toBe(3);
    });
  });

  describe("what a key is bound to", () => {
    it("the draft, however it is written down", async () => {
      const key = newKey();
      const first = await create("Contact", {
        name: "Ada",
        position: null,
        phoneNumbers: [{ number: "1", label: "Work" }],
        idempotencyKey: key,
      });
      const { value } = await send<{ contact: { id: string } }>(
        gateway,
        `mutation { contactCreate(input: {
        idempotencyKey: "${key}", tags: [], phoneNumbers: [{ label: "Work", number: "1" }], company: null, name: "Ada"
      }) { contact { id } } }`,
      );
      expect(value.contact.id).toBe(first.value?.record?.id);
    });

    it("the kind of record", async () => {
      const key = newKey();
      const a = await create("Contact", { name: "Same", idempotencyKey: key });
      const b = await create("Deal", { name: "Same", idempotencyKey: key });
      expect([a.calls, b.calls]).toEqual([[sent.addContact], [sent.addDeal]]);
    });

    it.each([
      ["empty", ""],
      ["blank", " \t"],
      ["of 256 characters", "k".repeat(256)],
    ])("a key that is %s is invalid, beside whatever else is", async (_, idempotencyKey) => {
      const { value, calls } = await create("Contact", { name: " ", idempotencyKey });
      expect(value?.userErrors).toEqual([
        { code: "REQUIRED", field: ["input", "name"] },
        { code: "INVALID", field: ["input", "idempotencyKey"] },
      ]);
      expect(calls).toEqual([]);
    });

    it("255 characters are enough, and blanks around a key are part of it", async () => {
      const ids = [];
      for (const idempotencyKey of ["k".repeat(255), "padded", " padded", "k".repeat(255)]) {
        ids.push((await create("Contact", { name: "Ada", idempotencyKey })).value?.record?.id);
      }
      expect(new Set(ids).size).toBe(3);
      expect(ids[3]).toBe(ids[0]);
    });

    // API v4 lets nobody in by a key or a password.
    if (api === "v4") return;

    it("the login, whichever session it comes with", async () => {
      const john = USERS[1];
      if (john?.credentials === undefined) throw new Error("John cannot sign in");
      const input = { name: "Ada", idempotencyKey: newKey() };
      const idFor = async (credentials: { login: string; key: string } | null) => {
        const headers = credentials && {
          authorization: `Bearer ${await send<{ session: { token: string } }>(
            gateway,
            `mutation ($c: CredentialsInput!) { sessionCreate(credentials: $c) { session { token } } }`,
            { c: { apiKey: credentials } },
          ).then(({ value }) => value.session.token)}`,
        };
        const { data } = await gateway.query<{ contactCreate: Created }>(mutation("Contact"), { input }, headers ?? {});
        return data?.contactCreate.record?.id;
      };
      const anna = { login: DEMO_CREDENTIALS.login, key: DEMO_CREDENTIALS.key };
      const first = await idFor(null);
      expect(await idFor(anna)).toBe(first);
      const ofJohn = await idFor({ login: john.login, key: john.credentials.key });
      expect(ofJohn).toEqual(expect.any(String));
      expect(ofJohn).not.toBe(first);
      expect(gateway.faults.calls.map(({ action }) => action)).toEqual(["ADD_PERSON", "ADD_PERSON"]);
    });
  });

  describe("the record of a repeat", () => {
    const SELECTION = mutation("Contact", "id crmId name position updatedAt");

    it("is read back as it is now", async () => {
      const input = { name: "Ada", idempotencyKey: newKey() };
      const { value, calls } = await send<Created>(gateway, SELECTION, { input });
      await send(
        gateway,
        `mutation ($id: ID!) { contactUpdate(id: $id, patch: { position: "Countess" }) { userErrors { code } } }`,
        {
          id: value.record?.id,
        },
      );
      const again = await send<Created>(gateway, SELECTION, { input });
      expect(calls).toEqual([sent.addContact, sent.read]);
      expect(again.calls).toEqual([sent.read]);
      expect(again.value.record).toMatchObject({ id: value.record?.id, name: "Ada", position: "Countess" });
    });

    it("is told as it was written when it cannot be read", async () => {
      const input = { name: "Ada", position: "Analyst", idempotencyKey: newKey() };
      const { value } = await send<Created>(gateway, SELECTION, { input });
      const page = { legacy: "contact_detail", v4: value.record?.crmId ?? "" }[api];
      gateway.faults.add({ page, fault: status(503) });
      const unread = await attempt<Created>(gateway, SELECTION, { input });
      expect(unread.value.record).toEqual({ ...value.record, updatedAt: null });
      expect(unread.errors).toMatchObject([{ path: ["contactCreate", "record", "updatedAt"] }]);
    });

    // API v4 deletes nothing, and always tells what it added.
    if (api === "v4") return;

    it("is told as it was written when it was deleted", async () => {
      const input = { name: "Ada", position: "Analyst", idempotencyKey: newKey() };
      const { value } = await send<Created>(gateway, SELECTION, { input });
      await send(gateway, `mutation ($id: ID!) { contactDelete(id: $id) { userErrors { code } } }`, {
        id: value.record?.id,
      });
      const deleted = await attempt<Created>(gateway, SELECTION, { input });
      expect(deleted.value.record).toEqual({ ...value.record, updatedAt: null });
      expect(writesAmong(deleted.calls)).toEqual([]);
    });

    it("that the account did not name is not named later either", async () => {
      const silent = await startGatewayBehindFaults({ sandbox: { switches: { addAnswersId: false } } });
      try {
        const input = { ...TASK, idempotencyKey: newKey() };
        const first = await attempt<Created>(silent, mutation("Task"), { input });
        expect(first).toMatchObject({
          value: { record: null, userErrors: [] },
          errors: [{ path: ["taskCreate", "record"], extensions: { code: "OUTCOME_UNKNOWN" } }],
          calls: ["task_add ADD_TASK"],
        });
        const again = await attempt<Created>(silent, mutation("Task"), { input });
        expect(again).toMatchObject({ value: first.value, calls: [], errors: [{ path: first.errors[0]?.path }] });
        expect(again.errors[0]?.extensions).toMatchObject({ code: "OUTCOME_UNKNOWN", mayHaveBeenApplied: true });
      } finally {
        await silent.close();
      }
    });
  });

  describe("while a create is under way", () => {
    it("equal ones wait for it and get its record", async () => {
      const { fault, open } = gate();
      gateway.faults.add({ page: pages.contacts, fault });
      const input = { name: "Ada", idempotencyKey: newKey() };
      callsTo(gateway);
      const all = [1, 2, 3, 4].map(() => begin("Contact", input).answer);
      await until(() => gateway.faults.calls.length > 0);
      await sleep(50);
      open();
      const answers = await Promise.all(all);
      expect(callsTo(gateway)).toEqual([sent.addContact]);
      expect(answers[0]?.data).toMatchObject({ contactCreate: { record: { id: expect.any(String) } } });
      for (const answer of answers) expect(answer).toEqual(answers[0]);
    });

    it("one with other arguments is refused", async () => {
      const { fault, open } = gate();
      gateway.faults.add({ page: pages.contacts, fault });
      const idempotencyKey = newKey();
      callsTo(gateway);
      const first = begin("Contact", { name: "Ada", idempotencyKey });
      await until(() => gateway.faults.calls.length > 0);
      const other = begin("Contact", { name: "Eve", idempotencyKey });
      await sleep(50);
      open();
      expect((await first.answer)?.data).toMatchObject({ contactCreate: { record: { id: expect.any(String) } } });
      expect((await other.answer)?.data).toEqual({
        contactCreate: { record: null, userErrors: [{ code: "INVALID", field: ["input", "idempotencyKey"] }] },
      });
      expect(callsTo(gateway)).toEqual([sent.addContact]);
    });

    it("one that hangs up ends only its waiting, and its own write goes on once it was sent", async () => {
      const { fault, open } = gate();
      gateway.faults.add({ page: pages.contacts, fault });
      const input = { name: "Ada", idempotencyKey: newKey() };
      callsTo(gateway);
      const first = begin("Contact", input);
      await until(() => gateway.faults.calls.length > 0);
      const waiter = begin("Contact", input);
      const patient = begin("Contact", input);
      await sleep(50);
      waiter.hangUp();
      first.hangUp();
      await sleep(50);
      open();
      expect((await patient.answer)?.data).toMatchObject({ contactCreate: { record: { id: expect.any(String) } } });
      expect(callsTo(gateway)).toEqual([sent.addContact]);
    });

    it("one that was left before it was sent is taken over by one that waits", async () => {
      const narrow = await startGatewayBehindFaults({ api, env: { AMO_CONCURRENCY: "1" } });
      try {
        await newContact(narrow);
        const { fault, open } = gate();
        narrow.faults.clear();
        narrow.faults.add({ page: pages.deals, fault });
        const busy = narrow.query("{ deals(first: 1) { nodes { id } } }");
        await until(() => narrow.faults.calls.length > 0);
        callsTo(narrow);
        const input = { name: "Ada", idempotencyKey: newKey() };
        const first = beginAt(narrow, "Contact", input);
        await sleep(50);
        const waiters = [beginAt(narrow, "Contact", input), beginAt(narrow, "Contact", input)];
        await sleep(50);
        first.hangUp();
        await sleep(50);
        open();
        await busy;
        const answers = await Promise.all(waiters.map(({ answer }) => answer));
        expect(answers[0]?.data).toMatchObject({ contactCreate: { record: { id: expect.any(String) } } });
        expect(answers[1]).toEqual(answers[0]);
        expect(writesAmong(callsTo(narrow))).toEqual([sent.addContact]);
      } finally {
        await narrow.close();
      }
    });

    it("those that wait get its failure, too", async () => {
      const { fault, open } = gate(status(429));
      gateway.faults.add({ page: pages.contacts, nth: 1, fault });
      const input = { name: "Ada", idempotencyKey: newKey() };
      const all = [1, 2].map(() => begin("Contact", input).answer);
      await untilUnderWay(gateway.url, 2);
      await untilIdle();
      open();
      for (const answer of await Promise.all(all)) {
        expect(answer?.errors).toMatchObject([{ extensions: { code: "RATE_LIMITED" } }]);
      }
      expect(gateway.faults.calls).toHaveLength(1);
    });
  });

  describe("a failure after which nothing is changed leaves the key free", () => {
    it.each([
      ["a refusal", REFUSALS[api](400), "REJECTED"],
      ["no permission", REFUSALS[api](403), "PERMISSION_DENIED"],
      ["too many calls", status(429), "RATE_LIMITED"],
      ["an unpaid account", status(402), "UPSTREAM_UNAVAILABLE"],
    ])("%s", async (_, fault, code) => {
      gateway.faults.add({ page: pages.contacts, nth: 1, fault });
      const input = { name: "Ada", idempotencyKey: newKey() };
      const failed = await create("Contact", input);
      expect([
        ...(failed.value?.userErrors ?? []).map((error) => error.code),
        ...failed.errors.map((error) => error.extensions.code),
      ]).toEqual([code]);
      // The same again, or with something mended.
      const mended = { ...input, name: "Ada L." };
      const again = await create("Contact", mended);
      expect(again).toMatchObject({ value: { record: { id: expect.any(String) } }, calls: [sent.addContact] });
      expect(await create("Contact", mended)).toEqual({ ...again, calls: [] });
    });

    it("a record that is not there", async () => {
      const input = { subject: { contactId: forgedId("Contact", 999_999) }, body: "Hello", idempotencyKey: newKey() };
      for (const attempts of [1, 2]) {
        const { value, calls } = await create("Note", input);
        expect([attempts, value?.userErrors[0]?.code, writesAmong(calls)]).toEqual([
          attempts,
          "NOT_FOUND",
          [sent.addNote],
        ]);
      }
    });

    it("of a catalog likewise", async () => {
      const input = { name: "Goods", idempotencyKey: newKey() };
      gateway.faults.add({ page: "catalogs", nth: 1, fault: status(429) });
      expect((await create("Catalog", input)).errors).toMatchObject([{ extensions: { code: "RATE_LIMITED" } }]);
      expect((await create("Catalog", input)).value?.record).toEqual({
        id: expect.any(String),
        crmId: expect.any(String),
      });
    });
  });

  describe("an unknown outcome is kept", () => {
    it("a repeat says so and sends nothing; another key does", async () => {
      gateway.faults.add({ page: pages.contacts, nth: 1, fault: afterwards(reset) });
      const input = { name: "Lost", idempotencyKey: newKey() };
      const first = await create("Contact", input);
      expect(first.calls).toEqual([sent.addContact]);
      const again = await create("Contact", input);
      for (const { value, errors } of [first, again]) {
        expect(value).toBeNull();
        expect(errors).toMatchObject([{ extensions: { code: "OUTCOME_UNKNOWN", mayHaveBeenApplied: true } }]);
      }
      expect(again.calls).toEqual([]);
      expect(again.errors[0]?.message).toMatch(/earlier request/);
      expect((await create("Contact", { ...input, name: "Other" })).value?.userErrors).toEqual([
        { code: "INVALID", field: ["input", "idempotencyKey"] },
      ]);
      expect((await create("Contact", { ...input, idempotencyKey: newKey() })).calls).toEqual([sent.addContact]);
    });

    it("catalogCreate likewise", async () => {
      gateway.faults.add({ page: "catalogs", nth: 1, fault: afterwards(reset) });
      const input = { name: "Lost", idempotencyKey: newKey() };
      expect((await create("Catalog", input)).calls).toEqual([sent.addCatalogs]);
      const again = await create("Catalog", input);
      expect(again).toMatchObject({ calls: [], errors: [{ extensions: { code: "OUTCOME_UNKNOWN" } }] });
    });
  });

  describe("rows of a bulk", () => {
    const BULK = `mutation ($input: [ContactCreateInput!]!) {
    contactBulkCreate(input: $input) { rows { contact { id } userErrors { code field } } }
  }`;
    const rowsOf = async (input: readonly Input[]) => {
      const { value, calls } = await send<{ readonly rows: readonly Row[] }>(gateway, BULK, { input });
      return { rows: value.rows, writes: writesAmong(calls).length };
    };
    const added = { contact: { id: expect.any(String) }, userErrors: [] };

    it("with one key are one record; with other values the second is refused", async () => {
      const idempotencyKey = newKey();
      const { rows, writes } = await rowsOf([
        { name: "Ada", idempotencyKey },
        { name: "Ada", idempotencyKey },
        { name: "Eve", idempotencyKey },
        { name: "Eve" },
      ]);
      const refused = { contact: null, userErrors: [{ code: "INVALID", field: ["input", "2", "idempotencyKey"] }] };
      expect(rows).toEqual([added, rows[0], refused, added]);
      expect(writes).toBe({ legacy: 2, v4: 1 }[api]);
    });

    it("a blank key of one keeps all from being sent", async () => {
      const { rows, writes } = await rowsOf([{ name: "Ada" }, { name: "Eve", idempotencyKey: " " }]);
      expect(rows.map((row) => row.userErrors)).toEqual([
        [{ code: "NOT_SENT", field: null }],
        [{ code: "INVALID", field: ["input", "1", "idempotencyKey"] }],
      ]);
      expect(writes).toBe(0);
    });

    if (api === "v4") {
      it("that went together are unknown together, and stay so", async () => {
        const input = ["One", "Two", "Three"].map((name) => ({ name, idempotencyKey: newKey() }));
        gateway.faults.add({ page: pages.contacts, nth: 1, fault: afterwards(reset) });
        const unknown = { contact: null, userErrors: [{ code: "OUTCOME_UNKNOWN", field: null }] };
        expect(await rowsOf(input)).toEqual({ rows: [unknown, unknown, unknown], writes: 1 });
        expect(await rowsOf([...input, { name: "Four" }])).toEqual({
          rows: [unknown, unknown, unknown, added],
          writes: 1,
        });
      });
      return;
    }

    it("sent again after it was cut short: what is known is told, what is unknown too, and the rest is sent", async () => {
      const input = ["One", "Two", "Three", "Four"].map((name) => ({ name, idempotencyKey: newKey() }));
      gateway.faults.add({ page: pages.contacts, nth: 2, fault: afterwards(reset) });
      const unknown = { contact: null, userErrors: [{ code: "OUTCOME_UNKNOWN", field: null }] };
      const notSent = { contact: null, userErrors: [{ code: "NOT_SENT", field: null }] };
      const first = await rowsOf(input);
      expect(first).toEqual({ rows: [added, unknown, notSent, notSent], writes: 2 });
      const again = await rowsOf(input);
      expect(again).toEqual({ rows: [first.rows[0], unknown, added, added], writes: 2 });
      expect(await rowsOf(input)).toEqual({ rows: again.rows, writes: 0 });
    });
  });

  describe("rows of catalogBulkCreate", () => {
    const BULK = `mutation ($input: [CatalogCreateInput!]!) {
    catalogBulkCreate(input: $input) { rows { catalog { id } userErrors { code field } } }
  }`;
    const rowsOf = async (input: readonly Input[]) => {
      const { value, calls } = await send<{ readonly rows: readonly Row[] }>(gateway, BULK, { input });
      return { rows: value.rows, calls };
    };
    const names = async () => {
      const { value } = await send<{ nodes: readonly { name: string }[] }>(gateway, "{ catalogs { nodes { name } } }");
      return value.nodes.map(({ name }) => name);
    };
    const added = { catalog: { id: expect.any(String) }, userErrors: [] };

    it("those that are known are told, the others go in one call; when all are known there is none", async () => {
      const [one, two, three] = ["B1", "B2", "B3"].map((name) => ({ name, idempotencyKey: newKey() }));
      const first = await rowsOf([{ ...one }, { name: "B0" }]);
      expect(first).toEqual({ rows: [added, added], calls: [sent.addCatalogs] });
      const second = await rowsOf([{ ...two }, { ...one }, { ...three }]);
      expect(second).toEqual({ rows: [added, first.rows[0], added], calls: [sent.addCatalogs] });
      const third = await rowsOf([{ ...three }, { ...one }, { ...two }]);
      expect(third).toEqual({ rows: [second.rows[2], first.rows[0], second.rows[0]], calls: [] });
      expect((await names()).filter((name) => name.startsWith("B")).sort()).toEqual(["B0", "B1", "B2", "B3"]);
    });

    it("with one key are one catalog; with other values the second is refused", async () => {
      const idempotencyKey = newKey();
      const { rows, calls } = await rowsOf([
        { name: "T1", idempotencyKey },
        { name: "T1", idempotencyKey },
        { name: "T2", idempotencyKey },
        { name: "T3" },
      ]);
      const refused = { catalog: null, userErrors: [{ code: "INVALID", field: ["input", "2", "idempotencyKey"] }] };
      expect(rows).toEqual([added, rows[0], refused, added]);
      expect(calls).toEqual([sent.addCatalogs]);
      expect((await names()).filter((name) => name.startsWith("T")).sort()).toEqual(["T1", "T3"]);
    });

    it("what fails all others does not hide what is known; unknown rows stay unknown", async () => {
      const [one, two] = ["F1", "F2"].map((name) => ({ name, idempotencyKey: newKey() }));
      const first = await rowsOf([{ ...one }]);
      gateway.faults.add({ page: "catalogs", nth: 1, fault: status(429) });
      gateway.faults.add({ page: "catalogs", nth: 2, fault: afterwards(reset) });
      const failed = (code: string) => ({ catalog: null, userErrors: [{ code, field: null }] });
      expect((await rowsOf([{ ...one }, { ...two }])).rows).toEqual([first.rows[0], failed("NOT_SENT")]);
      expect((await rowsOf([{ ...one }, { ...two }])).rows).toEqual([first.rows[0], failed("OUTCOME_UNKNOWN")]);
      expect(await rowsOf([{ ...one }, { ...two }])).toEqual({
        rows: [first.rows[0], failed("OUTCOME_UNKNOWN")],
        calls: [],
      });
    });
  });
});
