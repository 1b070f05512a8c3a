import type { CallAllowance } from "../domain/callAllowance.js";
import type { Carried } from "../domain/carried.js";
import { CrmError } from "../domain/crmError.js";
import type { CrmId } from "../domain/crmId.js";
import type { Page, PageRequest } from "../domain/page.js";
import type { IsEnough, KnownList } from "./knownLists.js";
import { ReadCache, settleAll } from "./readCache.js";

/** What a sweep works with. */
interface SweepParts<Item extends { readonly id: CrmId }> {
  readonly list: KnownList<Item>;
  readonly details: ReadCache<CrmId, Carried<Item> | null>;
  readonly pages: ReadCache<PageRequest, Page<Carried<Item>>>;
  readonly allowance: CallAllowance;
}

/**
 * Reads records of which something is wanted that pages of the whole list carry: off those pages, where that is known to take
 * clearly fewer calls, else from each record's own page.
 */
export class ListSweep<Item extends { readonly id: CrmId }> {
  readonly #records: ReadCache<CrmId, Carried<Item> | null>;
  /** Numbers of the pages that were read, or are being read, for this. */
  readonly #swept = new Set<number>();
  readonly #found = new Map<CrmId, Carried<Item>>();

  constructor(private readonly parts: SweepParts<Item>) {
    this.#records = new ReadCache(
      (ids) => this.#readMany(ids),
      (id) => id,
    );
  }

  /** The record with at least what is wanted of it, if the account has that. Null when there is no such record. */
  async read(id: CrmId, isEnough: IsEnough<Item>): Promise<Carried<Item> | null> {
    const { list, details } = this.parts;
    if (details.knows(id) || !list.carries(isEnough)) return details.load(id);
    const record = await this.#records.load(id);
    return record === null || isEnough(record) ? record : details.load(id);
  }

  forgetFailures(): void {
    this.#records.forgetFailures();
  }

  /** What the pages do not bring, since it has moved meanwhile or is gone, its own page tells. */
  async #readMany(ids: readonly CrmId[]): Promise<readonly (Carried<Item> | null | Error)[]> {
    const { details } = this.parts;
    const unread = ids.filter((id) => !details.knows(id));
    if (this.#pays(this.#missing(unread).length)) await this.#sweep(unread);
    return settleAll(ids.map(async (id) => this.#found.get(id) ?? details.load(id)));
  }

  /** Whether to sweep for so many records. Half of them may turn out to have moved before it is the dearer way. */
  #pays(records: number): boolean {
    const pages = this.parts.list.pages - this.#swept.size;
    return pages * 2 <= records && this.#fits(pages, records);
  }

  /** A sweep in vain must not bring an operation over its limit; one that is over it otherwise may well be saved by it. */
  #fits(pages: number, records: number): boolean {
    const { allowance } = this.parts;
    return allowance.allows(pages + records) || !allowance.allows(records);
  }

  async #sweep(ids: readonly CrmId[]): Promise<void> {
    const size = this.parts.list.largestPage;
    const first = await this.#readPage(1, size);
    if (first === null || first.totalPages === null) return;
    // What was known of the list may be old, and the account may give larger pages than were known, or smaller ones.
    const pages = first.totalPages - this.#swept.size;
    const records = this.#missing(ids).length;
    if (pages >= records || !this.#fits(pages, records)) return;
    await Promise.all(Array.from({ length: first.totalPages - 1 }, (_, index) => this.#readPage(index + 2, size)));
  }

  #missing(ids: readonly CrmId[]): readonly CrmId[] {
    return ids.filter((id) => !this.#found.has(id));
  }

  /** Null when the page did not come: then the records' own pages are left. */
  async #readPage(number: number, size: number): Promise<Page<Carried<Item>> | null> {
    const { list, pages } = this.parts;
    this.#swept.add(number);
    try {
      const page = await pages.load({ number, size });
      for (const record of page.items) this.#found.set(record.id, record);
      return page;
    } catch (error) {
      if (!(error instanceof CrmError)) throw error;
      if (error.kind === "badResponse" || error.kind === "timeout") list.lowerLargestPage();
      return null;
    }
  }
}
