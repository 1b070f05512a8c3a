import { ACCOUNT } from "../../account.js";
import type { PartyRecord, PartyType } from "../../storage/parties.js";
import type { V4Call } from "../call.js";
import { self } from "../hal.js";
import { partyValuesJson } from "./customFields.js";
import { elementRefsJson } from "./elementJson.js";
import { optionalSeconds, seconds } from "./json.js";

/** A person or company, with those of its relations that `parts` names; tags and a person's company are always told. */
export function partyJson(call: V4Call, type: PartyType, party: PartyRecord, parts: ReadonlySet<string>) {
  const refs = (to: string, ids: readonly number[]) => ids.map((id) => ({ id, ...self(call, `${to}/${id}`) }));
  const isPerson = type === "contacts";
  return {
    id: party.id,
    name: party.name,
    ...(isPerson && { first_name: party.firstName, last_name: party.lastName }),
    responsible_user_id: party.mainUserId,
    group_id: 0,
    created_by: party.createdBy,
    updated_by: party.updatedBy,
    created_at: seconds(party.createdAt),
    updated_at: seconds(party.updatedAt),
    closest_task_at: optionalSeconds(party.closestTaskAt),
    is_deleted: false,
    ...(isPerson && { is_unsorted: false }),
    custom_fields_values: partyValuesJson(type, party, call.switches),
    account_id: Number(ACCOUNT.id),
    ...self(call, `${type}/${party.id}`),
    _embedded: {
      tags: party.tags,
      ...(isPerson && { companies: refs("companies", party.companyId === null ? [] : [party.companyId]) }),
      ...(parts.has("leads") && { leads: refs("leads", party.leadIds) }),
      ...(!isPerson && parts.has("contacts") && { contacts: refs("contacts", party.contactIds) }),
      ...(parts.has("customers") && { customers: [] }),
      ...(parts.has("catalog_elements") && { catalog_elements: elementRefsJson(call, party.elements) }),
    },
  };
}
