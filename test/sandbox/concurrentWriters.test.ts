import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import Libsql from "libsql";
import { KEY_QUERY, TestAccount, errorCode, texts } from "./account.js";
import type { Answer } from "./account.js";
import { ChildSandbox, PROCESS_TIMEOUT } from "./childSandbox.js";

const CLIENTS = Array.from({ length: 20 }, (_, index) => index);

interface Listed {
  id: number;
  name: string;
}

/** The records of a list, over all its pages, in the order they come. */
async function listed(account: TestAccount, page: "contacts" | "deals"): Promise<Listed[]> {
  const element = page === "contacts" ? "contact" : "deal";
  const records: Listed[] = [];
  for (let number = 1, pages = 1; number <= pages; number += 1) {
    const { text } = await account.page(page, [
      ["ELEMENT_COUNT", "50"],
      ["PAGEN_1", String(number)],
    ]);
    pages = Number(texts(text, "totalpages")[0]);
    for (const [, id, name] of text.matchAll(new RegExp(`<${element}>\\s*<id>(\\d+)</id>\\s*<name>([^<]+)<`, "g"))) {
      records.push({ id: Number(id), name: name ?? "" });
    }
  }
  return records;
}

interface CatalogAnswer {
  _embedded: { items: { id: number; name: string }[] };
}

describe("twenty clients that write at once", () => {
  let account: TestAccount;
  beforeEach(async () => {
    account = await TestAccount.start();
  });
  afterEach(async () => {
    await account.close();
    expect(account.errors).toEqual([]);
  });

  const done = (answer: Answer): number => {
    expect([answer.status, errorCode(answer)]).toEqual([200, undefined]);
    return Number(texts(answer.text, "id")[0]);
  };
  const edit = (id: number, name: string, position: string) =>
    account.page("contact_add", [
      ["ACTION", "EDIT"],
      ["ID", String(id)],
      ["contact[person_name]", name],
      ["contact[person_position]", position],
    ]);

  test("lose no add, edit or removal, and every id is given once, in the order of the lists", async () => {
    const kept: Listed[] = [];
    const deals: Listed[] = [];
    const catalogs: Listed[] = [];
    const given: number[] = [];
    await Promise.all(
      CLIENTS.map(async (client) => {
        for (let round = 0; round < 4; round += 1) {
          const name = `c${client}r${round}`;
          const id = done(await account.addPerson(`${name} new`));
          const gone = done(await account.addPerson(`${name} gone`));
          given.push(id, gone);
          done(await edit(id, `${name} edited`, name));
          const deal = done(await account.addDeal(name, { "[linked_contact]": String(id) }));
          const subject = [
            ["ID", String(deal)],
            ["ELEMENT_TYPE", "2"],
          ] as const;
          done(await account.page("note_add", [["ACTION", "ADD_NOTE"], ...subject, ["BODY", `note of ${name}`]]));
          const added = await account.catalogs({ add: [{ name: `${name} a` }, { name: `${name} b` }] });
          expect(added.status).toBe(200);
          const [a, b] = (JSON.parse(added.text) as CatalogAnswer)._embedded.items;
          catalogs.push({ id: a?.id ?? 0, name: `${name} a` }, { id: b?.id ?? 0, name: `${name} b` });
          const removal = await account.page("contact_delete", [
            ["ACTION", "DELETE"],
            ["ID", String(gone)],
          ]);
          expect(errorCode(removal)).toBeUndefined();
          kept.push({ id, name: `${name} edited` });
          deals.push({ id: deal, name });
        }
      }),
    );

    const byId = (records: Listed[]) => records.toSorted((one, other) => one.id - other.id);
    expect(new Set(given).size).toBe(CLIENTS.length * 8);
    expect(await listed(account, "contacts")).toEqual(byId(kept));
    expect(await listed(account, "deals")).toEqual(byId(deals));
    const { text } = await account.fetch(`/api/v2/catalogs?${KEY_QUERY}`);
    const read = (JSON.parse(text) as CatalogAnswer)._embedded.items.map(({ id, name }) => ({ id, name }));
    expect(read).toEqual(byId(catalogs));
    for (const { id, name } of deals) {
      const detail = await account.deal(id);
      expect(texts(detail, "body")).toEqual([`note of ${name}`]);
      expect(detail).toContain(`<name>${name} edited</name>`);
    }
    // What is searched is what is stored: no trace of the names before the edits.
    const found = async (keyword: string) => (await account.page("contact_search", [["SEARCH", keyword]])).text;
    expect(await found("c7r2 edited")).toContain("<name>c7r2 edited</name>");
    expect(await found("c7r2 new")).not.toContain("<contact>");
  });

  test("make one company of one name, and an edit is whole", async () => {
    const ids = await Promise.all(
      CLIENTS.map(async (client) => done(await account.addPerson(`p${client}`, { "[person_company_name]": "Acme" }))),
    );
    const contacts = await listed(account, "contacts");
    expect(contacts.filter(({ name }) => name === "Acme")).toHaveLength(1);
    expect(contacts).toHaveLength(ids.length + 1);

    const [shared = 0] = ids;
    await Promise.all(CLIENTS.map(async (client) => done(await edit(shared, `name ${client}`, `position ${client}`))));
    const detail = await account.contact(shared);
    const [, writer] = /<name>name (\d+)<\/name>/.exec(detail) ?? [];
    expect(detail).toContain(`<position>position ${writer ?? "?"}</position>`);
  });
});

