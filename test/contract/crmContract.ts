import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Crm } from "../../src/crm/crm.js";
import { CrmError } from "../../src/domain/crmError.js";
import type { ContactDraft } from "../../src/domain/contact.js";
import { editableContact } from "../../src/domain/contact.js";
import { versionOf } from "../../src/domain/version.js";

/** An empty account with the users 1 and 2 and the stages 1 and 2, and a user 1 who may do everything there. */
export interface ContractAccount {
  readonly crm: Crm;
  close(): Promise<void>;
}

const ADA = {
  name: "Ada  Lovelace & Sons\n",
  position: "Analyst <1>",
  company: { id: null, name: 'Babbage "Engines"' },
  phoneNumbers: [
    { number: "+44 20 7946 0001", label: "Work" },
    { number: "+44 20 7946 0002", label: null },
  ],
  emailAddresses: [{ address: "ada@engines.example", label: "Home" }],
  webAddresses: [{ url: "http://engines.example/?a=1&b=2", label: null }],
  address: "Дом 5; кв. 1",
  instantMessengers: [{ address: "ada.l", protocol: "Skype" }],
  responsibleUserId: "2",
  tags: ["vip", "мат. анализ"],
} satisfies ContactDraft;

const MISSING = "999999";
const DUE = new Date("2026-12-01T06:00:00Z");

/** In what the APIs of an account differ. */
interface ContractApi {
  /** Whether records can be removed. Where they cannot, that is said and nothing happens. */
  readonly removes: boolean;
  /** Whether a page of a list tells how many there are. Where it does not, the last one tells that it is the last. */
  readonly countsPages: boolean;
  /** Whether a task that is on no record can be read, and one that is on a record can be taken off it. */
  readonly tasksAlone: "are read" | "are put there";
  /** How the account tells the price `1500.50`. */
  readonly price: string;
  /** Whether a deal tells more of its contacts than that they are persons. */
  readonly namesContacts: boolean;
}

const OLDER_APIS: ContractApi = {
  removes: true,
  countsPages: true,
  tasksAlone: "are put there",
  price: "1500.50",
  namesContacts: true,
};

export const V4_API: ContractApi = {
  removes: false,
  countsPages: false,
  tasksAlone: "are read",
  price: "1500.5",
  namesContacts: false,
};

const NOT_SUPPORTED = { kind: "notSupported" };

