import type {
  ContactDraft,
  ContactEmail,
  ContactMessenger,
  ContactPatch,
  ContactPhone,
  ContactWebsite,
} from "../contact.js";
import type { CompanyReference } from "../reference.js";
import {
  chosenField,
  collect,
  collectChanges,
  fault,
  field,
  listOf,
  nullable,
  required,
  requiredField,
  valid,
  type Checked,
} from "./faults.js";
import { filledLine, optionalLine, recordNumber, tag } from "./text.js";

/** A company by its number or by its name: exactly one of them. */
interface CompanyRefInput {
  readonly crmId?: string | null;
  readonly name?: string | null;
}

interface ContactPhoneInput {
  readonly number: string;
  readonly label?: string | null;
}

interface ContactEmailInput {
  readonly address: string;
  readonly label?: string | null;
}

interface ContactWebsiteInput {
  readonly url: string;
  readonly label?: string | null;
}

interface ContactMessengerInput {
  readonly address: string;
  readonly protocol?: string | null;
}

interface PostalAddressInput {
  readonly street: string;
}

/** A contact as a caller describes it, new or changed: nothing of it is checked yet. */
export interface ContactInput {
  readonly name?: string | null;
  readonly position?: string | null;
  readonly company?: CompanyRefInput | null;
  readonly phoneNumbers?: readonly ContactPhoneInput[] | null;
  readonly emailAddresses?: readonly ContactEmailInput[] | null;
  readonly webAddresses?: readonly ContactWebsiteInput[] | null;
  readonly address?: PostalAddressInput | null;
  readonly instantMessengers?: readonly ContactMessengerInput[] | null;
  readonly responsibleUserCrmId?: string | null;
  readonly tags?: readonly string[] | null;
}

/** A contact to add, or everything that is wrong with it. A null user in charge leaves the choice to the account. */
export function checkContactDraft(input: ContactInput): Checked<ContactDraft> {
  return collect<ContactDraft>({
    name: requiredField(input, "name", filledLine),
    ...checkDetails(input),
    responsibleUserId: chosenField(input, "responsibleUserCrmId", recordNumber),
    tags: field(input, "tags", listOf(tag)),
  });
}

/** Changes to a contact, or everything that is wrong with them. There must be one at least. */
export function checkContactPatch(input: ContactInput): Checked<ContactPatch> {
  return collectChanges<ContactPatch>({
    name: field(input, "name", required(filledLine)),
    ...checkDetails(input),
    responsibleUserId: field(input, "responsibleUserCrmId", required(recordNumber)),
    tags: field(input, "tags", listOf(tag)),
  });
}

/** What a new and a changed contact have in common: null clears, and blank text is no text. */
function checkDetails(input: ContactInput) {
  return {
    position: field(input, "position", optionalLine),
    company: field(input, "company", nullable(checkCompany)),
    phoneNumbers: field(input, "phoneNumbers", listOf(checkPhone)),
    emailAddresses: field(input, "emailAddresses", listOf(checkEmail)),
    webAddresses: field(input, "webAddresses", listOf(checkWebsite)),
    address: field(input, "address", nullable(checkAddress)),
    instantMessengers: field(input, "instantMessengers", listOf(checkMessenger)),
  };
}

function checkCompany(input: CompanyRefInput): Checked<CompanyReference> {
  const id = chosenField(input, "crmId", recordNumber);
  const name = chosenField(input, "name", filledLine);
  if (id !== undefined && name !== undefined)
    return fault("INVALID", "Give the company's number or its name, not both.");
  if (id !== undefined) return collect<CompanyReference>({ id, name: valid(null) });
  if (name !== undefined) return collect<CompanyReference>({ id: valid(null), name });
  return fault("REQUIRED", "Give the company's number or its name.");
}

function checkPhone(input: ContactPhoneInput): Checked<ContactPhone> {
  return collect<ContactPhone>({
    number: requiredField(input, "number", filledLine),
    label: field(input, "label", optionalLine) ?? valid(null),
  });
}

function checkEmail(input: ContactEmailInput): Checked<ContactEmail> {
  return collect<ContactEmail>({
    address: requiredField(input, "address", filledLine),
    label: field(input, "label", optionalLine) ?? valid(null),
  });
}

function checkWebsite(input: ContactWebsiteInput): Checked<ContactWebsite> {
  return collect<ContactWebsite>({
    url: requiredField(input, "url", filledLine),
    label: field(input, "label", optionalLine) ?? valid(null),
  });
}

function checkMessenger(input: ContactMessengerInput): Checked<ContactMessenger> {
  return collect<ContactMessenger>({
    address: requiredField(input, "address", filledLine),
    protocol: field(input, "protocol", optionalLine) ?? valid(null),
  });
}

/** The one line that the account keeps of an address. */
function checkAddress(input: PostalAddressInput): Checked<string> {
  return requiredField(input, "street", filledLine);
}
