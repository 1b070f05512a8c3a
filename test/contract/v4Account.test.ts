import { afterEach, describe, expect, test } from "@jest/globals";
import type { Crm } from "../../src/crm/crm.js";
import { CrmError } from "../../src/domain/crmError.js";
import type { SandboxSwitches } from "../../src/sandbox/sandbox.js";
import { openSandboxAccount, V4, type SandboxAccount } from "./sandboxAccount.js";

// What the adapter of API v4 sends, and what it makes of an account's habits.

const opened: SandboxAccount[] = [];

afterEach(async () => {
  for (const account of opened.splice(0)) await account.close();
});

async function open(switches: Partial<SandboxSwitches> = {}): Promise<SandboxAccount> {
  const account = await openSandboxAccount({ ...V4, switches });
  opened.push(account);
  return account;
}

const subject = { kind: "contact", id: "1" } as const;
const task = { text: "Call", type: "CALL", dueAt: new Date("2026-12-01T06:00:00Z"), responsibleUserId: "1" } as const;

async function fill(crm: Crm): Promise<void> {
  for (const name of ["Ada", "Ben", "Cem"]) await crm.contacts.create({ name });
  await crm.deals.create({ name: "Pilot", contactId: "1" });
  await crm.notes.create({ subject, body: "text" });
  await crm.tasks.create({ ...task, subject });
  await crm.catalogs.createMany([{ draft: { name: "Goods" } }, { draft: { name: "Services" } }]);
}

/** The group of a port that holds a field. */
function groupOf<Field>(groups: readonly (readonly Field[])[], field: Field): readonly Field[] {
  const group = groups.find((fields) => fields.includes(field));
  if (group === undefined) throw new Error(`no group has ${String(field)}`);
  return group;
}

