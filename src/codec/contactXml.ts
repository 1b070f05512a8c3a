import { decodeSubjectFields } from "./subjectXml.js";
import type { Carried, Carrying } from "../domain/carried.js";
import type { Contact } from "../domain/contact.js";
import type { CrmId } from "../domain/crmId.js";
import type { Page } from "../domain/page.js";
import type { CompanyReference } from "../domain/reference.js";
import type { ZonedDates } from "./date.js";
import type { FormFields } from "./form.js";
import { decodeDetail, decodePage, type DetailPage, type PageContext } from "./pageXml.js";
import { unknownFields } from "./unknownXml.js";
import type { XmlElement } from "./xmlElement.js";
import { readFlag, readId, readOptionalId, readText } from "./xmlValues.js";

const NAMES = { lists: ["contacts"], items: ["contact"] };

/** Elements of a contact that are read as fields or belong to the account, and the names that an edit writes fields under. */
const KNOWN: ReadonlySet<string> = new Set([
  ...["id", "name", "is_company", "position", "company", "contact_data", "main_user", "tags"],
  ...["date_create", "date_modify", "notes", "tasks", "deals", "users", "status"],
  ...["person_name", "person_position", "person_company_name", "person_company_id", "main_user_id"],
]);

const EMPTY_DATA = {
  phoneNumbers: [],
  emailAddresses: [],
  webAddresses: [],
  address: null,
  instantMessengers: [],
} satisfies Partial<Contact>;

const EMPTY: Omit<Contact, "id"> = {
  ...EMPTY_DATA,
  name: "",
  isCompany: false,
  position: null,
  company: null,
  responsibleUser: null,
  tags: [],
  createdAt: null,
  updatedAt: null,
  notes: [],
  tasks: [],
};

/** Reads one page of the list of contacts, or of a search. A field whose element is absent is not carried. */
export function decodeContactPage(source: string, dates: ZonedDates): Page<Carried<Contact>> {
  return decodePage(source, NAMES, dates, decodeContact);
}

/** Reads the page of one contact, where an absent element means empty. Null when there is no such contact. */
export function decodeContactDetail(source: string, id: CrmId, dates: ZonedDates): DetailPage<Contact> | null {
  return decodeDetail(source, id, NAMES, dates, (element, context) => ({
    ...EMPTY,
    ...decodeContact(element, context),
  }));
}

/** The fields of a contact that this gateway does not know, as an edit sends them back. */
export function unknownContactFields(contact: XmlElement): FormFields {
  return unknownFields(contact, KNOWN);
}

/** Reads a contact as far as a page carries it. Deals hold their contacts in the same form. */
export function decodeContact(element: XmlElement, context: PageContext): Carried<Contact> {
  const id = readId(element, "id");
  const contact: Carrying<Contact> = { id };
  decodeSubjectFields(contact, element, { kind: "contact", id }, context);
  if (element.child("is_company")) contact.isCompany = readFlag(element, "is_company");
  if (element.child("position")) contact.position = readText(element, "position");
  const company = element.child("company");
  if (company) contact.company = decodeCompany(company);
  const data = element.child("contact_data");
  if (data) Object.assign(contact, decodeContactData(data));
  return contact;
}

function decodeCompany(element: XmlElement): CompanyReference | null {
  const id = readOptionalId(element, "id");
  const name = readText(element, "name");
  return id === null && name === null ? null : { id, name };
}

function decodeContactData(data: XmlElement): Pick<Contact, keyof typeof EMPTY_DATA> {
  const phones = decodeEntries(data.child("phone_numbers"), "number", "location");
  const emails = decodeEntries(data.child("email_addresses"), "address", "location");
  const websites = decodeEntries(data.child("web_addresses"), "url", "location");
  const messengers = decodeEntries(data.child("instant_messengers"), "address", "protocol");
  return {
    phoneNumbers: phones.map(({ value, label }) => ({ number: value, label })),
    emailAddresses: emails.map(({ value, label }) => ({ address: value, label })),
    webAddresses: websites.map(({ value, label }) => ({ url: value, label })),
    address: decodeAddress(data.child("addresses")),
    instantMessengers: messengers.map(({ value, label }) => ({ address: value, protocol: label })),
  };
}

interface Entry {
  readonly value: string;
  readonly label: string | null;
}

/** An entry holds a value, its label, or both: a label that stands alone belongs to the value before it. */
function decodeEntries(list: XmlElement | undefined, valueName: string, labelName: string): readonly Entry[] {
  const entries: Entry[] = [];
  for (const element of list?.elements ?? []) {
    const value = readText(element, valueName);
    const label = readText(element, labelName);
    const previous = entries.at(-1);
    if (value !== null) entries.push({ value, label });
    else if (previous?.label === null) entries.splice(-1, 1, { value: previous.value, label });
  }
  return entries;
}

/** One street, in an entry of a list or directly. Several, which this gateway cannot tell apart, are kept as one text. */
function decodeAddress(addresses: XmlElement | undefined): string | null {
  const holders = addresses === undefined ? [] : [addresses, ...addresses.elements];
  const streets = holders.map((holder) => readText(holder, "street")).filter((street) => street !== null);
  return streets.length > 0 ? streets.join(", ") : null;
}
