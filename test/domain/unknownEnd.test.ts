import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { EndUnknown, type Page } from "../../src/domain/page.js";
import { countItems, readWindow, type Position } from "../../src/domain/window.js";

// Lists of accounts that say no more than whether another page follows.

interface Item {
  readonly id: string;
}

function listOf(length: number, announcesEmpty = false) {
  const items = Array.from({ length }, (_, index): Item => ({ id: String(index + 1) }));
  let calls = 0;
  const readPage = (number: number, size: number): Promise<Page<Item>> => {
    calls += 1;
    const page = items.slice((number - 1) * size, number * size);
    const hasNext = number * size < length || (announcesEmpty && page.length === size);
    return Promise.resolve({
      items: page,
      number,
      size,
      totalPages: hasNext ? null : page.length > 0 ? number : number - 1,
    });
  };
  return { items, readPage, calls: () => calls };
}

test("a walk forwards brings the whole list and ends, also where a page is announced that turns out to be empty", async () => {
  const lengths = fc.integer({ min: 0, max: 60 });
  await fc.assert(
    fc.asyncProperty(lengths, fc.integer({ min: 1, max: 20 }), fc.boolean(), async (length, first, announcesEmpty) => {
      const { items, readPage } = listOf(length, announcesEmpty);
      const seen: Item[] = [];
      let after: Position | undefined;
      for (let turn = 0; turn <= length + 1; turn += 1) {
        const slice = await readWindow<Item>({ first, ...(after && { after }) }, readPage);
        seen.push(...slice.items);
        if (slice.totalCount !== null) expect(slice.totalCount).toBe(length);
        const last = slice.items.at(-1);
        if (!slice.hasNextPage || last === undefined) break;
        after = { offset: slice.offset + slice.items.length - 1, id: last.id };
      }
      expect(seen).toEqual(items);
    }),
  );
});

test("a page is one call, and is not counted unless the end is in sight", async () => {
  const long = listOf(25);
  const slice = await readWindow({ first: 10 }, long.readPage);
  expect({ ...slice, items: slice.items.length }).toMatchObject({ items: 10, hasNextPage: true, totalCount: null });
  expect(await countItems(slice, long.readPage)).toBeNull();
  expect(long.calls()).toBe(1);
  const short = listOf(7);
  expect(await readWindow({ first: 10 }, short.readPage)).toMatchObject({ hasNextPage: false, totalCount: 7 });
});

test("a window before a place is found", async () => {
  const { items, readPage } = listOf(25);
  const slice = await readWindow({ last: 5, before: { offset: 12, id: "13" } }, readPage);
  expect(slice.items).toEqual(items.slice(7, 12));
  expect(slice).toMatchObject({ hasPreviousPage: true, hasNextPage: true });
});

test("the last ones are found only where the end is in sight", async () => {
  const short = listOf(7);
  expect((await readWindow({ last: 9 }, short.readPage)).items).toEqual(short.items);
  await expect(readWindow({ last: 5 }, listOf(25).readPage)).rejects.toBeInstanceOf(EndUnknown);
});
