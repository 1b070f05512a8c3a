import { afterEach, describe, expect, test } from "@jest/globals";
import type { Crm } from "../../src/crm/crm.js";
import { countItems, readWindow, type Position } from "../../src/domain/window.js";
import { v4Answer } from "../codec/v4/fixture.js";
import { listOf, openToldAccount, type Asked, type Reply, type ToldAccount } from "./toldAccount.js";

// Accounts that cut pages in their own way, or whose pages are not what they claim to be.

const opened: ToldAccount[] = [];

afterEach(async () => {
  for (const account of opened.splice(0)) await account.close();
});

async function open(
  answer: (asked: Asked) => Reply,
  options: Parameters<typeof openToldAccount>[1] = {},
): Promise<{ crm: Crm; asked: readonly Asked[] }> {
  const account = await openToldAccount(answer, options);
  opened.push(account);
  return account;
}

const contact = (id: string | number) => ({ id: Number(id), name: `Contact ${id}`, _embedded: { tags: [] } });
const note = (id: number, owner: number) => ({
  ...{ id, entity_id: owner, note_type: "common", params: { text: `${id}` }, created_by: 0 },
});
const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index + 1));
const idsOf = ({ query }: Asked): string[] => query.getAll("filter[id][]");
const notesOf = (crm: Crm) => crm.contacts.groups.find((fields) => fields.includes("notes"));

/** A page of at most so many, whatever is asked for. */
function cut(name: string, items: readonly object[], { query }: Asked, most = Infinity): Reply {
  const size = Math.min(most, Number(query.get("limit") ?? 50));
  const number = Number(query.get("page") ?? 1);
  const page = items.slice((number - 1) * size, number * size);
  if (page.length === 0) return { status: 204 };
  return listOf(name, page, { number, size, hasNext: items.length > number * size });
}

describe("an account whose pages are smaller than asked for", () => {
  test("brings all of many records: none is told to be missing", async () => {
    const { crm, asked } = await open((each) => cut("contacts", idsOf(each).map(contact), each, 50));
    const found = await crm.contacts.getMany(numbers(120), crm.contacts.groups[0]);
    expect(found.filter((outcome) => outcome === null)).toEqual([]);
    expect(found[119]).toMatchObject({ id: "120" });
    expect(asked).toHaveLength(3);
  });

  test("loses no record of a list that is read on from its end", async () => {
    const all = numbers(230).map(contact);
    const { crm } = await open((each) => cut("contacts", all, each, 50));
    const ids: string[] = [];
    let after: Position | undefined;
    for (let hasNext = true; hasNext && ids.length < 500;) {
      const { items, offset, hasNextPage } = await readWindow(
        after === undefined ? { first: 100 } : { first: 20, after },
        (number, size) => crm.contacts.page({ number, size }),
      );
      ids.push(...items.map(({ id }) => id));
      after = { offset: offset + items.length - 1, id: ids.at(-1) ?? "" };
      hasNext = hasNextPage;
    }
    expect(ids).toEqual(numbers(230));
  });
});

describe("an account that says that there is another page", () => {
  test("and answers with the same one again: an error, not a call without end", async () => {
    const { crm, asked } = await open(() => listOf("notes", [note(1, 1), note(2, 2)], { hasNext: true }));
    const found = await crm.contacts.getMany(["1", "2"], notesOf(crm));
    expect(found).toMatchObject([{ kind: "badResponse" }, { kind: "badResponse" }]);
    expect(asked.length).toBeLessThan(4);
  });

  test("and answers with another number on it: an error as well", async () => {
    const { crm } = await open(() => listOf("contacts", [contact(1)], { number: 1, size: 1, hasNext: true }));
    await expect(
      readWindow({ first: 1, after: { offset: 0, id: "9" } }, (number, size) => crm.contacts.page({ number, size })),
    ).rejects.toThrow();
  });

  test("and has nothing on it has come to its end", async () => {
    const { crm, asked } = await open(({ query }) =>
      query.get("page") === "1"
        ? listOf("notes", [note(1, 1)], { hasNext: true })
        : listOf("notes", [], { number: Number(query.get("page")), hasNext: true }),
    );
    const found = await crm.contacts.getMany(["1", "2"], notesOf(crm));
    expect(found).toMatchObject([{ notes: [{ id: "1" }] }, { notes: [] }]);
    expect(asked).toHaveLength(2);
  });
});

test("a list that has become shorter is not counted by the page that was asked for", async () => {
  const { crm } = await open((each) => cut("contacts", numbers(3).map(contact), each));
  const readPage = (number: number, size: number) => crm.contacts.page({ number, size });
  const slice = await readWindow({ first: 1, after: { offset: 8, id: "9" } }, readPage);
  expect(slice).toMatchObject({ items: [], hasNextPage: false });
  expect(await countItems(slice, readPage)).toBeNull();
});

describe("what is no page is an error and never an empty list", () => {
  test.each<[what: string, reply: Reply]>([
    ["nothing, with a status that promises something", { text: "" }],
    ["a page for people", { text: "<!doctype html><html><body>Sign in</body></html>" }],
    ["null where the records are", { text: '{"_page":1,"_links":{},"_embedded":{"contacts":null}}' }],
    ["a problem with the status of success", { text: v4Answer("error.400") }],
    ["another list", { text: v4Answer("leads.page") }],
    ["a redirect", { status: 302 }],
    ["an unknown path", { status: 404, text: v4Answer("error.404") }],
    ["a number that JSON cannot hold", { text: '{"_embedded":{"contacts":[{"id":9007199254740993,"name":"A"}]}}' }],
    ["a date that no clock shows", { text: '{"_embedded":{"contacts":[{"id":1,"created_at":9007199254740991}]}}' }],
  ])("%s", async (_what, reply) => {
    const { crm } = await open(() => reply);
    await expect(crm.contacts.page({ number: 1, size: 5 })).rejects.toMatchObject({ kind: "badResponse" });
    const found = await crm.contacts.getMany(["1", "2"], crm.contacts.groups[0]);
    expect(found).toMatchObject([{ kind: "badResponse" }, { kind: "badResponse" }]);
  });
});

