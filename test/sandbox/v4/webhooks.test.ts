import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { V4Account } from "./account.js";
import { signIn } from "./oauthClient.js";
import { Receiver, subjectOf } from "./receiver.js";

let account: V4Account;
let receiver: Receiver;
beforeEach(async () => {
  account = await V4Account.start({ switches: { webhookRetry: 0 } });
  receiver = await Receiver.start();
});
afterEach(async () => {
  expect(account.legacy.errors).toEqual([]);
  await account.close();
  await receiver.close();
});

const ALL = [
  ...["add_lead", "update_lead", "delete_lead", "status_lead", "responsible_lead", "note_lead"],
  ...["add_contact", "update_contact", "delete_contact", "responsible_contact", "note_contact"],
  ...["add_company", "update_company", "delete_company", "note_company"],
  ...["add_task", "update_task", "delete_task", "responsible_task"],
];
const subscribe = (...settings: string[]) => account.post("webhooks", { destination: receiver.url, settings });

/** The pairs of a fixture; its `%0D`, `%0A` and `%25` are what a line cannot hold. */
function notification(name: string): [string, string][] {
  const escapes: Readonly<Record<string, string>> = { "%0D": "\r", "%0A": "\n", "%25": "%" };
  return readFileSync(new URL(`../../fixtures/wire/v4/notifications/${name}`, import.meta.url), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => {
      const at = line.indexOf("=");
      return [line.slice(0, at), line.slice(at + 1).replace(/%0D|%0A|%25/g, (escape) => escapes[escape] ?? "")];
    });
}

function expectForm(form: URLSearchParams | undefined, name: string): void {
  const pairs = Array.from(form ?? [], ([key, value]) => [
    key,
    value.replace(account.legacy.sandbox.url, "https://demo.kommo.com"),
  ]);
  expect(pairs).toEqual(notification(name));
}

describe("notifications", () => {
  test("are forms in the shape of the older API", async () => {
    await subscribe(...ALL.filter((event) => !event.startsWith("update_lead")));
    await account.patch("leads/2", { status_id: 142 });
    await account.add("leads", { name: "Beans" });
    await account.patch("contacts/3", { name: "Maria Kovaleva" });
    await account.add("tasks", { text: "Prepare the fair", complete_till: 1_796_688_000, task_type_id: 2 });
    await account.add("leads/1/notes", { note_type: "common", params: { text: "50 % now\r\nthe rest later" } });
    const names = ["lead.status", "lead.add", "contact.update", "task.add", "note.lead"];
    const received = await receiver.until(names.length);
    for (const [index, name] of names.entries()) expectForm(received[index], `${name}.form`);
  });

  test("tell of writes over the XML API as well, a removal by what is left to say", async () => {
    await subscribe(...ALL);
    await account.legacy.addPerson("Petra", { "[person_company_name]": "Mill Ltd" });
    await account.legacy.page("deal_delete", [
      ["ACTION", "DELETE"],
      ["ID", "2"],
    ]);
    const received = await receiver.until(3);
    expect(received.map(subjectOf)).toEqual(["contacts add", "contacts add", "leads delete"]);
    expect(received.map((form) => form.get("contacts[add][0][type]"))).toEqual(["contact", "company", null]);
    expectForm(received[2], "lead.delete.form");
  });

  test("come in the order of the writes, those of one write each on its own", async () => {
    await subscribe(...ALL);
    await account.post("leads", [{ name: "a" }, { name: "b" }]);
    await account.patch("leads/3", { status_id: 2, responsible_user_id: 2 });
    await account.patch("tasks/1", { is_completed: true, responsible_user_id: 3 });
    const received = await receiver.until(7);
    expect(received.map((form) => `${subjectOf(form)} ${form.values().next().value ?? ""}`)).toEqual([
      "leads add 3",
      "leads add 4",
      "leads update 3",
      "leads status 3",
      "leads responsible 3",
      "task update 1",
      "task responsible 1",
    ]);
    expect(received[3]?.get("leads[status][0][old_status_id]")).toBe("1");
    expect(received[4]?.get("leads[responsible][0][old_responsible_user_id]")).toBe("1");
  });

  test("go to those who subscribed the event, and to nobody once that is over", async () => {
    await subscribe("add_contact");
    const other = await Receiver.start();
    await account.post("webhooks", { destination: other.url, settings: ["add_lead"] });
    await account.add("leads", {});
    await account.add("contacts", {});
    await Promise.all([receiver.until(1), other.until(1)]);
    expect([receiver, other].map(({ received }) => received.map(subjectOf))).toEqual([["contacts add"], ["leads add"]]);
    expect((await account.call("DELETE", "webhooks", { destination: receiver.url })).status).toBe(204);
    await account.add("contacts", {});
    await account.add("leads", {});
    await other.until(2);
    expect(receiver.received).toHaveLength(1);
    await other.close();
  });

  test("of a write that was refused are never sent", async () => {
    await subscribe(...ALL);
    expect((await account.post("leads", [{ name: "a" }, { name: 1 }])).status).toBe(400);
    await account.add("contacts", {});
    await receiver.until(1);
    expect(receiver.received.map(subjectOf)).toEqual(["contacts add"]);
  });

  test("are sent again when the receiver fails: twice, or four times where it says that it is its own fault", async () => {
    await subscribe("add_lead");
    receiver.answerWith(404, 302, 404);
    await account.add("leads", {});
    await receiver.until(3);
    receiver.answerWith(503, 500, 499, 502, 500);
    await account.add("leads", {});
    await receiver.until(8);
    await account.add("leads", {});
    await receiver.until(9);
    expect(receiver.received.map((form) => form.get("leads[add][0][id]"))).toEqual([
      "3",
      "3",
      "3",
      "4",
      "4",
      "4",
      "4",
      "4",
      "5",
    ]);
  });
});

