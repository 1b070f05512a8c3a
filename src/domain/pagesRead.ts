import type { CrmId } from "./crmId.js";
import { PagingError, type Page } from "./page.js";

/** Reads one page: its number from 1, and how many records to a page. */
export type ReadPage<Item> = (number: number, size: number) => Promise<Page<Item>>;

/** A record and its absolute position in the list, from 0. */
export interface Row<Item> {
  readonly position: number;
  readonly item: Item;
}

/**
 * The pages of one list that were read so far, all of one size: the size the account answered with first. It may differ from
 * the size asked for, since the account has a ceiling or follows the user's preference.
 */
export class PagesRead<Item extends { readonly id: CrmId }> {
  /** Calls made, those that brought nothing of use included. */
  calls = 1;
  readonly size: number;
  /** Infinity while the account only says that there are more. */
  #totalPages: number;
  /** Whether the number of pages is told by one that has records, or by the empty list: one past the end need not know it. */
  #isTold: boolean;
  readonly #pages = new Map<number, readonly Item[]>();

  private constructor(
    first: Page<Item>,
    private readonly readPage: ReadPage<Item>,
  ) {
    this.size = first.size;
    this.#totalPages = first.totalPages ?? Infinity;
    this.#isTold = tellsTotal(first);
    this.#pages.set(first.number, first.items);
  }

  /** Reads the first page. A page past the end may be answered with another one; any other mix-up is a PagingError. */
  static async open<Item extends { readonly id: CrmId }>(
    readPage: ReadPage<Item>,
    number: number,
    size: number,
  ): Promise<PagesRead<Item>> {
    const page = checkedPage(await readPage(number, size));
    if (page.size === size) requireAnswerTo(number, page);
    return new PagesRead(page, readPage);
  }

  /** How many pages the list has, by the latest answer. 0 when the list is empty, Infinity when that is not known. */
  get totalPages(): number {
    return this.#totalPages;
  }

  has(number: number): boolean {
    return this.#pages.has(number);
  }

  /** Reads one more page. Brings nothing when the list has become too short for it. */
  async read(number: number): Promise<void> {
    this.calls += 1;
    const page = checkedPage(await this.readPage(number, this.size));
    if (page.totalPages !== 0 && page.size !== this.size) throw new PagingError("The page size changed while reading.");
    requireAnswerTo(number, page);
    // That another page follows tells nothing new where the end is known to be further on.
    if (page.totalPages !== null) this.#totalPages = page.totalPages;
    else if (page.number >= this.#totalPages) this.#totalPages = Infinity;
    this.#isTold = tellsTotal(page);
    if (page.number !== number) return;
    const [head] = page.items;
    for (const items of this.#pages.values()) {
      // Rows inserted meanwhile repeat the end of the page before. Its first row comes again only if the page itself does.
      if (head !== undefined && head.id === items[0]?.id) throw new PagingError("Two pages of a list are the same.");
    }
    this.#pages.set(number, page.items);
  }

  /** Number of records in the whole list, or null when the pages read do not tell. */
  total(): number | null {
    const last = this.#pages.get(this.#totalPages);
    return this.#isTold || last !== undefined ? countRecords(this.#totalPages, this.size, last) : null;
  }

  /** Whether the list has a record at a position. The page of that position was read, or the position begins a page. */
  reaches(position: number): boolean {
    const number = Math.floor(position / this.size) + 1;
    if (number !== this.#totalPages || !this.has(number)) return number <= this.#totalPages;
    return this.rows(number).some((row) => row.position >= position);
  }

  /** The record with this id, if a page that was read holds it. */
  find(id: CrmId): Row<Item> | undefined {
    for (const number of this.#pages.keys()) {
      const row = this.rows(number).find(({ item }) => item.id === id);
      if (row !== undefined) return row;
    }
    return undefined;
  }

  /** The records of one page. None when the page was not read. */
  rows(number: number): readonly Row<Item>[] {
    const start = (number - 1) * this.size;
    return (this.#pages.get(number) ?? []).map((item, index) => ({ position: start + index, item }));
  }
}

/** Number of records in a list: all pages but the last are full. Null when the last page is needed and was not given. */
function countRecords(totalPages: number, size: number, last: readonly unknown[] | undefined): number | null {
  if (totalPages === 0) return 0;
  if (last !== undefined) return (totalPages - 1) * size + last.length;
  // Of several pages each holds a record; a single one may be an empty list's.
  return size === 1 && totalPages > 1 && totalPages < Infinity ? totalPages : null;
}

/** Number of records in the list that a page is the last of, or null when the page does not tell. */
export function totalFrom<Item>(answer: Page<Item>): number | null {
  const page = checkedPage(answer);
  if (page.totalPages === null || !tellsTotal(page)) return null;
  return countRecords(page.totalPages, page.size, page.number === page.totalPages ? page.items : undefined);
}

/** Whether a page knows how many there are: an empty one past the end may know only that there are not more before it. */
function tellsTotal({ items, totalPages }: Page<unknown>): boolean {
  return items.length > 0 || totalPages === 0;
}

/** The same page, known to make sense. An empty list has no pages, whatever the account calls its only, empty one. */
function checkedPage<Item>(page: Page<Item>): Page<Item> {
  const { items, number, size, totalPages } = page;
  if (items.length === 0 && (totalPages === 0 || (totalPages === 1 && number <= 1))) {
    return { items, number: 1, size: Math.max(1, size), totalPages: 0 };
  }
  if (!isCount(size) || !isCount(number) || (totalPages !== null && !isCount(totalPages))) {
    throw new PagingError("A page has no proper number or size.");
  }
  if (items.length > size) throw new PagingError("A page holds more than its size.");
  if (totalPages === null) return page;
  // Only the last page, or one past the end, may be empty, and nothing past the end may hold records.
  if (items.length > 0 ? number > totalPages : number < totalPages) {
    throw new PagingError("A page does not fit the number of pages.");
  }
  return page;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

/** Past its end a list answers with any page it likes; before it, only the page asked for is an answer. */
function requireAnswerTo(number: number, page: Page<unknown>): void {
  if (page.number !== number && number <= (page.totalPages ?? Infinity))
    throw new PagingError("Another page came than was asked for.");
}
