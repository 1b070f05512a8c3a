import { CONTACT_LISTS } from "../records.js";
import type { ContactData, ContactRecord, LabelledValue, NamedRef, NoteRecord, Page, TaskRecord } from "../records.js";
import type { User } from "../storage/users.js";
import { noteElement, taskElement } from "./activityXml.js";
import { accountTime } from "./date.js";
import { extraElements } from "./extraFields.js";
import { flagElement, pagingElements, refChildren, refElement, tagsElement, usersElement } from "./recordXml.js";
import type { XmlElement } from "./xmlWriter.js";

/** A contact with all that belongs to it. */
export interface ContactDetail {
  contact: ContactRecord;
  notes: NoteRecord[];
  tasks: TaskRecord[];
  deals: NamedRef[];
  users: User[];
}

/** A page of the contact list or of a search; contact_data may be left to the detail page. */
export function contactPageXml(page: Page<ContactRecord>, options: { withData: boolean }): XmlElement {
  const contacts = page.items.map((contact): XmlElement => ["contact", contactChildren(contact, options.withData)]);
  return ["contacts", [...pagingElements(page), ...contacts]];
}

/** The detail page of a contact; of none it is empty. */
export function contactDetailXml(detail: ContactDetail | undefined): XmlElement {
  if (!detail) return ["contacts", []];
  const related: XmlElement[] = [
    ["notes", detail.notes.map(noteElement)],
    ["tasks", detail.tasks.map(taskElement)],
    ["deals", detail.deals.map((deal) => ["deal", refChildren(deal)])],
  ];
  return [
    "contacts",
    [["contact", [...contactChildren(detail.contact, true), ...related]], usersElement(detail.users)],
  ];
}

function contactChildren(contact: ContactRecord, withData: boolean): XmlElement[] {
  const data: XmlElement[] = withData ? [["contact_data", dataChildren(contact.data)]] : [];
  return [
    ...refChildren(contact),
    flagElement("is_company", contact.isCompany),
    ["position", contact.position],
    refElement("company", contact.company),
    ...data,
    refElement("main_user", contact.mainUser),
    tagsElement(contact.tags),
    ["date_create", accountTime.write(contact.createdAt)],
    ["date_modify", accountTime.write(contact.updatedAt)],
    ...extraElements(contact.extra),
  ];
}

function dataChildren(data: ContactData): XmlElement[] {
  if (CONTACT_LISTS.every(({ key }) => data[key].length === 0)) return [];
  return CONTACT_LISTS.map(({ key, list, item, value, label }) => [
    list,
    data[key].map((entry) => [item, entryChildren(entry, value, label)]),
  ]);
}

function entryChildren(entry: LabelledValue, value: string, label: string): XmlElement[] {
  const children: XmlElement[] = [[value, entry.value]];
  if (entry.label !== undefined) children.push([label, entry.label]);
  return children;
}
