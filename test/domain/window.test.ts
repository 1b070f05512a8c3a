import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { countItems, readWindow, sliceList, type Position, type Slice, type Window } from "../../src/domain/window.js";
import { itemsOf, PagedList, type Item } from "./pagedList.js";

const length = fc.integer({ min: 0, max: 300 });
const count = fc.integer({ min: 1, max: 100 });
const counts = fc.array(count, { minLength: 1, maxLength: 8 });
const pageSize = fc.integer({ min: 1, max: 120 });
const habits = fc.oneof(
  fc.constant({}),
  fc.record({ ceiling: pageSize }),
  fc.record({ preferred: pageSize }),
  fc.record({ pastEnd: fc.constant("empty" as const) }),
);

type Read = (window: Window) => Promise<Slice<Item>>;

const reading =
  (list: PagedList): Read =>
  (window) =>
    readWindow(window, list.readPage);
const slicing =
  (items: readonly Item[]): Read =>
  (window) =>
    Promise.resolve(sliceList(items, window));

function firstOf(slice: Slice<Item>): Position | undefined {
  const id = slice.items[0]?.id;
  return id === undefined ? undefined : { offset: slice.offset, id };
}

function lastOf(slice: Slice<Item>): Position | undefined {
  const id = slice.items.at(-1)?.id;
  return id === undefined ? undefined : { offset: slice.offset + slice.items.length - 1, id };
}

/** The counts over and over again. */
function cycle(sizes: readonly number[], turn: number): number {
  return sizes[turn % sizes.length] ?? 1;
}

async function walkForward(read: Read, sizes: readonly number[]): Promise<Item[]> {
  const seen: Item[] = [];
  let after: Position | undefined;
  for (let turn = 0; ; turn += 1) {
    const slice = await read({ first: cycle(sizes, turn), ...(after && { after }) });
    expect(slice.hasPreviousPage).toBe(seen.length > 0);
    expect(slice.offset).toBe(seen.length);
    seen.push(...slice.items);
    after = lastOf(slice);
    if (!slice.hasNextPage || after === undefined) return seen;
  }
}

async function walkBackward(read: Read, sizes: readonly number[]): Promise<Item[]> {
  const seen: Item[] = [];
  let before: Position | undefined;
  for (let turn = 0; ; turn += 1) {
    const slice = await read({ last: cycle(sizes, turn), ...(before && { before }) });
    expect(slice.hasNextPage).toBe(seen.length > 0);
    seen.unshift(...slice.items);
    before = firstOf(slice);
    if (!slice.hasPreviousPage || before === undefined) return seen;
  }
}

/** Windows of every kind on a list of this length, cursors past its end included. */
function windowOn(total: number): fc.Arbitrary<Window> {
  const cursor = fc.integer({ min: 0, max: total + 150 }).map((offset) => ({ offset, id: String(offset + 1) }));
  return fc.oneof(
    fc.record({ first: fc.nat(100) }),
    fc.record({ first: fc.nat(100), after: cursor }),
    fc.record({ last: fc.nat(100) }),
    fc.record({ last: fc.nat(100), before: cursor }),
    fc.constant({}),
    fc.record({ after: cursor }),
    fc.record({ before: cursor }),
  );
}

const listAndWindow = length.chain((total) => fc.record({ total: fc.constant(total), window: windowOn(total) }));

describe("walking through a list", () => {
  test("forward, in any steps and whatever page size the account gives, passes every record once", async () => {
    await fc.assert(
      fc.asyncProperty(length, counts, habits, async (total, sizes, habit) => {
        const items = itemsOf(total);
        expect(await walkForward(reading(new PagedList(items, habit)), sizes)).toEqual(items);
        expect(await walkForward(slicing(items), sizes)).toEqual(items);
      }),
    );
  });

  test("backward does the same", async () => {
    await fc.assert(
      fc.asyncProperty(length, counts, habits, async (total, sizes, habit) => {
        const items = itemsOf(total);
        expect(await walkBackward(reading(new PagedList(items, habit)), sizes)).toEqual(items);
        expect(await walkBackward(slicing(items), sizes)).toEqual(items);
      }),
    );
  });

  test("back from where one came gives the same page", async () => {
    await fc.assert(
      fc.asyncProperty(length, count, fc.nat(299), async (total, first, offset) => {
        const read = reading(new PagedList(itemsOf(total)));
        const page = await read({ first, after: { offset, id: String(offset + 1) } });
        const end = lastOf(page);
        fc.pre(end !== undefined);
        const next = { offset: end.offset + 1, id: String(end.offset + 2) };
        const back = await read({ last: page.items.length, before: next });
        expect({ items: back.items, offset: back.offset }).toEqual({ items: page.items, offset: page.offset });
      }),
    );
  });
});

