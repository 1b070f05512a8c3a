import type { AliasableExpression } from "kysely";
import type { Page, PageRequest } from "../records.js";
import type { AccountDb } from "./database.js";

/** Where a page begins: after so many of the records from this id on. */
export interface Place {
  readonly fromId: number;
  readonly skip: number;
}

/** Records by ascending id. */
export interface RecordList {
  /** How many there are. */
  count(): Promise<number>;
  /** The place of the record that has so many before it. */
  placeOf(offset: number): Promise<Place>;
}

/** The list of what a search finds: nothing is known about it but what a look at every record tells. */
export function foundList(db: AccountDb, ids: AliasableExpression<{ id: number }>): RecordList {
  const total = db.selectFrom(ids.as("found")).select((eb) => eb.fn.countAll<number>().as("total"));
  return {
    count: async () => (await total.executeTakeFirstOrThrow()).total,
    placeOf: (offset) => Promise.resolve({ fromId: 0, skip: offset }),
  };
}

/**
 * Reads one page of a list. A page that does not exist is answered with page 1, as the navigation of the CMS that the
 * account's pages come from does; an empty list has one empty page.
 */
export async function readPage<T>(
  list: RecordList,
  request: PageRequest,
  read: (place: Place, limit: number) => Promise<T[]>,
): Promise<Page<T>> {
  const { size } = request;
  const pages = Math.max(1, Math.ceil((await list.count()) / size));
  const page = request.page >= 1 && request.page <= pages ? request.page : 1;
  return { items: await read(await list.placeOf((page - 1) * size), size), page, pages, size };
}
