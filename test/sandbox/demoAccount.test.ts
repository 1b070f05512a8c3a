import { describe, expect, test } from "@jest/globals";
import { demoAccount } from "../../src/sandbox/demo/demoAccount.js";

const NOW = new Date("2026-11-21T20:55:00.123Z");
const DAY_MS = 86_400_000;
const account = demoAccount(NOW);
const { users, statuses, contacts, deals, notes, tasks, catalogs } = account;

const ids = (records: readonly { id: number }[]): number[] => records.map(({ id }) => id);
const dense = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const allDates = (of: typeof account): Date[] => [
  ...of.contacts.flatMap(({ createdAt, updatedAt }) => [createdAt, updatedAt]),
  ...of.deals.flatMap(({ createdAt, updatedAt }) => [createdAt, updatedAt]),
  ...of.notes.map(({ createdAt }) => createdAt),
  ...of.catalogs.map(({ createdAt }) => createdAt),
];

/** Every string anywhere in the account. */
function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(strings);
}

describe("the demo account", () => {
  test("starts with the users and stages that the documentation names", () => {
    expect(users.slice(0, 3)).toEqual([
      { id: 1, name: "Anna Smirnova", login: "demo@amoql.dev" },
      { id: 2, name: "John Miller", login: "john@amoql.dev" },
      { id: 3, name: "Дарья Ким", login: "darya@amoql.dev" },
    ]);
    expect(statuses.map(({ id, name }) => [id, name])).toEqual([
      [1, "First contact"],
      [2, "Negotiation"],
      [3, "Offer sent"],
      [142, "Won"],
      [143, "Lost"],
    ]);
  });

  test("has as many records of each kind as promised, numbered from 1 without gaps", () => {
    expect(ids(users)).toEqual(dense(5));
    expect(ids(contacts)).toEqual(dense(200));
    expect(ids(deals)).toEqual(dense(120));
    expect(ids(notes)).toEqual(dense(300));
    expect(ids(tasks)).toEqual(dense(220));
    expect(ids(catalogs)).toEqual(dense(4));
    expect(contacts.filter(({ isCompany }) => isCompany)).toHaveLength(40);
    expect(new Set(contacts.map(({ name }) => name)).size).toBe(200);
    expect(catalogs.map(({ type }) => type).sort()).toEqual(["invoices", "products", "regular", "suppliers"]);
  });

  test("is the same on every call and shares no object with the call before", () => {
    const again = demoAccount(NOW);
    expect(again).toEqual(account);
    expect(again.users[0]).not.toBe(account.users[0]);
    expect(again.statuses[0]).not.toBe(account.statuses[0]);
    expect(again.catalogs[0]).not.toBe(account.catalogs[0]);
  });

  test.each([1, 2, 3, 400])("moves with the clock: %i days later, contacts and deals differ only in dates", (days) => {
    const later = demoAccount(new Date(NOW.getTime() + days * DAY_MS));
    const dateless = (of: typeof account): unknown =>
      JSON.parse(JSON.stringify([of.contacts, of.deals], (key, value: unknown) => (/At$/.test(key) ? null : value)));
    expect(dateless(later)).toEqual(dateless(account));
    const total = (of: typeof account): number => allDates(of).reduce((sum, date) => sum + date.getTime(), 0);
    expect(total(later)).toBeGreaterThan(total(account));
  });

  test.each(["2024-02-29T00:00:00Z", "2025-03-02T06:59:59Z", "2026-11-22T23:59:59Z", "2030-01-01T12:00:00Z"])(
    "lies within two years before %s, in whole seconds",
    (text) => {
      const now = new Date(text);
      const dates = allDates(demoAccount(now));
      expect(dates.filter((date) => date > now || now.getTime() - date.getTime() > 734 * DAY_MS)).toEqual([]);
      expect(dates.filter((date) => date.getUTCMilliseconds() !== 0)).toEqual([]);
    },
  );
});

