import type { Carried } from "../domain/carried.js";
import type { Contact } from "../domain/contact.js";
import type { CrmId } from "../domain/crmId.js";
import type { Deal } from "../domain/deal.js";
import type { Page, PageRequest } from "../domain/page.js";

/** Records that a page of a whole list is asked for at most: the account's APIs give no more at once. */
const LARGEST_PAGE = 500;

/** Whether a record tells what is wanted of it. */
export type IsEnough<Item extends { readonly id: CrmId }> = (record: Carried<Item>) => boolean;

/** What one user has learned of the list of all contacts, or of all deals, from the pages of it that were read anyway. */
export class KnownList<Item extends { readonly id: CrmId }> {
  /** Records in the list when a page of it was last read, or a few more. */
  #records = 0;
  /** Records in the largest page that the account is known to give. */
  #given = 0;
  #largest = LARGEST_PAGE;
  /** Of the page that was last read, a record that it told least of: what it carries of this one, it carries of any. */
  #sample: Carried<Item> | undefined;

  /** Records to ask for where as many as possible are wanted at once. */
  get largestPage(): number {
    return this.#largest;
  }

  /** How many pages hold the whole list, as large as the account is known to give them. Infinity when none was read. */
  get pages(): number {
    return this.#given === 0 ? Infinity : Math.max(1, Math.ceil(this.#records / this.#given));
  }

  /** Whether the pages of the list are known to carry what is wanted of a record. */
  carries(isEnough: IsEnough<Item>): boolean {
    return this.#sample !== undefined && isEnough(this.#sample);
  }

  /** Learns from a page. One of a search tells nothing of the whole list, nor does one that only says that there are more. */
  learn({ size, search }: PageRequest, page: Page<Carried<Item>>): void {
    if (search !== undefined || page.totalPages === null) return;
    const isLast = page.number === page.totalPages;
    this.#records = page.totalPages * page.size - (isLast ? page.size - page.items.length : 0);
    this.#given = page.size < size ? page.size : Math.max(this.#given, page.size);
    this.#sample = leanestOf(page.items) ?? this.#sample;
  }

  /** After a page of the largest size did not come: from now on only what the account is known to give is asked for. */
  lowerLargestPage(): void {
    this.#largest = Math.max(1, this.#given);
  }
}

/** What one user has learned of the lists of an account. */
export class KnownLists {
  readonly contacts = new KnownList<Contact>();
  readonly deals = new KnownList<Deal>();
}

/** A record with the fewest fields. It is looked for on each page that is read, so it has to be found fast. */
function leanestOf<Item extends { readonly id: CrmId }>(records: readonly Carried<Item>[]): Carried<Item> | undefined {
  let leanest: Carried<Item> | undefined;
  let fewest = Infinity;
  for (const record of records) {
    const { length } = Object.keys(record);
    if (length < fewest) [leanest, fewest] = [record, length];
  }
  return leanest;
}
