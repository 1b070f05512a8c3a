import type { DealRecord, LinkedContact, NoteRecord, Page, TaskRecord } from "../records.js";
import type { User } from "../storage/users.js";
import { noteElement, taskElement } from "./activityXml.js";
import { accountTime } from "./date.js";
import { extraElements } from "./extraFields.js";
import { flagElement, pagingElements, refChildren, refElement, tagsElement, usersElement } from "./recordXml.js";
import type { XmlElement } from "./xmlWriter.js";

/** A deal with all that belongs to it. */
export interface DealDetail {
  deal: DealRecord;
  notes: NoteRecord[];
  tasks: TaskRecord[];
  users: User[];
}

/** A page of the deal list or of a search. */
export function dealPageXml(page: Page<DealRecord>, users: readonly User[]): XmlElement {
  const deals = page.items.map((deal): XmlElement => ["deal", dealChildren(deal)]);
  return ["deals", [...pagingElements(page), ...deals, usersElement(users)]];
}

/** The detail page of a deal; of none it is empty. */
export function dealDetailXml(detail: DealDetail | undefined): XmlElement {
  if (!detail) return ["deals", []];
  const related: XmlElement[] = [
    ["notes", detail.notes.map(noteElement)],
    ["tasks", detail.tasks.map(taskElement)],
  ];
  return ["deals", [["deal", [...dealChildren(detail.deal), ...related]], usersElement(detail.users)]];
}

function dealChildren(deal: DealRecord): XmlElement[] {
  return [
    ...refChildren(deal),
    ["price", deal.price ?? ""],
    ["status_id", String(deal.statusId)],
    refElement("status", deal.status),
    refElement("main_user", deal.mainUser),
    tagsElement(deal.tags),
    ["linked_contacts", deal.linkedContacts.map(linkedContactElement)],
    ["date_create", accountTime.write(deal.createdAt)],
    ["date_modify", accountTime.write(deal.updatedAt)],
    ...extraElements(deal.extra),
  ];
}

function linkedContactElement(contact: LinkedContact): XmlElement {
  return [
    "contact",
    [...refChildren(contact), flagElement("is_company", contact.isCompany), refElement("company", contact.company)],
  ];
}
