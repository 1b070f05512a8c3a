import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { V4Account, embedded, ids } from "./account.js";
import type { Hal, V4Answer } from "./account.js";
import { signIn } from "./oauthClient.js";

/** The demo data over API v4. */
let account: V4Account;
beforeAll(async () => {
  account = await V4Account.empty({ empty: false });
});
afterAll(() => account.close());

const idsOf = async (path: string) => {
  const name = path.split(/[/?]/)[0] ?? "";
  return ids(await account.get(path), name);
};

describe("lists", () => {
  test("hold 50 records unless another number up to 250 is asked for", async () => {
    const lengths = [];
    for (const query of ["", "?limit=7", "?limit=250", "?limit=251", "?limit=0", "?limit=many"]) {
      lengths.push((await idsOf(`leads${query}`)).length);
    }
    expect(lengths).toEqual([50, 7, 120, 50, 50, 50]);
  });

  test("persons and companies are two lists of one sequence of ids", async () => {
    const [persons, companies] = [await idsOf("contacts?limit=250"), await idsOf("companies?limit=250")];
    expect([persons.length, companies.length]).toEqual([160, 40]);
    expect([...persons, ...companies].sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
  });

  test("every page of every list is reached by its links, and nothing comes twice", async () => {
    for (const [name, total] of [
      ["leads", 120],
      ["contacts", 160],
      ["tasks", 220],
    ] as const) {
      const found: number[] = [];
      let path: string | undefined = `${name}?limit=50`;
      while (path !== undefined) {
        const page: V4Answer<Hal> = await account.get(path);
        found.push(...ids(page, name));
        path = page.json._links["next"]?.href.replace(/^.*\/api\/v4\//, "");
      }
      expect(new Set(found).size).toBe(total);
      expect(found.length).toBe(total);
    }
  });

  test("a page links to those around it, with the filters it was asked for", async () => {
    const { json } = await account.get("leads?limit=20&page=2&filter[status_id][]=1&with=contacts");
    const queries = Object.entries(json._links).map(([name, { href }]) => {
      const query = new URL(href).searchParams;
      return [name, query.get("page"), query.get("filter[status_id][]"), query.get("with")];
    });
    expect(queries).toEqual([
      ["self", "2", "1", "contacts"],
      ["next", "3", "1", "contacts"],
      ["first", "1", "1", "contacts"],
      ["prev", "1", "1", "contacts"],
    ]);
  });

  test("are in the order that is asked for", async () => {
    const stamps = async (path: string, field: string) =>
      embedded(await account.get(path), path.split("?")[0] ?? "").map((record) => Number(record[field]));
    for (const [path, field] of [
      ["leads?order[updated_at]=desc&limit=250", "updated_at"],
      ["leads?order[created_at]=desc&limit=250", "created_at"],
      ["contacts?order[updated_at]=desc&limit=250", "updated_at"],
      ["tasks?order[complete_till]=desc&limit=250", "complete_till"],
      ["contacts?order[id]=desc", "id"],
    ] as const) {
      const found = await stamps(path, field);
      expect(found).toEqual([...found].sort((a, b) => b - a));
    }
    expect((await account.get("leads?order[price]=asc")).status).toBe(400);
  });
});

describe("filters", () => {
  test("by ids, names, users and stages", async () => {
    expect(await idsOf("leads?filter[id][]=3&filter[id][]=1")).toEqual([1, 3]);
    expect(await idsOf("leads?filter[id]=3")).toEqual([3]);
    const [lead] = embedded(await account.get("leads?filter[id]=3"), "leads");
    expect(await idsOf(`leads?filter[name][]=${encodeURIComponent(String(lead?.["name"]))}`)).toContain(3);
    const won = embedded(
      await account.get("leads?filter[statuses][0][pipeline_id]=101&filter[statuses][0][status_id]=142&limit=250"),
      "leads",
    );
    expect(won.length).toBeGreaterThan(10);
    expect(new Set(won.map((record) => record["status_id"]))).toEqual(new Set([142]));
    expect(await idsOf("leads?filter[statuses][0][pipeline_id]=7&filter[statuses][0][status_id]=142")).toEqual([]);
    expect(await idsOf("leads?filter[pipeline_id][]=7")).toEqual([]);
    const johns = embedded(await account.get("contacts?filter[responsible_user_id][]=2&limit=250"), "contacts");
    expect(new Set(johns.map((record) => record["responsible_user_id"]))).toEqual(new Set([2]));
  });

  test("by times and prices, both ends included", async () => {
    const leads = embedded(await account.get("leads?limit=250&order[updated_at]=asc"), "leads");
    const stamps = leads.map((lead) => Number(lead["updated_at"]));
    const [from, to] = [stamps[20], stamps[40]];
    const within = await idsOf(`leads?limit=250&filter[updated_at][from]=${from}&filter[updated_at][to]=${to}`);
    expect(within.length).toBe(stamps.filter((stamp) => stamp >= (from ?? 0) && stamp <= (to ?? 0)).length);
    expect(await idsOf(`leads?limit=250&filter[updated_at][from]=${from}`)).toHaveLength(
      stamps.filter((stamp) => stamp >= (from ?? 0)).length,
    );
    const prices = embedded(await account.get("leads?limit=250&filter[price][from]=10000"), "leads");
    expect(prices.length).toBe(leads.filter((lead) => Number(lead["price"]) >= 10_000).length);
    expect(prices.length).toBeGreaterThan(3);
    const closed = embedded(await account.get("leads?limit=250&filter[closed_at][from]=1"), "leads");
    expect(new Set(closed.map((lead) => lead["status_id"]))).toEqual(new Set([142, 143]));
  });

  test("of tasks, which need a type with the ids of their records", async () => {
    const tasks = embedded(await account.get("tasks?limit=250&filter[entity_type]=leads"), "tasks");
    expect(new Set(tasks.map((task) => task["entity_type"]))).toEqual(new Set(["leads"]));
    const [first] = tasks;
    const own = embedded(
      await account.get(`tasks?filter[entity_type]=leads&filter[entity_id][]=${String(first?.["entity_id"])}`),
      "tasks",
    );
    expect(own.map(({ id }) => id)).toContain(first?.id);
    expect(new Set(own.map((task) => task["entity_id"]))).toEqual(new Set([first?.["entity_id"]]));
    const counts = [];
    for (const flag of [0, 1]) counts.push((await idsOf(`tasks?limit=250&filter[is_completed]=${flag}`)).length);
    expect(counts.reduce((sum, count) => sum + count)).toBe(220);
    expect(Math.min(...counts)).toBeGreaterThan(10);
    const meetings = embedded(await account.get("tasks?limit=250&filter[task_type][]=2"), "tasks");
    expect(new Set(meetings.map((task) => task["task_type_id"]))).toEqual(new Set([2]));
  });

  test("of notes, and the notes of one record", async () => {
    const all = embedded(await account.get("contacts/notes?limit=250"), "notes");
    const entity = Number(all[0]?.["entity_id"]);
    const expected = all.filter((note) => note["entity_id"] === entity).map(({ id }) => id);
    const filtered = ids(await account.get(`contacts/notes?filter[entity_id][]=${entity}&limit=250`), "notes");
    expect(filtered).toEqual(expected);
    expect(ids(await account.get(`contacts/${entity}/notes?limit=250`), "notes")).toEqual(expected);
    expect((await account.get("contacts/notes?filter[note_type][]=call_in")).status).toBe(204);
    const companies = embedded(await account.get("companies/notes?limit=250"), "notes");
    const companyIds = new Set(await idsOf("companies?limit=250"));
    expect(companies.every((note) => companyIds.has(Number(note["entity_id"])))).toBe(true);
    expect(companies.length).toBeGreaterThan(0);
  });

  test("of contacts by the exact values of their fields", async () => {
    const all = embedded(await account.get("contacts?limit=250"), "contacts");
    type Field = { field_id: number; values: { value: string }[] };
    const fieldsOf = (record: Hal) => (record["custom_fields_values"] ?? []) as Field[];
    for (const id of [1001, 1002, 1003]) {
      const value =
        all
          .flatMap(fieldsOf)
          .find(({ field_id }) => field_id === id)
          ?.values.at(-1)?.value ?? "";
      const expected = all.filter((record) =>
        fieldsOf(record).some((field) => field.field_id === id && field.values.some((entry) => entry.value === value)),
      );
      const filter = `filter[custom_fields_values][${id}][]=${encodeURIComponent(value)}`;
      expect(await idsOf(`contacts?limit=250&${filter}`)).toEqual(expected.map((record) => record.id));
      expect(await idsOf(`contacts?${filter}0`)).toEqual([]);
    }
  });

  test("that are no numbers are refused, and those that a list does not know passed over", async () => {
    expect((await account.get("leads?filter[id][]=x")).status).toBe(400);
    expect((await account.get("leads?filter[updated_at][from]=yesterday")).status).toBe(400);
    expect(await idsOf("leads?filter[moon][]=1&limit=1")).toEqual([1]);
  });

  test("by a search for a part of a name, in any case and script", async () => {
    const [contact] = embedded(await account.get("contacts?filter[id][]=5&filter[id][]=6&filter[id][]=7"), "contacts");
    const name = String(contact?.["name"]);
    const found = await idsOf(`contacts?query=${encodeURIComponent(name.slice(1).toUpperCase())}`);
    expect(found).toContain(contact?.id);
    expect(await idsOf("contacts?query=nobody%20is%20called%20this")).toEqual([]);
  });
});

describe("with", () => {
  test("relations are told where they are asked for, and lead both ways", async () => {
    const lead = embedded(await account.get("leads?with=contacts&limit=250"), "leads").find(
      ({ _embedded }) => (_embedded["contacts"] ?? []).length > 1,
    );
    const contacts = lead?._embedded["contacts"] ?? [];
    expect(contacts.map((contact) => contact["is_main"])).toEqual([true, ...contacts.slice(1).map(() => false)]);
    const [contact] = embedded(
      await account.get(`contacts?filter[id][]=${String(contacts[0]?.id)}&with=leads`),
      "contacts",
    );
    expect(contact?._embedded["leads"]?.map(({ id }) => id)).toContain(lead?.id);
    const plain = await account.get(`leads/${String(lead?.id)}`);
    expect(Object.keys(plain.json._embedded)).toEqual(["tags", "companies"]);
  });

  test("a company tells who works for it", async () => {
    const person = embedded(await account.get("contacts?limit=250"), "contacts").find(
      ({ _embedded }) => (_embedded["companies"] ?? []).length > 0,
    );
    const companyId = person?._embedded["companies"]?.[0]?.id;
    const company = await account.get(`companies/${String(companyId)}?with=contacts,leads`);
    expect(company.json._embedded["contacts"]?.map(({ id }) => id)).toContain(person?.id);
  });

  test("nothing is kept once it is removed", async () => {
    expect((await account.get("leads?with=only_deleted")).status).toBe(204);
  });
});

test("the next task of a record is the earliest open one", async () => {
  const tasks = embedded(
    await account.get("tasks?filter[is_completed]=0&filter[entity_type]=leads&limit=250"),
    "tasks",
  );
  const earliest = new Map<unknown, number>();
  for (const task of tasks) {
    const till = Number(task["complete_till"]);
    earliest.set(task["entity_id"], Math.min(earliest.get(task["entity_id"]) ?? Infinity, till));
  }
  const leads = embedded(await account.get("leads?limit=250"), "leads");
  expect(leads.map((lead) => lead["closest_task_at"])).toEqual(leads.map(({ id }) => earliest.get(id) ?? null));
});

test("answers tell how they are to be told apart", async () => {
  const [one, two] = [await account.get("account"), await account.get("account")];
  expect(one.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  expect(one.headers.get("x-request-id")).not.toBe(two.headers.get("x-request-id"));
});

test("a user who sees the own records only sees no others, nor what belongs to them", async () => {
  const own = await V4Account.empty({ empty: false, switches: { visibility: "own" } });
  try {
    const { access_token: token } = await signIn(own, { login: "john@amoql.dev", password: "john-password" });
    for (const name of ["leads", "contacts", "companies"]) {
      const records = embedded(await own.call("GET", `${name}?limit=250`, undefined, token), name);
      expect(new Set(records.map((record) => record["responsible_user_id"]))).toEqual(new Set([2]));
    }
    const theirs = embedded(await own.get("leads?limit=250"), "leads").find(
      (lead) => lead["responsible_user_id"] !== 2,
    );
    const path = `leads/${String(theirs?.id)}`;
    expect((await own.call("GET", path, undefined, token)).status).toBe(204);
    expect((await own.call("PATCH", path, { name: "x" }, token)).status).toBe(404);
    expect((await own.call("GET", `${path}/links`, undefined, token)).status).toBe(404);
    const leadIds = new Set(ids(await own.call("GET", "leads?limit=250", undefined, token), "leads"));
    const tasks = embedded(
      await own.call("GET", "tasks?limit=250&filter[entity_type]=leads", undefined, token),
      "tasks",
    );
    expect(tasks.length).toBeGreaterThan(0);
    expect(tasks.every((task) => leadIds.has(Number(task["entity_id"])))).toBe(true);
    const notes = embedded(await own.call("GET", "leads/notes?limit=250", undefined, token), "notes");
    expect(notes.every((note) => leadIds.has(Number(note["entity_id"])))).toBe(true);
  } finally {
    await own.close();
  }
});
