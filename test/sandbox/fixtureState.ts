import { readFileSync } from "node:fs";
import { expect } from "@jest/globals";
import { TestAccount } from "./account.js";
import type { Pairs } from "./account.js";
import type { SandboxOptions } from "../../src/sandbox/sandbox.js";

const FIXTURES = new URL("../fixtures/wire/", import.meta.url);

export function fixture(path: string): string {
  return readFileSync(new URL(path, FIXTURES), "utf8");
}

/** The pairs of a `.form` or `.multipart-values` fixture, decoded as its README says. */
export function fixturePairs(path: string): Pairs {
  const escapes: Readonly<Record<string, string>> = { "%0D": "\r", "%0A": "\n", "%25": "%" };
  return fixture(`requests/${path}`)
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => {
      const at = line.indexOf("=");
      const value = line.slice(at + 1).replace(/%0D|%0A|%25/g, (escape) => escapes[escape] ?? escape);
      return [line.slice(0, at), value] as const;
    });
}

/** Builds the state that the fixtures' README describes, step by step over HTTP. */
export async function startFixtureState(options: Partial<SandboxOptions> = {}): Promise<TestAccount> {
  const account = await TestAccount.start(options);
  const steps: readonly (readonly [string, Pairs])[] = [
    ["contact_add", [...fixturePairs("contact_add.form"), ["contact[favourite_colour]", "blue"]]],
    [
      "contact_add",
      [
        ["ACTION", "ADD_PERSON"],
        ["contact[person_name]", "Мария Ковалёва"],
        ["contact[contact_data][phone_numbers][0][number]", "+7 921 000-00-07"],
      ],
    ],
    ["deal_add", fixturePairs("deal_add.form")],
    [
      "deal_add",
      [
        ["ACTION", "ADD"],
        ["deal[name]", "Website"],
        ["deal[status_id]", "1"],
        ["deal[main_user_id]", "1"],
        ["deal[linked_contact][0]", "1"],
        ["deal[linked_contact][1]", "3"],
      ],
    ],
    ["note_add", fixturePairs("note_add.form")],
    [
      "note_add",
      [
        ["ACTION", "ADD_NOTE"],
        ["BODY", "Sent offer"],
        ["ID", "1"],
        ["ELEMENT_TYPE", "2"],
      ],
    ],
    ["task_add", fixturePairs("task_add.form")],
    ["task_add", taskPairs("Office visit", "20.11.2026 10:00:00", "1", "MEETING")],
    [
      "task_add",
      [
        ["ACTION", "COMPLATE_TASK"],
        ["ID", "2"],
      ],
    ],
    ["task_add", taskPairs("Send contract", "01.12.2026 09:00:00", "2", "LETTER")],
  ];
  for (const [page, pairs] of steps) {
    const answer = await account.page(page, pairs);
    if (!answer.text.includes("<result>")) throw new Error(`${page} was refused: ${answer.text}`);
  }
  const answer = await account.fetch(
    "/api/v2/catalogs?USER_LOGIN=demo@amoql.dev&USER_HASH=0123456789abcdef0123456789abcdef",
    { method: "POST", headers: { "content-type": "application/json" }, body: fixture("requests/catalogs.add.json") },
  );
  if (answer.status !== 200) throw new Error(`catalogs were refused: ${answer.text}`);
  return account;
}

function taskPairs(body: string, endDate: string, elementType: string, type: string): Pairs {
  return [
    ["ACTION", "ADD_TASK"],
    ["BODY", body],
    ["END_DATE", endDate],
    ["MAIN_USER", "1"],
    ["TASK_OBJECT", "1"],
    ["ELEMENT_TYPE", elementType],
    ["TASK_TYPE", type],
  ];
}

/** Compares XML with a fixture: white space between elements and the two spellings of an empty element are equal. */
export function expectXml(actual: string, path: string): void {
  expect(comparableXml(actual)).toBe(comparableXml(fixture(`answers/${path}`)));
}

/** The same where the text of `message` is the account's own. */
export function expectXmlError(actual: string, path: string): void {
  const anyMessage = (xml: string) => comparableXml(xml).replace(/<message>[^<]+<\/message>/, "<message>*</message>");
  expect(anyMessage(actual)).toBe(anyMessage(fixture(`answers/${path}`)));
}

/** One element a line, indented as it is nested, so that the difference shows where it lies. */
function comparableXml(xml: string): string {
  const lines = xml
    .trim()
    .replace(/>\s+</g, "><")
    .replace(/<([^<>/?]+)><\/\1>/g, "<$1/>")
    .replaceAll("><", ">\n<")
    .split("\n");
  let depth = 0;
  return lines
    .map((line) => {
      if (line.startsWith("</")) depth -= 1;
      const indented = "  ".repeat(Math.max(depth, 0)) + line;
      if (/^<[^/?!]/.test(line) && !/\/>$|<\/[^<]+>$/.test(line)) depth += 1;
      return indented;
    })
    .join("\n");
}

/** Compares JSON with a fixture. Free texts, `ip` and `domain` are the account's own: only their presence counts. */
export function expectJson(actual: string, path: string): void {
  const comparable = (text: string): unknown =>
    JSON.parse(text, (key: string, value: unknown) => {
      const free = ["message", "error", "title", "detail", "ip", "domain"].includes(key) || /^\d{3}$/.test(key);
      return free && typeof value === "string" && value !== "" ? "*" : value;
    });
  expect(comparable(actual)).toEqual(comparable(fixture(`answers/${path}`)));
}
