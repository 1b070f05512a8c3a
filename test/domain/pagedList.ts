import type { Page } from "../../src/domain/page.js";

export interface Item {
  readonly id: string;
}

/** Records with the numbers 1 to `length`. */
export function itemsOf(length: number): readonly Item[] {
  return Array.from({ length }, (_, index) => ({ id: String(index + 1) }));
}

interface Habits {
  /** Largest page the list gives, whatever is asked. */
  readonly ceiling?: number;
  /** Page size that the list gives instead of any other. */
  readonly preferred?: number;
  /** What a page past the end is answered with. Default: the first page. */
  readonly pastEnd?: "first" | "empty";
  /** Happens to the list after each call. */
  readonly afterCall?: (list: PagedList, call: number) => void;
}

/** A list that is read in pages, as accounts give them, and counts its calls. */
export class PagedList {
  calls = 0;

  constructor(
    public items: readonly Item[],
    private readonly habits: Habits = {},
  ) {}

  readonly readPage = (asked: number, askedSize: number): Promise<Page<Item>> => {
    this.calls += 1;
    const { ceiling = Infinity, preferred = askedSize, pastEnd = "first", afterCall } = this.habits;
    const size = Math.min(preferred, ceiling);
    const totalPages = Math.max(1, Math.ceil(this.items.length / size));
    const number = asked > totalPages && pastEnd === "first" ? 1 : asked;
    const page = { items: this.items.slice((number - 1) * size, number * size), number, size, totalPages };
    afterCall?.(this, this.calls);
    return Promise.resolve(page);
  };

  /** Calls made since the last time this was asked. */
  takeCalls(): number {
    const { calls } = this;
    this.calls = 0;
    return calls;
  }
}
