import type { Deal as DealRecord, DealDraft, DealPatch } from "../../domain/deal.js";
import { checkDealDraft, checkDealPatch, type DealInput } from "../../domain/input/dealInput.js";
import { idOf } from "../argumentId.js";
import type { GraphQLContext } from "../context.js";
import { recordWrites, type RecordWrites } from "../recordMutations.js";
import type { ArgumentPath } from "../userError.js";
import type { NamedObject } from "../write.js";
import type { DealCreateInput, DealPatchInput } from "./deal.input.js";
import type { Deal } from "./deal.type.js";

type DealWrites = RecordWrites<DealDraft, DealPatch, DealCreateInput, DealPatchInput, Deal>;

/** The changes to deals in one request. */
export function dealWrites({ crm, loaders }: GraphQLContext): DealWrites {
  return recordWrites<DealRecord, DealDraft, DealPatch, DealCreateInput, DealPatchInput, Deal>({
    type: "Deal",
    port: crm.deals,
    loader: loaders.deals,
    checkDraft: (input) => checkDealDraft(withContact(input)),
    checkPatch: (input) => checkDealPatch(withContact(input)),
    linked: linkedContact,
    current: (record) => loaders.subjects.carried(record),
    forget: (id) => loaders.forgetDeal(id),
  });
}

/** The input with the number of the contact in place of its global id. */
function withContact(input: DealCreateInput | DealPatchInput): DealInput {
  const { contactId, ...fields } = input;
  if (contactId === undefined) return fields;
  return { ...fields, contactId: contactId === null ? null : idOf("Contact")(contactId) };
}

function linkedContact({ contactId }: DealCreateInput | DealPatchInput, path: ArgumentPath): NamedObject | null {
  return typeof contactId === "string" ? { id: contactId, field: [...path, "contactId"] } : null;
}