test("a window read in pages is the window of the whole list", async () => {
  await fc.assert(
    fc.asyncProperty(listAndWindow, async ({ total, window }) => {
      const list = new PagedList(itemsOf(total));
      const slice = await readWindow(window, list.readPage);
      // A cursor past the end names a record that a whole list is known not to have any more.
      const cursor = window.after ?? window.before;
      fc.pre(cursor === undefined || cursor.offset < total);
      const { items, offset, hasNextPage, hasPreviousPage } = sliceList(list.items, window);
      expect(slice).toMatchObject({ items, offset, hasNextPage, hasPreviousPage });
    }),
    { numRuns: 500 },
  );
});

test("the total is the same from every window, by one more call at most", async () => {
  await fc.assert(
    fc.asyncProperty(listAndWindow, habits, async ({ total, window }, habit) => {
      const list = new PagedList(itemsOf(total), habit);
      const slice = await readWindow(window, list.readPage);
      list.takeCalls();
      expect(await countItems(slice, list.readPage)).toBe(total);
      expect(list.takeCalls()).toBe(slice.totalCount === null ? 1 : 0);
    }),
    { numRuns: 500 },
  );
});

describe("calls", () => {
  test("one for a window that is a page of its own size", async () => {
    await fc.assert(
      fc.asyncProperty(length, count, fc.nat(20), async (total, size, turn) => {
        const list = new PagedList(itemsOf(total));
        const offset = turn * size;
        await readWindow(
          turn === 0 ? { first: size } : { first: size, after: { offset: offset - 1, id: String(offset) } },
          list.readPage,
        );
        expect(list.takeCalls()).toBe(1);
        await readWindow({ last: size, before: { offset: offset + size, id: "1000" } }, list.readPage);
        expect(list.takeCalls()).toBe(1);
      }),
    );
  });

  test("two at most for any window whose place is known, three for the end of the list", async () => {
    await fc.assert(
      fc.asyncProperty(listAndWindow, async ({ total, window }) => {
        const list = new PagedList(itemsOf(total));
        await readWindow(window, list.readPage);
        const isTail = window.last !== undefined && window.before === undefined;
        expect(list.takeCalls()).toBeLessThanOrEqual(isTail ? 3 : 2);
      }),
      { numRuns: 500 },
    );
  });

  test("⌈n/p⌉ + 1 at most where the account gives pages of another size p", async () => {
    const othersize = fc.oneof(fc.record({ ceiling: pageSize }), fc.record({ preferred: pageSize }));
    await fc.assert(
      fc.asyncProperty(listAndWindow, othersize, async ({ total, window }, habit) => {
        const list = new PagedList(itemsOf(total), habit);
        await readWindow(window, list.readPage);
        const wanted = Math.max(1, window.first ?? window.last ?? 20);
        const size = "preferred" in habit ? habit.preferred : Math.min(habit.ceiling, wanted);
        const isTail = window.last !== undefined && window.before === undefined;
        expect(list.takeCalls()).toBeLessThanOrEqual(Math.ceil(wanted / size) + (isTail ? 2 : 1));
      }),
      { numRuns: 500 },
    );
  });

  test("one for an empty window, which still tells what is around it, and the total with it", async () => {
    const list = new PagedList(itemsOf(45));
    expect(await readWindow({ first: 0 }, list.readPage)).toEqual({
      items: [],
      offset: 0,
      hasNextPage: true,
      hasPreviousPage: false,
      totalCount: 45,
      lastPage: null,
    });
    expect(list.takeCalls()).toBe(1);
  });
});

describe("where the account gives smaller pages than asked for", () => {
  test("a window that begins with a page is whole", async () => {
    const list = new PagedList(itemsOf(300), { ceiling: 20 });
    const slice = await readWindow({ first: 50, after: { offset: 99, id: "100" } }, list.readPage);
    expect(slice.items.map(({ id }) => id)).toEqual(
      itemsOf(150)
        .slice(100)
        .map(({ id }) => id),
    );
    expect(list.takeCalls()).toBe(4);
  });

  test("a window that would take too many calls ends with the last page that was read, and says that there is more", async () => {
    const list = new PagedList(itemsOf(300), { ceiling: 20 });
    const slice = await readWindow({ first: 50, after: { offset: 114, id: "115" } }, list.readPage);
    expect([slice.offset, slice.items.length, slice.hasNextPage]).toEqual([115, 45, true]);
    expect(list.takeCalls()).toBe(4);
  });
});

