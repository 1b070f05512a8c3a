import { isDeepStrictEqual } from "node:util";
import { encodeContactDraft, encodeContactEdit } from "../../codec/contactForm.js";
import { decodeContactDetail, decodeContactPage, unknownContactFields } from "../../codec/contactXml.js";
import type { Carried } from "../../domain/carried.js";
import {
  EDITABLE_CONTACT,
  editableContact,
  writtenContact,
  type Contact,
  type ContactDraft,
  type ContactPatch,
  type EditableContact,
} from "../../domain/contact.js";
import type { CompanyReference } from "../../domain/reference.js";
import type { ContactPort } from "../crm.js";
import { CrmError } from "../../domain/crmError.js";
import type { LegacyCalls } from "./legacyCalls.js";
import { legacyRecords, type RecordKind } from "./legacyRecords.js";
import type { RecordLocks } from "../locks/recordLocks.js";
import { sameTags } from "./sameTags.js";

const CONTACTS: RecordKind<Contact, ContactDraft, ContactPatch> = {
  subject: "contact",
  fields: [...EDITABLE_CONTACT, "isCompany", "createdAt", "updatedAt", "notes", "tasks"],
  calls: {
    list: "listContacts",
    search: "searchContacts",
    detail: "readContact",
    add: "addContact",
    edit: "editContact",
    delete: "deleteContact",
  },
  decodePage: decodeContactPage,
  decodeDetail: decodeContactDetail,
  encodeDraft: encodeContactDraft,
  searchTerm: (draft) => draft.emailAddresses?.[0]?.address ?? draft.phoneNumbers?.[0]?.number ?? draft.name,
  equalsDraft,
  created: (id, draft) => writtenContact({ id }, draft),
  editable,
  current: (record) => ({ kind: "contact", record }),
  edit({ record, element }, patch) {
    const contact = { ...editable(record), ...patch };
    return {
      fields: encodeContactEdit(contact, unknownContactFields(element)),
      merged: contact,
      written: writtenContact(record, patch),
      links: false,
    };
  },
};

/** Contacts over the legacy API. */
export function legacyContacts(calls: LegacyCalls, locks: RecordLocks): ContactPort {
  return legacyRecords(CONTACTS, calls, locks);
}

function editable(contact: Contact): EditableContact {
  const fields = editableContact(contact);
  if (fields === undefined) throw new CrmError("badResponse", "The contact's page lacks fields that an edit needs.");
  return fields;
}

/** Null and empty values of a draft are not written, so they match anything. */
function equalsDraft(contact: Carried<Contact>, draft: ContactDraft): boolean {
  const { company = null, responsibleUserId = null, tags = [], ...plain } = draft;
  return (
    (company === null || namesCompany(contact.company ?? null, company)) &&
    (responsibleUserId === null || contact.responsibleUser?.id === responsibleUserId) &&
    (tags.length === 0 || sameTags(contact.tags ?? [], tags)) &&
    (Object.keys(plain) as (keyof typeof plain)[]).every(
      (key) => isEmpty(plain[key]) || isDeepStrictEqual(contact[key], plain[key]),
    )
  );
}

/** A company that is written by its name gets a number from the account, and the other way round. */
function namesCompany(found: CompanyReference | null, written: CompanyReference): boolean {
  return (
    found !== null &&
    (written.id === null || found.id === written.id) &&
    (written.name === null || found.name === written.name)
  );
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}
