import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
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
  ...Object.entries(fields).map(([key, value]) => [`contact${key}`, value] as const),
];

async function ids(page: string, pairs: Pairs): Promise<string[]> {
  const { text } = await account.page(page, pairs);
  return Array.from(text.matchAll(/<contact>\s*<id>(\d+)</g), (match) => match[1] ?? "");
}

describe("adding and editing", () => {
  test("an edit replaces the whole record; the date of its making stays", async () => {
    await account.addPerson("Ann", { "[person_position]": "CEO", "[tags]": "a,b", "[shoe_size]": "39" });
    const answer = await account.page("contact_add", edit(1, { "[person_name]": "Anna" }));
    expect(texts(answer.text, "id")).toEqual(["1"]);
    const page = await account.contact(1);
    expect(texts(page, "name")[0]).toBe("Anna");
    expect(page).toContain("<position/>");
    expect(page).toContain("<tags/>");
    expect(page).toContain("<main_user/>");
    expect(page).not.toContain("shoe_size");
    expect(texts(page, "date_create")).toEqual(["20.11.2026 12:30:00"]);
  });

  test("text comes back byte for byte", async () => {
    const name = "  Ünï & <b> \"q\" 'a' ]]>\tтест\r\nsecond\nline 👩‍👧  ";
    await account.addPerson(name);
    const escaped = name.replace("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replace("\r", "&#13;");
    expect(await account.contact(1)).toContain(`<name>${escaped}</name>`);
  });

  test("characters that XML cannot hold are refused", async () => {
    expect(errorCode(await account.addPerson("bad\u0001"))).toBe("400");
    expect(errorCode(await account.addPerson("ok", { "[extra][deep]": "\u0000" }))).toBe("400");
    expect(await ids("contacts", [])).toEqual([]);
  });

  test("a name is needed", async () => {
    expect(errorCode(await account.addPerson(" "))).toBe("400");
    expect(errorCode(await account.page("contact_add", [["ACTION", "ADD_PERSON"]]))).toBe("400");
  });

  test("unknown fields must be able to name an element", async () => {
    expect(errorCode(await account.addPerson("A", { "[1st]": "x" }))).toBe("400");
    expect(errorCode(await account.addPerson("A", { "[a b]": "x" }))).toBe("400");
    expect(errorCode(await account.addPerson("A", { "[xmlns]": "x" }))).toBe("400");
    await account.addPerson("A", { "[поле]": "да", "[id]": "77", "[notes]": "none" });
    const page = await account.contact(1);
    expect(page).toContain("<поле>да</поле>");
    expect(page).toContain("<notes/>");
  });

  test("a user in charge has to exist; none is the one who adds", async () => {
    expect(errorCode(await account.addPerson("A", { "[main_user_id]": "99" }))).toBe("400");
    await account.addPerson("A", { "[main_user_id]": "0" });
    expect(texts(within(await account.contact(1), "main_user"), "id")).toEqual(["1"]);
  });
});

describe("companies", () => {
  test("a name makes a company after the person, or finds the one of exactly that name", async () => {
    await account.addPerson("A", { "[person_company_name]": "ACME" });
    await account.addPerson("B", { "[person_company_name]": "ACME", "[person_company_id]": "0" });
    await account.addPerson("C", { "[person_company_name]": "acme" });
    expect(texts(within(await account.contact(1), "company"), "id")).toEqual(["2"]);
    expect(texts(within(await account.contact(3), "company"), "id")).toEqual(["2"]);
    expect(texts(within(await account.contact(4), "company"), "id")).toEqual(["5"]);
    expect(texts(await account.contact(2), "is_company")).toEqual(["1"]);
  });

  test("an id of no company gives way to a name and is refused without one", async () => {
    await account.addPerson("A");
    expect(errorCode(await account.addPerson("B", { "[person_company_id]": "1" }))).toBe("400");
    await account.addPerson("B", { "[person_company_id]": "1", "[person_company_name]": "ACME" });
    // The refused add wrote nothing and took no id for good.
    const page = await account.contact(2);
    expect(texts(within(page, "company"), "name")).toEqual(["ACME"]);
  });

  test("renaming a company renames it at its people; removing it leaves them without", async () => {
    await account.addPerson("A", { "[person_company_name]": "ACME" });
    await account.page("contact_add", edit(2, { "[person_name]": "ACME 2", "[person_company_name]": "x" }));
    expect(texts(within(await account.contact(1), "company"), "name")).toEqual(["ACME 2"]);
    expect(await ids("contact_search", [["SEARCH", "acme 2"]])).toEqual(["1", "2"]);
    await account.page("contact_delete", [
      ["ACTION", "DELETE"],
      ["ID", "2"],
    ]);
    expect(await account.contact(1)).toContain("<company/>");
  });
});

describe("removing", () => {
  test("takes links, notes and tasks along, and ids are never given again", async () => {
    await account.addPerson("A");
    await account.addDeal("D", { "[linked_contact]": "1" });
    const subject: Pairs = [
      ["BODY", "x"],
      ["ID", "1"],
      ["ELEMENT_TYPE", "1"],
    ];
    await account.page("note_add", [["ACTION", "ADD_NOTE"], ...subject]);
    await account.page("contact_delete", [
      ["ACTION", "DELETE"],
      ["ID", "1"],
    ]);
    expect(await account.deal(1)).toContain("<linked_contacts/>");
    const note = await account.page("note_add", [
      ["ACTION", "EDIT_NOTE"],
      ["ID", "1"],
      ["BODY", "y"],
    ]);
    expect(errorCode(note)).toBe("404");
    expect(texts((await account.addPerson("B")).text, "id")).toEqual(["2"]);
  });

  test("is refused for who may not", async () => {
    await account.addPerson("A");
    const query = "USER_LOGIN=john@amoql.dev&USER_PASSWORD=john-password&ACTION=DELETE&ID=1";
    const answer = await account.fetch(`/private/api/contact_delete.php?${query}`);
    expect([answer.status, errorCode(answer)]).toEqual([200, "403"]);
    expect(await ids("contacts", [])).toEqual(["1"]);
  });
});

describe("lists and searches", () => {
  test("pages hold twenty records or what is asked for; a page that is not there is page 1", async () => {
    for (let index = 1; index <= 23; index += 1) await account.addPerson(`P${index}`);
    expect(await ids("contacts", [])).toHaveLength(20);
    expect(await ids("contacts", [["PAGEN_1", "2"]])).toEqual(["21", "22", "23"]);
    expect(await ids("contacts", [["ELEMENT_CONT", "2"]])).toEqual(["1", "2"]);
    const both: Pairs = [
      ["ELEMENT_CONT", "2"],
      ["ELEMENT_COUNT", "5"],
      ["PAGEN_1", "5"],
    ];
    const last = (await account.page("contacts", both)).text;
    expect([texts(last, "onpage"), texts(last, "totalpages"), texts(last, "currpage")]).toEqual([["5"], ["5"], ["5"]]);
    for (const page of ["3", "0", "-1", "x", "999999999999"]) {
      const { text } = await account.page("contacts", [["PAGEN_1", page]]);
      expect([texts(text, "currpage"), texts(text, "id")[0]]).toEqual([["1"], "1"]);
    }
  });

  test.each([
    ["ПЁТР", ["1"]],
    ["İSTANBUL", ["5"]],
    ["petr+work@x.example", ["1"]],
    ["petr work@x.example", ["1"]],
    ["рога", ["1", "2", "3", "4"]],
    ["9991112233", ["1"]],
    [" 7 (999) 111-22-33", ["1"]],
    ["12", []],
    ["22337495", []],
    ["100%", ["5"]],
    ["%", ["5"]],
    ["_", []],
  ])("SEARCH=%s finds %j", async (search, expected) => {
    const data = "[contact_data]";
    await account.addPerson("Пётр", {
      "[person_company_name]": "Рога & Ко",
      [`${data}[phone_numbers][0][number]`]: "+7 999 111-22-33",
      [`${data}[phone_numbers][1][number]`]: "7495",
      [`${data}[email_addresses][0][address]`]: "Petr+Work@x.example",
    });
    await account.addPerson("C", { "[person_company_name]": "Рога" });
    await account.addPerson("İstanbul 100%");
    expect(await ids("contact_search", [["SEARCH", search]])).toEqual(expected);
  });

  test("a search without a keyword is refused, and the keyword is not echoed", async () => {
    expect(errorCode(await account.page("contact_search", []))).toBe("400");
    expect((await account.page("contact_search", [["SEARCH", "needle"]])).text).not.toContain("needle");
  });

  test("a detail page needs an id", async () => {
    expect(errorCode(await account.page("contact_detail", []))).toBe("400");
    expect(errorCode(await account.page("contact_detail", [["ID", "1 or 1"]]))).toBe("400");
  });
});
