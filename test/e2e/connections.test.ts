import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { APIS, startGateway, type TestGateway } from "../gateway.js";
import { attempt, forgedId, newContact, newNote, newTask, send, type Named } from "./account.js";

const CONTACTS = 37;

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount?: number | null;
}

interface Arguments {
  readonly search?: string;
  readonly first?: number;
  readonly after?: string;
  readonly last?: number;
  readonly before?: string;
}

const PAGE = `query ($search: String, $first: Int, $after: String, $last: Int, $before: String) {
  contacts(search: $search, first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { id } } nodes { id }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

const COUNTED = PAGE.replace("nodes { id }", "nodes { id } totalCount");

/** Accounts that cut pages as they are asked to, or smaller; over API v4 they tell neither how long a list is nor, at once, its end. */
const ACCOUNTS = [
  { name: "an account that gives pages of any size", api: "legacy", switches: { maxPageSize: 500 } },
  { name: "an account that gives pages of 10 at most", api: "legacy", switches: { maxPageSize: 10 } },
  { name: "an account that gives pages of 7 at most", api: "legacy", switches: { maxPageSize: 7 } },
  { name: "an account over API v4", api: "v4", switches: {} },
  { name: "an account over API v4 that announces pages that are empty", api: "v4", switches: { v4FalseNext: true } },
] as const;

describe.each(ACCOUNTS)("$name", ({ api, switches }) => {
  const maxPageSize = "maxPageSize" in switches ? switches.maxPageSize : 250;
  const endIsSure = !("v4FalseNext" in switches);
  let gateway: TestGateway;
  /** The whole list, as it was filled. */
  let ids: readonly string[];

  beforeAll(async () => {
    gateway = await startGateway({ api, sandbox: { switches } });
    const added: Named[] = [];
    for (let i = 0; i < CONTACTS; i += 1) added.push(await newContact(gateway, { name: `Contact ${String(i)}` }));
    ids = added.map(({ id }) => id);
  });

  afterAll(() => gateway.close());

  async function page(args: Arguments): Promise<Page> {
    const { value } = await send<Page>(gateway, PAGE, { ...args });
    expect(value.nodes).toEqual(value.edges.map((edge) => edge.node));
    expect(value.pageInfo.startCursor).toBe(value.edges.at(0)?.cursor ?? null);
    expect(value.pageInfo.endCursor).toBe(value.edges.at(-1)?.cursor ?? null);
    return value;
  }

  const idsOf = ({ nodes }: Page): string[] => nodes.map(({ id }) => id);

  /** Page sizes of a walk, one after the other, from the start again at their end. */
  const sizes = fc.array(fc.integer({ min: 1, max: 45 }), { minLength: 1, maxLength: 5 });
  const walks: fc.Parameters<[number[]]> = { numRuns: { legacy: 12, v4: 6 }[api], examples: [[[1]], [[7]], [[100]]] };

  it("any walk forwards is the whole list", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async (steps) => {
        const walked: string[] = [];
        let after: string | null = null;
        for (let turn = 0; ; turn += 1) {
          const first = steps[turn % steps.length] ?? 1;
          const found: Page = await page({ first, ...(after !== null && { after }) });
          expect(found.nodes.length).toBeLessThanOrEqual(first);
          expect(found.pageInfo.hasPreviousPage).toBe(walked.length > 0);
          walked.push(...idsOf(found));
          if (endIsSure || walked.length < ids.length) {
            expect(found.pageInfo.hasNextPage).toBe(walked.length < ids.length);
          }
          if (!found.pageInfo.hasNextPage) break;
          after = found.pageInfo.endCursor;
        }
        expect(walked).toEqual(ids);
      }),
      walks,
    );
  });

  it("any walk backwards is the whole list", async () => {
    // Over API v4 the end is found by going there.
    const end = api === "v4" ? (await everyEdge()).at(-1) : undefined;
    await fc.assert(
      fc.asyncProperty(sizes, async (steps) => {
        const walked: string[] = end === undefined ? [] : [end.node.id];
        let before: string | null = end?.cursor ?? null;
        for (let turn = 0; ; turn += 1) {
          const last = steps[turn % steps.length] ?? 1;
          const found: Page = await page({ last, ...(before !== null && { before }) });
          expect(found.nodes.length).toBeLessThanOrEqual(last);
          expect(found.pageInfo.hasNextPage).toBe(walked.length > 0);
          walked.unshift(...idsOf(found));
          expect(found.pageInfo.hasPreviousPage).toBe(walked.length < ids.length);
          if (!found.pageInfo.hasPreviousPage) break;
          before = found.pageInfo.startCursor;
        }
        expect(walked).toEqual(ids);
      }),
      walks,
    );
  });

  it("`after` and `before` any item give its neighbours, in few calls", async () => {
    const { edges } = await page({ first: 100 });
    const all = edges.length === ids.length ? edges : await everyEdge();
    const place = fc.record({ index: fc.nat(CONTACTS - 1), count: fc.integer({ min: 0, max: 40 }) });
    await fc.assert(
      fc.asyncProperty(place, async ({ index, count }) => {
        const cursor = all[index]?.cursor ?? "";
        const mostCalls = maxPageSize >= 100 ? 2 : Math.ceil(Math.max(1, count) / maxPageSize) + 1;

        gateway.calls();
        const behind = await page({ first: count, after: cursor });
        expect(gateway.calls().length).toBeLessThanOrEqual(mostCalls);
        const wanted = ids.slice(index + 1, index + 1 + count);
        expect(idsOf(behind)).toEqual(wanted.slice(0, behind.nodes.length));
        if (behind.nodes.length < wanted.length) expect(behind.pageInfo.hasNextPage).toBe(true);
        if (maxPageSize >= 100) expect(behind.nodes).toHaveLength(wanted.length);

        gateway.calls();
        const ahead = await page({ last: count, before: cursor });
        expect(gateway.calls().length).toBeLessThanOrEqual(mostCalls);
        const earlier = count === 0 ? [] : ids.slice(Math.max(0, index - count), index);
        expect(idsOf(ahead)).toEqual(earlier.slice(earlier.length - ahead.nodes.length));
        if (ahead.nodes.length < earlier.length) expect(ahead.pageInfo.hasPreviousPage).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  async function everyEdge(): Promise<Page["edges"]> {
    const edges = [...(await page({ first: 5 })).edges];
    for (;;) {
      const next = await page({ first: 5, after: edges.at(-1)?.cursor ?? "" });
      edges.push(...next.edges);
      if (!next.pageInfo.hasNextPage) return edges;
    }
  }

  it("`totalCount` is the same whatever page is shown, where it is known", async () => {
    const { edges } = await page({ first: 5 });
    const cursor = edges[3]?.cursor ?? "";
    const windows: Arguments[] = [
      {},
      { first: 0 },
      { first: 1 },
      { first: 37 },
      { first: 100 },
      ...(api === "v4" ? [] : [{ last: 1 }, { last: 0 }, { last: 100 }]),
      { first: 3, after: cursor },
      { last: 2, before: cursor },
    ];
    for (const args of windows) {
      const { value } = await send<Page>(gateway, COUNTED, { ...args });
      const isKnown = api === "legacy" || (endIsSure && args.first === 100);
      if (isKnown || value.totalCount !== null) expect([args, value.totalCount]).toEqual([args, CONTACTS]);
    }
  });

  if (api === "v4") {
    it("`last` alone is refused, as the end is not known", async () => {
      const { errors } = await attempt(gateway, PAGE, { last: 5 });
      expect(errors).toMatchObject([{ path: ["contacts"], extensions: { code: "BAD_USER_INPUT" } }]);
    });
  }

  it("20 is the size when none is asked for", async () => {
    expect(idsOf(await page({}))).toEqual(ids.slice(0, 20));
  });

  it("an empty window is no error", async () => {
    const empty = await page({ first: 0 });
    expect(empty.nodes).toEqual([]);
    expect(empty.pageInfo).toMatchObject({ hasPreviousPage: false, startCursor: null, endCursor: null });
  });
});

describe.each(APIS)("arguments that make no sense, over the %s API", (api) => {
  let gateway: TestGateway;
  let cursor: string;
  let contact: Named;

  beforeAll(async () => {
    gateway = await startGateway({ api });
    contact = await newContact(gateway, { name: "First" });
    for (const name of ["Second", "Third"]) await newContact(gateway, { name });
    const { value } = await send<Page>(gateway, PAGE, { first: 2 });
    cursor = value.pageInfo.endCursor ?? "";
  });

  afterAll(() => gateway.close());

  async function refused(args: Readonly<Record<string, unknown>>): Promise<void> {
    const { value, errors, calls } = await attempt(gateway, PAGE, args);
    expect([args, value ?? null]).toEqual([args, null]);
    expect(errors).toMatchObject([{ path: ["contacts"], extensions: { code: "BAD_USER_INPUT" } }]);
    expect(calls).toEqual([]);
  }

  it.each([{ first: 101 }, { last: 101 }, { first: -1 }, { last: -1 }, { first: 1, last: 1 }])(
    "%p is refused",
    refused,
  );

  it("`first` with `before`, `last` with `after`, and both cursors are refused", async () => {
    await refused({ first: 1, before: cursor });
    await refused({ last: 1, after: cursor });
    await refused({ after: cursor, before: cursor });
  });

  it("a cursor that is cut, lengthened or changed at any place is refused", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(cursor.length - 1), fc.constantFrom("A", "b", "0", "-", " ", "é"), async (at, letter) => {
        await refused({ first: 1, after: cursor.slice(0, at) });
        const changed = cursor.slice(0, at) + letter + cursor.slice(at + 1);
        if (changed !== cursor) await refused({ first: 1, after: changed });
        await refused({ last: 1, before: cursor + letter });
      }),
      { numRuns: 25 },
    );
  });

  it("any text that is no cursor is refused", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), (text) => refused({ first: 1, after: text })),
      { numRuns: 25 },
    );
    await refused({ first: 1, after: "x".repeat(100_000) });
    await refused({ first: 1, after: forgedId("1", "x", 0, 1) });
  });

  it("a cursor of another list is refused: deals, a keyword, notes, tasks, another record", async () => {
    await refused({ search: "First", first: 1, after: cursor });
    const deals = await attempt(gateway, `query ($after: String) { deals(after: $after) { nodes { id } } }`, {
      after: cursor,
    });
    expect(deals.errors).toMatchObject([{ path: ["deals"], extensions: { code: "BAD_USER_INPUT" } }]);

    const other = await newContact(gateway, { name: "Other" });
    for (const { id } of [contact, other]) {
      for (let i = 0; i < 2; i += 1) await newNote(gateway, { contactId: id });
      await newTask(gateway, { contactId: id });
    }
    const activities = `query ($id: ID!, $notes: String, $tasks: String, $isCompleted: Boolean) {
      contact(id: $id) {
        notes(first: 1, after: $notes) { pageInfo { endCursor hasNextPage } }
        tasks(first: 1, after: $tasks, isCompleted: $isCompleted) { pageInfo { endCursor } }
      }
    }`;
    interface Activities {
      readonly notes: { readonly pageInfo: { readonly endCursor: string } };
      readonly tasks: { readonly pageInfo: { readonly endCursor: string } };
    }
    const { value } = await send<Activities>(gateway, activities, { id: contact.id });
    const [notes, tasks] = [value.notes.pageInfo.endCursor, value.tasks.pageInfo.endCursor];
    const foreign: [Readonly<Record<string, unknown>>, string][] = [
      [{ id: contact.id, notes: tasks }, "notes"],
      [{ id: contact.id, tasks: notes }, "tasks"],
      [{ id: other.id, notes }, "notes"],
      [{ id: contact.id, tasks, isCompleted: false }, "tasks"],
    ];
    for (const [variables, field] of foreign) {
      const { errors } = await attempt(gateway, activities, variables);
      expect(errors).toMatchObject([{ path: ["contact", field], extensions: { code: "BAD_USER_INPUT" } }]);
    }
    expect((await send(gateway, activities, { id: contact.id, notes })).value).toMatchObject({
      notes: { pageInfo: { hasNextPage: false } },
    });
  });
});

describe("a list that changes between two pages", () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway();
    for (let i = 0; i < 9; i += 1) await newContact(gateway, { name: `Row ${String(i)}` });
  });

  afterAll(() => gateway.close());

  it("goes on behind the item of the cursor where the page that is read shows its new place", async () => {
    const names = PAGE.replaceAll("{ id }", "{ id name }");
    interface NamedPage extends Page {
      readonly nodes: readonly { readonly id: string; readonly name: string }[];
    }
    const first = await send<NamedPage>(gateway, names, { first: 4 });
    const gone = first.value.nodes[0]?.id;
    await send(gateway, `mutation ($id: ID!) { contactDelete(id: $id) { deletedContactId } }`, { id: gone });
    const second = await send<NamedPage>(gateway, names, { first: 5, after: first.value.pageInfo.endCursor });
    expect(second.value.nodes.map(({ name }) => name)).toEqual(["Row 4", "Row 5", "Row 6", "Row 7", "Row 8"]);
    expect(second.calls).toEqual(["contacts"]);
  });
});