describe("references of the demo account", () => {
  const userIds = new Set(ids(users));
  const contactById = new Map(contacts.map((contact) => [contact.id, contact]));
  const dealById = new Map(deals.map((deal) => [deal.id, deal]));
  const subjectOf = (ref: { kind: "contact" | "deal"; id: number }) =>
    ref.kind === "contact" ? contactById.get(ref.id) : dealById.get(ref.id);

  test("users exist", () => {
    const named = [
      ...[...contacts, ...deals, ...tasks].map(({ mainUserId }) => mainUserId),
      ...notes.map(({ authorId }) => authorId),
      ...catalogs.map(({ createdBy }) => createdBy),
    ];
    expect(named.filter((id) => !userIds.has(id))).toEqual([]);
    expect(new Set(named)).toEqual(userIds);
  });

  test("people work for companies, companies for nobody", () => {
    const employed = contacts.filter(({ companyId }) => companyId !== undefined);
    expect(employed.length).toBeGreaterThan(80);
    expect(employed.filter(({ isCompany }) => isCompany)).toEqual([]);
    expect(employed.filter(({ companyId = 0 }) => contactById.get(companyId)?.isCompany !== true)).toEqual([]);
    expect(contacts.filter(({ isCompany, position }) => isCompany && position !== undefined)).toEqual([]);
  });

  test("deals are at known stages and name each of their contacts, all older, once", () => {
    expect(new Set(deals.map(({ statusId }) => statusId))).toEqual(new Set(ids(statuses)));
    for (const { contactIds, createdAt } of deals) {
      expect(new Set(contactIds).size).toBe(contactIds.length);
      for (const id of contactIds) expect(contactById.get(id)?.createdAt.getTime()).toBeLessThanOrEqual(+createdAt);
    }
    const perCount = [0, 1, 2, 3].map((count) => deals.filter(({ contactIds }) => contactIds.length === count).length);
    expect(perCount.reduce((sum, count) => sum + count)).toBe(deals.length);
    expect(Math.min(...perCount)).toBeGreaterThan(0);
    expect(perCount[1]).toBeGreaterThan(deals.length / 2);
  });

  test("notes and finished tasks are not older than the record they belong to", () => {
    for (const { subject, createdAt } of notes) {
      expect(subjectOf(subject)?.createdAt.getTime()).toBeLessThanOrEqual(createdAt.getTime());
    }
    for (const { subject, completed, dueAt } of tasks) {
      if (subject === undefined) continue;
      const record = subjectOf(subject);
      expect(record).toBeDefined();
      if (completed && record !== undefined) expect(record.createdAt.getTime()).toBeLessThanOrEqual(dueAt.getTime());
    }
  });

  test("notes and tasks cover contacts and deals, and a few tasks belong to no record", () => {
    expect(new Set(notes.map(({ subject }) => subject.kind))).toEqual(new Set(["contact", "deal"]));
    expect(new Set(tasks.map(({ subject }) => subject?.kind))).toEqual(new Set(["contact", "deal", undefined]));
  });

  test("records are never changed before they are created", () => {
    expect([...contacts, ...deals].filter(({ createdAt, updatedAt }) => updatedAt < createdAt)).toEqual([]);
  });
});

