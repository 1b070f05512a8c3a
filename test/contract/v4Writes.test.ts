import { afterEach, describe, expect, test } from "@jest/globals";
import type { Crm } from "../../src/crm/crm.js";
import { v4Answer } from "../codec/v4/fixture.js";
import { listOf, openToldAccount, type Asked, type Reply, type ToldAccount } from "./toldAccount.js";

// What becomes of a change at accounts that answer strangely: nothing is written twice, and no outcome is made up.

const opened: ToldAccount[] = [];

afterEach(async () => {
  for (const account of opened.splice(0)) await account.close();
});

async function open(answer: (asked: Asked) => Reply): Promise<{ crm: Crm; asked: readonly Asked[] }> {
  const account = await openToldAccount(answer);
  opened.push(account);
  return account;
}

type Row = Readonly<Record<string, unknown>> & { readonly request_id: string };

const rowsOf = ({ body }: Asked): readonly Row[] => JSON.parse(body) as readonly Row[];
const writesOf = (asked: readonly Asked[]): readonly string[] =>
  asked.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);
const outcomesOf = (work: readonly Promise<unknown>[]) =>
  Promise.all(work.map((each) => each.catch((error: unknown) => error)));

/** A refusal of the rows with these `request_id`s. */
function refusal(ids: readonly unknown[], { status = 400, path = "name" } = {}): Reply {
  const errors = [{ code: "NotSupportedChoice", path, detail: "" }];
  return { status, text: JSON.stringify({ "validation-errors": ids.map((request_id) => ({ request_id, errors })) }) };
}

describe("a success without what proves it is an unknown outcome", () => {
  test.each<[what: string, text: string]>([
    ["a page for people", "<!doctype html><html><body>Sign in</body></html>"],
    ["nothing", ""],
    ["another record", '{"id":2,"updated_at":1}'],
    ["a problem", v4Answer("error.400")],
  ])("%s", async (_what, text) => {
    const { crm } = await open(() => ({ text }));
    await expect(crm.contacts.update("1", { name: "A" })).rejects.toMatchObject({ kind: "outcomeUnknown" });
    await expect(crm.deals.update("1", { name: "A" })).rejects.toMatchObject({ kind: "outcomeUnknown" });
  });

  test("of a link, too", async () => {
    const { crm } = await open(({ method, path }) => {
      if (method === "GET") return { text: JSON.stringify({ id: Number(path.split("/")[1]), name: "A" }) };
      return { text: "<html></html>" };
    });
    const linked = crm.contacts.update("1", { company: { id: "5", name: null } });
    await expect(linked).rejects.toMatchObject({ kind: "outcomeUnknown" });
  });

  test("both forms of an answer to one change prove it", async () => {
    const { crm } = await open(({ path }) => ({
      text: v4Answer(path === "leads/2" ? "lead.patch.list" : "contact.patch"),
    }));
    expect(await crm.deals.update("2", { name: "A" })).toMatchObject({ id: "2", name: "A" });
    expect(await crm.contacts.update("1", { name: "A" })).toMatchObject({ id: "1", name: "A" });
  });
});

