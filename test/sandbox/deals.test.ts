import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { TestAccount, errorCode, texts, within } from "./account.js";
import type { Pairs } from "./account.js";

let account: TestAccount;
beforeEach(async () => {
  account = await TestAccount.start();
});
afterEach(() => account.close());

const edit = (id: number, fields: Record<string, string>): Pairs => [
  ["ACTION", "EDIT"],
  ["ID", String(id)],
  ...Object.entries(fields).map(([key, value]) => [`deal${key}`, value] as const),
];

async function links(id: number): Promise<string[]> {
  const list = within(await account.deal(id), "linked_contacts");
  return Array.from(list.matchAll(/<contact>\s*<id>(\d+)</g), (match) => match[1] ?? "");
}

test("a deal of only a name is at the first stage, without price, of who adds it", async () => {
  await account.addDeal("D");
  const page = await account.deal(1);
  expect(texts(page, "status_id")).toEqual(["1"]);
  expect(texts(within(page, "status"), "name")).toEqual(["First contact"]);
  expect(page).toContain("<price/>");
  expect(texts(within(page, "main_user"), "id")).toEqual(["1"]);
});

test("an edit replaces the whole record", async () => {
  await account.addPerson("A");
  const fields = { "[price]": "10", "[status_id]": "143", "[tags]": "x", "[linked_contact]": "1", "[colour]": "red" };
  await account.addDeal("D", fields);
  await account.page("deal_add", edit(1, { "[name]": "E" }));
  const page = await account.deal(1);
  expect(texts(page, "name")[0]).toBe("E");
  expect(texts(page, "status_id")).toEqual(["1"]);
  for (const empty of ["price", "tags", "linked_contacts", "main_user"]) expect(page).toContain(`<${empty}/>`);
  expect(page).not.toContain("colour");
});

test.each(["0", "10", "1500.50", "-5", "999999999999999999"])("the price %s is kept as written", async (price) => {
  await account.addDeal("D", { "[price]": price });
  expect(texts(await account.deal(1), "price")).toEqual([price]);
});

test.each([
  ["[price]", "ten"],
  ["[price]", "1,5"],
  ["[price]", "1e9"],
  ["[status_id]", "99"],
  ["[status_id]", "won"],
  ["[main_user_id]", "99"],
  ["[linked_contact][0][id]", "1"],
  ["[tags][a][b]", "x"],
  ["[name][x]", "y"],
])("deal%s=%s is refused and nothing is written", async (field, value) => {
  expect(errorCode(await account.addDeal("D", { [field]: value }))).toBe("400");
  expect((await account.page("deals", [])).text).not.toContain("<deal>");
});

test.each(["99", "9007199254740993", "9".repeat(400)])("the linked contact %s is none of the account's", async (id) => {
  expect(errorCode(await account.addDeal("D", { "[linked_contact]": id }))).toBe("404");
  expect((await account.page("deals", [])).text).not.toContain("<deal>");
});

test("linked contacts come as one id, with commas or in a list, in this order, each once", async () => {
  for (const name of ["A", "B", "C"]) await account.addPerson(name);
  await account.addDeal("one", { "[linked_contact]": "2" });
  await account.addDeal("commas", { "[linked_contact]": "3, 1,3" });
  await account.addDeal("list", { "[linked_contact][0]": "3", "[linked_contact][1]": "2" });
  await account.addDeal("none", { "[linked_contact]": "0" });
  expect([await links(1), await links(2), await links(3), await links(4)]).toEqual([["2"], ["3", "1"], ["3", "2"], []]);
  const contact = within(await account.contact(3), "deals");
  expect(texts(contact, "name")).toEqual(["commas", "list"]);
});

test("tags are split at commas only, trimmed, each once", async () => {
  await account.addDeal("D", { "[tags]": " tag teg2, teg3,,tag teg2 , a;b" });
  expect(texts(await account.deal(1), "tag")).toEqual(["tag teg2", "teg3", "a;b"]);
});

test.each([
  ["ПИЛОТ", ["1"]],
  ["мария", ["1", "2"]],
  ["maria@x.example", ["1", "2"]],
  ["ромашка", ["1", "2"]],
  ["921 000", ["1", "2"]],
  ["nothing", []],
])("SEARCH=%s finds %j", async (search, expected) => {
  await account.addPerson("Мария", {
    "[person_company_name]": "Ромашка",
    "[contact_data][phone_numbers][0][number]": "+7 (921) 000-00-07",
    "[contact_data][email_addresses][0][address]": "Maria@x.example",
  });
  await account.addDeal("Пилот", { "[linked_contact]": "1" });
  await account.addDeal("Site", { "[linked_contact]": "1" });
  await account.addDeal("Other");
  const { text } = await account.page("deal_search", [["SEARCH", search]]);
  expect(Array.from(text.matchAll(/<deal>\s*<id>(\d+)</g), (match) => match[1])).toEqual(expected);
});

test("removing takes notes and tasks along", async () => {
  await account.addDeal("D");
  await account.page("note_add", [
    ["ACTION", "ADD_NOTE"],
    ["BODY", "x"],
    ["ID", "1"],
    ["ELEMENT_TYPE", "2"],
  ]);
  const answer = await account.page("deal_delete", [
    ["ACTION", "DELETE"],
    ["ID", "1"],
  ]);
  expect(texts(answer.text, "result")).toEqual(["ok"]);
  const note: Pairs = [
    ["ACTION", "NOTE_DELETE"],
    ["ID", "1"],
  ];
  expect(errorCode(await account.page("note_add", note))).toBe("404");
  expect(errorCode(await account.page("deal_delete", edit(1, {})))).toBe("400");
  expect(errorCode(await account.page("deal_add", edit(1, { "[name]": "E" })))).toBe("404");
});
