import { afterEach, describe, expect, test } from "@jest/globals";
import type { Crm } from "../../src/crm/crm.js";
import { CrmError } from "../../src/domain/crmError.js";
import { openSandboxAccount, type AccountSetup, type SandboxAccount } from "./sandboxAccount.js";

/** What holds for the legacy and v2 adapters only: how many calls they make, and how they cope with what these APIs lack. */

const opened: SandboxAccount[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((account) => account.close()));
});

async function open(setup?: AccountSetup): Promise<SandboxAccount> {
  const account = await openSandboxAccount(setup);
  opened.push(account);
  return account;
}

/** Writes as a script would that knows nothing of this gateway. */
async function post({ url }: SandboxAccount, page: string, fields: Record<string, string>): Promise<void> {
  const credentials = { USER_LOGIN: "demo@amoql.dev", USER_PASSWORD: "demo-password" };
  const body = new URLSearchParams({ ...credentials, ...fields });
  const reply = await fetch(`${url}/private/api/${page}.php`, { method: "POST", body });
  expect(await reply.text()).toContain("<result>");
}

/** The raw page of a record. */
async function rawPage({ url }: SandboxAccount, page: string, id: string): Promise<string> {
  const body = new URLSearchParams({ USER_LOGIN: "demo@amoql.dev", USER_PASSWORD: "demo-password", ID: id });
  return (await fetch(`${url}/private/api/${page}.php`, { method: "POST", body })).text();
}

const subject = { kind: "contact", id: "1" } as const;
const task = { text: "Call", type: "CALL", dueAt: new Date("2026-12-01T06:00:00Z"), responsibleUserId: "1" } as const;

async function fill(crm: Crm): Promise<void> {
  await crm.contacts.create({ name: "Ada" });
  await crm.deals.create({ name: "Pilot", contactId: "1" });
  await crm.notes.create({ subject, body: "text" });
  await crm.tasks.create({ ...task, subject });
  await crm.tasks.create({ ...task, subject: null });
  await crm.catalogs.createMany([{ draft: { name: "Goods" } }, { draft: { name: "Services" } }]);
}

describe("calls to the account", () => {
  test.each<[what: string, work: (crm: Crm) => Promise<unknown>, calls: string[]]>([
    ["account", (crm) => crm.account(), []],
    ["a page", (crm) => crm.contacts.page({ number: 1, size: 5 }), ["contacts"]],
    ["a search", (crm) => crm.deals.page({ number: 1, size: 5, search: "a" }), ["deal_search"]],
    ["three records", (crm) => crm.contacts.getMany(["1", "8", "9"]), Array(3).fill("contact_detail")],
    ["a new contact", (crm) => crm.contacts.create({ name: "B" }), ["contact_add ADD_PERSON"]],
    ["a new deal", (crm) => crm.deals.create({ name: "B" }), ["deal_add ADD"]],
    ["a contact's change", (crm) => crm.contacts.update("1", { name: "B" }), ["contact_detail", "contact_add EDIT"]],
    ["a deal's change", (crm) => crm.deals.update("1", { name: "B" }), ["deal_detail", "deal_add EDIT"]],
    ["a contact's end", (crm) => crm.contacts.delete("1"), ["contact_delete DELETE"]],
    ["a deal's end", (crm) => crm.deals.delete("1"), ["deal_delete DELETE"]],
    ["a new note", (crm) => crm.notes.create({ subject, body: "b" }), ["note_add ADD_NOTE"]],
    ["a note's change", (crm) => crm.notes.update({ subject, id: "1" }, "b"), ["contact_detail", "note_add EDIT_NOTE"]],
    ["a note's end", (crm) => crm.notes.delete({ subject, id: "1" }), ["contact_detail", "note_add NOTE_DELETE"]],
    ["a new task", (crm) => crm.tasks.create({ ...task, subject }), ["task_add ADD_TASK"]],
    [
      "a task's change",
      (crm) => crm.tasks.update({ subject, id: "1" }, { text: "b" }),
      ["contact_detail", "task_add EDIT_TASK"],
    ],
    [
      "a task's completion, twice",
      async (crm) => {
        await crm.tasks.complete({ subject, id: "1" });
        await crm.tasks.complete({ subject, id: "1" });
      },
      ["contact_detail", "task_add COMPLATE_TASK", "contact_detail"],
    ],
    ["a task's end", (crm) => crm.tasks.delete({ subject, id: "1" }), ["contact_detail", "task_add TASK_DELETE"]],
    ["a lone task's completion", (crm) => crm.tasks.complete({ subject: null, id: "2" }), ["task_add COMPLATE_TASK"]],
    ["a lone task's end", (crm) => crm.tasks.delete({ subject: null, id: "2" }), ["task_add TASK_DELETE"]],
    ["catalogs", (crm) => crm.catalogs.list(), ["catalogs"]],
    [
      "new catalogs",
      (crm) => crm.catalogs.createMany([{ draft: { name: "A" } }, { draft: { name: "B" } }]),
      ["catalogs"],
    ],
    ["catalogs by name", (crm) => crm.catalogs.updateMany([{ id: "1", patch: { name: "A" } }]), ["catalogs"]],
    [
      "catalogs without a name",
      (crm) =>
        crm.catalogs.updateMany([
          { id: "1", patch: { canAddElements: true } },
          { id: "2", patch: { canAddElements: true } },
        ]),
      ["catalogs", "catalogs"],
    ],
    ["unknown catalogs", (crm) => crm.catalogs.updateMany([{ id: "9", patch: {} }]), ["catalogs"]],
    ["catalogs' end", (crm) => crm.catalogs.deleteMany(["1", "2"]), ["catalogs"]],
  ])("%s", async (_, work, calls) => {
    const account = await open();
    await fill(account.crm);
    expect(await account.callsOf(() => work(account.crm))).toEqual(calls);
  });
});

