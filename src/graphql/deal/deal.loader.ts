import type { Deal as DealRecord } from "../../domain/deal.js";
import type { ContactLoader } from "../contact/contact.loader.js";
import { RecordLoader, type RecordSource } from "../recordLoader.js";
import { Deal } from "./deal.type.js";

/** The deals of one request. */
export type DealLoader = RecordLoader<DealRecord, Deal>;

export function createDealLoader(source: RecordSource<DealRecord>, contacts: ContactLoader): DealLoader {
  return new RecordLoader(source, (record) => new Deal(record, (contact) => contacts.carried(contact)));
}
