import { describe, expect, test } from "@jest/globals";
import { isRefused, legacySignIn } from "../../src/crm/legacy/legacySession.js";
import { answer } from "./wireFixture.js";

const signIn = legacySignIn("https://demo.amocrm.ru", { login: "demo@amoql.dev", password: "demo-password" });

describe("the answer to a sign-in", () => {
  test.each([
    ["auth.ok.json", 200, { subdomain: "demo", timeZone: "Europe/Moscow" }],
    ["auth.ok.xml", 200, { subdomain: "demo", timeZone: null }],
    ["auth.refused.json", 401, null],
    ["auth.refused.xml", 200, null],
    ["auth.refused.xml", 401, null],
  ])("%s with status %d", (file, status, account) => {
    expect(signIn.read({ status, text: answer(file) })).toStrictEqual(account);
  });

  test("the description's own example, with a comment and a blank", () => {
    const text = "<root>\n<auth>true <!-- (or false otherwise) --></auth>\n</root>";
    expect(signIn.read({ status: 200, text })).toStrictEqual({ subdomain: "demo", timeZone: null });
  });

  test("of several accounts the one that was called counts", () => {
    const accounts = [
      { subdomain: "other", timezone: "Asia/Tokyo" },
      { subdomain: "demo", timezone: "" },
    ];
    const text = JSON.stringify({ response: { auth: true, accounts } });
    expect(signIn.read({ status: 200, text })).toStrictEqual({ subdomain: "demo", timeZone: null });
  });

  test.each([
    ["HTML", 200, answer("unauthenticated.html"), "badResponse"],
    ["no answer", 200, "", "badResponse"],
    ["other JSON", 200, "{}", "badResponse"],
    ["neither true nor false", 200, "<root><auth>maybe</auth></root>", "badResponse"],
    ["a wrong address", 404, "<html/>", "badResponse"],
    ["a blocked address", 403, '{"response":{"auth":false,"error_code":"113"}}', "unavailable"],
  ])("%s", (_, status, text, kind) => {
    expect(() => signIn.read({ status, text })).toThrow(expect.objectContaining({ kind }));
  });
});

test.each([
  [401, "error.v2.110.json", true],
  [401, "unauthenticated.xml", true],
  [200, "unauthenticated.xml", true],
  [200, "unauthenticated.html", true],
  [200, "auth.ok.xml", false],
  [200, "contacts.page.xml", false],
  [200, "write.error403.xml", false],
  [200, "catalogs.list.json", false],
])("status %d with %s asks to sign in: %s", (status, file, expected) => {
  expect(isRefused({ status, text: answer(file) })).toBe(expected);
});

test("a record that quotes the words of a refusal is none", () => {
  const text =
    "<contacts><contact><name>&lt;auth&gt;false <![CDATA[<root><auth>false</auth></root>]]></name></contact></contacts>";
  expect(isRefused({ status: 200, text })).toBe(false);
});
