import type { FieldGroup, RecordReads } from "../crm/crm.js";
import type { CallAllowance } from "../domain/callAllowance.js";
import type { Carried } from "../domain/carried.js";
import type { CrmId } from "../domain/crmId.js";
import type { Page, PageRequest } from "../domain/page.js";
import type { KnownList } from "./knownLists.js";
import { LazyRecord, type Wanted } from "./lazyRecord.js";
import { ListSweep } from "./listSweep.js";
import { ReadCache, settleAll } from "./readCache.js";

/** What the contacts or the deals of a request are read with. */
export interface RecordSource<Item extends { readonly id: CrmId }> {
  readonly port: RecordReads<Item>;
  readonly list: KnownList<Item>;
  readonly allowance: CallAllowance;
}

/** The reads of one group of fields. */
interface GroupReads<Item extends { readonly id: CrmId }> {
  readonly fields: ReadonlySet<keyof Item>;
  readonly records: ReadCache<CrmId, Carried<Item> | null>;
}

/** The contacts or the deals of one request: reads each group of fields of a record and each list page once. */
export class RecordLoader<Item extends { readonly id: CrmId }, Handle> {
  readonly #groups: readonly GroupReads<Item>[];
  readonly #pages: ReadCache<PageRequest, Page<Carried<Item>>>;
  /**
   * Null after a write of this request: the account's lists may lag behind, so only a record's own page will do. Null, too, where
   * one call reads many records as well as a list page does.
   */
  #sweep: ListSweep<Item> | null;

  /** @param wrap makes the object that GraphQL resolves fields of */
  constructor(
    { port, list, allowance }: RecordSource<Item>,
    private readonly wrap: (record: LazyRecord<Item>) => Handle,
  ) {
    const readsOf = (group: FieldGroup<Item>) =>
      new ReadCache<CrmId, Carried<Item> | null>(
        async (ids) => {
          allowance.require(Math.ceil(ids.length / port.idsPerCall));
          return port.getMany(ids, group);
        },
        (id) => id,
      );
    this.#groups = port.groups.map((group) => ({ fields: new Set(group), records: readsOf(group) }));
    this.#pages = new ReadCache(
      async (requests) => {
        allowance.require(requests.length);
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
    const [whole, ...others] = this.#groups;
    this.#sweep =
      whole !== undefined && others.length === 0 && port.idsPerCall === 1
        ? new ListSweep({ list, details: whole.records, pages: this.#pages, allowance })
        : null;
  }

  /** The record with at least these fields, and with none but its number when none is named. Null when there is no such record. */
  async read(id: CrmId, fields: readonly (keyof Item)[]): Promise<Carried<Item> | null> {
    const [first] = this.#groups;
    const groups = this.#groups.filter((group) => fields.some((field) => group.fields.has(field)));
    const parts = await Promise.all(
      (groups.length > 0 || first === undefined ? groups : [first]).map(({ records }) => records.load(id)),
    );
    return parts.reduce((whole, part) => whole && part && { ...whole, ...part });
  }

  /** Whether the account's API tells a field at all. */
  tells(field: keyof Item): boolean {
    return this.#groups.some(({ fields }) => fields.has(field));
  }

  page(request: PageRequest): Promise<Page<Carried<Item>>> {
    return this.#pages.load(request);
  }

  /** The record, or null when there is none. */
  async find(id: CrmId): Promise<Handle | null> {
    const record = await this.read(id, []);
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
    const read = ({ fields }: Wanted<Item>) => this.read(record.id, fields);
    return this.wrap(new LazyRecord({ id: record.id, written: record, read }));
  }

  /** After a write to a record, or with null after the adding of one: its detail page and all lists are read anew. */
  forget(id: CrmId | null): void {
    this.#sweep = null;
    if (id !== null) for (const { records } of this.#groups) records.forget(id);
    this.#pages.forgetAll();
    this.forgetFailures();
  }

  forgetAll(): void {
    this.#sweep = null;
    for (const { records } of this.#groups) records.forgetAll();
    this.#pages.forgetAll();
  }

  /** Lets reads that failed be tried again. */
  forgetFailures(): void {
    for (const { records } of this.#groups) records.forgetFailures();
    this.#pages.forgetFailures();
    this.#sweep?.forgetFailures();
  }

  #readerOf(id: CrmId): (wanted: Wanted<Item>) => Promise<Carried<Item> | null> {
    return ({ fields, isEnough }) => this.#sweep?.read(id, isEnough) ?? this.read(id, fields);
  }
}