describe("a contact that changes its company", () => {
  test("and keeps the old one as well, since that failed, has an unknown outcome: a part was made", async () => {
    const { crm } = await open(({ path }) => {
      if (path === "contacts/1") return { text: '{"id":1,"name":"A","_embedded":{"companies":[{"id":4}]}}' };
      if (path === "companies/5") return { text: '{"id":5,"name":"Acme"}' };
      return path.endsWith("/unlink") ? { status: 429, text: v4Answer("error.429") } : { text: v4Answer("links.add") };
    });
    const changed = crm.contacts.update("1", { company: { id: "5", name: null } });
    await expect(changed).rejects.toMatchObject({ kind: "outcomeUnknown" });
  });

  test("to one that is far down in what a search brings does not add another one", async () => {
    const others = Array.from({ length: 300 }, (_, index) => ({ id: index + 1, name: `Acme ${index + 1}` }));
    const all = [...others, { id: 301, name: "Acme" }];
    const { crm, asked } = await open(({ method, path, query }) => {
      if (path === "contacts") return listOf("contacts", [{ id: 1, request_id: "0" }]);
      if (path.endsWith("/link")) return { text: v4Answer("links.add") };
      if (method !== "GET") return listOf("companies", [{ id: 999, request_id: "0" }]);
      const number = Number(query.get("page"));
      const page = all.slice((number - 1) * 250, number * 250);
      return listOf("companies", page, { number, hasNext: all.length > number * 250 });
    });
    await crm.contacts.create({ name: "A", company: { id: null, name: "Acme" } });
    expect(writesOf(asked)).toEqual(["POST contacts", "POST contacts/1/link"]);
    expect(asked.at(-1)?.body).toContain("301");
  });

  test("to a new one of which nobody knows whether it was added does not add it again", async () => {
    const { crm, asked } = await open(({ method, path }) => {
      if (path === "contacts/1") return { text: '{"id":1,"name":"A"}' };
      return method === "GET" ? { status: 204 } : { status: 504, text: v4Answer("error.504") };
    });
    const patch = { company: { id: null, name: "Acme" } };
    await expect(crm.contacts.update("1", patch)).rejects.toMatchObject({ kind: "outcomeUnknown" });
    await expect(crm.contacts.update("1", patch)).rejects.toMatchObject({ kind: "outcomeUnknown" });
    expect(writesOf(asked)).toEqual(["POST companies"]);
  });
});

