import type { Contact as ContactRecord } from "../../domain/contact.js";
import { RecordLoader, type RecordSource } from "../recordLoader.js";
import { Contact } from "./contact.type.js";

/** The contacts of one request. */
export type ContactLoader = RecordLoader<ContactRecord, Contact>;

export function createContactLoader(source: RecordSource<ContactRecord>): ContactLoader {
  return new RecordLoader(source, (record) => new Contact(record));
}
