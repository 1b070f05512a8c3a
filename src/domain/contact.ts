import { carries, type Carried } from "./carried.js";
import type { CrmId } from "./crmId.js";
import type { Note } from "./note.js";
import { writtenUser, type CompanyReference, type UserReference } from "./reference.js";
import type { Task } from "./task.js";

/** A phone number with what it is for. */
export interface ContactPhone {
  readonly number: string;
  readonly label: string | null;
}

/** An e-mail address with what it is for. */
export interface ContactEmail {
  readonly address: string;
  readonly label: string | null;
}

/** A web address with what it is for. */
export interface ContactWebsite {
  readonly url: string;
  readonly label: string | null;
}

/** An instant messenger account. */
export interface ContactMessenger {
  readonly address: string;
  readonly protocol: string | null;
}

/** Everything of a contact that can be written. */
export interface EditableContact {
  readonly name: string;
  readonly position: string | null;
  readonly company: CompanyReference | null;
  readonly phoneNumbers: readonly ContactPhone[];
  readonly emailAddresses: readonly ContactEmail[];
  readonly webAddresses: readonly ContactWebsite[];
  /** Street, house and anything else on one line. */
  readonly address: string | null;
  readonly instantMessengers: readonly ContactMessenger[];
  readonly responsibleUserId: CrmId | null;
  readonly tags: readonly string[];
}

/** A person, or a company: the account lists both among its contacts. */
export interface Contact extends Omit<EditableContact, "responsibleUserId"> {
  readonly id: CrmId;
  readonly isCompany: boolean;
  readonly responsibleUser: UserReference | null;
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
  readonly notes: readonly Note[];
  readonly tasks: readonly Task[];
  /** The deals that it is linked to, those among them that the user may not see. Absent where the account's API does not tell them. */
  readonly dealIds?: readonly CrmId[];
}

/** A contact to add. An absent key leaves the choice to the account. */
export type ContactDraft = Pick<EditableContact, "name"> & Partial<EditableContact>;

/** Changes to a contact: an absent key keeps the field, null or an empty list clears it, a list replaces the whole list. */
export type ContactPatch = Partial<EditableContact>;

/** The fields of a contact that `version` covers and an edit writes. */
export const EDITABLE_CONTACT = [
  "name",
  "position",
  "company",
  "phoneNumbers",
  "emailAddresses",
  "webAddresses",
  "address",
  "instantMessengers",
  "responsibleUser",
  "tags",
] as const satisfies readonly (keyof Contact)[];

/** The editable part of a contact, or undefined when the answer did not carry all of it. */
export function editableContact(contact: Carried<Contact>): EditableContact | undefined {
  if (!carries(contact, EDITABLE_CONTACT)) return undefined;
  const { name, position, company, phoneNumbers, emailAddresses, webAddresses, address, instantMessengers, tags } =
    contact;
  return {
    name,
    position,
    company,
    phoneNumbers,
    emailAddresses,
    webAddresses,
    address,
    instantMessengers,
    responsibleUserId: contact.responsibleUser?.id ?? null,
    tags,
  };
}

/**
 * What is known of a contact after a write without reading it again: `before` is the record as last read (for a new
 * contact only its id), `written` what was sent. What only the account can tell, such as `updatedAt`, is left out.
 */
export function writtenContact(before: Carried<Contact>, written: ContactPatch): Carried<Contact> {
  const { updatedAt, ...known } = before;
  const { responsibleUserId, ...fields } = written;
  if (responsibleUserId === undefined) return { ...known, ...fields };
  return { ...known, ...fields, responsibleUser: writtenUser(before.responsibleUser ?? null, responsibleUserId) };
}