describe("an edit keeps what the schema does not know", () => {
  test("of a contact", async () => {
    const account = await open();
    await post(account, "contact_add", {
      ACTION: "ADD_PERSON",
      "contact[person_name]": "Ada",
      "contact[favourite_colour]": "blue & red",
      "contact[loyalty][level]": "gold",
      "contact[loyalty][since]": "2020",
    });
    await account.crm.contacts.update("1", { position: "Analyst" });
    const page = await rawPage(account, "contact_detail", "1");
    expect(page).toContain("<position>Analyst</position>");
    expect(page).toContain("<favourite_colour>blue &amp; red</favourite_colour>");
    expect(page.replace(/\s/g, "")).toContain("<loyalty><level>gold</level><since>2020</since></loyalty>");
  });

  test("of a deal", async () => {
    const account = await open();
    await post(account, "deal_add", { ACTION: "ADD", "deal[name]": "Pilot", "deal[source]": "fair" });
    await account.crm.deals.update("1", { price: "5" });
    expect(await rawPage(account, "deal_detail", "1")).toContain("<source>fair</source>");
  });
});

describe("an account that does not answer with the id of what was added", () => {
  const setup = { switches: { addAnswersId: false } };

  test("a contact is searched by what is most its own", async () => {
    const { crm, callsOf } = await open(setup);
    const draft = { name: "Ada", tags: ["b", "a"], company: { id: null, name: "ACME" }, responsibleUserId: "2" };
    await crm.contacts.create({ name: "Ada", emailAddresses: [{ address: "b@x.example", label: null }] });
    const create = () => crm.contacts.create({ ...draft, emailAddresses: [{ address: "a@x.example", label: null }] });
    const calls = await callsOf(async () => {
      const created = await create();
      expect(created).toMatchObject({ name: "Ada", emailAddresses: [{ address: "a@x.example" }] });
      expect(created?.responsibleUser?.id).toBe("2");
    });
    expect(calls).toEqual(["contact_add ADD_PERSON", "contact_search"]);
    // Now there are two that equal what was written.
    expect(await create()).toBeNull();
  });

  test("a contact whose list page does not carry what was written is not recognised", async () => {
    const { crm } = await open({ switches: { addAnswersId: false, listContactData: false } });
    const phoneNumbers = [{ number: "+7 921 000-00-07", label: null }];
    expect(await crm.contacts.create({ name: "Ada", phoneNumbers })).toBeNull();
    expect(await crm.contacts.create({ name: "Only name" })).toMatchObject({ name: "Only name" });
  });

  test("a deal is searched by its name", async () => {
    const { crm, callsOf } = await open(setup);
    await crm.contacts.create({ name: "Ada" });
    await crm.deals.create({ name: "Pilot", price: "1500" });
    const draft = { name: "Pilot", price: "1500.5", statusId: "2", contactId: "1", tags: ["q4"] };
    const calls = await callsOf(async () => {
      expect(await crm.deals.create(draft)).toMatchObject({ id: "2", name: "Pilot", contacts: [{ id: "1" }] });
    });
    expect(calls).toEqual(["deal_add ADD", "deal_search"]);
    expect(await crm.deals.create(draft)).toBeNull();
  });

  test("notes and tasks are looked for on the page of their record", async () => {
    const { crm, callsOf } = await open(setup);
    await crm.contacts.create({ name: "Ada" });
    const note = { subject, body: "a\r\nb" };
    const calls = await callsOf(async () => {
      expect(await crm.notes.create(note)).toMatchObject({ ...note, id: "1" });
      expect(await crm.tasks.create({ ...task, subject })).toMatchObject({ id: "1", text: "Call", subject });
    });
    expect(calls).toEqual(["note_add ADD_NOTE", "contact_detail", "task_add ADD_TASK", "contact_detail"]);
    expect(await crm.notes.create(note)).toBeNull();
    expect(await crm.tasks.create({ ...task, subject })).toBeNull();
    expect(await crm.tasks.create({ ...task, subject: null })).toBeNull();
  });
});

