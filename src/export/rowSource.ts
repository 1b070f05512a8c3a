import type { CrmId } from "../domain/crmId.js";
import type { Page } from "../domain/page.js";
import type { Row } from "./row.js";

/** A record of a list. Its source knows what the list's page carried of it. */
export interface ListedRecord {
  readonly id: CrmId;
}

/** One kind of record as rows. Its methods throw a CrmError and nothing else. */
export interface RowSource {
  /** Paths of the fields, in the order of the rows. */
  readonly columns: readonly string[];
  /** Records that a page of the list holds at most. */
  readonly pageSize: number;
  page(number: number, size: number): Promise<Page<ListedRecord>>;
  /**
   * The rows of records that a page brought, without those that are gone by now. Reads what the page did not carry; after a failure
   * the same records may be asked for again, and what came is not read twice.
   */
  rows(listed: readonly ListedRecord[]): Promise<readonly Row[]>;
}