/** What every adapter of the port promises, whichever API it speaks. */
export function contractOf(
  name: string,
  openAccount: () => Promise<ContractAccount>,
  api: ContractApi = OLDER_APIS,
): void {
  describe(name, () => {
    let account: ContractAccount;
    let crm: Crm;

    beforeEach(async () => {
      account = await openAccount();
      crm = account.crm;
    });
    afterEach(() => account.close());

    async function newContact(draft: ContactDraft = ADA): Promise<string> {
      return idOf(await crm.contacts.create(draft));
    }
    async function contact(id: string) {
      return found(await crm.contacts.getMany([id]));
    }
    async function deal(id: string) {
      return found(await crm.deals.getMany([id]));
    }

    test("the account tells its subdomain and time zone", async () => {
      expect(await crm.account()).toEqual({ subdomain: expect.any(String), timeZone: "Europe/Moscow" });
    });

    describe("contacts", () => {
      test("are read as they were written", async () => {
        const created = await crm.contacts.create(ADA);
        const { responsibleUserId, company, ...plain } = ADA;
        expect(created).toMatchObject({ ...plain, company: { name: company.name }, responsibleUser: { id: "2" } });
        expect(await contact(idOf(created))).toMatchObject({
          ...plain,
          company: { id: expect.any(String), name: company.name },
          responsibleUser: { id: "2", name: "John Miller" },
          isCompany: false,
          createdAt: expect.any(Date),
          updatedAt: expect.any(Date),
          notes: [],
          tasks: [],
        });
      });

      test("are listed page by page", async () => {
        for (const name of ["One", "Two", "Three"]) await newContact({ name });
        const first = await crm.contacts.page({ number: 1, size: 2 });
        const second = await crm.contacts.page({ number: 2, size: 2 });
        expect([first.number, first.size, second.number, second.totalPages]).toEqual([1, 2, 2, 2]);
        expect(first.totalPages).toBe(api.countsPages ? 2 : null);
        expect([...first.items, ...second.items].map((item) => item.name)).toEqual(["One", "Two", "Three"]);
      });

      test("a page past the end is not passed off as the one asked for", async () => {
        await newContact({ name: "Only" });
        const { number, items } = await crm.contacts.page({ number: 7, size: 2 });
        expect(number === 7 ? items.length : number).toBe(number === 7 ? 0 : 1);
      });

      test("are searched by any word of theirs; nothing found is an empty page", async () => {
        await newContact();
        await newContact({ name: "Иван" });
        const names = async (search: string) =>
          (await crm.contacts.page({ number: 1, size: 10, search })).items.map((item) => item.name);
        expect(await names("ИВАН")).toEqual(["Иван"]);
        expect(await names("+44 20 7946 0001")).toEqual([ADA.name]);
        expect(await names("nobody & nothing")).toEqual([]);
      });

      test("each outcome of many is its own", async () => {
        const id = await newContact();
        expect(await crm.contacts.getMany([MISSING, id])).toEqual([null, expect.objectContaining({ id })]);
        expect(await crm.contacts.getMany([])).toEqual([]);
      });

      test("a patch keeps what it does not name", async () => {
        const id = await newContact();
        const before = await contact(id);
        const updated = await crm.contacts.update(id, { position: "Countess" });
        const after = await contact(id);
        expect({ ...after, updatedAt: null }).toEqual({ ...before, position: "Countess", updatedAt: null });
        expect(after).toMatchObject(updated);
      });

      test("null and empty lists clear, lists replace", async () => {
        const id = await newContact();
        const patch = {
          position: null,
          company: null,
          address: null,
          emailAddresses: [],
          instantMessengers: [],
          tags: [],
          phoneNumbers: [{ number: "1", label: null }],
        };
        const updated = await crm.contacts.update(id, patch);
        expect(updated).toMatchObject(patch);
        const after = await contact(id);
        expect(after).toMatchObject(patch);
        expect(after.webAddresses).toEqual(ADA.webAddresses);
      });

      test("another company is named by id or by name", async () => {
        const [id, other] = [await newContact(), await newContact({ name: "B", company: { id: null, name: "Beta" } })];
        const beta = (await contact(other)).company;
        await crm.contacts.update(id, { company: { id: beta?.id ?? "", name: null } });
        expect((await contact(id)).company).toEqual(beta);
        await crm.contacts.update(id, { company: { id: null, name: "Gamma" } });
        expect((await contact(id)).company).toMatchObject({ name: "Gamma" });
      });

      test("ifVersion lets only the version through that was seen", async () => {
        const id = await newContact();
        const editable = editableContact(await contact(id));
        if (!editable) throw new Error("a detail page carries everything");
        const version = versionOf(editable);
        await crm.contacts.update(id, { name: "Second" }, version);
        const { notes, tasks, ...current } = await contact(id);
        expect([notes, tasks]).toEqual([[], []]);
        const conflict = crm.contacts.update(id, { name: "Third" }, version);
        await expect(conflict).rejects.toMatchObject({
          kind: "conflict",
          current: { kind: "contact", record: current },
        });
        expect((await contact(id)).name).toBe("Second");
        const stillOpen = versionOf({ ...editable, name: "Second" });
        await crm.contacts.update(id, { name: "Third" }, stillOpen);
        expect((await contact(id)).name).toBe("Third");
      });

      test("two edits of one record at once both survive", async () => {
        const id = await newContact();
        await Promise.all([
          crm.contacts.update(id, { position: "Left" }),
          crm.contacts.update(id, { address: "Right" }),
          crm.contacts.update(id, { tags: ["both"] }),
        ]);
        expect(await contact(id)).toMatchObject({ position: "Left", address: "Right", tags: ["both"] });
      });

      test("can be deleted once; what is not there cannot be changed", async () => {
        const id = await newContact();
        await expect(crm.contacts.update(MISSING, { name: "Back" })).rejects.toMatchObject({ kind: "notFound" });
        if (!api.removes) {
          await expect(crm.contacts.delete(id)).rejects.toMatchObject(NOT_SUPPORTED);
          expect(await contact(id)).toMatchObject({ id });
          return;
        }
        await crm.contacts.delete(id);
        expect(await crm.contacts.getMany([id])).toEqual([null]);
        await expect(crm.contacts.delete(id)).rejects.toMatchObject({ kind: "notFound" });
        await expect(crm.contacts.update(id, { name: "Back" })).rejects.toMatchObject({ kind: "notFound" });
      });

      test("what the account refuses is rejected", async () => {
        await expect(crm.contacts.create({ name: "X", responsibleUserId: MISSING })).rejects.toMatchObject({
          kind: "rejected",
        });
      });
    });

    describe("deals", () => {
      test("are read as they were written", async () => {
        const contactId = await newContact();
        const created = await crm.deals.create({
          name: "Пилот <2026> & Co",
          statusId: "2",
          price: "1500.50",
          responsibleUserId: "2",
          tags: ["q4", "pilot"],
          contactId,
        });
        const { name, company } = ADA;
        expect(created).toMatchObject({ price: "1500.50", status: { id: "2" }, contacts: [{ id: contactId }] });
        expect(await deal(idOf(created))).toMatchObject({
          name: "Пилот <2026> & Co",
          price: api.price,
          status: { id: "2", name: "Negotiation" },
          responsibleUser: { id: "2", name: "John Miller" },
          tags: ["q4", "pilot"],
          contacts: [
            { id: contactId, isCompany: false, ...(api.namesContacts && { name, company: { name: company.name } }) },
          ],
          notes: [],
          tasks: [],
        });
      });

      test("are listed with their contacts, and searched", async () => {
        const contactId = await newContact();
        await crm.deals.create({ name: "Alpha", contactId });
        await crm.deals.create({ name: "Beta" });
        const page = await crm.deals.page({ number: 1, size: 10 });
        expect(page.items).toMatchObject([{ name: "Alpha", contacts: [{ id: contactId }] }, { contacts: [] }]);
        const hits = await crm.deals.page({ number: 1, size: 10, search: "beta" });
        expect(hits.items.map((item) => item.name)).toEqual(["Beta"]);
      });

      test("a patch keeps what it does not name, null clears, contactId replaces", async () => {
        const [one, two] = [await newContact(), await newContact({ name: "Other" })];
        const draft = { name: "Alpha", price: "10", tags: ["a"], statusId: "2", contactId: one };
        const id = idOf(await crm.deals.create(draft));
        const before = await deal(id);
        await crm.deals.update(id, { name: "Beta" });
        expect({ ...(await deal(id)), updatedAt: null }).toEqual({ ...before, name: "Beta", updatedAt: null });
        const updated = await crm.deals.update(id, { price: null, tags: [], contactId: two });
        expect(updated).toMatchObject({ price: null, tags: [], contacts: [{ id: two }] });
        expect(await deal(id)).toMatchObject({ price: null, tags: [], contacts: [{ id: two }], status: { id: "2" } });
        await crm.deals.update(id, { contactId: null });
        expect((await deal(id)).contacts).toEqual([]);
      });

      test("can be deleted; each outcome of many is its own", async () => {
        const [id, other] = [idOf(await crm.deals.create({ name: "A" })), idOf(await crm.deals.create({ name: "B" }))];
        await expect(crm.deals.update(MISSING, { name: "C" })).rejects.toMatchObject({ kind: "notFound" });
        if (!api.removes) {
          await expect(crm.deals.delete(id)).rejects.toMatchObject(NOT_SUPPORTED);
          expect(await crm.deals.getMany([id, MISSING])).toEqual([expect.objectContaining({ name: "A" }), null]);
          return;
        }
        await crm.deals.delete(id);
        expect(await crm.deals.getMany([id, other])).toEqual([null, expect.objectContaining({ name: "B" })]);
        await expect(crm.deals.update(id, { name: "C" })).rejects.toMatchObject({ kind: "notFound" });
      });

      test("cannot be linked to a contact that is not there, which is told from a deal that is not", async () => {
        const id = idOf(await crm.deals.create({ name: "A" }));
        const missing = { kind: "notFound", name: "LinkNotFound" };
        await expect(crm.deals.update(id, { contactId: MISSING })).rejects.toMatchObject(missing);
        const refused = crm.deals.update(MISSING, { contactId: MISSING });
        await expect(refused).rejects.toMatchObject({ kind: "notFound", name: "CrmError" });
      });
    });

    describe.each(["contact", "deal"] as const)("notes and tasks of a %s", (kind) => {
      async function newSubject() {
        const id = kind === "contact" ? await newContact() : idOf(await crm.deals.create({ name: "Deal" }));
        return { kind, id };
      }
      const read = (id: string) => (kind === "contact" ? contact(id) : deal(id));

      test("notes are added, changed and deleted, their text kept to the byte", async () => {
        const subject = await newSubject();
        const body = '  "a < b" & ]]> 100 %\r\nline two\n\n';
        const note = await crm.notes.create({ subject, body });
        const id = idOf(note);
        expect(note).toMatchObject({ subject, body });
        const author = { id: "1", name: "Anna Smirnova" };
        expect((await read(subject.id)).notes).toMatchObject([{ id, subject, body, author }]);
        expect(await crm.notes.update({ subject, id }, "changed")).toMatchObject({
          id,
          subject,
          body: "changed",
          author,
        });
        expect((await read(subject.id)).notes).toMatchObject([{ id, body: "changed" }]);
        const removal = crm.notes.delete({ subject, id });
        if (api.removes) await removal;
        else await expect(removal).rejects.toMatchObject(NOT_SUPPORTED);
        expect((await read(subject.id)).notes).toHaveLength(api.removes ? 0 : 1);
      });

      test("a note or task that is not where its reference says is not found, and stays as it is", async () => {
        const [subject, other] = [await newSubject(), await newSubject()];
        const note = { subject: other, id: idOf(await crm.notes.create({ subject, body: "mine" })) };
        const draft = { text: "Mine", type: "CALL", dueAt: DUE, responsibleUserId: "1", subject } as const;
        const task = { subject: other, id: idOf(await crm.tasks.create(draft)) };
        const missing = { subject: { kind, id: MISSING }, id: note.id };
        for (const refused of [
          crm.notes.update(note, "yours"),
          crm.tasks.update(task, { text: "Yours" }),
          crm.tasks.complete(task),
        ]) {
          await expect(refused).rejects.toMatchObject({ kind: "notFound" });
        }
        // Where nothing can be removed, nobody looks for it.
        for (const refused of [crm.notes.delete(note), crm.notes.delete(missing), crm.tasks.delete(task)]) {
          await expect(refused).rejects.toMatchObject(api.removes ? { kind: "notFound" } : NOT_SUPPORTED);
        }
        expect(await read(subject.id)).toMatchObject({
          notes: [{ body: "mine" }],
          tasks: [{ text: "Mine", isCompleted: false }],
        });
      });

      test("tasks are added, changed, completed, moved and deleted", async () => {
        const [subject, other] = [await newSubject(), await newSubject()];
        const dueAt = new Date(DUE.getTime() + 750);
        const draft = { text: "Call <back>", type: "LETTER", dueAt, responsibleUserId: "2", subject } as const;
        const created = await crm.tasks.create(draft);
        const id = idOf(created);
        const written = {
          id,
          text: "Call <back>",
          type: "LETTER",
          dueAt: DUE,
          isCompleted: false,
          result: null,
          subject,
        };
        expect(created).toMatchObject(written);
        const responsibleUser = { id: "2", name: "John Miller" };
        expect((await read(subject.id)).tasks).toEqual([{ ...written, responsibleUser }]);
        await crm.tasks.update({ subject, id }, { type: "MEETING" });
        expect((await read(subject.id)).tasks).toEqual([{ ...written, type: "MEETING", responsibleUser }]);
        expect(await crm.tasks.complete({ subject, id })).toMatchObject({ id, isCompleted: true });
        expect((await read(subject.id)).tasks).toMatchObject([{ isCompleted: true }]);
        expect(await crm.tasks.update({ subject, id }, { subject: other })).toMatchObject({ subject: other });
        expect((await read(subject.id)).tasks).toEqual([]);
        expect((await read(other.id)).tasks).toMatchObject([{ id, isCompleted: true, type: "MEETING" }]);
        const removal = crm.tasks.delete({ subject: other, id });
        if (api.removes) await removal;
        else await expect(removal).rejects.toMatchObject(NOT_SUPPORTED);
        expect((await read(other.id)).tasks).toHaveLength(api.removes ? 0 : 1);
      });
    });

    const alone = { text: "Order paper", type: "LETTER", dueAt: DUE, responsibleUserId: "1", subject: null } as const;

    if (api.tasksAlone === "are read") {
      test("a task on its own is written, completed and put on a record, which it stays on", async () => {
        const id = idOf(await crm.tasks.create(alone));
        const task = { subject: null, id };
        expect(await crm.tasks.update(task, { text: "Order ink" })).toMatchObject({
          text: "Order ink",
          type: "LETTER",
        });
        expect(await crm.tasks.complete(task)).toMatchObject({
          id,
          text: "Order ink",
          isCompleted: true,
          subject: null,
        });
        const subject = { kind: "contact", id: await newContact() } as const;
        await crm.tasks.update(task, { subject });
        expect((await contact(subject.id)).tasks).toMatchObject([
          { id, text: "Order ink", isCompleted: true, subject },
        ]);
        await expect(crm.tasks.update({ subject, id }, { subject: null })).rejects.toMatchObject(NOT_SUPPORTED);
        await expect(crm.tasks.complete({ subject: null, id: MISSING })).rejects.toMatchObject({ kind: "notFound" });
      });
    } else {
      test("a task on its own is written, completed and deleted without being read", async () => {
        const id = idOf(await crm.tasks.create(alone));
        await expect(crm.tasks.update({ subject: null, id }, { text: "Order ink" })).rejects.toMatchObject({
          kind: "rejected",
        });
        const subject = { kind: "contact", id: await newContact() } as const;
        await crm.tasks.update({ subject: null, id }, { ...alone, text: "Order ink", subject });
        expect((await contact(subject.id)).tasks).toMatchObject([{ id, text: "Order ink", subject }]);
        await crm.tasks.update({ subject, id }, { subject: null });
        expect((await contact(subject.id)).tasks).toEqual([]);
        expect(await crm.tasks.complete({ subject: null, id })).toMatchObject({ id, isCompleted: true, subject: null });
        await crm.tasks.delete({ subject: null, id });
        await expect(crm.tasks.delete({ subject: null, id })).rejects.toMatchObject({ kind: "notFound" });
      });
    }

    describe("a creation with a key", () => {
      test("happens once for each kind of record; another draft is refused", async () => {
        const subject = { kind: "contact", id: await newContact() } as const;
        const task = { text: "Call", type: "CALL", dueAt: DUE, responsibleUserId: "1", subject } as const;
        const creations: readonly ((text: string) => Promise<{ readonly id: string } | CrmError | null | undefined>)[] =
          [
            (name) => crm.contacts.create({ ...ADA, name }, "key"),
            (name) => crm.deals.create({ name, tags: ["a"] }, "key"),
            (body) => crm.notes.create({ subject, body }, "key"),
            (text) => crm.tasks.create({ ...task, text }, "key"),
            async (name) => (await crm.catalogs.createMany([{ draft: { name }, idempotencyKey: "key" }]))[0],
          ];
        for (const create of creations) {
          const first = await create("One");
          expect(await create("One")).toEqual(first);
          expect(first).toMatchObject({ id: expect.any(String) });
          await expect(create("Two")).rejects.toMatchObject({ kind: "keyReused" });
        }
        const { items } = await crm.contacts.page({ number: 1, size: 10 });
        expect(items.filter((item) => item.isCompany === false).map((item) => item.name)).toEqual([ADA.name, "One"]);
        expect((await crm.deals.page({ number: 1, size: 10 })).items).toMatchObject([{ name: "One" }]);
        expect(await contact(subject.id)).toMatchObject({ notes: [{ body: "One" }], tasks: [{ text: "One" }] });
        expect(await crm.catalogs.list()).toMatchObject([{ name: "One" }]);
      });

      test("that the account refuses may be made again with the same key", async () => {
        const refused = crm.contacts.create({ name: "X", responsibleUserId: MISSING }, "key");
        await expect(refused).rejects.toMatchObject({ kind: "rejected" });
        expect(await crm.contacts.create({ name: "X" }, "key")).toMatchObject({ name: "X" });
      });
    });

    describe("catalogs", () => {
      const GOODS = {
        name: "Goods & more",
        type: "PRODUCTS",
        canAddElements: true,
        canShowInCards: false,
        canLinkMultiple: true,
      } as const;

      test("an account without catalogs has an empty list", async () => {
        expect(await crm.catalogs.list()).toEqual([]);
        expect(await crm.catalogs.createMany([])).toEqual([]);
        expect(await crm.catalogs.updateMany([])).toEqual([]);
        expect(await crm.catalogs.deleteMany([])).toEqual([]);
      });

      test("are read as they were written", async () => {
        const [one, two] = await crm.catalogs.createMany([{ draft: GOODS }, { draft: { name: "Список" } }]);
        expect([one, two]).toMatchObject([GOODS, { name: "Список" }]);
        expect(await crm.catalogs.list()).toMatchObject([
          { ...GOODS, id: idOf(one), createdById: "1", createdAt: expect.any(Date), sort: expect.any(Number) },
          { id: idOf(two), name: "Список" },
        ]);
      });

      test("change only in what is given, whether the name is given or not", async () => {
        const [one, two] = (
          await crm.catalogs.createMany([{ draft: GOODS }, { draft: { ...GOODS, name: "Two", type: "REGULAR" } }])
        ).map(idOf);
        await crm.catalogs.updateMany([{ id: one ?? "", patch: { name: "Renamed" } }]);
        const [changed] = await crm.catalogs.updateMany([{ id: two ?? "", patch: { canAddElements: false } }]);
        const [first, second] = await crm.catalogs.list();
        expect(first).toMatchObject({ ...GOODS, name: "Renamed" });
        expect(second).toMatchObject({ ...GOODS, name: "Two", type: "REGULAR", canAddElements: false });
        expect(changed).toEqual(second);
      });

      test("each row has an outcome of its own, in the order of the rows", async () => {
        const [one] = (await crm.catalogs.createMany([{ draft: GOODS }])).map(idOf);
        const updated = await crm.catalogs.updateMany([
          { id: MISSING, patch: { canAddElements: false } },
          { id: one ?? "", patch: { name: "Second" } },
        ]);
        expect(updated).toMatchObject([{ kind: "notFound" }, { id: one, name: "Second" }]);
        const deleted = await crm.catalogs.deleteMany([MISSING, one ?? ""]);
        if (!api.removes) {
          expect(deleted).toMatchObject([NOT_SUPPORTED, NOT_SUPPORTED]);
          expect(await crm.catalogs.list()).toMatchObject([{ id: one, name: "Second" }]);
          return;
        }
        expect(deleted[0]).toBeInstanceOf(CrmError);
        expect(deleted[1]).toBe(one);
        expect(await crm.catalogs.list()).toEqual([]);
      });
    });
  });
}

/** The number of a record that must be known. */
function idOf(record: { readonly id: string } | CrmError | null | undefined): string {
  if (record instanceof CrmError) throw record;
  if (!record) throw new Error("the account did not tell which record it is");
  return record.id;
}

/** The one record that must be there. */
function found<Item>([outcome]: readonly (Item | CrmError | null)[]): Item {
  if (outcome instanceof CrmError) throw outcome;
  if (outcome === null || outcome === undefined) throw new Error("there is no such record");
  return outcome;
}
