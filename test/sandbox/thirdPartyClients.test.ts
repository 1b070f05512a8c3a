import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { serialize } from "php-serialize";
import { DEMO_CREDENTIALS } from "../../src/sandbox/sandbox.js";
import type { TestAccount } from "./account.js";
import { KEY_QUERY, errorCode, formBody, texts, within } from "./account.js";
import { fixture, fixturePairs, startFixtureState } from "./fixtureState.js";

/** Requests as public clients of these APIs put them on the wire, each to an account in the state of the fixtures. */
let account: TestAccount;
let cookie: string;
beforeEach(async () => {
  account = await startFixtureState();
  const { headers } = await account.fetch(`/private/api/auth.php?${KEY_QUERY}`);
  cookie = headers.getSetCookie()[0]?.split(";")[0] ?? "";
});
afterEach(() => account.close());

const { login, key } = DEMO_CREDENTIALS;
const post = (page: string, body: FormData | URLSearchParams | Blob | string, headers: Record<string, string> = {}) =>
  account.fetch(page, { method: "POST", body, headers });

function multipart(pairs: Iterable<readonly [string, string]>): FormData {
  const form = new FormData();
  for (const [name, value] of pairs) form.append(name, value);
  return form;
}

describe("contact_add.php", () => {
  test("multipart with one PHP-serialized string, credentials in the body", async () => {
    const body = multipart(fixturePairs("clients/yii.contact_add.multipart-values"));
    expect(texts((await post("/private/api/contact_add.php", body)).text, "id")).toEqual(["4"]);
    const page = await account.contact(4);
    expect(texts(page, "name").slice(0, 2)).toEqual(['Пётр "Йод" Иванов', "Рога и копыта"]);
    expect(texts(within(page, "company"), "id")).toEqual(["5"]);
    expect(texts(page, "position")).toEqual(["Engineer; chief"]);
    expect(texts(page, "number")).toEqual(["+7 495 111-22-33", "+7 916 444-55-66"]);
    expect(texts(page, "location")).toEqual(["Work", "Mobile", "Work"]);
    expect(texts(page, "street")).toEqual(["Street 2"]);
    expect(texts(page, "protocol")).toEqual(["Skype"]);
    expect(texts(page, "tag")).toEqual(["yii", "тест"]);
  });

  test("a form with a value and its label in one entry", async () => {
    await post("/private/api/contact_add.php", formBody(fixturePairs("clients/pest.contact_add.form")));
    const page = await account.contact(4);
    expect(page).toContain("<company/>");
    expect(texts(within(page, "email_addresses"), "address")).toEqual([
      "petra@pest.example",
      "petra.home@pest.example",
    ]);
    expect(texts(page, "location")).toEqual(["Work", "Work", "Other"]);
    expect(texts(within(page, "main_user"), "id")).toEqual(["1"]);
  });

  test("a form with alternating entries and the address as a map", async () => {
    await post("/private/api/contact_add.php", formBody(fixturePairs("clients/wob.contact_add.form")));
    const page = await account.contact(4);
    expect(texts(within(page, "company"), "id")).toEqual(["5"]);
    expect(texts(page, "tag")).toEqual(["site", "call me"]);
    expect(texts(page, "street")).toEqual(["Street 3"]);
    expect(texts(within(page, "main_user"), "name")).toEqual(["Дарья Ким"]);
  });

  test("JSON", async () => {
    const body = fixture("requests/clients/json.contact_add.json");
    await post("/private/api/contact_add.php", body, { "content-type": "application/json" });
    const page = await account.contact(4);
    expect([texts(page, "number"), texts(page, "location"), texts(page, "street")]).toEqual([
      ["+1 303 555-01-02"],
      ["Work"],
      ["Street 4"],
    ]);
  });

  test("credentials in the query of a POST", async () => {
    const body = formBody([
      ["ACTION", "ADD_PERSON"],
      ["contact[person_name]", "Q"],
    ]);
    expect((await post(`/private/api/contact_add.php?USER_LOGIN=${login}&USER_HASH=${key}`, body)).text).toContain(
      "<id>4</id>",
    );
  });

  test.each([
    'O:8:"stdClass":1:{s:11:"person_name";s:1:"A";}',
    'a:1:{s:11:"person_name";O:8:"stdClass":0:{}}',
    'a:2:{s:11:"person_name";s:1:"A";s:1:"x";R:2;}',
    'a:1:{s:11:"person_name";C:1:"A":0:{}}',
    'a:1:{s:11:"person_name";s:9:"A";}',
    'a:1:{s:11:"person_name";s:1:"Я";}',
    'a:2:{s:11:"person_name";s:1:"A";}',
    'a:1:{s:11:"person_name";s:1:"A";}x',
    'a:9999999:{s:1:"a";s:1:"b";}',
    'a:1:{s:11:"person_name";s:1:"A"',
    "a:1:".repeat(40) + "{",
    "a:1:{i:0;".repeat(40) + 's:1:"a";' + "}".repeat(40),
    "hello",
    "{}",
  ])("the serialized value %s is refused", async (contact) => {
    const answer = await account.page("contact_add", [
      ["ACTION", "ADD_PERSON"],
      ["contact", contact],
    ]);
    expect([answer.status, errorCode(answer)]).toEqual([200, "400"]);
  });

  test("lengths count bytes, as another implementation of the format writes them", async () => {
    const contact = serialize({
      person_name: 'Ё";s:1:"x 👋',
      extra: { ["__proto__x"]: "1", list: ["a", "б"], n: null, f: 1.5 },
    });
    await account.page("contact_add", [
      ["ACTION", "ADD_PERSON"],
      ["contact", contact],
    ]);
    const page = await account.contact(4);
    expect(texts(page, "name")[0]).toBe('Ё";s:1:"x 👋');
    expect(texts(within(page, "extra"), "list")).toEqual(["a", "б"]);
    expect(texts(within(page, "extra"), "f")).toEqual(["1.5"]);
  });
});

