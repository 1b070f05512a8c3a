import type { Crm, RecordReads } from "../crm/crm.js";
import type { CrmId } from "../domain/crmId.js";
import { MAX_WINDOW } from "../domain/window.js";
import { ACTIVITY_COLUMNS, ACTIVITY_FIELDS } from "./activityRows.js";
import { CATALOG_COLUMNS, catalogRow } from "./catalogRow.js";
import { CONTACT_COLUMNS, CONTACT_FIELDS, contactRow } from "./contactRow.js";
import { ContactNames } from "./contactNames.js";
import { DEAL_COLUMNS, DEAL_FIELDS, dealRow } from "./dealRow.js";
import { recordSource } from "./recordSource.js";
import type { Row } from "./row.js";
import type { ListedRecord, RowSource } from "./rowSource.js";

/** What can be exported. */
export type ExportKind = "contacts" | "deals" | "catalogs";

interface SourceOptions {
  /** Adds what no list carries: notes and tasks. */
  readonly withDetails: boolean;
  /** Told once when lists carry too little and the account's API reads no more than one record a call. */
  readonly onOneByOne: () => void;
}

/** The largest pages that each API has. */
const PAGE_SIZES: Readonly<Record<Crm["api"], number>> = { legacy: MAX_WINDOW, v4: 250 };

export function rowSource(crm: Crm, kind: ExportKind, { withDetails, onOneByOne }: SourceOptions): RowSource {
  const pageSize = PAGE_SIZES[crm.api];
  const [columns, fields] = withDetails ? [ACTIVITY_COLUMNS, ACTIVITY_FIELDS] : [[], []];
  const tell = once(onOneByOne);
  const contacts = telling(crm.contacts, tell);
  switch (kind) {
    case "contacts":
      return recordSource({
        reads: contacts,
        pageSize,
        columns: [...CONTACT_COLUMNS, ...columns],
        fields: [...CONTACT_FIELDS, ...fields],
        toRows: (records) => Promise.resolve(records.map((contact) => contactRow(contact, withDetails))),
      });
    case "deals": {
      const names = new ContactNames(contacts);
      return recordSource({
        reads: telling(crm.deals, tell),
        pageSize,
        columns: [...DEAL_COLUMNS, ...columns],
        fields: [...DEAL_FIELDS, ...fields],
        async toRows(records) {
          const nameOf = await names.of(records.flatMap((deal) => deal.contacts ?? []));
          return records.map((deal) => dealRow(deal, nameOf, withDetails));
        },
      });
    }
    case "catalogs":
      return catalogSource(crm);
  }
}

/** The same reads, that tell when they take a call for each record. */
function telling<Item extends { readonly id: CrmId }>(
  reads: RecordReads<Item>,
  onOneByOne: () => void,
): RecordReads<Item> {
  return {
    groups: reads.groups,
    idsPerCall: reads.idsPerCall,
    page: (request) => reads.page(request),
    getMany(ids, group) {
      if (reads.idsPerCall === 1) onOneByOne();
      return reads.getMany(ids, group);
    },
  };
}

function once(tell: () => void): () => void {
  let isTold = false;
  return () => {
    if (!isTold) tell();
    isTold = true;
  };
}

/** Catalogs come all at once, and whole: a list of one page. */
function catalogSource(crm: Crm): RowSource {
  const rows = new WeakMap<ListedRecord, Row>();
  return {
    columns: CATALOG_COLUMNS,
    pageSize: MAX_WINDOW,
    async page() {
      const items = await crm.catalogs.list();
      for (const catalog of items) rows.set(catalog, catalogRow(catalog));
      return { items, number: 1, size: Math.max(1, items.length), totalPages: 1 };
    },
    rows: (listed) => Promise.resolve(listed.map((catalog) => rows.get(catalog)).filter((row) => row !== undefined)),
  };
}
