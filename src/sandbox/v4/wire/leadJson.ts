import { ACCOUNT, LOSS_REASONS, PIPELINE } from "../../account.js";
import type { LeadRecord } from "../../storage/leads.js";
import type { V4Call } from "../call.js";
import { self } from "../hal.js";
import { elementRefsJson } from "./elementJson.js";
import { optionalSeconds, seconds } from "./json.js";

/** A deal, with those of its relations that `parts` names; tags and the company are always told. */
export function leadJson(call: V4Call, lead: LeadRecord, parts: ReadonlySet<string>) {
  const contacts = lead.contacts.map(({ id }, index) => ({
    id,
    is_main: index === 0,
    ...self(call, `contacts/${id}`),
  }));
  const reasons = LOSS_REASONS.filter(({ id }) => id === lead.lossReasonId);
  return {
    id: lead.id,
    name: lead.name,
    price: leadPrice(call, lead.price),
    responsible_user_id: lead.mainUserId,
    group_id: 0,
    status_id: lead.statusId,
    pipeline_id: PIPELINE.id,
    loss_reason_id: lead.lossReasonId,
    ...(parts.has("source_id") && { source_id: null }),
    created_by: lead.createdBy,
    updated_by: lead.updatedBy,
    created_at: seconds(lead.createdAt),
    updated_at: seconds(lead.updatedAt),
    closed_at: optionalSeconds(lead.closedAt),
    closest_task_at: optionalSeconds(lead.closestTaskAt),
    is_deleted: false,
    custom_fields_values: null,
    score: null,
    account_id: Number(ACCOUNT.id),
    labor_cost: null,
    ...(parts.has("is_price_modified_by_robot") && { is_price_modified_by_robot: false }),
    ...self(call, `leads/${lead.id}`),
    _embedded: {
      tags: lead.tags,
      // Of the companies that the XML API can link to a deal, API v4 knows the first.
      companies: lead.companies.slice(0, 1).map(({ id }) => ({ id, ...self(call, `companies/${id}`) })),
      ...(parts.has("contacts") && { contacts }),
      ...(parts.has("catalog_elements") && { catalog_elements: elementRefsJson(call, lead.elements) }),
      ...(parts.has("loss_reason") && {
        loss_reason: reasons.map((reason) => ({ ...reason, ...self(call, `leads/loss_reasons/${reason.id}`) })),
      }),
    },
  };
}

/** A price as a number: none is 0, and where the account knows no decimals it is rounded. */
function leadPrice(call: V4Call, price: string | null): number {
  const amount = Number(price ?? 0);
  return call.switches.v4Decimals ? amount : Math.round(amount);
}
