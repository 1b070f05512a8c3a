/** One page of a list as the account cuts it. */
export interface PageRequest {
  /** Number of the page, from 1. */
  readonly number: number;
  /** Records to a page. The account may answer with fewer, and then says so. */
  readonly size: number;
  /** Keyword to search for; absent lists everything. */
  readonly search?: string;
}

/** A page that came back. `number` and `size` are what the account says, not what was asked for. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly number: number;
  readonly size: number;
  /**
   * Pages in the list. Null when the account says no more than that another page follows this one, which may turn out to be empty. Of
   * an empty page past the end, at least the pages before it.
   */
  readonly totalPages: number | null;
}

/** The end of a list is asked for, and the account does not tell where its lists end. */
export class EndUnknown extends Error {
  override readonly name = "EndUnknown";
}

/** The account's pages contradict each other or themselves, so that no honest list can be made of them. */
export class PagingError extends Error {
  override readonly name = "PagingError";
}
