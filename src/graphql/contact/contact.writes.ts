import type { Contact as ContactRecord, ContactDraft, ContactPatch } from "../../domain/contact.js";
import { checkContactDraft, checkContactPatch } from "../../domain/input/contactInput.js";
import type { GraphQLContext } from "../context.js";
import { recordWrites, type RecordWrites } from "../recordMutations.js";
import type { ContactCreateInput, ContactPatchInput } from "./contact.input.js";
import type { Contact } from "./contact.type.js";

type ContactWrites = RecordWrites<ContactDraft, ContactPatch, ContactCreateInput, ContactPatchInput, Contact>;

/** The changes to contacts in one request. */
export function contactWrites({ crm, loaders }: GraphQLContext): ContactWrites {
  return recordWrites<ContactRecord, ContactDraft, ContactPatch, ContactCreateInput, ContactPatchInput, Contact>({
    type: "Contact",
    port: crm.contacts,
    loader: loaders.contacts,
    checkDraft: checkContactDraft,
    checkPatch: checkContactPatch,
    linked: () => null,
    current: (record) => loaders.subjects.carried(record),
    forget: (id) => loaders.forgetContact(id),
  });
}