describe("rows that go together", () => {
  const create = (crm: Crm, names: readonly string[]) => outcomesOf(names.map((name) => crm.contacts.create({ name })));

  test.each<[what: string, reply: (ids: readonly string[]) => Reply]>([
    ["a refusal that is no 400", ([first]) => refusal([first], { status: 422 })],
    ["a refusal of rows that were not sent", ([first]) => refusal([first, "77"])],
    ["a refusal that does not say of which row", ([first]) => refusal([first, undefined])],
  ])("are not sent again after %s", async (_what, reply) => {
    const { crm, asked } = await open((each) => reply(rowsOf(each).map(({ request_id }) => request_id)));
    expect(await create(crm, ["A", "B"])).toMatchObject([{ kind: "rejected" }, { kind: "rejected" }]);
    expect(asked).toHaveLength(1);
  });

  test.each<[what: string, rows: readonly object[]]>([
    ["fewer", [{ id: 5, request_id: "1" }]],
    ["more", [{ id: 4, request_id: "7" }, { id: 5, request_id: 1 }, { id: 6 }]],
  ])("have an unknown outcome where an answer has %s of them", async (_what, rows) => {
    const { crm, asked } = await open(() => listOf("contacts", rows));
    expect(await create(crm, ["A", "B"])).toMatchObject([{ kind: "outcomeUnknown" }, { id: "5" }]);
    expect(asked).toHaveLength(1);
  });

  test("with one number twice in the answer do not share a record", async () => {
    const { crm } = await open(() =>
      listOf("contacts", [
        { id: 5, request_id: "0" },
        { id: 5, request_id: "1" },
      ]),
    );
    expect(await create(crm, ["A", "B"])).toMatchObject([{ kind: "outcomeUnknown" }, { kind: "outcomeUnknown" }]);
  });

  test("change one record in the order in which the changes were begun, whatever they have to learn", async () => {
    const fields = [{ id: 7, name: "Position", code: "POSITION", type: "text" }];
    const { crm, asked } = await open(({ method, path }) => {
      if (path === "contacts/custom_fields") return listOf("custom_fields", fields);
      return method === "GET" ? { status: 204 } : { text: '{"id":1}' };
    });
    await Promise.all([
      crm.contacts.update("1", { name: "A", position: "Buyer" }),
      crm.contacts.update("1", { name: "B" }),
    ]);
    const names = asked.flatMap(({ body }) => /"name":"(.)"/.exec(body)?.[1] ?? []);
    expect(names).toEqual(["A", "B"]);
  });

  test("a number that no account has given leaves the others of its call", async () => {
    const { crm, asked } = await open(({ body }) => {
      const rows = [JSON.parse(body)].flat() as { id: number; request_id: string }[];
      return listOf(
        "contacts",
        rows.map(({ id, request_id }) => ({ id, request_id })),
      );
    });
    const ids = ["1", "999999999999999999", "2"];
    expect(await outcomesOf(ids.map((id) => crm.contacts.update(id, { name: "A" })))).toMatchObject([
      { id: "1" },
      { kind: "notFound" },
      { id: "2" },
    ]);
    expect(asked).toHaveLength(1);
  });

  test("a second change of a catalog goes after the first", async () => {
    const { crm, asked } = await open(({ body }) => {
      const rows = JSON.parse(body) as { id: number; name: string; request_id: string }[];
      return listOf("catalogs", rows);
    });
    const changes = [
      { id: "1", patch: { name: "A" } },
      { id: "999999999999999999", patch: { name: "B" } },
      { id: "1", patch: { name: "C" } },
      { id: "2", patch: { name: "D" } },
    ];
    expect(await crm.catalogs.updateMany(changes)).toMatchObject([
      { id: "1", name: "A" },
      { kind: "notFound" },
      { id: "1", name: "C" },
      { id: "2", name: "D" },
    ]);
    expect(asked.map(({ body }) => body.match(/"name":"."/g)?.join())).toEqual(['"name":"A","name":"D"', '"name":"C"']);
  });

  test("change one record twice one after the other", async () => {
    const { crm, asked } = await open(({ method, path, body }) => {
      if (method !== "PATCH" || path !== "contacts") return { text: '{"id":1}' };
      const rows = JSON.parse(body) as { id: number; request_id: string }[];
      return listOf(
        "contacts",
        rows.map(({ id, request_id }) => ({ id, request_id })),
      );
    });
    await Promise.all([
      crm.contacts.update("1", { name: "A" }),
      crm.contacts.update("2", { name: "B" }),
      crm.contacts.update("1", { name: "C" }),
    ]);
    expect(asked.map(({ path, body }) => `${path} ${body}`)).toEqual([
      `contacts ${JSON.stringify([
        { id: 1, name: "A", request_id: "0" },
        { id: 2, name: "B", request_id: "1" },
      ])}`,
      `contacts/1 ${JSON.stringify({ name: "C" })}`,
    ]);
  });

  test("are refused, and not told to be missing, where the address of the whole list is unknown", async () => {
    const { crm } = await open(() => ({ status: 404, text: v4Answer("error.404") }));
    const changes = ["1", "2"].map((id) => crm.contacts.update(id, { name: "A" }));
    expect(await outcomesOf(changes)).toMatchObject([{ kind: "rejected" }, { kind: "rejected" }]);
    expect(await create(crm, ["A", "B"])).toMatchObject([{ kind: "rejected" }, { kind: "rejected" }]);
    await expect(crm.deals.create({ name: "A", contactId: "1" })).rejects.toMatchObject({ kind: "rejected" });
  });

  test("of which a record is not there are not found, alone or together", async () => {
    const { crm } = await open(({ path, body }) => {
      if (path !== "contacts") return refusal(["0"], { path: "id" });
      const rows = JSON.parse(body) as { id: number; request_id: string }[];
      return refusal(
        rows.map(({ request_id }) => request_id),
        { path: "id" },
      );
    });
    await expect(crm.contacts.update("1", { name: "A" })).rejects.toMatchObject({ kind: "notFound" });
    const together = ["1", "2"].map((id) => crm.contacts.update(id, { name: "A" }));
    expect(await outcomesOf(together)).toMatchObject([{ kind: "notFound" }, { kind: "notFound" }]);
  });

  test("are refused for what the account says even where it does not say of which row", async () => {
    const { crm } = await open(({ path }) =>
      path === "contacts/1/notes" ? { status: 204 } : refusal([undefined], { path: "entity_id" }),
    );
    const created = crm.notes.create({ subject: { kind: "contact", id: "1" }, body: "a" });
    await expect(created).rejects.toMatchObject({ kind: "notFound" });
  });
});