describe("contact_search.php", () => {
  test("a daemon that takes the raw text apart", async () => {
    const { text } = await account.fetch("/private/api/contact_search.php?SEARCH=petrov", { headers: { cookie } });
    const parts = text.replaceAll("\t", "").split("</id>\n<name>");
    expect(parts[0]?.split("<id>")[1]).toBe("1");
    expect(parts[1]?.split("</name>")[0]).toBe("Ivan Petrov");
  });

  test("a telephony widget asks with a bearer token and an unescaped plus", async () => {
    const headers = { authorization: `Bearer ${key}` };
    const { text } = await account.fetch("/private/api/contact_search.php?SEARCH=+79210000007", { headers });
    expect(texts(within(text, "contacts"), "id")[0]).toBe("3");
    expect(text).toContain("+7 921 000-00-07");
  });

  test("a miss is a page without any contact", async () => {
    const { status, text } = await account.fetch("/private/api/contact_search.php?SEARCH=700", { headers: { cookie } });
    expect([status, text.includes("<contact>")]).toEqual([200, false]);
  });
});

describe("catalogs", () => {
  const names = async () => {
    const answer = await account.fetch("/api/v2/catalogs", { headers: { cookie } });
    const list = JSON.parse(answer.text) as { _embedded: { items: { id: number; name: string }[] } };
    return list._embedded.items.map(({ id, name }) => `${id} ${name}`);
  };

  test("a form whose request id comes back as a number; deletion by brackets", async () => {
    const path = `/api/v2/catalogs?${KEY_QUERY}`;
    const added = await post(path, formBody(fixturePairs("clients/ufee.catalogs.add.form")));
    expect(JSON.parse(added.text)).toMatchObject({ _embedded: { items: [{ id: 3, request_id: 631622582 }] } });
    const removed = await post(path, formBody(fixturePairs("clients/ufee.catalogs.delete.form")));
    expect(JSON.parse(removed.text)).toMatchObject({ _embedded: { items: [{ id: 1 }] } });
    expect(await names()).toEqual(["2 Invoices", "3 P"]);
  });

  test("JSON without a content type, a bare question mark and cookies joined by commas", async () => {
    const body = new Blob([fixture("requests/clients/ajs.catalogs.add.json")]);
    const cookies = `${cookie}; path=/; HttpOnly,BITRIX_SM_LOGIN=x; expires=Thu, 01 Jan 2027 00:00:00 GMT`;
    const answer = await post("/api/v2/catalogs?", body, { cookie: cookies });
    expect(JSON.parse(answer.text)).toMatchObject({
      _embedded: {
        items: [
          { id: 3, request_id: 0 },
          { id: 4, request_id: 1 },
        ],
      },
    });
  });

  test("JSON that says it is a form, and updates that send everything they have read", async () => {
    const row = { id: 1, name: "Goods", created_by: 1, created_at: 1, updated_at: 2, type: "products", sort: 10 };
    const headers = { cookie, "content-type": "application/x-www-form-urlencoded" };
    await post("/api/v2/catalogs", JSON.stringify({ update: [row] }), headers);
    expect(await names()).toEqual(["1 Goods", "2 Invoices"]);
  });

  test("the wrapped request of the older API, with a cookie", async () => {
    const body = fixture("requests/clients/dz.catalogs.set.json");
    await post("/private/api/v2/json/catalogs/set", body, { cookie });
    expect(await names()).toEqual(["1 Products", "2 Invoices", "3 Tariffs"]);
  });
});