describe("calls to the account", () => {
  test.each<[what: string, work: (crm: Crm) => Promise<unknown>, calls: string[]]>([
    ["account", (crm) => crm.account(), ["account"]],
    ["account, twice", (crm) => crm.account().then(() => crm.account()), ["account"]],
    ["a page", (crm) => crm.contacts.page({ number: 1, size: 5 }), ["contacts"]],
    ["a search", (crm) => crm.deals.page({ number: 1, size: 5, search: "a" }), ["leads"]],
    [
      "three contacts with everything",
      (crm) => crm.contacts.getMany(["1", "2", "9"]),
      ["contacts", "notes", "tasks", "users"],
    ],
    ["one group of theirs", (crm) => crm.contacts.getMany(["1", "2"], crm.contacts.groups[0]), ["contacts"]],
    [
      "the notes of one contact",
      (crm) => crm.contacts.getMany(["2"], groupOf(crm.contacts.groups, "notes")),
      ["notes"],
    ],
    ["a new contact", (crm) => crm.contacts.create({ name: "B" }), ["contacts"]],
    [
      "a new contact with a company that is new, too",
      (crm) => crm.contacts.create({ name: "B", company: { id: null, name: "Acme" } }),
      ["companies", "companies", "contacts", "link"],
    ],
    ["a new deal", (crm) => crm.deals.create({ name: "B", contactId: "1" }), ["leads"]],
    ["a new deal at a stage", (crm) => crm.deals.create({ name: "B", statusId: "2" }), ["pipelines", "leads"]],
    ["a contact's change", (crm) => crm.contacts.update("1", { name: "B", tags: ["a"] }), ["1"]],
    ["a deal's change", (crm) => crm.deals.update("1", { name: "B" }), ["1"]],
    ["another contact of a deal", (crm) => crm.deals.update("1", { contactId: "2" }), ["1", "link", "unlink"]],
    ["the same contact of a deal", (crm) => crm.deals.update("1", { contactId: "1" }), ["1"]],
    ["a new note", (crm) => crm.notes.create({ subject, body: "b" }), ["notes"]],
    ["a note's change", (crm) => crm.notes.update({ subject, id: "1" }, "b"), ["1", "notes"]],
    ["a new task", (crm) => crm.tasks.create({ ...task, subject }), ["tasks"]],
    [
      "a new task of a kind that is not everybody's",
      (crm) => crm.tasks.create({ ...task, type: "LETTER", subject }),
      ["account", "tasks"],
    ],
    [
      "a task's completion, twice",
      async (crm) => {
        await crm.tasks.complete({ subject, id: "1" });
        await crm.tasks.complete({ subject, id: "1" });
      },
      ["1", "users", "1", "1"],
    ],
    ["catalogs", (crm) => crm.catalogs.list(), ["catalogs"]],
    [
      "60 new catalogs",
      (crm) => crm.catalogs.createMany(Array.from({ length: 60 }, (_, i) => ({ draft: { name: `${i}` } }))),
      ["catalogs", "catalogs"],
    ],
  ])("%s", async (_what, work, expected) => {
    const { crm, connection, callsOf } = await open({ maxCatalogs: 0 });
    await fill(crm);
    // Another operation, which has read nothing.
    const call = { caller: "test", signal: new AbortController().signal, onCall: () => undefined };
    const calls = await callsOf(() => work(connection.forOperation(call)));
    expect([...calls].sort()).toEqual([...expected].sort());
  });

  test("what needs more of a record than its answer tells does not read the answer again", async () => {
    const { crm, callsOf } = await open();
    await fill(crm);
    await crm.contacts.update("2", { company: { id: null, name: "Acme" } });
    const calls = await callsOf(async () => {
      const { items } = await crm.contacts.page({ number: 1, size: 5 });
      const ids = items.map(({ id }) => id);
      await Promise.all([
        crm.contacts.getMany(ids, groupOf(crm.contacts.groups, "company")),
        crm.contacts.getMany(ids, groupOf(crm.contacts.groups, "responsibleUser")),
      ]);
    });
    expect([...calls].sort()).toEqual(["4", "contacts", "users"]);
  });

  test("names that are known are told with the record", async () => {
    const { crm } = await open();
    await fill(crm);
    const [before] = (await crm.deals.page({ number: 1, size: 5 })).items;
    expect(before).not.toHaveProperty("status");
    await crm.deals.getMany(["1"]);
    const [after] = (await crm.deals.page({ number: 1, size: 5 })).items;
    expect(after).toMatchObject({
      status: { id: "1", name: "First contact" },
      responsibleUser: { name: "Anna Smirnova" },
    });
  });
});

describe("an account that takes no notice of filters", () => {
  test("is found out once; from then on each record is read alone", async () => {
    const { crm, callsOf } = await open({ v4Filters: false });
    await fill(crm);
    const own = groupOf(crm.contacts.groups, "name");
    const read = async () => {
      const found = await crm.contacts.getMany(["3", "9", "1"], own);
      expect(found).toMatchObject([{ name: "Cem" }, null, { name: "Ada" }]);
    };
    expect([...(await callsOf(read))].sort()).toEqual(["1", "3", "9", "contacts"]);
    expect([...(await callsOf(read))].sort()).toEqual(["1", "3", "9"]);
  });

  test("notes are read record by record then", async () => {
    const { crm, callsOf } = await open({ v4NotesByEntity: false });
    await fill(crm);
    const notes = groupOf(crm.contacts.groups, "notes");
    const calls = await callsOf(async () => {
      const found = await crm.contacts.getMany(["2", "1", "3"], notes);
      expect(found).toMatchObject([{ notes: [] }, { notes: [{ body: "text" }] }, { notes: [] }]);
    });
    // The notes that came for the first try were all of records that were asked for: no reason to doubt them.
    expect(calls).toEqual(["notes", "users"]);
    await crm.notes.create({ subject: { kind: "contact", id: "3" }, body: "other" });
    const found = await crm.contacts.getMany(["1", "2"], notes);
    expect(found).toMatchObject([{ notes: [{ body: "text" }] }, { notes: [] }]);
  });
});

