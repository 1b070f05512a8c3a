import { describe, expect, test } from "@jest/globals";
import { decodeContactDetail, decodeContactPage } from "../../src/codec/contactXml.js";
import { decodeDealDetail, decodeDealPage } from "../../src/codec/dealXml.js";
import { decodeWrite } from "../../src/codec/writeXml.js";
import { ACME, DATES, IVAN, IVAN_DETAIL, MARIA, PILOT, PILOT_DETAIL, WEBSITE } from "./account.js";
import { answer } from "./wireFixture.js";

const ONE_PAGE = { number: 1, size: 20, totalPages: 1 };

function lean(contact: typeof IVAN | typeof ACME | typeof MARIA) {
  const { phoneNumbers, emailAddresses, webAddresses, address, instantMessengers, ...carried } = contact;
  return carried;
}

describe("pages of contacts", () => {
  test.each([
    ["contacts.page.xml", [IVAN, ACME, MARIA]],
    ["contacts.page.lean.xml", [lean(IVAN), lean(ACME), lean(MARIA)]],
    ["contact_search.page.xml", [IVAN]],
    ["contact_search.phone.xml", [MARIA]],
    ["contact_search.empty.xml", []],
  ])("%s", (file, items) => {
    expect(decodeContactPage(answer(file), DATES)).toStrictEqual({ ...ONE_PAGE, items });
  });

  test("contacts.page.spaces.xml: another layout of the same elements", () => {
    expect(decodeContactPage(answer("contacts.page.spaces.xml"), DATES)).toStrictEqual({
      ...ONE_PAGE,
      items: [
        {
          id: "41",
          name: "Пётр <O'Neil> & Co \"'&lt;",
          isCompany: false,
          position: null,
          company: null,
          phoneNumbers: [{ number: "+7 921 000-00-41", label: null }],
          emailAddresses: [],
          webAddresses: [],
          address: null,
          instantMessengers: [],
          responsibleUser: { id: "2", name: "John Miller" },
          tags: ["R&D", "café"],
          createdAt: new Date("2011-01-13T23:00:00Z"),
          updatedAt: new Date("2026-11-20T06:05:00Z"),
        },
      ],
    });
  });
});

test("contact_detail.xml: an absent element of a detail page is empty", () => {
  expect(decodeContactDetail(answer("contact_detail.xml"), "1", DATES)?.record).toStrictEqual(IVAN_DETAIL);
  const bare = "<contacts><contact><id>7</id></contact></contacts>";
  expect(decodeContactDetail(bare, "7", DATES)?.record).toStrictEqual({
    id: "7",
    name: "",
    isCompany: false,
    position: null,
    company: null,
    phoneNumbers: [],
    emailAddresses: [],
    webAddresses: [],
    address: null,
    instantMessengers: [],
    responsibleUser: null,
    tags: [],
    createdAt: null,
    updatedAt: null,
    notes: [],
    tasks: [],
  });
});

test.each(["contact_detail.missing.xml", "contact_detail.error404.xml"])("%s: no such contact", (file) => {
  expect(decodeContactDetail(answer(file), "9", DATES)).toBeNull();
});

describe("pages of deals", () => {
  test.each([
    ["deals.page.xml", [PILOT, WEBSITE]],
    ["deals.page.leads.xml", [PILOT, WEBSITE]],
    ["deal_search.page.xml", [PILOT]],
    ["deal_search.empty.xml", []],
  ])("%s", (file, items) => {
    expect(decodeDealPage(answer(file), DATES)).toStrictEqual({ ...ONE_PAGE, items });
  });
});

test("deal_detail.xml and deal_detail.missing.xml", () => {
  expect(decodeDealDetail(answer("deal_detail.xml"), "1", DATES)?.record).toStrictEqual(PILOT_DETAIL);
  expect(decodeDealDetail(answer("deal_detail.missing.xml"), "9", DATES)).toBeNull();
});

test.each([
  ["write.id.xml", { made: true, id: "3" }],
  ["write.numeric-result.xml", { made: true, id: "3" }],
  ["write.result.xml", { made: true, id: null }],
  ["write.error400.xml", { made: false, error: { code: 400 } }],
  ["write.error403.xml", { made: false, error: { code: 403 } }],
  ["write.error404.xml", { made: false, error: { code: 404 } }],
])("%s", (file, meaning) => {
  expect(decodeWrite(answer(file))).toStrictEqual(meaning);
});

describe("variants that accounts are known to differ in", () => {
  const contact = (inner: string) =>
    decodeContactDetail(`<contacts><contact><id>7</id>${inner}</contact></contacts>`, "7", DATES)?.record;
  const deal = (inner: string) =>
    decodeDealDetail(`<leads><lead><id>7</id>${inner}</lead></leads>`, "7", DATES)?.record;

  test("a label may stand in an entry of its own, as it is written", () => {
    const data =
      "<phone_numbers><phone_number><number>1</number></phone_number><phone_number><location>Work</location></phone_number>" +
      "<phone_number><number>2</number></phone_number><phone_number><number>3</number><location>Home</location></phone_number>" +
      "</phone_numbers>";
    expect(contact(`<contact_data>${data}</contact_data>`)?.phoneNumbers).toStrictEqual([
      { number: "1", label: "Work" },
      { number: "2", label: null },
      { number: "3", label: "Home" },
    ]);
  });

  test("addresses may be a map, as it is written", () => {
    const data = "<contact_data><addresses><street> Street 9 </street></addresses></contact_data>";
    expect(contact(data)?.address).toBe(" Street 9 ");
  });

  test("0 and empty mean none", () => {
    const none = "<company><id>0</id><name/></company><main_user><id>0</id></main_user><date_create/>";
    expect(contact(none)).toMatchObject({ company: null, responsibleUser: null, createdAt: null });
    const company = "<company><id>0</id><name>ACME</name></company>";
    expect(contact(company)?.company).toStrictEqual({ id: null, name: "ACME" });
  });

  test("a user's name may stand with the page's users only", () => {
    const page =
      "<contacts><contact><id>7</id><main_user><id>2</id></main_user></contact>" +
      "<users><user><id>2</id><name>John</name></user></users></contacts>";
    expect(decodeContactDetail(page, "7", DATES)?.record.responsibleUser).toStrictEqual({ id: "2", name: "John" });
  });

  test("a kind of task that the schema does not know is null", () => {
    const tasks = "<tasks><task><id>1</id><task_type>PIGEON</task_type><task_object>0</task_object></task></tasks>";
    expect(contact(tasks)?.tasks).toMatchObject([{ id: "1", type: null, subject: { kind: "contact", id: "7" } }]);
  });

  test("a note or task of another record keeps its own subject", () => {
    const notes = "<notes><note><id>1</id><element_id>5</element_id><element_type>2</element_type></note></notes>";
    expect(contact(notes)?.notes).toMatchObject([{ subject: { kind: "deal", id: "5" } }]);
  });

  test("a deal's stage may be a number only", () => {
    expect(deal("<status_id>142</status_id>")?.status).toStrictEqual({ id: "142", name: null });
    expect(deal("<status_id>142</status_id><status><id>1</id><name>New</name></status>")?.status?.name).toBeNull();
    expect(deal("<status><id>1</id><name>New</name></status>")?.status).toStrictEqual({ id: "1", name: "New" });
  });

  test("a list may stand inside <root>", () => {
    const page = "<root><contacts><onpage>5</onpage><totalpages>0</totalpages><currpage>1</currpage></contacts></root>";
    expect(decodeContactPage(page, DATES)).toStrictEqual({ items: [], number: 1, size: 5, totalPages: 0 });
  });
});
