import { describe, expect, test } from "@jest/globals";
import { decodeContactDetail, decodeContactPage } from "../../src/codec/contactXml.js";
import { decodeDealPage } from "../../src/codec/dealXml.js";
import { decodeWrite } from "../../src/codec/writeXml.js";
import { DATES } from "./account.js";
import { answer } from "./wireFixture.js";

const BAD = expect.objectContaining({ kind: "badResponse" });
const PAGING = "<onpage>20</onpage><totalpages>1</totalpages><currpage>1</currpage>";
const whole = answer("contacts.page.xml");

describe("an answer that is not one whole document of the right name is an error, never an empty list", () => {
  test.each([
    ["empty", ""],
    ["blank", " \n"],
    ["text", "Not found"],
    ["a PHP warning before the document", `Warning: mysql_connect() in /var/www/x.php on line 3\n${whole}`],
    ["truncated", whole.slice(0, -30)],
    ["truncated in a tag", whole.slice(0, 500)],
    ["mismatched", "<contacts><contact></contacts></contact>"],
    ["an HTML page", answer("error.ban.html")],
    ["a sign-in page", answer("unauthenticated.html")],
    ["HTML that is well-formed", "<html><body><p>Down</p></body></html>"],
    ["another list", answer("deals.page.xml")],
    ["a write's answer", answer("write.result.xml")],
    ["an error", answer("write.error403.xml")],
    ["two roots", `${whole}<contacts/>`],
    ["text behind the document", `${whole}bye`],
    ["JSON", answer("catalogs.list.json")],
    ["a DOCTYPE", `<!DOCTYPE contacts><contacts>${PAGING}</contacts>`],
    ["entities", `<!DOCTYPE contacts [<!ENTITY e "x">]><contacts>${PAGING}<contact><id>&e;</id></contact></contacts>`],
    ["a DOCTYPE behind a comment", `<!-- <!DOCTYPE a> --><!doctype contacts><contacts>${PAGING}</contacts>`],
    ["a reserved name", `<contacts>${PAGING}<contact><id>1</id><__proto__>1</__proto__></contact></contacts>`],
    ["depth", `<contacts>${PAGING}${"<a>".repeat(100_000)}${"</a>".repeat(100_000)}</contacts>`],
    ["unclosed elements", "<contacts>".repeat(100_000)],
    ["a character that does not exist", `<contacts>${PAGING}<a>&#x110000;</a></contacts>`],
    ["half a surrogate pair", `<contacts>${PAGING}<a>&#xD800;</a></contacts>`],
  ])("%s", (_, text) => {
    expect(() => decodeContactPage(text, DATES)).toThrow(BAD);
  });
});

test("words of a DOCTYPE in a comment or CDATA are only text", () => {
  const page = `<contacts><!-- <!DOCTYPE a> -->${PAGING}<contact><id>1</id><name><![CDATA[<!DOCTYPE a>]]></name></contact></contacts>`;
  expect(decodeContactPage(page, DATES).items).toStrictEqual([{ id: "1", name: "<!DOCTYPE a>" }]);
});

describe("bad numbers and dates", () => {
  test.each([
    ["no paging", ""],
    ["negative pages", "<onpage>20</onpage><totalpages>-1</totalpages><currpage>1</currpage>"],
    ["a page size of 0", "<onpage>0</onpage><totalpages>1</totalpages><currpage>1</currpage>"],
    ["a page that is no number", "<onpage>20</onpage><totalpages>1</totalpages><currpage>one</currpage>"],
    ["a record without id", `${PAGING}<contact><name>x</name></contact>`],
    ["an id of 0", `${PAGING}<contact><id>0</id></contact>`],
    ["an id that is no number", `${PAGING}<contact><id>NaN</id></contact>`],
    ["a negative id", `${PAGING}<contact><id>-5</id></contact>`],
    ["a user that is no number", `${PAGING}<contact><id>1</id><main_user><id>John</id></main_user></contact>`],
    [
      "a date that does not exist",
      `${PAGING}<contact><id>1</id><date_create>30.02.2026 10:00:00</date_create></contact>`,
    ],
    ["a date that is text", `${PAGING}<contact><id>1</id><date_create>yesterday</date_create></contact>`],
  ])("%s", (_, inner) => {
    expect(() => decodeContactPage(`<contacts>${inner}</contacts>`, DATES)).toThrow(BAD);
  });

  test("a price that is no number", () => {
    const page = `<deals>${PAGING}<deal><id>1</id><price>much</price></deal></deals>`;
    expect(() => decodeDealPage(page, DATES)).toThrow(BAD);
  });
});

test.each([
  ["another error than 404", answer("write.error403.xml")],
  ["an error without a code", "<root><error>Down</error></root>"],
  ["a write's answer", answer("write.result.xml")],
  ["another record", answer("contact_detail.unknown.xml")],
])("a detail page: %s", (_, text) => {
  expect(() => decodeContactDetail(text, "1", DATES)).toThrow(BAD);
});

test.each([
  ["nothing", "<root/>"],
  ["a page", answer("contacts.page.xml")],
  ["HTML", answer("error.ban.html")],
  ["a demand to sign in", answer("unauthenticated.xml")],
])("the answer to a write: %s", (_, text) => {
  expect(() => decodeWrite(text)).toThrow(BAD);
});