describe("links that go together", () => {
  type Linked = Readonly<{ entity_id: number; to_entity_id: number }>;
  const ids = ["1", "2", "3", "4"];
  const linksIn = ({ body }: Asked): readonly Linked[] => JSON.parse(body) as readonly Linked[];
  const told = (links: readonly object[]): Reply => ({ text: JSON.stringify({ _embedded: { links } }) });

  /** An account of contacts without a company, which answers a change of links as given. */
  const openContacts = (answer: (asked: Asked) => Reply) =>
    open((each) => {
      const { method, path, query } = each;
      if (path === "companies/5") return { text: '{"id":5,"name":"Acme"}' };
      if (method !== "GET") return answer(each);
      const wanted = query.getAll("filter[id][]");
      const found = wanted.map((id) => ({ id: Number(id), name: "A" }));
      return wanted.length === 0 ? { text: '{"id":1,"name":"A"}' } : listOf("contacts", found);
    });
  const linkAll = (crm: Crm) =>
    outcomesOf(ids.map((id) => crm.contacts.update(id, { company: { id: "5", name: null } })));

  test("take one call, after one that reads all that they depend on", async () => {
    const { crm, asked } = await openContacts((each) => told(linksIn(each)));
    expect(await linkAll(crm)).toMatchObject(ids.map((id) => ({ id })));
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET contacts",
      "GET companies/5",
      "POST contacts/link",
    ]);
    expect(asked[2] && linksIn(asked[2])).toEqual(
      ids.map((id) => ({ entity_id: Number(id), to_entity_id: 5, to_entity_type: "companies" })),
    );
  });

  test("have an unknown outcome where the answer does not tell them", async () => {
    const { crm, asked } = await openContacts((each) => told(linksIn(each).slice(1)));
    const [first, ...others] = await linkAll(crm);
    expect(first).toMatchObject({ kind: "outcomeUnknown" });
    expect(others).toMatchObject([{ id: "2" }, { id: "3" }, { id: "4" }]);
    expect(writesOf(asked)).toEqual(["POST contacts/link"]);
  });

  test.each([
    [404, v4Answer("error.404")],
    [405, v4Answer("error.405")],
  ])("are made one by one where the account does not take them together: %i", async (status, text) => {
    const { crm, asked } = await openContacts(({ path }) =>
      path === "contacts/link" ? { status, text } : { text: v4Answer("links.add") },
    );
    expect(await linkAll(crm)).toMatchObject(ids.map((id) => ({ id })));
    const alone = ids.map((id) => `POST contacts/${id}/link`);
    expect(writesOf(asked)).toEqual(["POST contacts/link", ...alone]);
    // It is not asked again soon.
    await linkAll(crm);
    expect(writesOf(asked).slice(5)).toEqual(alone);
  });

  test("that are refused for one of them are made for the others", async () => {
    const { crm, asked } = await openContacts(({ path }) => {
      if (path === "contacts/link" || path === "contacts/2/link") return refusal(["0"], { path: "to_entity_id" });
      return { text: v4Answer("links.add") };
    });
    expect(await linkAll(crm)).toMatchObject([{ id: "1" }, { kind: "rejected" }, { id: "3" }, { id: "4" }]);
    expect(writesOf(asked)).toHaveLength(5);
  });

  test.each([
    [422, "rejected"],
    [403, "forbidden"],
  ])("that are refused with %i are made one by one, for each to be told its own", async (status, kind) => {
    const { crm, asked } = await openContacts(({ path }) => {
      if (path !== "contacts/link" && path !== "contacts/2/link") return { text: v4Answer("links.add") };
      return { status, text: v4Answer("error.422") };
    });
    expect(await linkAll(crm)).toMatchObject([{ id: "1" }, { kind }, { id: "3" }, { id: "4" }]);
    await linkAll(crm);
    expect(writesOf(asked).filter((each) => each === "POST contacts/link")).toHaveLength(2);
  });

  test("are not made again after 504", async () => {
    const { crm, asked } = await openContacts(() => ({ status: 504, text: v4Answer("error.422") }));
    expect(await linkAll(crm)).toMatchObject(ids.map(() => ({ kind: "outcomeUnknown" })));
    expect(writesOf(asked)).toEqual(["POST contacts/link"]);
  });

  test("are 50 in a call, whatever the records that they are of", async () => {
    const contacts = Array.from({ length: 20 }, (_, index) => ({ id: 100 + index }));
    const { crm, asked } = await open((each) => {
      if (each.method !== "GET") return each.path.endsWith("/unlink") ? { status: 204 } : told(linksIn(each));
      const leads = each.query.getAll("filter[id][]").map((id) => ({ id: Number(id), _embedded: { contacts } }));
      return listOf("leads", leads);
    });
    await Promise.all(["1", "2", "3"].map((id) => crm.deals.update(id, { contactId: "9" })));
    expect(writesOf(asked)).toEqual(["POST leads/link", "POST leads/unlink", "POST leads/3/unlink"]);
  });
});