describe("a process that is killed under many writers of both APIs", () => {
  let directory: string;
  let child: ChildSandbox | undefined;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "amoql-writers-"));
  });
  afterEach(async () => {
    await child?.kill();
    rmSync(directory, { recursive: true });
  });

  test(
    "has written every call that it acknowledged, and every call whole",
    async () => {
      const file = join(directory, "sandbox.db");
      const sandbox = (child = await ChildSandbox.start(file));
      const acknowledged = { contacts: [] as string[], deals: [] as string[], removed: [] as number[] };
      const catalogs: string[] = [];
      const write = async (page: string, body: string): Promise<number> => {
        const { status, text } = await sandbox.post(`/private/api/${page}.php`, body);
        expect([status, text.includes("<result>")]).toEqual([200, true]);
        return Number(texts(text, "id")[0]);
      };
      const legacyWriter = async (worker: number) => {
        for (let index = 0; ; index += 1) {
          const name = `w${worker}-${index}`;
          const phone = "contact[contact_data][phone_numbers][][number]=100";
          const id = await write("contact_add", `ACTION=ADD_PERSON&contact[person_name]=${name}&${phone}`);
          acknowledged.contacts.push(name);
          await write("deal_add", `ACTION=ADD&deal[name]=${name}&deal[linked_contact]=${id}`);
          acknowledged.deals.push(name);
          const gone = await write("contact_add", `ACTION=ADD_PERSON&contact[person_name]=gone ${name}&${phone}`);
          await write("note_add", `ACTION=ADD_NOTE&ID=${gone}&ELEMENT_TYPE=1&BODY=note`);
          await write("contact_delete", `ACTION=DELETE&ID=${gone}`);
          acknowledged.removed.push(gone);
        }
      };
      const catalogWriter = async (worker: number) => {
        for (let index = 0; ; index += 1) {
          const name = `k${worker}-${index}`;
          const body = JSON.stringify({ add: ["a", "b", "c"].map((row) => ({ name: `${name} ${row}` })) });
          expect((await sandbox.post("/api/v2/catalogs", body)).status).toBe(200);
          catalogs.push(name);
        }
      };
      // Each ends with the connection that the kill breaks; an answer that is wrong ends the test.
      const untilKilled = (writing: Promise<void>) =>
        writing.catch((error: unknown) => {
          if (!/fetch failed|terminated/.test(String(error))) throw error;
        });
      const writers = [
        ...Array.from({ length: 12 }, (_, worker) => untilKilled(legacyWriter(worker))),
        ...Array.from({ length: 4 }, (_, worker) => untilKilled(catalogWriter(worker))),
      ];
      while (acknowledged.removed.length < 40 || catalogs.length < 40) {
        await Promise.race([new Promise((resolve) => setTimeout(resolve, 5)), ...writers]);
      }
      await sandbox.kill();
      await Promise.all(writers);

      const database = new Libsql(file);
      const rows = (query: string) => database.prepare(query).all() as Record<string, unknown>[];
      try {
        expect(rows("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
        expect(rows("PRAGMA foreign_key_check")).toEqual([]);
        const contacts = rows("SELECT id, name, phone_digits FROM contacts");
        const deals = rows("SELECT id, name FROM deals");
        expect(acknowledged.contacts.filter((name) => !contacts.some((row) => row["name"] === name))).toEqual([]);
        expect(acknowledged.deals.filter((name) => !deals.some((row) => row["name"] === name))).toEqual([]);
        expect(acknowledged.removed.filter((id) => contacts.some((row) => row["id"] === id))).toEqual([]);
        expect(contacts.filter((row) => row["phone_digits"] !== "100")).toEqual([]);
        // A deal and its link are one transaction, and so are a contact's removal and that of its notes.
        expect(rows("SELECT id FROM deals WHERE id NOT IN (SELECT deal_id FROM deal_contacts)")).toEqual([]);
        expect(rows("SELECT id FROM notes WHERE element_id NOT IN (SELECT id FROM contacts)")).toEqual([]);
        const perCall = new Map<string, number>();
        for (const row of rows("SELECT name FROM catalogs WHERE name LIKE 'k%'")) {
          const call = String(row["name"]).split(" ", 1)[0] ?? "";
          perCall.set(call, (perCall.get(call) ?? 0) + 1);
        }
        expect(catalogs.filter((call) => !perCall.has(call))).toEqual([]);
        expect([...perCall.values()].filter((count) => count !== 3)).toEqual([]);
      } finally {
        database.close();
      }
    },
    PROCESS_TIMEOUT,
  );
});
