import type { DealPort } from "../../crm/crm.js";
import type { Deal as DealRecord } from "../../domain/deal.js";
import type { CallAllowance } from "../callAllowance.js";
import type { ContactLoader } from "../contact/contact.loader.js";
import { RecordLoader } from "../recordLoader.js";
import { Deal } from "./deal.type.js";

/** The deals of one request. */
export type DealLoader = RecordLoader<DealRecord, Deal>;

export function createDealLoader(port: DealPort, allowance: CallAllowance, contacts: ContactLoader): DealLoader {
  return new RecordLoader(port, allowance, (record) => new Deal(record, (contact) => contacts.carried(contact)));
}