describe("subscriptions", () => {
  test("of an address that is subscribed already are replaced", async () => {
    const first = await subscribe("add_lead");
    const second = await subscribe("add_contact", "add_contact");
    expect(second.json.id).toBe(first.json.id);
    expect(second.json["settings"]).toEqual(["add_contact"]);
    const { json } = await account.get(`webhooks?filter[destination]=${encodeURIComponent(receiver.url)}`);
    expect(json["_total_items"]).toBe(1);
    expect((await account.get("webhooks?filter[destination]=http://127.0.0.1/none")).status).toBe(204);
  });

  test.each([
    [{ settings: ["add_lead"] }],
    [{ destination: "http://127.0.0.1/" }],
    [{ destination: "http://127.0.0.1/", settings: [] }],
    [{ destination: "http://127.0.0.1/", settings: ["sing"] }],
    [{ destination: "https://example.org/hook", settings: ["add_lead"] }],
    [{ destination: "http://127.0.0.1.example.org/", settings: ["add_lead"] }],
    [{ destination: "file:///etc/passwd", settings: ["add_lead"] }],
    [{ destination: "somewhere", settings: ["add_lead"] }],
  ])("%j is refused", async (webhook) => {
    expect((await account.post("webhooks", webhook)).status).toBe(400);
    expect((await account.get("webhooks")).status).toBe(204);
  });

  test("belong to those who run the account", async () => {
    const { access_token: token } = await signIn(account, { login: "john@amoql.dev", password: "john-password" });
    const webhook = { destination: receiver.url, settings: ["add_lead"] };
    expect((await account.call("GET", "webhooks", undefined, token)).status).toBe(403);
    expect((await account.call("POST", "webhooks", webhook, token)).status).toBe(403);
    expect((await account.call("DELETE", "webhooks", webhook, token)).status).toBe(403);
    expect((await account.call("DELETE", "webhooks", { destination: "http://127.0.0.1/no" })).status).toBe(404);
  });

  test("of edited tasks are refused by a switch", async () => {
    const older = await V4Account.empty({ switches: { v4UpdateTask: false } });
    const webhook = { destination: receiver.url, settings: ["update_task"] };
    expect((await older.post("webhooks", webhook)).status).toBe(400);
    await older.close();
  });

  test("outlive a restart", async () => {
    const directory = mkdtempSync(join(tmpdir(), "amoql-webhooks-"));
    const data = join(directory, "sandbox.db");
    const before = await V4Account.empty({ data });
    await before.post("webhooks", { destination: receiver.url, settings: ["add_lead"] });
    await before.close();
    const after = await V4Account.empty({ data });
    await after.add("leads", {});
    await receiver.until(1);
    await after.close();
    rmSync(directory, { recursive: true });
  });
});
