import type { Found } from "../crm/crm.js";
import type { Carried } from "../domain/carried.js";
import type { CrmId } from "../domain/crmId.js";
import type { Page, PageRequest } from "../domain/page.js";
import type { CallAllowance } from "./callAllowance.js";
import type { IsEnough, KnownList } from "./knownLists.js";
import { LazyRecord } from "./lazyRecord.js";
import { ListSweep } from "./listSweep.js";
import { ReadCache, settleAll } from "./readCache.js";

/** The reading half of a record port. */
interface RecordReads<Item extends { readonly id: CrmId }> {
  page(request: PageRequest): Promise<Page<Carried<Item>>>;
  getMany(ids: readonly CrmId[]): Promise<readonly Found<Carried<Item>>[]>;
}

/** What the contacts or the deals of a request are read with. */
export interface RecordSource<Item extends { readonly id: CrmId }> {
  readonly port: RecordReads<Item>;
  readonly list: KnownList<Item>;
  readonly allowance: CallAllowance;
}

/** The contacts or the deals of one request: reads each detail page and each list page once. */
export class RecordLoader<Item extends { readonly id: CrmId }, Handle> {
  readonly #details: ReadCache<CrmId, Carried<Item> | null>;
  readonly #pages: ReadCache<PageRequest, Page<Carried<Item>>>;
  /** Null after a write of this request: the account's lists may lag behind, so only a record's own page will do. */
  #sweep: ListSweep<Item> | null;

  /** @param wrap makes the object that GraphQL resolves fields of */
  constructor(
    { port, list, allowance }: RecordSource<Item>,
    private readonly wrap: (record: LazyRecord<Item>) => Handle,
  ) {
    this.#details = new ReadCache<CrmId, Carried<Item> | null>(
      async (ids) => {
        allowance.take(ids.length);
        return port.getMany(ids);
      },
      (id) => id,
    );
    this.#pages = new ReadCache(
      async (requests) => {
        allowance.take(requests.length);
        return settleAll(
          requests.map(async (request) => {
            const page = await port.page(request);
            list.learn(request, page);
            return page;
          }),
        );
      },
      ({ number, size, search }) => JSON.stringify([number, size, search]),
    );
    this.#sweep = new ListSweep({ list, details: this.#details, pages: this.#pages, allowance });
  }

  /** Everything the account knows about a record. Null when there is none. */
  detail(id: CrmId): Promise<Carried<Item> | null> {
    return this.#details.load(id);
  }

  page(request: PageRequest): Promise<Page<Carried<Item>>> {
    return this.#pages.load(request);
  }

  /** The record with everything, or null when there is none. */
  async find(id: CrmId): Promise<Handle | null> {
    const record = await this.detail(id);
    return record && this.carried(record);
  }

  /** The record of which an answer carried some fields. */
  carried(record: Carried<Item>): Handle {
    return this.wrap(new LazyRecord({ id: record.id, carried: record, read: this.#readerOf(record.id) }));
  }

  /** The record with this number, of which nothing is known yet. */
  reference(id: CrmId): Handle {
    return this.wrap(new LazyRecord({ id, read: this.#readerOf(id) }));
  }

  /** The record that was just written. It is read back as soon as more than its number is selected. */
  written(record: Carried<Item>): Handle {
    return this.wrap(new LazyRecord({ id: record.id, written: record, read: () => this.detail(record.id) }));
  }

  /** After a write to a record, or with null after the adding of one: its detail page and all lists are read anew. */
  forget(id: CrmId | null): void {
    this.#sweep = null;
    if (id !== null) this.#details.forget(id);
    this.#pages.forgetAll();
    this.forgetFailures();
  }

  forgetAll(): void {
    this.#sweep = null;
    this.#details.forgetAll();
    this.#pages.forgetAll();
  }

  /** Lets reads that failed be tried again. */
  forgetFailures(): void {
    this.#details.forgetFailures();
    this.#pages.forgetFailures();
    this.#sweep?.forgetFailures();
  }

  #readerOf(id: CrmId): (isEnough: IsEnough<Item>) => Promise<Carried<Item> | null> {
    return (isEnough) => this.#sweep?.read(id, isEnough) ?? this.detail(id);
  }
}
