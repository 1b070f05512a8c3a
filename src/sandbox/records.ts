/** One value of a contact's lists, such as a phone number, and where it belongs, such as "Work". */
export interface LabelledValue {
  value: string;
  label?: string;
}

/** The lists of contact_data, in the order they are written. */
export const CONTACT_LISTS = [
  { key: "phoneNumbers", list: "phone_numbers", item: "phone_number", value: "number", label: "location" },
  { key: "emailAddresses", list: "email_addresses", item: "email_address", value: "address", label: "location" },
  { key: "webAddresses", list: "web_addresses", item: "web_address", value: "url", label: "location" },
  { key: "addresses", list: "addresses", item: "address", value: "street", label: "location" },
  { key: "messengers", list: "instant_messengers", item: "instant_messenger", value: "address", label: "protocol" },
] as const;

/** Ways to reach a contact. */
export type ContactData = Record<(typeof CONTACT_LISTS)[number]["key"], LabelledValue[]>;

/** A value under a name the account itself knows nothing of: text, fields, or the same name repeated. */
export type ExtraValue = string | ExtraValue[] | { fields: [string, ExtraValue][] };
/** Fields of a record that are kept and written back, but have no meaning here. */
export type ExtraFields = [string, ExtraValue][];

/** How a record comes to be; demo data brings its ids and dates along. */
export interface NewRecord {
  id?: number;
  createdAt: Date;
  updatedAt?: Date;
}

/** A record that another one names. */
export interface NamedRef {
  id: number;
  name: string;
}

/** What a contact is written from; companyId and mainUserId are null for none. */
export interface ContactDraft {
  name: string;
  position: string;
  companyId: number | null;
  data: ContactData;
  mainUserId: number | null;
  tags: string[];
  extra: ExtraFields;
}

/** A person or a company as read. */
export interface ContactRecord extends ContactDraft {
  id: number;
  isCompany: boolean;
  company?: NamedRef;
  mainUser?: NamedRef;
  createdAt: Date;
  updatedAt: Date;
}

/** What a deal is written from; price is decimal text or null. */
export interface DealDraft {
  name: string;
  price: string | null;
  statusId: number;
  mainUserId: number | null;
  tags: string[];
  contactIds: number[];
  extra: ExtraFields;
}

/** A contact as a deal shows it. */
export interface LinkedContact extends NamedRef {
  isCompany: boolean;
  company?: NamedRef;
}

/** A deal as read. */
export interface DealRecord extends DealDraft {
  id: number;
  status: NamedRef;
  mainUser?: NamedRef;
  linkedContacts: LinkedContact[];
  createdAt: Date;
  updatedAt: Date;
}

/** What notes and tasks belong to: 1 is a contact, 2 a deal. */
export interface SubjectRef {
  elementType: 1 | 2;
  id: number;
}

/** A note as read. */
export interface NoteRecord {
  id: number;
  subject: SubjectRef;
  body: string;
  user?: NamedRef;
  createdAt: Date;
}

export const TASK_TYPES = ["CALL", "LETTER", "MEETING"] as const;
export type TaskType = (typeof TASK_TYPES)[number];

/** What a task is written from. */
export interface TaskDraft {
  subject: SubjectRef | null;
  body: string;
  endDate: Date;
  type: TaskType;
  mainUserId: number;
}

/** A task as read. */
export interface TaskRecord extends TaskDraft {
  id: number;
  mainUser: NamedRef;
  completed: boolean;
}

/** Kinds of catalogs an account may hold; `suppliers` comes with the account and cannot be created. */
export const CATALOG_TYPES = ["regular", "products", "invoices", "suppliers"] as const;
export type CatalogType = (typeof CATALOG_TYPES)[number];

/** What a catalog is written from. */
export interface CatalogDraft {
  name: string;
  type: CatalogType;
  sort: number;
  canAddElements: boolean;
  canShowInCards: boolean;
  canLinkMultiple: boolean;
}

/** A catalog as read. */
export interface CatalogRecord extends CatalogDraft {
  id: number;
  createdBy: number;
  createdAt: Date;
  updatedBy: number;
  updatedAt: Date;
}

/** Which part of a list is asked for; `page` counts from 1. */
export interface PageRequest {
  page: number;
  size: number;
  search?: SearchTerms;
}

/** What records are searched for: any of the texts within the names and addresses, or the digits within a phone. */
export interface SearchTerms {
  texts: string[];
  digits?: string;
}

/** One page of a list. `page` is the page that was read, which is 1 when the one asked for does not exist. */
export interface Page<T> {
  items: T[];
  page: number;
  pages: number;
  size: number;
}
