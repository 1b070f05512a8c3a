import { carries, type Carried } from "../domain/carried.js";
import { editableContact, type Contact } from "../domain/contact.js";
import { versionOf } from "../domain/version.js";
import { toGlobalId } from "../domain/globalId.js";
import { ACTIVITY_FIELDS, activityRows } from "./activityRows.js";
import { dateTime, userRow, type Row } from "./row.js";

/** The columns of a contact, by the path of each field in a query. */
export const CONTACT_COLUMNS: readonly string[] = [
  ...["id", "crmId", "name", "isCompany", "position", "company.crmId", "company.name"],
  ...["phoneNumbers.number", "phoneNumbers.label", "emailAddresses.address", "emailAddresses.label"],
  ...["webAddresses.url", "webAddresses.label", "address.street"],
  ...["instantMessengers.address", "instantMessengers.protocol"],
  ...["responsibleUser.crmId", "responsibleUser.name", "tags", "createdAt", "updatedAt", "version"],
];

/** The fields that the columns need. */
export const CONTACT_FIELDS = [
  ...(["name", "isCompany", "position", "company", "phoneNumbers", "emailAddresses", "webAddresses"] as const),
  ...(["address", "instantMessengers", "responsibleUser", "tags", "createdAt", "updatedAt"] as const),
] satisfies readonly (keyof Contact)[];

/** A contact as a row, or null when the answer did not carry all of it. */
export function contactRow(contact: Carried<Contact>, withDetails: boolean): Row | null {
  const editable = editableContact(contact);
  if (editable === undefined || !carries(contact, CONTACT_FIELDS)) return null;
  if (withDetails && !carries(contact, ACTIVITY_FIELDS)) return null;
  return {
    id: toGlobalId("Contact", contact.id),
    crmId: contact.id,
    name: contact.name,
    isCompany: contact.isCompany,
    position: contact.position,
    company: contact.company && { crmId: contact.company.id, name: contact.company.name },
    phoneNumbers: contact.phoneNumbers.map(({ number, label }) => ({ number, label })),
    emailAddresses: contact.emailAddresses.map(({ address, label }) => ({ address, label })),
    webAddresses: contact.webAddresses.map(({ url, label }) => ({ url, label })),
    address: contact.address === null ? null : { street: contact.address },
    instantMessengers: contact.instantMessengers.map(({ address, protocol }) => ({ address, protocol })),
    responsibleUser: userRow(contact.responsibleUser),
    tags: contact.tags,
    createdAt: dateTime(contact.createdAt),
    updatedAt: dateTime(contact.updatedAt),
    version: versionOf(editable),
    ...(withDetails && carries(contact, ACTIVITY_FIELDS) && activityRows(contact)),
  };
}