test("more notes than a page holds all come", async () => {
  const { crm } = await open({ v4FalseNext: true });
  await fill(crm);
  for (let index = 0; index < 260; index += 1) await crm.notes.create({ subject, body: `note ${index}` });
  const [record, other] = await crm.contacts.getMany(["1", "2"], groupOf(crm.contacts.groups, "notes"));
  if (!record || record instanceof CrmError || record.notes === undefined) throw new Error("the notes did not come");
  const bodies = record.notes.map(({ body }) => body);
  expect([bodies.length, bodies[1], bodies.at(-1)]).toEqual([261, "note 0", "note 259"]);
  expect(other).toMatchObject({ notes: [] });
});

describe("what the account cannot hold is not supported, and not sent", () => {
  test.each<[what: string, work: (crm: Crm) => Promise<unknown>, reads: string[]]>([
    [
      "a messenger",
      (crm) => crm.contacts.update("1", { instantMessengers: [{ address: "a", protocol: "Skype" }] }),
      ["custom_fields"],
    ],
    ["an address", (crm) => crm.contacts.create({ name: "A", address: "Street 1" }), ["custom_fields"]],
    ["no user in charge", (crm) => crm.contacts.update("1", { responsibleUserId: null }), []],
    ["no stage", (crm) => crm.deals.update("1", { statusId: null }), []],
    [
      "another type of a catalog",
      async (crm) => {
        const [outcome] = await crm.catalogs.updateMany([{ id: "1", patch: { type: "INVOICES" } }]);
        if (outcome instanceof CrmError) throw outcome;
      },
      ["catalogs"],
    ],
  ])("%s", async (_what, work, reads) => {
    const { crm, callsOf } = await open({ v4Fields: "few" });
    await fill(crm);
    const calls = await callsOf(() => expect(work(crm)).rejects.toMatchObject({ kind: "notSupported" }));
    expect(calls).toEqual(reads);
  });

  test("but a contact may be without what it cannot have anyway", async () => {
    const { crm } = await open({ v4Fields: "few" });
    await fill(crm);
    expect(await crm.contacts.update("1", { instantMessengers: [], address: null })).toMatchObject({ id: "1" });
  });
});

test("a stage that all pipelines have is that of the deal's own", async () => {
  const { crm } = await open();
  await fill(crm);
  await crm.deals.update("1", { statusId: "142" });
  expect(await crm.deals.getMany(["1"])).toMatchObject([{ status: { id: "142", name: "Won" } }]);
});

test("what is given that is not there is rejected, and nothing is half done", async () => {
  const { crm } = await open();
  await fill(crm);
  const company = { company: { id: "999", name: null }, name: "Changed" };
  await expect(crm.contacts.update("1", company)).rejects.toMatchObject({ kind: "rejected" });
  expect(await crm.contacts.getMany(["1"])).toMatchObject([{ name: "Ada" }]);
  await expect(crm.deals.create({ name: "A", contactId: "999" })).rejects.toMatchObject({ name: "LinkNotFound" });
  await expect(crm.notes.create({ subject: { kind: "deal", id: "999" }, body: "a" })).rejects.toMatchObject({
    kind: "notFound",
  });
  await expect(crm.tasks.create({ ...task, subject: { kind: "deal", id: "999" } })).rejects.toMatchObject({
    kind: "notFound",
  });
});

test("keys and passwords let nobody in, and are not even sent", async () => {
  const { crm, crmAs, callsOf } = await open();
  await fill(crm);
  const refused = crmAs({ login: "demo@amoql.dev", password: "demo-password" });
  const calls = await callsOf(() =>
    expect(refused.contacts.page({ number: 1, size: 1 })).rejects.toMatchObject({ kind: "notAuthenticated" }),
  );
  expect(calls).toEqual([]);
});
