import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { TestAccount, errorCode, formBody, texts, within } from "./account.js";
import type { Answer, Pairs } from "./account.js";

const JOHN = "USER_LOGIN=john@amoql.dev&USER_HASH=fedcba9876543210fedcba9876543210";

let account: TestAccount;
beforeEach(async () => {
  account = await TestAccount.start({ switches: { visibility: "own" } });
  await fill();
});
afterEach(() => account.close());

/** What Anna, the administrator, calls. */
const anna = (page: string, pairs: Pairs) => account.page(page, pairs);
const john = (page: string, pairs: Pairs) =>
  account.fetch(`/private/api/${page}.php?${JOHN}`, { method: "POST", body: formBody(pairs) });

const ADD_NOTE = (elementType: string, id: string): Pairs => [
  ["ACTION", "ADD_NOTE"],
  ["ELEMENT_TYPE", elementType],
  ["ID", id],
  ["BODY", "said hello"],
];
const TASK: Pairs = [
  ["BODY", "Call"],
  ["END_DATE", "01.12.2026 10:00:00"],
  ["TASK_TYPE", "CALL"],
];
const ADD_TASK = (elementType: string, id: string): Pairs => [
  ["ACTION", "ADD_TASK"],
  ["ELEMENT_TYPE", elementType],
  ["TASK_OBJECT", id],
  ["MAIN_USER", "2"],
  ...TASK,
];

/** Contact, deal, note and task 1 are hidden from John, those of the number 2 are his. Contact 3 is Helen's company. */
async function fill(): Promise<void> {
  await account.addPerson("Hidden Helen");
  await account.addPerson("Seen Sam", { "[main_user_id]": "2" });
  await anna("contact_add", [
    ["ACTION", "EDIT"],
    ["ID", "1"],
    ["contact[person_name]", "Hidden Helen"],
    ["contact[main_user_id]", "1"],
    ["contact[person_company_name]", "Hidden Ltd"],
    ["contact[contact_data][email_addresses][0][address]", "helen@hidden.example"],
    ["contact[contact_data][phone_numbers][0][number]", "+7 495 111-22-33"],
  ]);
  await account.addDeal("Secret order", { "[linked_contact]": "2" });
  await account.addDeal("Open order", { "[linked_contact]": "1,2", "[main_user_id]": "2" });
  for (const id of ["1", "2"]) {
    await anna("note_add", ADD_NOTE("2", id));
    await anna("task_add", ADD_TASK("1", id));
  }
}

/** Names of the records of a page, and how many pages of one record it says there are. */
async function listed(
  who: typeof anna,
  page: string,
  keyword?: string,
): Promise<[(string | undefined)[], string | undefined]> {
  const search: Pairs = keyword === undefined ? [] : [["SEARCH", keyword]];
  const all = await who(page, search);
  const names = Array.from(
    all.text.matchAll(/^\t<(?:contact|deal)>\s*<id>\d+<\/id>\s*<name>([^<]*)/gm),
    ([, name]) => name,
  );
  const { text } = await who(page, [["ELEMENT_COUNT", "1"], ...search]);
  return [names, texts(text, "totalpages")[0]];
}

