import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { connectCrm } from "../../src/crm/connectCrm.js";
import type { Crm } from "../../src/crm/crm.js";
import { answer } from "../codec/wireFixture.js";

/** Accounts that answer what the sandbox never does. */

interface Reply {
  readonly status?: number;
  readonly text: string;
}

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const SIGNED_IN = { text: answer("auth.ok.json") };

interface StrangeAccount {
  readonly crm: Crm;
  readonly warnings: readonly string[];
  /** The bodies that the account got, with the page each was for. */
  readonly sent: readonly string[];
}

/** An account whose answers are given by page, the last part of the path without `.php`. */
async function open(pages: Record<string, Reply>, auth: Reply = SIGNED_IN): Promise<StrangeAccount> {
  const sent: string[] = [];
  const server = createServer((request, response) => {
    const page = new URL(request.url ?? "/", "http://localhost").pathname.split("/").at(-1)?.replace(".php", "") ?? "";
    const { status = 200, text } = page === "auth" ? auth : (pages[page] ?? { status: 404, text: "" });
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      sent.push(`${page} ${Buffer.concat(chunks).toString()}`);
      response.writeHead(status, { "content-type": "text/plain", "set-cookie": "session_id=abc; path=/" }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const warnings: string[] = [];
  const account = connectCrm({
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    api: "legacy",
    dealLinks: "one",
    ratePerSecond: Infinity,
    concurrency: 4,
    queueLimit: 10,
    timeoutMs: 5000,
    onWarning: (message) => warnings.push(message),
  });
  const connection = account.as({ login: "a@b.example", key: "k" });
  closing.push(
    () => connection.close(),
    () => account.close(),
    () => new Promise((resolve) => server.close(resolve)),
  );
  const crm = connection.forOperation({
    caller: "test",
    signal: new AbortController().signal,
    onCall: () => undefined,
  });
  return { crm, warnings, sent };
}

const CONTACTS = { text: answer("contacts.page.xml") };
const CONTACT = { text: answer("contact_detail.xml") };

describe("an answer to a write", () => {
  test.each([
    ["write.error404.xml", "notFound"],
    ["write.error403.xml", "forbidden"],
    ["write.error400.xml", "rejected"],
    ["contacts.page.xml", "outcomeUnknown"],
    ["error.ban.html", "outcomeUnknown"],
  ])("%s", async (file, kind) => {
    const { crm } = await open({
      contact_detail: CONTACT,
      contact_add: { text: answer(file) },
      contact_delete: { text: answer(file) },
    });
    await expect(crm.contacts.create({ name: "Ada" })).rejects.toMatchObject({ kind });
    await expect(crm.contacts.update("1", { name: "Ada" })).rejects.toMatchObject({ kind });
    await expect(crm.contacts.delete("1")).rejects.toMatchObject({ kind });
  });

  test("whose words are a number only, or not even that", async () => {
    const one = await open({ contact_add: { text: answer("write.numeric-result.xml") } });
    expect(await one.crm.contacts.create({ name: "Ada" })).toEqual({ id: "3", name: "Ada" });
    const none = await open({ contact_add: { text: answer("write.result.xml") }, contact_search: CONTACTS });
    expect(await none.crm.contacts.create({ name: "Ivan Petrov" })).toMatchObject({ id: "1", position: "Director" });
    expect(await none.crm.contacts.create({ name: "Ada" })).toBeNull();
  });

  test("that was acknowledged does not fail when the search for it does", async () => {
    const done = { text: answer("write.result.xml") };
    const { crm } = await open({ contact_add: done, contact_search: { text: "gone" }, note_add: done });
    expect(await crm.contacts.create({ name: "Ada" })).toBeNull();
    expect(await crm.notes.create({ subject: { kind: "deal", id: "1" }, body: "b" })).toBeNull();
  });
});

describe("an answer to a read", () => {
  test("an error instead of a page is an error", async () => {
    const error = { text: answer("write.error404.xml") };
    const { crm } = await open({ contacts: error, deal_search: error, contact_detail: error });
    await expect(crm.contacts.page({ number: 1, size: 5 })).rejects.toMatchObject({ kind: "badResponse" });
    await expect(crm.deals.page({ number: 1, size: 5, search: "a" })).rejects.toMatchObject({ kind: "badResponse" });
    expect(await crm.contacts.getMany(["1"])).toEqual([null]);
  });

  test("each of many fails alone", async () => {
    const { crm } = await open({ contact_detail: CONTACT, deal_detail: { text: answer("write.error403.xml") } });
    const bad = expect.objectContaining({ kind: "badResponse" });
    expect(await crm.contacts.getMany(["1", "2"])).toEqual([expect.objectContaining({ id: "1" }), bad]);
    expect(await crm.deals.getMany(["1"])).toEqual([bad]);
    await expect(crm.contacts.update("2", {})).rejects.toMatchObject({ kind: "badResponse" });
  });

  test("other statuses are no pages", async () => {
    const { crm } = await open({ contacts: { status: 403, text: "{}" }, deals: { status: 404, text: CONTACTS.text } });
    await expect(crm.contacts.page({ number: 1, size: 5 })).rejects.toMatchObject({ kind: "forbidden" });
    await expect(crm.deals.page({ number: 1, size: 5 })).rejects.toMatchObject({ kind: "badResponse" });
  });
});

test("a kind of task that the schema does not know survives an edit", async () => {
  const page = answer("contact_detail.xml").replace("<task_type>CALL</task_type>", "<task_type>PIGEON</task_type>");
  const { crm, sent } = await open({ contact_detail: { text: page }, task_add: { text: answer("write.id.xml") } });
  const subject = { kind: "contact", id: "1" } as const;
  expect(await crm.tasks.update({ subject, id: "1" }, { text: "New" })).toMatchObject({ type: null, text: "New" });
  expect(sent.at(-1)).toMatch(/^task_add ACTION=EDIT_TASK.*TASK_TYPE=PIGEON$/);
});

describe("catalogs", () => {
  test.each([
    ["nothing", { status: 204, text: "" }, []],
    ["an empty list", { text: '{"_embedded":{"items":[]}}' }, []],
  ])("%s is an empty list", async (_, catalogs, list) => {
    const { crm } = await open({ catalogs });
    expect(await crm.catalogs.list()).toEqual(list);
  });

  test.each([
    ["HTML", { text: answer("error.ban.html") }, "badResponse"],
    ["a refusal", { status: 403, text: answer("error.v2.110.json") }, "forbidden"],
    ["a wrong address", { status: 404, text: answer("error.v2.problem.json") }, "badResponse"],
  ])("%s instead of the list is an error", async (_, catalogs, kind) => {
    const { crm } = await open({ catalogs });
    await expect(crm.catalogs.list()).rejects.toMatchObject({ kind });
  });

  test.each([
    ["a code", { status: 400, text: '{"response":{"error":"x","error_code":"285"}}' }, "rejected"],
    ["the code of no rights", { status: 400, text: '{"response":{"error":"x","error_code":244}}' }, "forbidden"],
    ["a problem", { status: 403, text: answer("error.v2.problem.json") }, "forbidden"],
    ["a text", { status: 400, text: answer("error.v2.plain.json") }, "rejected"],
    ["HTML", { status: 400, text: answer("error.ban.html") }, "outcomeUnknown"],
    ["nothing", { status: 204, text: "" }, "outcomeUnknown"],
    ["a list", { text: '{"response":{}}' }, "outcomeUnknown"],
  ])("a write answered with %s", async (_, catalogs, kind) => {
    const { crm } = await open({ catalogs });
    await expect(crm.catalogs.createMany([{ draft: { name: "A" } }])).rejects.toMatchObject({ kind });
    await expect(crm.catalogs.updateMany([{ id: "1", patch: { name: "A" } }])).rejects.toMatchObject({ kind });
    await expect(crm.catalogs.deleteMany(["1"])).rejects.toMatchObject({ kind });
  });

  test("rows are matched by their number, in whatever order they come", async () => {
    const items = [
      { id: 7, request_id: "1" },
      { id: 8, request_id: "0" },
    ];
    const { crm } = await open({ catalogs: { text: JSON.stringify({ _embedded: { items } }) } });
    expect(await crm.catalogs.createMany([{ draft: { name: "A" } }, { draft: { name: "B" } }])).toEqual([
      { id: "8", name: "A" },
      { id: "7", name: "B" },
    ]);
  });

  test("without numbers they are matched by their order, if all are there", async () => {
    const { crm } = await open({ catalogs: { text: answer("catalogs.add.link.json") } });
    expect(await crm.catalogs.createMany([{ draft: { name: "A" } }])).toEqual([{ id: "4223", name: "A" }]);
    const unknown = expect.objectContaining({ kind: "outcomeUnknown" });
    expect(await crm.catalogs.createMany([{ draft: { name: "A" } }, { draft: { name: "B" } }])).toEqual([
      unknown,
      unknown,
    ]);
  });

  test("a row that is neither done nor refused is of unknown outcome", async () => {
    const { crm } = await open({ catalogs: { text: answer("catalogs.errors.list.json") } });
    const rows = ["1", "999", "3"].map((id) => ({ id, patch: { name: "A" } }));
    expect(await crm.catalogs.updateMany(rows)).toEqual([
      { id: "1", name: "A" },
      expect.objectContaining({ kind: "notFound" }),
      expect.objectContaining({ kind: "outcomeUnknown" }),
    ]);
  });
});

describe("the account's time zone", () => {
  const reports = (timezone: string) => ({
    text: JSON.stringify({ response: { auth: true, accounts: [{ subdomain: "demo", timezone }] } }),
  });

  test.each([
    ["an XML sign-in reports none", { text: answer("auth.ok.xml") }],
    ["an empty one", reports("")],
    ["one that is not known", reports("Mars/Olympus")],
  ])("%s: UTC, with one warning", async (_, auth) => {
    const { crm, warnings } = await open({ contacts: CONTACTS }, auth);
    const [page] = await Promise.all([1, 2, 3].map(() => crm.contacts.page({ number: 1, size: 20 })));
    expect(page?.items[0]?.createdAt).toEqual(new Date("2026-11-20T12:30:00Z"));
    expect(warnings).toEqual([expect.stringContaining("AMO_TIMEZONE")]);
  });
});
