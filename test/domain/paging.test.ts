import { describe, expect, test } from "@jest/globals";
import { PagingError, type Page } from "../../src/domain/page.js";
import { countItems, readWindow } from "../../src/domain/window.js";
import { itemsOf, type Item } from "./pagedList.js";

const items = itemsOf(10);

/** An account that answers every call with the same page. */
function always(page: Partial<Page<Item>>): () => Promise<Page<Item>> {
  return () => Promise.resolve({ items, number: 1, size: 10, totalPages: 9, ...page });
}

describe("answers that make no honest list", () => {
  test.each<[string, Partial<Page<Item>>]>([
    ["another page than the one asked for", {}],
    ["more records than the page size", { number: 4, size: 9 }],
    ["an empty page that is not the last", { number: 4, items: [] }],
    ["records on a page past the end", { number: 4, totalPages: 3 }],
    ["a page size of nothing", { number: 4, size: 0 }],
    ["a page number below one", { number: 0 }],
    ["a negative number of pages", { number: 4, totalPages: -1 }],
    ["a number of pages that is no number", { number: 4, totalPages: NaN }],
    ["half a page", { number: 4, size: 10.5 }],
  ])("%s", async (_, page) => {
    const window = { first: 10, after: { offset: 29, id: "30" } };
    await expect(readWindow(window, always(page))).rejects.toThrow(PagingError);
  });

  test("the same records on two pages", async () => {
    const readPage = (number: number, size: number): Promise<Page<Item>> =>
      Promise.resolve({ items: itemsOf(size), number, size, totalPages: 9 });
    const window = { first: 100, after: { offset: 49, id: "x" } };
    await expect(readWindow(window, readPage)).rejects.toThrow("Two pages of a list are the same.");
  });

  test("a smaller page size, and then never the page that is needed", async () => {
    const window = { first: 50, after: { offset: 49, id: "x" } };
    await expect(readWindow(window, always({}))).rejects.toThrow("Another page came than was asked for.");
  });

  test("a page size that changes while reading", async () => {
    let size = 20;
    const readPage = (number: number): Promise<Page<Item>> => {
      size -= 1;
      return Promise.resolve({ items: itemsOf(size), number, size, totalPages: 9 });
    };
    await expect(readWindow({ first: 50 }, readPage)).rejects.toThrow("The page size changed while reading.");
  });

  test("an end that moves away with every call", async () => {
    let totalPages = 5;
    const readPage = (number: number, size: number): Promise<Page<Item>> => {
      totalPages += 1;
      const first = number * 1000;
      const page = Array.from({ length: size }, (_, index) => ({ id: String(first + index) }));
      return Promise.resolve({ items: page, number, size, totalPages });
    };
    await expect(readWindow({ last: 10 }, readPage)).rejects.toThrow("The last page of a list could not be found.");
  });
});

describe("empty lists", () => {
  test.each([
    ["no pages", { number: 1, size: 20, totalPages: 0 }],
    ["one empty page", { number: 1, size: 20, totalPages: 1 }],
    ["nothing but zeros", { number: 0, size: 0, totalPages: 0 }],
  ])("told as %s", async (_, page) => {
    for (const window of [{ first: 5 }, { last: 5 }, { first: 0 }, { last: 0 }, {}]) {
      expect(await readWindow(window, always({ items: [], ...page }))).toEqual({
        items: [],
        offset: 0,
        hasNextPage: false,
        hasPreviousPage: false,
        totalCount: 0,
        lastPage: null,
      });
    }
  });
});

test("the total is unknown when the last page is no longer the last", async () => {
  const slice = await readWindow({ first: 10 }, always({}));
  expect(slice.lastPage).toEqual({ number: 9, size: 10 });
  expect(await countItems(slice, always({ number: 9, totalPages: 10 }))).toBeNull();
  expect(await countItems(slice, always({ number: 9, items: items.slice(0, 4) }))).toBe(84);
});
