import { CrmError } from "../../domain/crmError.js";
import { sliceList } from "../../domain/window.js";
import { connectionOf, type ConnectionOf } from "../connection.js";
import { scopeOf } from "../cursor.js";
import type { Deal } from "../deal/deal.type.js";
import { windowOf, type ListArgs } from "../listArgs.js";
import type { Loaders } from "../loaders.js";
import type { Contact } from "./contact.type.js";

/**
 * A window of the deals that a contact is linked to, without those that the user may not see: the account tells their numbers all the
 * same. All deals of a page are read together.
 *
 * @throws CrmError `notSupported` where the account's API does not tell the deals of a contact
 */
export async function contactDeals(contact: Contact, args: ListArgs, loaders: Loaders): Promise<ConnectionOf<Deal>> {
  const scope = scopeOf("contactDeals", contact.crmId);
  const window = windowOf(args, scope);
  if (!loaders.contacts.tells("dealIds")) {
    throw new CrmError(
      "notSupported",
      "The account's API does not tell the deals of a contact. Look for them with `deals(search:)`.",
    );
  }
  const ids = await contact.dealIds;
  const slice = sliceList(
    ids.map((id) => ({ id })),
    window,
  );
  const deals = await Promise.all(slice.items.map(({ id }) => loaders.deals.find(id)));
  const byNumber = new Map(deals.flatMap((deal) => (deal === null ? [] : [[deal.crmId, deal]])));
  return connectionOf(slice, scope, ({ id }) => byNumber.get(id) ?? null);
}
