import { decodeSubjectFields } from "./subjectXml.js";
import { CrmError } from "../domain/crmError.js";
import type { Carried, Carrying } from "../domain/carried.js";
import type { CrmId } from "../domain/crmId.js";
import type { Deal } from "../domain/deal.js";
import type { Page } from "../domain/page.js";
import type { StatusReference } from "../domain/reference.js";
import { decodeContact } from "./contactXml.js";
import type { ZonedDates } from "./date.js";
import type { FormFields } from "./form.js";
import { decodeDetail, decodePage, type DetailPage, type PageContext } from "./pageXml.js";
import { unknownFields } from "./unknownXml.js";
import type { XmlElement } from "./xmlElement.js";
import { readId, readOptionalId, readText } from "./xmlValues.js";

const NAMES = { lists: ["deals", "leads"], items: ["deal", "lead"] };

/** Elements of a deal that are read as fields or belong to the account, and the names that an edit writes fields under. */
const KNOWN: ReadonlySet<string> = new Set([
  ...["id", "name", "price", "status_id", "status", "main_user", "tags", "linked_contacts"],
  ...["is_company", "date_create", "date_modify", "notes", "tasks", "deals", "users"],
  ...["main_user_id", "linked_contact"],
]);

const EMPTY: Omit<Deal, "id"> = {
  name: "",
  price: null,
  status: null,
  pipeline: null,
  responsibleUser: null,
  tags: [],
  contacts: [],
  createdAt: null,
  updatedAt: null,
  notes: [],
  tasks: [],
};

/** Reads one page of the list of deals, or of a search. A field whose element is absent is not carried. */
export function decodeDealPage(source: string, dates: ZonedDates): Page<Carried<Deal>> {
  return decodePage(source, NAMES, dates, decodeDeal);
}

/** Reads the page of one deal, where an absent element means empty. Null when there is no such deal. */
export function decodeDealDetail(source: string, id: CrmId, dates: ZonedDates): DetailPage<Deal> | null {
  return decodeDetail(source, id, NAMES, dates, (element, context) => ({ ...EMPTY, ...decodeDeal(element, context) }));
}

/** The fields of a deal that this gateway does not know, as an edit sends them back. */
export function unknownDealFields(deal: XmlElement): FormFields {
  return unknownFields(deal, KNOWN);
}

function decodeDeal(element: XmlElement, context: PageContext): Carried<Deal> {
  const id = readId(element, "id");
  // This API knows of no pipelines, so no page has to be asked for one.
  const deal: Carrying<Deal> = { id, pipeline: null };
  decodeSubjectFields(deal, element, { kind: "deal", id }, context);
  const price = element.child("price");
  if (price) deal.price = decodePrice(price.text);
  if (element.child("status_id") || element.child("status")) deal.status = decodeStatus(element);
  const contacts = element.child("linked_contacts")?.children("contact");
  if (contacts) deal.contacts = contacts.map((contact) => decodeContact(contact, context));
  return deal;
}

function decodePrice(text: string): string | null {
  const price = text.trim();
  if (price === "") return null;
  if (!/^-?\d+(?:\.\d+)?$/.test(price)) throw new CrmError("badResponse", "The answer has a price that is no number.");
  return price;
}

/** The stage stands as a number, as an element with its name, or both. */
function decodeStatus(deal: XmlElement): StatusReference | null {
  const status = deal.child("status");
  const named = status === undefined ? null : readOptionalId(status, "id");
  const id = readOptionalId(deal, "status_id") ?? named;
  if (id === null) return null;
  return { id, name: status !== undefined && named === id ? readText(status, "name") : null };
}
