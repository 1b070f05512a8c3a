import { createHash } from "node:crypto";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import Libsql from "libsql";
import { NO_DATA, addContact } from "../../src/sandbox/storage/contacts.js";
import { closeDatabase, openDatabase } from "../../src/sandbox/storage/database.js";
import { addDeal } from "../../src/sandbox/storage/deals.js";
import { fillEmpty } from "../../src/sandbox/storage/fill.js";
import { MIGRATIONS } from "../../src/sandbox/storage/migrations.js";
import { FIXED_NOW, TestAccount, errorCode, formBody, texts } from "./account.js";
import type { Answer, Pairs } from "./account.js";

const LISTS = ["contacts", "deals"] as const;
type List = (typeof LISTS)[number];

/** Anna sees every record, John those that he is responsible for. John may not delete. */
const USERS = {
  anna: { id: 1, signIn: "USER_LOGIN=demo@amoql.dev&USER_HASH=0123456789abcdef0123456789abcdef" },
  john: { id: 2, signIn: "USER_LOGIN=john@amoql.dev&USER_HASH=fedcba9876543210fedcba9876543210" },
} as const;
type Who = keyof typeof USERS;

/** Records are counted by blocks of ids: these stand at the ends of blocks, with blocks between them that are empty. */
const IDS = [1, 2, 3, 1_022, 1_023, 1_024, 1_025, 2_047, 2_048, 5_000, 65_534, 65_535, 65_536, 65_537, 66_560, 200_000];
/** Whose the record at a position is. */
const ownerAt = (at: number) => [USERS.anna.id, USERS.john.id, null, USERS.john.id][at % 4] ?? null;
const PAGE_SIZE = 3;

let directory: string;
let filled: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "amoql-pages-"));
  filled = join(directory, "filled.db");
  const db = await openDatabase(filled, async (fresh) => {
    await fillEmpty(fresh);
    for (const [at, id] of IDS.entries()) {
      const draft = { name: `Record ${id}`, mainUserId: ownerAt(at), tags: [], extra: [] };
      const record = { id, createdAt: FIXED_NOW };
      const contact = { ...draft, position: "", companyId: null, data: NO_DATA };
      await addContact(fresh, contact, { ...record, isCompany: false });
      await addDeal(fresh, { ...draft, price: null, statusId: 1, contactIds: [] }, record);
    }
  });
  await closeDatabase(db);
});
afterAll(() => rmSync(directory, { recursive: true }));

function call(account: TestAccount, who: Who, page: string, pairs: Pairs): Promise<Answer> {
  const path = `/private/api/${page}.php?${USERS[who].signIn}`;
  return account.fetch(path, { method: "POST", body: formBody(pairs) });
}

/** The ids that each page holds, as many pages as the first one says there are. */
async function pagesOf(account: TestAccount, who: Who, list: List): Promise<number[][]> {
  const pages: number[][] = [];
  for (let page = 1, total = 1; page <= total; page += 1) {
    const { text } = await call(account, who, list, [
      ["ELEMENT_COUNT", String(PAGE_SIZE)],
      ["PAGEN_1", String(page)],
    ]);
    total = Number(texts(text, "totalpages")[0]);
    pages.push(Array.from(text.matchAll(/^\t<(?:contact|deal)>\s*<id>(\d+)<\/id>/gm), ([, id]) => Number(id)));
  }
  return pages;
}

/** The ids that are expected on each page. */
function pagesOfIds(ids: readonly number[]): number[][] {
  const pages = Math.max(1, Math.ceil(ids.length / PAGE_SIZE));
  return Array.from({ length: pages }, (_, page) => ids.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE));
}

/** Who is responsible for each record of a list, by its id. */
type Owners = Map<number, number | null>;

function seenIds(owners: Owners, who: Who): number[] {
  const seen = [...owners].filter(([, owner]) => who === "anna" || owner === USERS.john.id);
  return seen.map(([id]) => id).toSorted((one, other) => one - other);
}

const write = fc.record({
  who: fc.constantFrom("anna", "john"),
  list: fc.constantFrom(...LISTS),
  action: fc.constantFrom("add", "edit", "edit", "delete", "delete"),
  /** Which of the records is written, as a part of all. */
  place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  owner: fc.constantFrom(1, 2, null),
});
type Write = typeof write extends fc.Arbitrary<infer Value> ? Value : never;

