// Resolvers that both peers have: what the fields are called at the account.
import type { Catalog, Contact, Deal, EmailAddress, Note, PhoneNumber, Task } from "./account.js";

/** An empty element is read as an empty text. */
function present<Value>(value: Value | "" | undefined): Value | null {
  return value === undefined || value === "" ? null : value;
}

const crmId = ({ id }: { readonly id: string }) => id;
const tags = (record: Contact | Deal) => present(record.tags)?.tag ?? [];
const label = ({ location }: PhoneNumber | EmailAddress) => location;

/** The number of the contact that a global id names. */
export function contactId(globalId: string): string {
  return Buffer.from(globalId, "base64url").toString().split(":")[1] ?? "";
}

export const notesOf = (contact: Contact | null) => ({ nodes: present(contact?.notes)?.note ?? [] });
export const tasksOf = (contact: Contact | null) => ({ nodes: present(contact?.tasks)?.task ?? [] });

export const FIELDS = {
  Deal: {
    crmId,
    tags,
    status: (deal: Deal) => present(deal.status),
    responsibleUser: (deal: Deal) => present(deal.main_user),
    contacts: (deal: Deal) => present(deal.linked_contacts)?.contact ?? [],
  },
  Contact: {
    crmId,
    tags,
    company: (contact: Contact) => present(contact.company),
    phoneNumbers: (contact: Contact) => present(present(contact.contact_data)?.phone_numbers)?.phone_number ?? [],
    emailAddresses: (contact: Contact) => present(present(contact.contact_data)?.email_addresses)?.email_address ?? [],
  },
  PhoneNumber: { label },
  EmailAddress: { label },
  Company: { crmId },
  DealStatus: { crmId },
  User: { crmId },
  Note: { crmId, author: (note: Note) => present(note.user) },
  Task: {
    crmId,
    text: (task: Task) => task.body,
    type: (task: Task) => task.task_type,
    isCompleted: (task: Task) => task.completed === "1",
  },
  Catalog: {
    crmId: (catalog: Catalog) => catalog.id,
    type: (catalog: Catalog) => catalog.type.toUpperCase(),
    createdBy: (catalog: Catalog) => (catalog.created_by === null ? null : { id: catalog.created_by }),
    canAddElements: (catalog: Catalog) => catalog.can_add_elements,
    canShowInCards: (catalog: Catalog) => catalog.can_show_in_cards,
    canLinkMultiple: (catalog: Catalog) => catalog.can_link_multiple,
  },
};
