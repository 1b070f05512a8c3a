import type { ContactPort } from "../../crm/crm.js";
import type { Contact as ContactRecord } from "../../domain/contact.js";
import type { CallAllowance } from "../callAllowance.js";
import { RecordLoader } from "../recordLoader.js";
import { Contact } from "./contact.type.js";

/** The contacts of one request. */
export type ContactLoader = RecordLoader<ContactRecord, Contact>;

export function createContactLoader(port: ContactPort, allowance: CallAllowance): ContactLoader {
  return new RecordLoader(port, allowance, (record) => new Contact(record));
}
