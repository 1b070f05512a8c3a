import { describe, expect, test } from "@jest/globals";
import { NotificationError } from "../../src/webhooks/formRecords.js";
import { decodeNotification, type Notification } from "../../src/webhooks/notification.js";
import { formOf } from "./form.js";

const NOW = new Date("2026-11-22T12:00:00Z");
/** When most of the fixtures say that it was. */
const AT = new Date(1_795_167_000_000);

const read = (form: URLSearchParams | string): Notification => decodeNotification(String(form), NOW);

async function readFixture(name: string, changes: Readonly<Record<string, string | null>> = {}): Promise<Notification> {
  return read(await formOf(name, changes));
}

const contact = (id: string) => ({ kind: "contact", id });
const deal = (id: string) => ({ kind: "deal", id });

describe("what is told of", () => {
  const later = (seconds: number) => new Date(AT.getTime() + seconds * 1000);

  test.each([
    ["v4/notifications/lead.add", { ...deal("3"), action: "created", subject: null, at: AT }, deal("3")],
    ["v4/notifications/lead.status", { ...deal("2"), action: "updated", subject: null, at: AT }, deal("2")],
    ["v4/notifications/lead.delete", { ...deal("2"), action: "deleted", subject: null, at: NOW }, deal("2")],
    ["webhooks/lead.restore", { ...deal("2"), action: "created", subject: null, at: later(120) }, deal("2")],
    ["v4/notifications/contact.update", { ...contact("3"), action: "updated", subject: null, at: AT }, contact("3")],
    ["webhooks/company.update", null, contact("9")],
    ["v4/notifications/note.lead", { kind: "note", id: "3", action: "created", subject: deal("1"), at: AT }, deal("1")],
    ["v4/notifications/task.add", { kind: "task", id: "4", action: "created", subject: null, at: AT }, null],
    [
      "webhooks/task.update",
      { kind: "task", id: "4", action: "updated", subject: contact("3"), at: later(180) },
      contact("3"),
    ],
    ["webhooks/task.delete", { kind: "task", id: "4", action: "deleted", subject: null, at: NOW }, null],
  ])("%s", async (name, change, shownBy) => {
    const { news, subdomain, unknown } = await readFixture(name);
    expect(news).toMatchObject([{ change, shownBy }]);
    expect({ subdomain, unknown }).toEqual({ subdomain: "demo", unknown: 0 });
  });

  test("several records at once", async () => {
    const { news } = await readFixture("webhooks/leads.responsible");
    expect(news.map(({ change }) => [change?.id, change?.action])).toEqual([
      ["2", "updated"],
      ["3", "updated"],
    ]);
  });

  test("nothing of what is shown nowhere", async () => {
    for (const name of ["webhooks/note.company", "webhooks/message.add"]) {
      expect(await readFixture(name)).toEqual({ subdomain: "demo", news: [], unknown: 1 });
    }
    expect(read("leads[sing][0][id]=1&unsorted[add][0][uid]=a")).toEqual({ subdomain: null, news: [], unknown: 2 });
  });

  test("a task of a company as one on its own", async () => {
    const { news } = await readFixture("webhooks/task.update", { "task[update][0][element_type]": "3" });
    expect(news).toMatchObject([{ change: { subject: null }, shownBy: null }]);
  });
});

describe("the key", () => {
  async function keyOf(name: string, changes?: Readonly<Record<string, string>>): Promise<string | null | undefined> {
    return (await readFixture(name, changes)).news[0]?.key;
  }

  test("is the same when the account sends it again, and another when anything differs", async () => {
    const name = "v4/notifications/contact.update";
    expect(await keyOf(name)).toBe(await keyOf(name));
    const keys = [
      await keyOf(name),
      await keyOf(name, { "contacts[update][0][id]": "4" }),
      await keyOf(name, { "contacts[update][0][updated_at]": "1795167001" }),
      await keyOf(name, { "contacts[update][0][name]": "Maria" }),
      await keyOf("webhooks/company.update"),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("of a creation is that of the record, unless it was restored", async () => {
    expect(await keyOf("v4/notifications/lead.add")).toBe("created deal 3");
    expect(await keyOf("v4/notifications/note.lead")).toBe("created note 3");
    expect(await keyOf("webhooks/lead.restore")).not.toMatch(/^created/);
  });
});

describe("refused", () => {
  test.each([
    ["nothing", ""],
    ["the account alone", "account[subdomain]=demo"],
    ["JSON", '{"leads":{"add":[{"id":1}]}}'],
    ["a record without a number", "leads[add][0][name]=x"],
    ["a number that is none", "leads[add][0][id]=1e3"],
    ["the number 0", "contacts[update][0][id]=0"],
    ["a note without a number", "leads[note][0][note][element_id]=1&leads[note][0][note][element_type]=2"],
    ["brackets that are not closed", "leads[add][0][id=1"],
    ["brackets within brackets", "leads[add][[0]][id]=1"],
    ["text behind brackets", "leads[add]x[0][id]=1"],
    ["a field of no record", "leads[add][0]=1"],
    ["a field of no group", "leads=1"],
  ])("%s", (_what, form) => {
    expect(() => read(form)).toThrow(NotificationError);
  });

  test("the message holds nothing that was sent", () => {
    expect(() => read("secret-name[add][0][secret=secret")).not.toThrow(/secret/);
    expect(() => read("secret-name[add][0][secret=secret")).toThrow("A name in the form cannot be read.");
  });
});

test("a field beside the groups takes nothing from the records", () => {
  expect(read("event_id=5&leads[update][0][id]=7&account[subdomain]=demo")).toMatchObject({
    subdomain: "demo",
    news: [{ change: { kind: "deal", id: "7" } }],
    unknown: 0,
  });
});

test("names of JavaScript's own objects are names like any other", () => {
  const form = "__proto__[constructor][0][id]=1&leads[add][__proto__][id]=7&leads[add][__proto__][__proto__][x]=1";
  expect(read(form)).toMatchObject({ news: [{ change: { kind: "deal", id: "7" } }], unknown: 1 });
  expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  expect(read("leads[constructor][0][id]=1").unknown).toBe(1);
});

test("a megabyte is read in no time", () => {
  const field = (index: number) => `contacts[update][0][custom_fields][${index}][values][0][value]=x`;
  const form = `contacts[update][0][id]=1&${Array.from({ length: 15_000 }, (_, index) => field(index)).join("&")}`;
  expect(form.length).toBeGreaterThan(900_000);
  const startedAt = performance.now();
  expect(read(form).news).toHaveLength(1);
  expect(() => read(`${"[".repeat(1_000_000)}=1`)).toThrow();
  expect(() => read(`a${"[]".repeat(500_000)}[=1`)).toThrow();
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});
