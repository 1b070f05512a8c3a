import type { CrmId } from "./crmId.js";
import { EndUnknown, PagingError } from "./page.js";
import { PagesRead, totalFrom, type ReadPage, type Row } from "./pagesRead.js";

/** Most records a window may hold, and the largest page that is asked for. */
export const MAX_WINDOW = 100;

/** Records in a window that says neither `first` nor `last`. */
export const DEFAULT_WINDOW = 20;

/** A place in a list, as a cursor says it: the position, from 0, and the record that was there. */
export interface Position {
  readonly offset: number;
  readonly id: CrmId;
}

/**
 * The part of a list that is wanted: the `first` records, those `after` a place, the `last` ones or those `before` a place.
 * The caller has checked that counts are 0 to MAX_WINDOW, and that `first` and `after` are not mixed with `last` and `before`.
 */
export interface Window {
  readonly first?: number;
  readonly after?: Position;
  readonly last?: number;
  readonly before?: Position;
}

/** The part of a list that came. Record i of `items` is at position `offset + i`. */
export interface Slice<Item> {
  readonly items: readonly Item[];
  readonly offset: number;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** Records in the whole list. Null when the pages read do not tell: see countItems. Only where there is a `lastPage` can it. */
  readonly totalCount: number | null;
  /** The page that tells the total. Null when nothing needs to be read for it. */
  readonly lastPage: { readonly number: number; readonly size: number } | null;
}

/** Positions from `start` up to, without, `end`. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a window with the fewest calls: one where the window is a page of its own size, at most two elsewhere, and at most
 * three for `last` alone. Where the account cuts pages of another size p than it was asked for, at most ⌈n/p⌉ + 1 calls (one
 * more for `last` alone); to stay within, the slice may then be shorter than the window, and `hasNextPage` or
 * `hasPreviousPage` tells that there is more.
 *
 * If the list has changed and the cursor's record is seen at another position, the window moves along with it.
 * @throws PagingError if the pages contradict each other; EndUnknown for `last` alone where the account does not tell the end.
 */
export async function readWindow<Item extends { readonly id: CrmId }>(
  window: Window,
  readPage: ReadPage<Item>,
): Promise<Slice<Item>> {
  if (isTail(window)) return readTail(window, readPage);
  const range = rangeOf(window);
  const { number, size } = planPage(range);
  const pages = await PagesRead.open(readPage, number, size);
  return readSlice(pages, window, Math.ceil(spanOf(range) / pages.size) + 1);
}

/** The end of a list: the first page tells how many pages there are, the last one how many records. */
async function readTail<Item extends { readonly id: CrmId }>(
  window: Window,
  readPage: ReadPage<Item>,
): Promise<Slice<Item>> {
  const span = Math.max(1, countOf(window));
  const pages = await PagesRead.open(readPage, 1, span);
  if (pages.totalPages === Infinity)
    throw new EndUnknown(
      "`last` needs `before` here, since the account does not tell where its lists end: read on from the beginning with `first` and `after`.",
    );
  const limit = Math.ceil(span / pages.size) + 2;
  // A second turn only if the number of pages has changed meanwhile.
  while (pages.total() === null && pages.calls < limit && pages.totalPages < Infinity)
    await pages.read(pages.totalPages);
  return readSlice(pages, window, limit);
}

/**
 * Number of records in the whole list: from the slice, else from one more page. Null when the list changed meanwhile, so that
 * this page does not tell either.
 * @throws PagingError if the page contradicts itself.
 */
export async function countItems<Item>(slice: Slice<Item>, readPage: ReadPage<Item>): Promise<number | null> {
  if (slice.lastPage === null) return slice.totalCount;
  return totalFrom(await readPage(slice.lastPage.number, slice.lastPage.size));
}

/** The window of a list that is there as a whole. */
export function sliceList<Item extends { readonly id: CrmId }>(list: readonly Item[], window: Window): Slice<Item> {
  const { start, end } = rangeOf(
    moved(window, (cursor) => {
      const index = list.findIndex(({ id }) => id === cursor.id);
      if (index >= 0) return index;
      // The cursor's record is gone, and the one that followed it is in its place.
      return window.after === undefined ? cursor.offset : cursor.offset - 1;
    }),
    list.length,
  );
  return {
    items: list.slice(start, end),
    offset: start,
    hasNextPage: end < list.length,
    hasPreviousPage: start > 0 && list.length > 0,
    totalCount: list.length,
    lastPage: null,
  };
}

/** Whether the window is `last` alone, whose place only the list's length tells. */
function isTail(window: Window): boolean {
  return window.last !== undefined && window.before === undefined;
}

