import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { DEMO_CREDENTIALS } from "../../src/sandbox/sandbox.js";
import { FIXED_NOW, KEY_QUERY, TestAccount, formBody } from "./account.js";

let account: TestAccount;
let clock: Date;
beforeEach(async () => {
  clock = FIXED_NOW;
  account = await TestAccount.start({ now: () => clock });
});
afterEach(() => account.close());

const { login, password, key } = DEMO_CREDENTIALS;
const later = (seconds: number) => new Date(FIXED_NOW.getTime() + seconds * 1000);

async function sessionCookie(query = KEY_QUERY): Promise<string> {
  const { headers } = await account.fetch(`/private/api/auth.php?${query}`);
  return headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

const statusWith = async (headers: Record<string, string>, path = "/private/api/contacts.php") =>
  (await account.fetch(path, { headers })).status;

describe("signing in", () => {
  test.each(["GET", "POST", "PUT"])("by %s, with a key or a password, in the query", async (method) => {
    for (const secret of [`USER_HASH=${key}`, `USER_PASSWORD=${password}`]) {
      const answer = await account.fetch(`/private/api/auth.php?USER_LOGIN=${login}&${secret}`, { method });
      expect(answer.text).toBe('<?xml version="1.0" encoding="utf-8"?>\n<root>\n\t<auth>true</auth>\n</root>\n');
    }
  });

  test("from a form or a JSON body, type=json in either place", async () => {
    const form = formBody([
      ["USER_LOGIN", login],
      ["USER_HASH", key],
      ["type", "json"],
    ]);
    const json = JSON.stringify({ USER_LOGIN: login, USER_HASH: key });
    for (const [path, body] of [
      ["/private/api/auth.php", form],
      ["/private/api/auth.php?type=json", json],
    ] as const) {
      const answer = await account.fetch(path, { method: "POST", body });
      expect(JSON.parse(answer.text)).toMatchObject({ response: { auth: true, accounts: [{ subdomain: "demo" }] } });
    }
  });

  test("sends two cookies, one with a date, and says that it has expired itself", async () => {
    const { headers } = await account.fetch(`/private/api/auth.php?${KEY_QUERY}`);
    const [session, name, ...more] = headers.getSetCookie();
    expect(session).toMatch(/^session_id=[0-9a-v]{52}; path=\/; HttpOnly$/);
    expect(name).toMatch(/^BITRIX_SM_LOGIN=demo%40amoql\.dev; expires=.* GMT; Max-Age=31536000; path=\/$/);
    expect(more).toEqual([]);
    expect(headers.get("expires")).toBe("Thu, 19 Nov 1981 08:52:00 GMT");
  });

  test.each([
    "USER_LOGIN=demo@amoql.dev&USER_PASSWORD=wrong",
    "USER_LOGIN=nobody@amoql.dev&USER_PASSWORD=demo-password",
    "USER_LOGIN=demo@amoql.dev&USER_HASH=fedcba9876543210fedcba9876543210",
    "USER_LOGIN=darya@amoql.dev&USER_PASSWORD=",
    "USER_LOGIN=demo@amoql.dev",
    "",
  ])("is refused with %j, without cookies", async (query) => {
    const answer = await account.fetch(`/private/api/auth.php?${query}`);
    expect(answer.text).toContain("<auth>false</auth>");
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect((await account.fetch(`/private/api/auth.php?type=json&${query}`)).status).toBe(401);
  });
});

describe("who a call is made for", () => {
  test("cookies are read from whatever clients send", async () => {
    const cookie = await sessionCookie();
    const whole = `${cookie}; path=/; domain=.amocrm.ru; secure; HttpOnly,BITRIX_SM_LOGIN=x; expires=Thu, 01 Jan 2027`;
    for (const text of [cookie, `a=b; ${cookie}`, whole, `BITRIX_SM_LOGIN=x; expires=Thu, 1,${cookie}; path=/`]) {
      expect(await statusWith({ cookie: text })).toBe(200);
    }
    expect(await statusWith({ cookie: `not_${cookie}` })).toBe(401);
    expect(await statusWith({ cookie: cookie.slice(0, -1) })).toBe(401);
  });

  test("credentials come with any call, which then answers with a session that works", async () => {
    for (const query of [KEY_QUERY, `login=${login}&api_key=${key}`, `USER_LOGIN=${login}&USER_PASSWORD=${password}`]) {
      for (const path of ["/private/api/contacts.php", "/api/v2/catalogs", "/private/api/v2/json/catalogs/list"]) {
        const answer = await account.fetch(`${path}?${query}`);
        expect([200, 204]).toContain(answer.status);
        const [session = ""] = answer.headers.getSetCookie();
        expect(await statusWith({ cookie: session })).toBe(200);
      }
    }
  });

  test("wrong credentials are not saved by a session", async () => {
    const cookie = await sessionCookie();
    expect(await statusWith({ cookie }, "/private/api/contacts.php?USER_LOGIN=demo@amoql.dev&USER_HASH=x")).toBe(401);
  });

  test("an API key is taken as a bearer token", async () => {
    expect(await statusWith({ authorization: `Bearer ${key}` })).toBe(200);
    expect(await statusWith({ authorization: "Bearer x" })).toBe(401);
  });

  test("a session lasts 15 minutes from its sign-in, used or not", async () => {
    const cookie = await sessionCookie();
    clock = later(899);
    expect(await statusWith({ cookie })).toBe(200);
    clock = later(900);
    expect(await statusWith({ cookie })).toBe(401);
    expect(await statusWith({ cookie }, "/api/v2/catalogs")).toBe(401);
  });

  test("the second user signs in as herself", async () => {
    const cookie = await sessionCookie("USER_LOGIN=JOHN@amoql.dev&USER_PASSWORD=john-password");
    await account.fetch("/private/api/contacts.php", { headers: { cookie } });
    expect(account.sandbox.requests().map((request) => request.user)).toEqual(["john@amoql.dev", "john@amoql.dev"]);
  });
});