/** Writes, and does the same to what is expected. */
async function apply(account: TestAccount, owners: Owners, { who, list, action, place, owner }: Write): Promise<void> {
  const [kind, name] = list === "contacts" ? ["contact", "person_name"] : ["deal", "name"];
  const fields: Pairs = [
    [`${kind}[${name}]`, "Written"],
    [`${kind}[main_user_id]`, owner === null ? "" : String(owner)],
  ];
  if (action === "add") {
    const verb = list === "contacts" ? "ADD_PERSON" : "ADD";
    const answer = await call(account, who, `${kind}_add`, [["ACTION", verb], ...fields]);
    owners.set(Number(texts(answer.text, "id")[0]), owner ?? USERS[who].id);
    return;
  }
  const id = [...owners.keys()][Math.floor(place * owners.size)];
  if (id === undefined) return;
  const isSeen = seenIds(owners, who).includes(id);
  if (action === "edit") {
    const answer = await call(account, who, `${kind}_add`, [["ACTION", "EDIT"], ["ID", String(id)], ...fields]);
    expect(errorCode(answer)).toBe(isSeen ? undefined : "404");
    if (isSeen) owners.set(id, owner);
    return;
  }
  const answer = await call(account, who, `${kind}_delete`, [
    ["ACTION", "DELETE"],
    ["ID", String(id)],
  ]);
  expect(errorCode(answer)).toBe(!isSeen ? "404" : who === "john" ? "403" : undefined);
  if (who === "anna") owners.delete(id);
}

test("every page holds its records, whatever different users add, give away and delete", async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(write, { minLength: 8, maxLength: 10 }), async (writes) => {
      const data = join(directory, `run-${(run += 1)}.db`);
      copyFileSync(filled, data);
      const account = await TestAccount.start({ data, switches: { visibility: "own" } });
      try {
        const expected = Object.fromEntries(
          LISTS.map((list) => [list, new Map(IDS.map((id, at) => [id, ownerAt(at)]))]),
        ) as Record<List, Owners>;
        const check = async (list: List) => {
          const [annas, johns] = await Promise.all([pagesOf(account, "anna", list), pagesOf(account, "john", list)]);
          expect(annas).toEqual(pagesOfIds(seenIds(expected[list], "anna")));
          expect(johns).toEqual(pagesOfIds(seenIds(expected[list], "john")));
        };
        for (const list of LISTS) await check(list);
        for (const one of writes) {
          await apply(account, expected[one.list], one);
          await check(one.list);
        }
      } finally {
        await account.close();
      }
    }),
    // Each run has a sandbox of its own: a shorter row of writes is not worth the minutes that finding it takes.
    { numRuns: 4, endOnFailure: true },
  );
}, 60_000);

test("a list that is emptied has one empty page, and counts anew from there", async () => {
  const data = join(directory, "emptied.db");
  copyFileSync(filled, data);
  const account = await TestAccount.start({ data });
  for (const id of IDS) {
    await account.page("contact_delete", [
      ["ACTION", "DELETE"],
      ["ID", String(id)],
    ]);
  }
  expect(await pagesOf(account, "anna", "contacts")).toEqual([[]]);
  for (let count = 0; count < 4; count += 1) await account.addPerson("New");
  // An account never gives an id twice.
  expect(await pagesOf(account, "anna", "contacts")).toEqual([[200_001, 200_002, 200_003], [200_004]]);
  await account.close();
});

test("an add that is refused is not counted", async () => {
  const account = await TestAccount.start();
  for (let count = 0; count < 3; count += 1) await account.addPerson("Kept");
  expect(errorCode(await account.addPerson("Refused", { "[person_company_id]": "999" }))).toBe("400");
  expect(await pagesOf(account, "anna", "contacts")).toEqual([[1, 2, 3]]);
  await account.close();
});

test("the records of a data file that an earlier version wrote are counted", async () => {
  const data = join(directory, "earlier.db");
  const database = new Libsql(data);
  for (const statement of MIGRATIONS[0] ?? []) database.exec(statement);
  // A sandbox data file, of schema 1.
  database.exec("PRAGMA application_id = 0x616d6f71; PRAGMA user_version = 1");
  const addUser = database.prepare("INSERT INTO users VALUES (?, ?, ?, NULL, ?, 1)");
  for (const [who, { id, signIn }] of Object.entries(USERS)) {
    const [login = "", key = ""] = Array.from(signIn.matchAll(/=([^&]+)/g), ([, value]) => value);
    addUser.run(id, who, login, createHash("sha256").update(key).digest("hex"));
  }
  database.exec("INSERT INTO statuses VALUES (1, 'First contact', 10)");
  const add = {
    contacts: database.prepare(
      "INSERT INTO contacts VALUES (?, 0, 'Old', '', NULL, ?, ?, '[]', '[]', 'old', 'old', '', 0, 0)",
    ),
    deals: database.prepare("INSERT INTO deals VALUES (?, 'Old', ?, 1, ?, '[]', '[]', 'old', 0, 0)"),
  };
  for (const [at, id] of IDS.entries()) {
    add.contacts.run(id, JSON.stringify(NO_DATA), ownerAt(at));
    add.deals.run(id, null, ownerAt(at));
  }
  database.close();

  const account = await TestAccount.start({ data, switches: { visibility: "own" } });
  const owners: Owners = new Map(IDS.map((id, at) => [id, ownerAt(at)]));
  for (const list of LISTS) {
    for (const who of ["anna", "john"] as const) {
      expect(await pagesOf(account, who, list)).toEqual(pagesOfIds(seenIds(owners, who)));
    }
  }
  await account.close();
});
