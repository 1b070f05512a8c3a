import type { CrmId } from "../domain/crmId.js";
import type { DealDraft, EditableDeal } from "../domain/deal.js";
import { encodeTags } from "./contactForm.js";
import { indexed, presentField, type FormFields } from "./form.js";

/** The fields of a new deal: only what is given. The account chooses the rest. */
export function encodeDealDraft({ contactId, ...draft }: DealDraft): FormFields {
  const contactIds = contactId === undefined || contactId === null ? [] : [contactId];
  return [["deal", dealFields({ ...draft, contactIds }).filter(([, value]) => value !== "")]];
}

/** The fields of an edit, which replaces the whole deal: everything, `unknown` fields included. */
export function encodeDealEdit(deal: EditableDeal, unknown: FormFields): FormFields {
  return [["deal", [...dealFields(deal).map(presentField), ...unknown]]];
}

/** An empty text stands for no value. */
function dealFields(deal: Pick<EditableDeal, "name" | "contactIds"> & Partial<EditableDeal>): FormFields {
  return [
    ["name", deal.name],
    ["status_id", deal.statusId ?? ""],
    ["price", deal.price ?? ""],
    ["main_user_id", deal.responsibleUserId ?? ""],
    ["tags", encodeTags(deal.tags)],
    ["linked_contact", linkedContact(deal.contactIds)],
  ];
}

/** The API description knows one linked contact. Several go as a list, which not every account may take. */
function linkedContact(ids: readonly CrmId[]): string | FormFields {
  const [only, ...others] = ids;
  return only !== undefined && others.length === 0 ? only : indexed(ids);
}
