import type { FieldGroup, RecordReads } from "../crm/crm.js";
import type { Carried } from "../domain/carried.js";
import { CrmError } from "../domain/crmError.js";
import type { CrmId } from "../domain/crmId.js";
import type { Row } from "./row.js";
import type { ListedRecord, RowSource } from "./rowSource.js";

/** Contacts or deals, and what an export writes of them. */
interface RecordKind<Item extends { readonly id: CrmId }> {
  readonly reads: RecordReads<Item>;
  readonly pageSize: number;
  readonly columns: readonly string[];
  /** The fields that the columns need. */
  readonly fields: readonly (keyof Item)[];
  /** A row for each record, in their order; null when the record does not carry all of it. */
  readonly toRows: (records: readonly Carried<Item>[]) => Promise<readonly (Row | null)[]>;
}

/** Rows of records, of which no more is read than pages do not carry and columns need. */
export function recordSource<Item extends { readonly id: CrmId }>(kind: RecordKind<Item>): RowSource {
  const { reads, pageSize, columns, fields } = kind;
  /** What is known of each record; null for one that is gone. */
  const known = new WeakMap<ListedRecord, Carried<Item> | null>();

  const lacks = (listed: ListedRecord, group: FieldGroup<Item>): boolean => {
    const record = known.get(listed) ?? null;
    return record !== null && fields.some((field) => group.includes(field) && !(field in record));
  };

  async function complete(records: readonly ListedRecord[], group: FieldGroup<Item>): Promise<void> {
    const lacking = records.filter((listed) => lacks(listed, group));
    if (lacking.length === 0) return;
    const found = await reads.getMany(
      lacking.map(({ id }) => id),
      group,
    );
    lacking.forEach((listed, index) => {
      const [before, part = null] = [known.get(listed) ?? null, found[index]];
      if (!(part instanceof CrmError)) known.set(listed, before && part && { ...before, ...part });
    });
    const failure = found.find((part) => part instanceof CrmError);
    if (failure !== undefined) throw failure;
  }

  return {
    columns,
    pageSize,
    async page(number, size) {
      const page = await reads.page({ number, size });
      const items = page.items.map((record) => {
        const listed: ListedRecord = { id: record.id };
        known.set(listed, record);
        return listed;
      });
      return { ...page, items };
    },
    async rows(listed) {
      const parts = reads.groups.map((group) => complete(listed, group));
      // So that what came of the others is kept when one fails.
      await Promise.allSettled(parts);
      await Promise.all(parts);
      const rows = await kind.toRows(listed.flatMap((each) => known.get(each) ?? []));
      return rows.map((row) => {
        if (row === null) throw new CrmError("badResponse", "The page of a record does not carry all of it.");
        return row;
      });
    },
  };
}