describe("visibility=own", () => {
  test("lists and their totals hold what the user is responsible for; the administrator's hold all", async () => {
    expect(await listed(john, "contacts")).toEqual([["Seen Sam"], "1"]);
    expect(await listed(anna, "contacts")).toEqual([["Hidden Helen", "Seen Sam", "Hidden Ltd"], "3"]);
    expect(await listed(john, "deals")).toEqual([["Open order"], "1"]);
    expect(await listed(anna, "deals")).toEqual([["Secret order", "Open order"], "2"]);
  });

  test.each([
    ["contact_search", "e", ["Seen Sam"], ["Hidden Helen", "Seen Sam", "Hidden Ltd"]],
    ["contact_search", "hidden.example", [], ["Hidden Helen"]],
    ["contact_search", "1112233", [], ["Hidden Helen"]],
    ["deal_search", "order", ["Open order"], ["Secret order", "Open order"]],
    ["deal_search", "sam", ["Open order"], ["Secret order", "Open order"]],
    ["deal_search", "1112233", [], ["Open order"]],
    ["deal_search", "hidden ltd", [], ["Open order"]],
  ])("%s for %s finds nothing by what is hidden", async (page, keyword, johns, annas) => {
    const pages = (records: string[]) => String(Math.max(1, records.length));
    expect(await listed(john, page, keyword)).toEqual([johns, pages(johns)]);
    expect(await listed(anna, page, keyword)).toEqual([annas, pages(annas)]);
  });

  test("a hidden record's detail page is that of no record", async () => {
    for (const page of ["contact_detail", "deal_detail"]) {
      const [hidden, missing] = [await john(page, [["ID", "1"]]), await john(page, [["ID", "999"]])];
      expect(hidden.text).toBe(missing.text);
      expect((await john(page, [["ID", "2"]])).text).toContain("<id>2</id>");
      expect((await anna(page, [["ID", "1"]])).text).toContain("<id>1</id>");
    }
  });

  test("a deal shows the names of all its contacts, a contact only the deals that are seen", async () => {
    const { text: deal } = await john("deal_detail", [["ID", "2"]]);
    expect(texts(within(deal, "linked_contacts"), "name")).toEqual(["Hidden Helen", "Hidden Ltd", "Seen Sam"]);
    expect(deal).not.toContain("hidden.example");
    const { text: contact } = await john("contact_detail", [["ID", "2"]]);
    expect(texts(within(contact, "deals"), "name")).toEqual(["Open order"]);
    expect(texts(within(await account.contact(2), "deals"), "name")).toEqual(["Secret order", "Open order"]);
  });

  const id = (number: string): Pairs => [["ID", number]];
  test.each<[string, string, (number: string) => Pairs]>([
    ["contact_add", "EDIT", (number) => [...id(number), ["contact[person_name]", "Mine"]]],
    ["contact_delete", "DELETE", id],
    ["deal_add", "EDIT", (number) => [...id(number), ["deal[name]", "Mine"]]],
    ["deal_delete", "DELETE", id],
    ["note_add", "ADD_NOTE", (number) => ADD_NOTE("1", number).slice(1)],
    ["note_add", "ADD_NOTE", (number) => ADD_NOTE("2", number).slice(1)],
    ["note_add", "EDIT_NOTE", (number) => [...id(number), ["BODY", "Mine"]]],
    ["note_add", "NOTE_DELETE", id],
    ["task_add", "ADD_TASK", (number) => ADD_TASK("1", number).slice(1)],
    ["task_add", "ADD_TASK", (number) => ADD_TASK("2", number).slice(1)],
    ["task_add", "EDIT_TASK", (number) => [...id(number), ["MAIN_USER", "2"], ...TASK]],
    ["task_add", "COMPLATE_TASK", id],
    ["task_add", "TASK_DELETE", id],
  ])("%s %s of what is hidden is refused as of what is not there, and changes nothing", async (page, action, pairs) => {
    const state = async () => [await account.contact(1), await account.deal(1)];
    const before = await state();
    const write = (number: string) => john(page, [["ACTION", action], ...pairs(number)]);
    const hidden = await write("1");
    expect(errorCode(hidden)).toBe("404");
    expect(hidden.text).toBe((await write("999")).text);
    expect(await state()).toEqual(before);
    const own = await write("2");
    expect(errorCode(own)).toBe(action === "DELETE" ? "403" : undefined);
    const administrator = await anna(page, [["ACTION", action], ...pairs("1")]);
    expect(errorCode(administrator)).toBeUndefined();
  });

  test("a hidden contact cannot be linked, but one that is linked already stays", async () => {
    const order = (links: string): Pairs => [
      ["deal[name]", "Order"],
      ["deal[main_user_id]", "2"],
      ["deal[linked_contact]", links],
    ];
    expect(errorCode(await john("deal_add", [["ACTION", "ADD"], ...order("1")]))).toBe("404");
    expect(errorCode(await john("deal_add", [["ACTION", "EDIT"], ["ID", "2"], ...order("2,3")]))).toBe("404");
    expect(errorCode(await john("deal_add", [["ACTION", "EDIT"], ["ID", "2"], ...order("1,2")]))).toBeUndefined();
    expect(texts(within(await account.deal(2), "linked_contacts"), "id")).toEqual(["1", "3", "2"]);
  });

  test("a hidden company cannot be linked, but one that is linked already stays", async () => {
    const edit = (who: typeof anna, field: string, value: string) =>
      who("contact_add", [
        ["ACTION", "EDIT"],
        ["ID", "2"],
        ["contact[person_name]", "Seen Sam"],
        ["contact[main_user_id]", "2"],
        [`contact[person_company_${field}]`, value],
      ]);
    const company = async () => texts(within(await account.contact(2), "company"), "id")[0];
    expect(errorCode(await edit(john, "id", "3"))).toBe("400");
    await edit(john, "name", "Hidden Ltd");
    expect(await company()).toBe("4");
    await edit(anna, "id", "3");
    for (const [field, value] of [
      ["id", "3"],
      ["name", "Hidden Ltd"],
    ] as const) {
      expect(errorCode(await edit(john, field, value))).toBeUndefined();
      expect(await company()).toBe("3");
    }
  });

  test("a record comes and goes with who is responsible for it", async () => {
    const give = (who: typeof anna, user: string): Promise<Answer> =>
      who("contact_add", [
        ["ACTION", "EDIT"],
        ["ID", "1"],
        ["contact[person_name]", "Helen"],
        ["contact[main_user_id]", user],
      ]);
    await give(anna, "2");
    expect(await listed(john, "contacts")).toEqual([["Helen", "Seen Sam"], "2"]);
    expect(errorCode(await give(john, ""))).toBeUndefined();
    expect(await listed(john, "contacts")).toEqual([["Seen Sam"], "1"]);
    expect(errorCode(await give(john, "2"))).toBe("404");
  });

  test("a task without a record is its main user's", async () => {
    for (const user of ["1", "2"]) await anna("task_add", [["ACTION", "ADD_TASK"], ["MAIN_USER", user], ...TASK]);
    const complete = async (task: string) =>
      errorCode(
        await john("task_add", [
          ["ACTION", "COMPLATE_TASK"],
          ["ID", task],
        ]),
      );
    expect([await complete("3"), await complete("4")]).toEqual(["404", undefined]);
  });

  test("catalogs are everyone's", async () => {
    await account.catalogs({ add: [{ name: "Goods" }] });
    const { text } = await account.fetch(`/api/v2/catalogs?${JOHN}`);
    expect(text).toContain("Goods");
  });
});

test("without the switch everyone sees everything", async () => {
  await account.close();
  account = await TestAccount.start();
  await fill();
  for (const page of ["contacts", "deals"]) expect(await listed(john, page)).toEqual(await listed(anna, page));
  expect((await john("contact_detail", [["ID", "1"]])).text).toBe(await account.contact(1));
});