test("many tasks are looked up together before they are completed together", async () => {
  const ids = ["1", "2", "3"];
  const subject = { kind: "contact", id: "7" } as const;
  const task = (id: string) => ({
    ...{ id: Number(id), text: "Call", task_type_id: 1, complete_till: 1_795_167_000, is_completed: id === "2" },
    ...{ responsible_user_id: null, entity_id: 7, entity_type: "contacts" },
  });
  const { crm, asked } = await open((each) => {
    if (each.method === "GET") return listOf("tasks", each.query.getAll("filter[id][]").map(task));
    return listOf(
      "tasks",
      rowsOf(each).map(({ id, request_id }) => ({ id, request_id })),
    );
  });
  const outcomes = await outcomesOf([...ids, "9"].map((id) => crm.tasks.complete({ subject, id })));
  expect(outcomes.slice(0, 3)).toMatchObject(ids.map((id) => ({ id, isCompleted: true })));
  expect(asked.map(({ method }) => method)).toEqual(["GET", "PATCH"]);
  expect(asked[1] && rowsOf(asked[1]).map(({ id }) => id)).toEqual([1, 3, 9]);
});

test("a task that an unknown address stands for is not found, and not changed", async () => {
  const { crm, asked } = await open(() => ({ status: 404, text: v4Answer("error.404") }));
  const completed = crm.tasks.complete({ subject: null, id: "5" });
  await expect(completed).rejects.toMatchObject({ kind: "notFound" });
  expect(writesOf(asked)).toEqual([]);
});

describe("a deal that is won", () => {
  const stages = (id: number, isMain: boolean) => ({
    ...{ id, name: `Pipeline ${String(id)}`, is_main: isMain },
    _embedded: {
      statuses: [
        { id: id * 10, name: "New" },
        { id: 142, name: "Won" },
      ],
    },
  });

  /** An account with these pipelines, which answers a look at the deal as given. */
  const openDeal = (pipelines: readonly object[], deal: Reply) =>
    open(({ method, path }) => {
      if (path === "leads/pipelines") return listOf("pipelines", pipelines);
      return method === "GET" ? deal : { text: '{"id":5}' };
    });
  const last = (asked: readonly Asked[]): unknown => JSON.parse(asked.at(-1)?.body ?? "");

  test("stays in its pipeline, be it one that was not known a moment ago", async () => {
    const { crm, asked } = await openDeal([stages(1, true), stages(2, false)], { text: '{"id":5,"pipeline_id":3}' });
    await crm.deals.update("5", { statusId: "142" });
    expect(last(asked)).toEqual({ status_id: 142, pipeline_id: 3 });
  });

  test.each([
    [{ status: 500 }, "unavailable"],
    [{ status: 204 }, "notFound"],
  ])("is not put into the main one when it cannot be looked at", async (deal, kind) => {
    const { crm, asked } = await openDeal([stages(1, true), stages(2, false)], deal);
    await expect(crm.deals.update("5", { statusId: "142" })).rejects.toMatchObject({ kind });
    expect(writesOf(asked)).toEqual([]);
  });

  test("takes no look where there is one pipeline", async () => {
    const { crm, asked } = await openDeal([stages(1, true)], { status: 500 });
    await crm.deals.update("5", { statusId: "142" });
    expect(last(asked)).toEqual({ status_id: 142 });
  });
});

test("a change of nothing is no change of a record that is not there", async () => {
  const { crm, asked } = await open(({ path }) =>
    path === "contacts/custom_fields"
      ? listOf("custom_fields", [{ id: 1, code: "PHONE", type: "multitext" }])
      : { status: 204 },
  );
  await expect(crm.contacts.update("1", { address: null })).rejects.toMatchObject({ kind: "notFound" });
  await expect(crm.deals.update("1", {})).rejects.toMatchObject({ kind: "notFound" });
  expect(writesOf(asked)).toEqual([]);
});