describe("values of the demo account", () => {
  const text = strings(account).join("\n");

  test("tags hold no comma and occur once a record", () => {
    for (const { tags } of [...contacts, ...deals]) {
      expect(tags.filter((tag) => tag.includes(",") || tag.trim() !== tag || tag === "")).toEqual([]);
      expect(new Set(tags).size).toBe(tags.length);
    }
  });

  test("there are no control characters but line feeds in notes, and no text is cut within a character", () => {
    const elsewhere = strings({ ...account, notes: [] });
    expect(elsewhere.filter((value) => /\p{Cc}/u.test(value))).toEqual([]);
    expect(notes.filter(({ body }) => /\p{Cc}/u.test(body.replaceAll("\n", "")))).toEqual([]);
    expect(strings(account).filter((value) => /\p{Surrogate}/u.test(value))).toEqual([]);
    expect(notes.filter(({ body }) => body.includes("\n")).length).toBeGreaterThan(20);
  });

  test("no placeholder is left and no text is blank", () => {
    expect(strings(account).filter((value) => /\{(product|machine|beans|number|customer)\}|#{2}/.test(value))).toEqual(
      [],
    );
    expect(strings(account).filter((value) => value.trim() === "")).toEqual([]);
  });

  test("mail and web domains are reserved for examples", () => {
    const reserved = /(^|\.)(example|example\.(com|net|org))$/;
    const mailDomains = contacts.flatMap(({ emails }) => emails.map(({ address }) => address.replace(/^[^@]+@/, "")));
    const webDomains = contacts.flatMap(({ webs }) => webs.map(({ url }) => new URL(url).hostname));
    expect(mailDomains.length).toBeGreaterThan(100);
    expect([...mailDomains, ...webDomains].filter((domain) => !reserved.test(domain))).toEqual([]);
    const linked = [...text.matchAll(/https?:\/\/([^/\s]+)/g)].map((match) => match[1] ?? "");
    expect(linked.filter((domain) => !reserved.test(domain))).toEqual([]);
  });

  test("prices are decimal text, with and without a fraction, and sometimes unknown", () => {
    const prices = deals.map(({ price }) => price);
    expect(prices.filter((price) => price !== undefined && !/^(0|[1-9]\d*)(\.\d{2})?$/.test(price))).toEqual([]);
    expect(prices).toContain(undefined);
    expect(prices.some((price) => price?.includes("."))).toBe(true);
  });

  test("some contacts have nothing but a name, some very many phones", () => {
    const bare = contacts.filter(
      ({ phones, emails, webs, messengers, tags, street, position, companyId }) =>
        phones.length + emails.length + webs.length + messengers.length + tags.length === 0 &&
        [street, position, companyId].every((value) => value === undefined),
    );
    expect(bare.length).toBeGreaterThan(5);
    expect(contacts.filter(({ phones }) => phones.length >= 6).length).toBeGreaterThan(2);
  });

  test("tasks are finished, overdue and open", () => {
    const open = tasks.filter(({ completed }) => !completed);
    expect(tasks.length - open.length).toBeGreaterThan(60);
    expect(open.filter(({ dueAt }) => dueAt < NOW).length).toBeGreaterThan(20);
    expect(open.filter(({ dueAt }) => dueAt >= NOW).length).toBeGreaterThan(40);
    expect(tasks.filter(({ completed, dueAt }) => completed && dueAt > NOW)).toEqual([]);
    expect(new Set(tasks.map(({ type }) => type))).toEqual(new Set(["CALL", "LETTER", "MEETING"]));
  });

  test.each([
    ["Latin with diacritics", /[ñüşğœ]/],
    ["Cyrillic", /\p{Script=Cyrillic}/u],
    ["Arabic", /\p{Script=Arabic}/u],
    ["Hebrew", /\p{Script=Hebrew}/u],
    ["Han", /\p{Script=Han}/u],
    ["Hiragana", /\p{Script=Hiragana}/u],
    ["Katakana", /\p{Script=Katakana}/u],
    ["Greek", /\p{Script=Greek}/u],
    ["Devanagari", /\p{Script=Devanagari}/u],
    ["emoji", /\p{Extended_Pictographic}/u],
    ["combining characters", /\p{Script=Latin}\u0301/u],
    ["characters beyond 16 bits in names", /\p{Script=Han}·/u],
    ["markup", /<[a-z]+>.*&/s],
    ["quotes", /"[^"]+" .*'/s],
  ])("contact names and notes include %s", (_, pattern) => {
    expect(contacts.map(({ name }) => name).join("\n")).toMatch(pattern);
    expect(text).toMatch(pattern);
  });
});