describe("past the end", () => {
  test.each(["first", "empty"] as const)(
    "there is nothing, but something before (answer: %s page)",
    async (pastEnd) => {
      for (const total of [7, 30]) {
        const list = new PagedList(itemsOf(total), { pastEnd });
        const slice = await readWindow({ first: 10, after: { offset: 99, id: "100" } }, list.readPage);
        expect(slice).toMatchObject({ items: [], offset: 100, hasNextPage: false, hasPreviousPage: true });
        expect(await countItems(slice, list.readPage)).toBe(total);
      }
    },
  );

  test("an empty list may call itself one page, and still holds nothing", async () => {
    const list = new PagedList([], { pastEnd: "empty" });
    const slice = await readWindow({ first: 1, after: { offset: 99, id: "100" } }, list.readPage);
    expect(await countItems(slice, list.readPage)).toBe(0);
  });

  test("an empty list has nothing before either", async () => {
    const slice = await readWindow({ first: 10, after: { offset: 99, id: "100" } }, new PagedList([]).readPage);
    expect(slice).toMatchObject({ items: [], hasNextPage: false, hasPreviousPage: false, totalCount: 0 });
  });
});

describe("a list that changes between two windows", () => {
  const change = fc.record({ inserted: fc.nat(10), removed: fc.nat(10), place: fc.nat(299) });

  test("goes on after the cursor's record while its page shows it", async () => {
    await fc.assert(
      fc.asyncProperty(length, counts, change, async (total, [first = 1, second = 1], { inserted, removed, place }) => {
        const list = new PagedList(itemsOf(total));
        const cursor = lastOf(await readWindow({ first }, list.readPage));
        fc.pre(cursor !== undefined);
        const at = Math.min(place, cursor.offset);
        const kept = list.items.toSpliced(at, Math.min(removed, cursor.offset - at));
        list.items = kept.toSpliced(at, 0, ...itemsOf(inserted).map(({ id }) => ({ id: `9${id}000` })));
        list.takeCalls();

        const shown: string[] = [];
        const next = await readWindow({ first: second, after: cursor }, async (number, size) => {
          const page = await list.readPage(number, size);
          shown.push(...page.items.map(({ id }) => id));
          return page;
        });
        expect(list.takeCalls()).toBeLessThanOrEqual(2);
        fc.pre(shown.includes(cursor.id));
        const index = list.items.findIndex(({ id }) => id === cursor.id);
        const expected = list.items.slice(index + 1, index + 1 + second);
        expect(next.items).toEqual(expected.slice(0, next.items.length));
        expect(next.hasNextPage).toBe(index + 1 + next.items.length < list.items.length);
        expect(next.items.length > 0 || !next.hasNextPage).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("goes on before the cursor's record while its page shows it", async () => {
    await fc.assert(
      fc.asyncProperty(length, count, fc.nat(299), fc.nat(10), async (total, last, offset, removed) => {
        const list = new PagedList(itemsOf(total));
        fc.pre(offset < total);
        const cursor = { offset, id: String(offset + 1) };
        list.items = list.items.toSpliced(0, Math.min(removed, offset));
        const shown: string[] = [];
        const previous = await readWindow({ last, before: cursor }, async (number, size) => {
          const page = await list.readPage(number, size);
          shown.push(...page.items.map(({ id }) => id));
          return page;
        });
        fc.pre(shown.includes(cursor.id));
        const index = list.items.findIndex(({ id }) => id === cursor.id);
        const expected = list.items.slice(Math.max(0, index - last), index);
        expect(previous.items).toEqual(expected.slice(expected.length - previous.items.length));
        expect(previous.hasPreviousPage).toBe(index > previous.items.length);
      }),
      { numRuns: 500 },
    );
  });

  test("a whole list goes on even after a record that is gone", () => {
    const items = itemsOf(10).filter(({ id }) => id !== "4");
    const cursor = { offset: 3, id: "4" };
    expect(sliceList(items, { first: 2, after: cursor }).items).toEqual([{ id: "5" }, { id: "6" }]);
    expect(sliceList(items, { last: 2, before: cursor }).items).toEqual([{ id: "2" }, { id: "3" }]);
  });
});

describe("a list that changes between two calls", () => {
  const insertAfterFirstCall = (list: PagedList, call: number): void => {
    if (call === 1) list.items = [{ id: "999" }, ...list.items];
  };

  test("repeats no record in one window, and its cursors are right", async () => {
    const list = new PagedList(itemsOf(200), { afterCall: insertAfterFirstCall });
    const slice = await readWindow({ first: 100, after: { offset: 49, id: "50" } }, list.readPage);
    const ids = slice.items.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const end = lastOf(slice);
    expect(list.items[end?.offset ?? -1]?.id).toBe(end?.id);
  });

  test("the end is found though a page was added meanwhile", async () => {
    const list = new PagedList(itemsOf(20), { afterCall: insertAfterFirstCall });
    const slice = await readWindow({ last: 10 }, list.readPage);
    expect(slice.items.map(({ id }) => id)).toEqual(["11", "12", "13", "14", "15", "16", "17", "18", "19", "20"]);
    expect(slice.hasNextPage).toBe(false);
    expect(list.calls).toBeLessThanOrEqual(3);
  });
});
