import type { Capability } from "../../domain/capability.js";
import type { DealLinks } from "./legacyDeals.js";

/** What the legacy API can do together with API v2, which keeps the catalogs. No account is asked for it. */
export function legacyCapabilities(dealLinks: DealLinks): ReadonlySet<Capability> {
  return new Set<Capability>([
    ...(["DELETE_CONTACTS", "DELETE_DEALS", "DELETE_NOTES", "DELETE_TASKS", "DELETE_CATALOGS"] as const),
    ...(["CONTACT_POSITIONS", "CONTACT_WEB_ADDRESSES", "CONTACT_POSTAL_ADDRESSES", "CONTACT_MESSENGERS"] as const),
    ...(dealLinks === "many" ? (["EDIT_DEALS_OF_SEVERAL_CONTACTS"] as const) : []),
    ...(["LETTER_TASKS", "DETACH_TASKS", "RETYPE_CATALOGS", "TOTAL_COUNTS"] as const),
  ]);
}