test.each<[what: string, number: unknown]>([
  ["a list", [5]],
  ["a fraction", 1.5],
  ["no count", true],
])("a page whose number is %s is taken for the one that was asked for", async (_what, number) => {
  const { crm } = await open(() => ({
    text: JSON.stringify({ _page: number, _embedded: { contacts: [contact(1)] } }),
  }));
  expect(await crm.contacts.page({ number: 2, size: 5 })).toMatchObject({ number: 2, items: [{ id: "1" }] });
});

test("an account that finds a question too large is asked less at once, not the same again", async () => {
  const { crm, asked } = await open((each) =>
    idsOf(each).length > 40
      ? { status: 504, text: v4Answer("error.504") }
      : listOf("contacts", idsOf(each).map(contact)),
  );
  const found = await crm.contacts.getMany(numbers(150), crm.contacts.groups[0]);
  expect(found.every((outcome) => outcome !== null && "id" in outcome)).toBe(true);
  expect(asked.map((each) => idsOf(each).length).sort((a, b) => b - a)).toEqual([150, 75, 75, 38, 38, 37, 37]);
});

test("records that are too long together for one answer are read with several", async () => {
  const long = "x".repeat(40_000);
  const { crm } = await open((each) =>
    listOf(
      "contacts",
      idsOf(each).map((id) => ({ ...contact(id), name: long })),
    ),
  );
  const found = await crm.contacts.getMany(numbers(150), crm.contacts.groups[0]);
  expect(found.every((outcome) => outcome !== null && "name" in outcome && outcome.name === long)).toBe(true);
});

describe("an account that takes no notice of filters", () => {
  test("is asked for many records one by one without filling the queue", async () => {
    const all = numbers(400).map(contact);
    const { crm } = await open(
      (each) =>
        each.path === "contacts"
          ? cut("contacts", all, each)
          : { text: JSON.stringify(contact(each.path.replace("contacts/", ""))) },
      { queueLimit: 30 },
    );
    const wanted = numbers(100).map((number) => String(Number(number) * 4));
    const found = await crm.contacts.getMany(wanted, crm.contacts.groups[0]);
    expect(found).toMatchObject(wanted.map((id) => ({ id })));
  });

  test("is found out though its first page has only what was asked for", async () => {
    const all = numbers(120).map(contact);
    const { crm, asked } = await open((each) =>
      each.path === "contacts"
        ? cut("contacts", all, each, 50)
        : { text: JSON.stringify(contact(each.path.replace("contacts/", ""))) },
    );
    const wanted = [...numbers(50), "118"];
    const found = await crm.contacts.getMany(wanted, crm.contacts.groups[0]);
    expect(found).toMatchObject(wanted.map((id) => ({ id })));
    expect(asked.slice(2).every(({ path }) => path.startsWith("contacts/"))).toBe(true);
  });

  test("and has no more than what was asked for has answered all the same", async () => {
    const { crm, asked } = await open((each) => cut("contacts", numbers(3).map(contact), each));
    const found = await crm.contacts.getMany(["3", "1", "2", "9"], crm.contacts.groups[0]);
    expect(found).toMatchObject([{ id: "3" }, { id: "1" }, { id: "2" }, null]);
    expect(asked).toHaveLength(1);
  });

  describe("of tasks, which have no list of one record's own,", () => {
    const all = numbers(600).map((id) => ({
      ...{ id: Number(id), text: id, task_type_id: 1, is_completed: false, responsible_user_id: 0 },
      ...{ entity_id: Number(id), entity_type: "contacts" },
    }));
    const tasksOf = (crm: Crm) =>
      crm.contacts.getMany(
        ["599", "2", "700"],
        crm.contacts.groups.find((fields) => fields.includes("tasks")),
      );
    const pagesIn = (asked: readonly Asked[]) => asked.map(({ query }) => Number(query.get("page")));

    test("shows them out of all, and is not asked with the filter again soon", async () => {
      const { crm, asked } = await open((each) => cut("tasks", all, each), { maxCalls: 7 });
      for (let turn = 0; turn < 2; turn += 1) {
        expect(await tasksOf(crm)).toMatchObject([
          { id: "599", tasks: [{ text: "599", subject: { id: "599" } }] },
          { id: "2", tasks: [{ text: "2" }] },
          { id: "700", tasks: [] },
        ]);
      }
      expect(pagesIn(asked)).toEqual([1, 1, 2, 3, 1, 2, 3]);
      expect(asked.slice(1).some(({ query }) => query.has("filter[entity_id][]"))).toBe(false);
    });

    test("is asked for no more pages than the operation may take calls", async () => {
      const { crm, asked } = await open((each) => cut("tasks", all, each), { maxCalls: 3 });
      expect(await tasksOf(crm)).toMatchObject(["599", "2", "700"].map(() => ({ kind: "tooManyCalls" })));
      expect(pagesIn(asked)).toEqual([1, 1, 2]);
    });

    test("is not asked for all of them where nothing limits the calls", async () => {
      const { crm, asked } = await open((each) => cut("tasks", all, each));
      expect(await tasksOf(crm)).toMatchObject(["599", "2", "700"].map(() => ({ kind: "notSupported" })));
      expect(pagesIn(asked)).toEqual([1]);
    });
  });
});
