import type { CatalogPort } from "../../crm/crm.js";
import type { Carried } from "../../domain/carried.js";
import { isWholeCatalog, type Catalog as CatalogRecord } from "../../domain/catalog.js";
import type { CrmId } from "../../domain/crmId.js";
import { LazyRecord } from "../lazyRecord.js";
import { ReadCache, settleAll } from "../readCache.js";
import { Catalog } from "./catalog.type.js";

/** The catalogs of one request: the account gives all of them in one answer, so one read serves any number. */
export class CatalogLoader {
  readonly #lists: ReadCache<"all", readonly CatalogRecord[]>;

  constructor(port: CatalogPort) {
    this.#lists = new ReadCache(
      (keys) => settleAll(keys.map(async () => (await port.list()).toSorted(byPosition))),
      (key) => key,
    );
  }

  /** All catalogs by their sort position. */
  list(): Promise<readonly CatalogRecord[]> {
    return this.#lists.load("all");
  }

  async find(id: CrmId): Promise<Catalog | null> {
    const record = await this.read(id);
    return record && this.carried(record);
  }

  carried(record: Carried<CatalogRecord>): Catalog {
    return new Catalog(new LazyRecord({ id: record.id, carried: record, read: () => this.read(record.id) }));
  }

  /**
   * The catalog that was just written. It is read back as soon as more than its number is selected, unless the change itself had
   * to read it and so knows all of it: a change is one call and one read at most.
   */
  written(record: Carried<CatalogRecord>): Catalog {
    if (isWholeCatalog(record)) return this.carried(record);
    return new Catalog(new LazyRecord({ id: record.id, written: record, read: () => this.read(record.id) }));
  }

  forget(): void {
    this.#lists.forgetAll();
  }

  private async read(id: CrmId): Promise<CatalogRecord | null> {
    return (await this.list()).find((catalog) => catalog.id === id) ?? null;
  }
}

/** Catalogs without a position come last; the order of the account decides among equals. */
function byPosition(one: CatalogRecord, other: CatalogRecord): number {
  return (one.sort ?? Number.MAX_SAFE_INTEGER) - (other.sort ?? Number.MAX_SAFE_INTEGER);
}