test("list pages without contact data do not carry it; the detail page does", async () => {
  const { crm } = await open({ switches: { listContactData: false } });
  await crm.contacts.create({ name: "Ada" });
  const [item] = (await crm.contacts.page({ number: 1, size: 5 })).items;
  expect(item).toMatchObject({ name: "Ada", tags: [] });
  expect(item).not.toHaveProperty("phoneNumbers");
  expect(item).not.toHaveProperty("address");
  expect(await crm.contacts.getMany(["1"])).toMatchObject([{ phoneNumbers: [], address: null }]);
});

describe("a deal that has several contacts", () => {
  async function linked(setup: AccountSetup): Promise<SandboxAccount> {
    const account = await open(setup);
    await account.crm.contacts.create({ name: "Ada" });
    await account.crm.contacts.create({ name: "Bob" });
    await post(account, "deal_add", {
      ACTION: "ADD",
      "deal[name]": "Pilot",
      "deal[linked_contact][0]": "1",
      "deal[linked_contact][1]": "2",
    });
    return account;
  }

  test("is not edited where the account may take one only: nothing is written", async () => {
    const { crm, callsOf } = await linked({ connect: { dealLinks: "one" } });
    for (const patch of [{ name: "B" }, { contactId: "1" }, {}]) {
      const calls = await callsOf(() =>
        expect(crm.deals.update("1", patch)).rejects.toMatchObject({ kind: "notSupported" }),
      );
      expect(calls).toEqual(["deal_detail"]);
    }
    expect(await crm.deals.getMany(["1"])).toMatchObject([{ name: "Pilot", contacts: [{ id: "1" }, { id: "2" }] }]);
  });

  test("keeps them where the account takes many; contactId replaces all of them", async () => {
    const { crm } = await linked({ connect: { dealLinks: "many" } });
    await crm.deals.update("1", { name: "B" });
    expect(await crm.deals.getMany(["1"])).toMatchObject([{ name: "B", contacts: [{ id: "1" }, { id: "2" }] }]);
    await crm.deals.update("1", { contactId: "2" });
    expect(await crm.deals.getMany(["1"])).toMatchObject([{ contacts: [{ id: "2" }] }]);
  });

  test("with one contact, a deal keeps it at an account that takes one", async () => {
    const { crm } = await open({ switches: { editKeepsLinks: false }, connect: { dealLinks: "one" } });
    await crm.contacts.create({ name: "Ada" });
    await crm.deals.create({ name: "Pilot", contactId: "1" });
    await crm.deals.update("1", { name: "B" });
    expect(await crm.deals.getMany(["1"])).toMatchObject([{ name: "B", contacts: [{ id: "1" }] }]);
  });
});

test("a user without the right is told so", async () => {
  const credentials = { login: "john@amoql.dev", password: "john-password" };
  const { crm } = await open({ credentials, switches: { itemErrors: "list" } });
  await crm.contacts.create({ name: "Ada" });
  await expect(crm.contacts.delete("1")).rejects.toMatchObject({ kind: "forbidden" });
  await crm.catalogs.createMany([{ draft: { name: "Goods" } }]);
  expect(await crm.catalogs.deleteMany(["1"])).toEqual([expect.objectContaining({ kind: "forbidden" })]);
});

test("a wrong password is notAuthenticated", async () => {
  const { crm } = await open({ credentials: { login: "demo@amoql.dev", password: "wrong" } });
  await expect(crm.contacts.page({ number: 1, size: 5 })).rejects.toMatchObject({ kind: "notAuthenticated" });
  expect(await crm.contacts.getMany(["1"])).toEqual([expect.any(CrmError)]);
});

test("an edit whose operation ends while it waits for another changes nothing", async () => {
  const { crm, connection, callsOf } = await open();
  await crm.contacts.create({ name: "Ada" });
  const operation = new AbortController();
  const impatient = connection.forOperation({ caller: "test", signal: operation.signal, onCall: () => undefined });
  const calls = await callsOf(async () => {
    const first = crm.contacts.update("1", { position: "First" });
    const second = impatient.contacts.update("1", { position: "Second" });
    const third = crm.contacts.update("1", { address: "Third" });
    operation.abort();
    await expect(second).rejects.toMatchObject({ kind: "aborted" });
    await Promise.all([first, third]);
  });
  expect(calls).toEqual(["contact_detail", "contact_add EDIT", "contact_detail", "contact_add EDIT"]);
  expect(await crm.contacts.getMany(["1"])).toMatchObject([{ position: "First", address: "Third" }]);
});

test("dates are in the zone that is set, else in the one that the account reports", async () => {
  const account = await open();
  const set = await open({ connect: { timeZone: "Asia/Tokyo" } });
  for (const { crm } of [account, set]) {
    await crm.contacts.create({ name: "Ada" });
    await crm.tasks.create({ ...task, subject });
    expect(await crm.contacts.getMany(["1"])).toMatchObject([{ tasks: [{ dueAt: task.dueAt }] }]);
  }
  expect(await rawPage(account, "contact_detail", "1")).toContain("<end_date>01.12.2026 09:00:00</end_date>");
  expect(await rawPage(set, "contact_detail", "1")).toContain("<end_date>01.12.2026 15:00:00</end_date>");
  expect([...account.warnings, ...set.warnings]).toEqual([]);
});