/** Whether the window ends at its cursor, or at the end of the list, instead of beginning there. */
function isBackward(window: Window): boolean {
  return window.last !== undefined || window.before !== undefined;
}

function countOf(window: Window): number {
  return window.first ?? window.last ?? DEFAULT_WINDOW;
}

/** The positions of a window in a list of `total` records. The total matters for `last` alone. */
function rangeOf(window: Window, total = 0): Range {
  const count = countOf(window);
  if (isBackward(window)) {
    const end = window.before?.offset ?? total;
    return { start: Math.max(0, end - count), end };
  }
  const start = window.after === undefined ? 0 : window.after.offset + 1;
  return { start, end: start + count };
}

/** The window with its cursor, if it has one, at another position. */
function moved(window: Window, locate: (cursor: Position) => number): Window {
  const { after, before } = window;
  if (after !== undefined) return { ...window, after: { ...after, offset: locate(after) } };
  if (before !== undefined) return { ...window, before: { ...before, offset: locate(before) } };
  return window;
}

/** Records that a range counts for when pages are planned: even an empty one needs a look at its place. */
function spanOf(range: Range): number {
  return Math.max(1, range.end - range.start);
}

/** The page to read first: the smallest that holds the whole range, else the first of two neighbours as large as the range. */
function planPage(range: Range): { readonly number: number; readonly size: number } {
  const span = spanOf(range);
  for (let size = span; size <= MAX_WINDOW; size += 1) {
    const index = Math.floor(range.start / size);
    if (range.start + span <= (index + 1) * size) return { number: index + 1, size };
  }
  return { number: Math.floor(range.start / span) + 1, size: span };
}

/** Reads the pages that a window still needs, from the cursor's side on, and cuts the slice from what is there. */
async function readSlice<Item extends { readonly id: CrmId }>(
  pages: PagesRead<Item>,
  window: Window,
  limit: number,
): Promise<Slice<Item>> {
  for (;;) {
    const total = pages.total();
    if (total === null && isTail(window)) throw new PagingError("The last page of a list could not be found.");
    const range = rangeOf(
      moved(window, ({ id, offset }) => pages.find(id)?.position ?? offset),
      total ?? undefined,
    );
    const unread = pagesOf(range, pages).filter((number) => !pages.has(number));
    const next = isBackward(window) ? unread.at(-1) : unread[0];
    if (next === undefined) return sliceOf(pages, window, range);
    if (pages.calls >= limit) return sliceOf(pages, window, shortened(range, next, pages.size, isBackward(window)));
    await pages.read(next);
  }
}

/** The numbers of the existing pages that hold a range, in their order. */
function pagesOf(range: Range, pages: { readonly size: number; readonly totalPages: number }): readonly number[] {
  const first = Math.floor(range.start / pages.size) + 1;
  const last = Math.min(pages.totalPages, Math.floor((range.start + spanOf(range) - 1) / pages.size) + 1);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/** The range up to the first page, seen from the cursor, that was not read. */
function shortened(range: Range, unread: number, size: number, backward: boolean): Range {
  const short = backward ? { ...range, start: unread * size } : { ...range, end: (unread - 1) * size };
  if (short.start >= short.end) throw new PagingError("The list changes faster than it can be read.");
  return short;
}

/** The slice of a range whose pages were read. */
function sliceOf<Item extends { readonly id: CrmId }>(
  pages: PagesRead<Item>,
  window: Window,
  range: Range,
): Slice<Item> {
  const { size, totalPages } = pages;
  const rows = distinct(pagesOf(range, pages).flatMap((number) => pages.rows(number))).filter(
    ({ position }) => position >= range.start && position < range.end,
  );
  const totalCount = pages.total();
  return {
    items: rows.map(({ item }) => item),
    offset: offsetOf(rows, isBackward(window)) ?? range.start,
    hasNextPage: isTail(window) ? false : pages.reaches(range.end),
    hasPreviousPage: range.start > 0 && totalPages > 0,
    totalCount,
    lastPage: totalCount === null && totalPages < Infinity ? { number: totalPages, size } : null,
  };
}

/** The rows without those that moved from one page to the next between two calls and so came twice. */
function distinct<Item extends { readonly id: CrmId }>(rows: readonly Row<Item>[]): readonly Row<Item>[] {
  const seen = new Set<CrmId>();
  return rows.filter(({ item }) => !seen.has(item.id) && seen.add(item.id));
}

/** Position of the first row. Where rows moved between two calls, the position of the row that was read last is right. */
function offsetOf(rows: readonly Row<unknown>[], backward: boolean): number | undefined {
  if (backward) return rows[0]?.position;
  const last = rows.at(-1);
  return last === undefined ? undefined : last.position - rows.length + 1;
}
