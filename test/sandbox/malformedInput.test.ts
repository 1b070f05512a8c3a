import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { KEY_QUERY, TestAccount, errorCode } from "./account.js";

let account: TestAccount;
beforeEach(async () => {
  account = await TestAccount.start();
});
afterEach(async () => {
  await account.close();
  expect(account.errors).toEqual([]);
});

const ADD = `/private/api/contact_add.php?${KEY_QUERY}`;
const post = (path: string, body: string | Buffer, type = "application/x-www-form-urlencoded") =>
  account.fetch(path, { method: "POST", body, headers: { "content-type": type } });

describe("refused in the form of the API that was called", () => {
  test.each<[string, string | Buffer, string]>([
    ["half a JSON document", '{"ACTION":"ADD_PERSON"', "application/json"],
    ["deep JSON", `${'{"a":'.repeat(50)}1${"}".repeat(50)}`, "application/json"],
    ["deep brackets", `ACTION=ADD_PERSON&contact${"[a]".repeat(50)}=1`, "application/x-www-form-urlencoded"],
    ["many fields", "a=1&".repeat(10_001), "application/x-www-form-urlencoded"],
    ["bytes that are not UTF-8", Buffer.from([0x41, 0xff, 0x3d]), "text/plain"],
    ["escapes that are not UTF-8", "ACTION=ADD_PERSON&contact[person_name]=%ff", "application/x-www-form-urlencoded"],
    ["half a surrogate pair", '{"ACTION":"ADD_PERSON","contact":{"person_name":"\\ud800"}}', "application/json"],
    ["multipart without a boundary", "x", "multipart/form-data"],
    [
      "multipart that is cut off",
      '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx',
      "multipart/form-data; boundary=b",
    ],
    [
      "an upload",
      '--b\r\nContent-Disposition: form-data; name="contact"; filename="x"\r\n\r\nx\r\n--b--\r\n',
      "multipart/form-data; boundary=b",
    ],
    ["contact as text", "ACTION=ADD_PERSON&contact=x", "application/x-www-form-urlencoded"],
    ["contact_data as text", "ACTION=ADD_PERSON&contact[person_name]=a&contact[contact_data]=x", "text/plain"],
    [
      "a phone as text",
      "ACTION=ADD_PERSON&contact[person_name]=a&contact[contact_data][phone_numbers][]=1",
      "application/x-www-form-urlencoded",
    ],
    ["a list of actions", "ACTION[]=ADD_PERSON&contact[person_name]=a", "application/x-www-form-urlencoded"],
    ["nothing", "", "application/x-www-form-urlencoded"],
  ])("%s", async (_what, body, type) => {
    const answer = await post(ADD, body, type);
    expect([answer.status, answer.type, errorCode(answer)]).toEqual([200, "text/xml; charset=utf-8", "400"]);
    expect(answer.text).not.toMatch(/node_modules|at .*\.js|FST_|SQLITE/);
  });

  test("a body over 1 MB, sent at once, in pieces or as multipart", async () => {
    const large = `contact[person_name]=${"a".repeat(1_100_000)}`;
    const legacy = await post(ADD, large);
    expect([legacy.status, errorCode(legacy)]).toEqual([413, "413"]);
    const catalogs = await post(`/api/v2/catalogs?${KEY_QUERY}`, `{"add":"${large}"}`, "application/json");
    expect([catalogs.status, JSON.parse(catalogs.text)]).toMatchObject([413, { status: 413 }]);
    const form = new FormData();
    form.append("contact[person_name]", "a".repeat(600_000));
    form.append("contact[person_position]", "a".repeat(600_000));
    const multipart = await account.fetch(ADD, { method: "POST", body: form });
    expect([multipart.status, errorCode(multipart)]).toEqual([413, "413"]);
  });

  test("an unusual content type is not a reason to refuse", async () => {
    for (const type of ["", "nonsense", "application/xml", "text/html; charset=koi8-r"]) {
      const answer = await post(ADD, "ACTION=ADD_PERSON&contact[person_name]=a", type);
      expect(errorCode(answer)).toBeUndefined();
    }
  });

  test("names that are keys of every object are fields like any other", async () => {
    const body = "ACTION=ADD_PERSON&contact[person_name]=a&contact[__proto__][polluted]=1&contact[constructor]=x";
    expect(errorCode(await post(ADD, body))).toBeUndefined();
    const page = await account.contact(1);
    expect(page).toContain("<polluted>1</polluted>");
    expect(page).toContain("<constructor>x</constructor>");
    const json = '{"__proto__":{"add":[{"name":"x"}]}}';
    expect((await post(`/api/v2/catalogs?${KEY_QUERY}`, json)).status).toBe(400);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

test("SQL is text", async () => {
  const name = "Robert'); DROP TABLE contacts;--";
  await account.addPerson(name);
  const { text } = await account.page("contact_search", [["SEARCH", "');"]]);
  expect(text).toContain(`<name>${name}</name>`);
});

test("unknown paths are plain", async () => {
  for (const path of ["/", "/private/api/", "/private/api/contacts", "/private/api/users.php", "/api/v2/leads"]) {
    const answer = await account.fetch(path);
    expect([answer.status, answer.type, answer.text]).toEqual([404, "text/plain", "Not found\n"]);
  }
});

test("a path that is no URL and a request that is no HTTP do not show what the server is made of", async () => {
  const { port } = new URL(account.sandbox.url);
  const raw = (text: string) =>
    new Promise<string>((resolve, reject) => {
      let answer = "";
      const socket = connect(Number(port), "127.0.0.1", () => socket.end(text));
      socket.on("data", (chunk: Buffer) => (answer += chunk.toString())).on("close", () => resolve(answer));
      socket.on("error", reject);
    });
  for (const text of ["GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "HELLO\r\n\r\n"]) {
    const answer = await raw(text);
    expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
    expect(answer).not.toMatch(/FST_|fastify|stack/i);
  }
});

describe("request log", () => {
  test("names page, action, id and keyword, and no secret", async () => {
    await account.page("contact_search", [
      ["SEARCH", "ann"],
      ["PAGEN_1", "2"],
    ]);
    await account.page("note_add", [
      ["ACTION", "NOTE_DELETE"],
      ["ID", "7"],
    ]);
    await account.fetch("/private/api/deals.php");
    const answer = await account.fetch("/_sandbox/requests");
    expect(JSON.parse(answer.text)).toEqual(account.sandbox.requests());
    expect(account.sandbox.requests()).toMatchObject([
      { method: "POST", path: "/private/api/contact_search.php", search: "ann", page: "2", status: 200 },
      { path: "/private/api/note_add.php", action: "NOTE_DELETE", id: "7", user: "demo@amoql.dev" },
      { path: "/private/api/deals.php", status: 401 },
    ]);
    expect(answer.text).not.toMatch(/0123456789abcdef|USER_HASH|session_id/);
    expect((await account.fetch("/_sandbox/requests", { method: "DELETE" })).status).toBe(204);
    expect(account.sandbox.requests()).toEqual([]);
  });

  test("is served to this machine's own names only", async () => {
    const { port } = new URL(account.sandbox.url);
    const answer = await new Promise<string>((resolve, reject) => {
      let text = "";
      const request = "GET /_sandbox/requests HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
      const socket = connect(Number(port), "127.0.0.1", () => socket.write(request));
      socket.on("data", (chunk: Buffer) => (text += chunk.toString())).on("close", () => resolve(text));
      socket.on("error", reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  });
});
