import type { Crm, Found, RecordReads } from "../crm/crm.js";
import type { Carried } from "../domain/carried.js";
import { CrmError } from "../domain/crmError.js";
import type { CrmId } from "../domain/crmId.js";
import type { Page } from "../domain/page.js";
import { ACTIVITY_COLUMNS } from "./activityRows.js";
import { CATALOG_COLUMNS, catalogRow } from "./catalogRow.js";
import { CONTACT_COLUMNS, contactRow } from "./contactRow.js";
import { DEAL_COLUMNS, dealRow } from "./dealRow.js";
import type { Row } from "./row.js";

/** What can be exported. */
export type ExportKind = "contacts" | "deals" | "catalogs";

/** A record of a list. Its row is null when the list's page carries too little of it. */
export interface ListedRow {
  readonly id: CrmId;
  readonly row: Row | null;
}

/** One kind of record as rows. Its methods throw a CrmError and nothing else. */
export interface RowSource {
  /** Paths of the fields, in the order of the rows. */
  readonly columns: readonly string[];
  page(number: number, size: number): Promise<Page<ListedRow>>;
  /** The rows of records from their own pages, one call each; null for one that is gone. */
  rows(ids: readonly CrmId[]): Promise<readonly Found<Row>[]>;
}

/** @param withDetails adds what only a record's own page carries: notes and tasks */
export function rowSource(crm: Crm, kind: ExportKind, withDetails: boolean): RowSource {
  const details = withDetails ? ACTIVITY_COLUMNS : [];
  switch (kind) {
    case "contacts":
      return recordSource(crm.contacts, [...CONTACT_COLUMNS, ...details], (record) => contactRow(record, withDetails));
    case "deals":
      return recordSource(crm.deals, [...DEAL_COLUMNS, ...details], (record) => dealRow(record, withDetails));
    case "catalogs":
      return catalogSource(crm);
  }
}

function recordSource<Item extends { readonly id: CrmId }>(
  port: Pick<RecordReads<Item>, "page" | "getMany">,
  columns: readonly string[],
  toRow: (record: Carried<Item>) => Row | null,
): RowSource {
  return {
    columns,
    async page(number, size) {
      const page = await port.page({ number, size });
      return { ...page, items: page.items.map((record) => ({ id: record.id, row: toRow(record) })) };
    },
    async rows(ids) {
      const found = await port.getMany(ids);
      return found.map((record) => {
        if (record === null || record instanceof CrmError) return record;
        return toRow(record) ?? new CrmError("badResponse", "The page of a record does not carry all of it.");
      });
    },
  };
}

/** Catalogs come all at once: a list of one page. Their rows are whole, so none is ever asked for alone. */
function catalogSource(crm: Crm): RowSource {
  return {
    columns: CATALOG_COLUMNS,
    async page() {
      const catalogs = await crm.catalogs.list();
      const items = catalogs.map((catalog) => ({ id: catalog.id, row: catalogRow(catalog) }));
      return { items, number: 1, size: Math.max(1, items.length), totalPages: 1 };
    },
    rows: (ids) => Promise.resolve(ids.map(() => null)),
  };
}
