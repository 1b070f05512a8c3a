import { carries, type Carried } from "../domain/carried.js";
import type { Contact } from "../domain/contact.js";
import { editableDeal, type Deal } from "../domain/deal.js";
import { versionOf } from "../domain/version.js";
import { toGlobalId } from "../domain/globalId.js";
import { ACTIVITY_FIELDS, activityRows } from "./activityRows.js";
import { dateTime, userRow, type Row } from "./row.js";

/** The columns of a deal, by the path of each field in a query. */
export const DEAL_COLUMNS: readonly string[] = [
  ...["id", "crmId", "name", "status.crmId", "status.name", "price", "responsibleUser.crmId", "responsibleUser.name"],
  ...["tags", "contacts.id", "contacts.crmId", "contacts.name", "createdAt", "updatedAt", "version"],
];

/** The fields that the columns need. */
export const DEAL_FIELDS = [
  ...(["name", "status", "price", "responsibleUser", "tags", "contacts", "createdAt", "updatedAt"] as const),
] satisfies readonly (keyof Deal)[];

/**
 * A deal as a row, or null when the answer did not carry all of it.
 *
 * @param nameOf names the linked contacts
 */
export function dealRow(
  deal: Carried<Deal>,
  nameOf: (contact: Carried<Contact>) => string | null,
  withDetails: boolean,
): Row | null {
  const editable = editableDeal(deal);
  if (editable === undefined || !carries(deal, DEAL_FIELDS)) return null;
  if (withDetails && !carries(deal, ACTIVITY_FIELDS)) return null;
  return {
    id: toGlobalId("Deal", deal.id),
    crmId: deal.id,
    name: deal.name,
    status: deal.status && { crmId: deal.status.id, name: deal.status.name },
    price: deal.price,
    responsibleUser: userRow(deal.responsibleUser),
    tags: deal.tags,
    contacts: deal.contacts.map((contact) => ({
      id: toGlobalId("Contact", contact.id),
      crmId: contact.id,
      name: nameOf(contact),
    })),
    createdAt: dateTime(deal.createdAt),
    updatedAt: dateTime(deal.updatedAt),
    version: versionOf(editable),
    ...(withDetails && carries(deal, ACTIVITY_FIELDS) && activityRows(deal)),
  };
}
