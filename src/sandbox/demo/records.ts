/** A user of the account. Ids 1 to 3 are fixed, so that examples and tests may name them. */
export interface DemoUser {
  id: number;
  name: string;
  /** E-mail address the user signs in with. */
  login: string;
}

/** A stage of the deal pipeline. 142 and 143 are the closed stages every account has. */
export interface DemoStatus {
  id: number;
  name: string;
  /** Position in the pipeline, ascending. */
  sort: number;
}

/** A person or a company. */
export interface DemoContact {
  id: number;
  name: string;
  isCompany: boolean;
  /** What a person does in the company; persons only. */
  position?: string;
  /** The contact (a company) the person works for; persons only. */
  companyId?: number;
  phones: { number: string; location?: string }[];
  emails: { address: string; location?: string }[];
  webs: { url: string; location?: string }[];
  /** Postal address in one line. */
  street?: string;
  messengers: { address: string; protocol?: string }[];
  mainUserId: number;
  /** Without commas: the account separates tags by them. */
  tags: string[];
  createdAt: Date;
  /** Never before `createdAt`. */
  updatedAt: Date;
}

/** A deal. */
export interface DemoDeal {
  id: number;
  name: string;
  /** Decimal text, so that no digit is lost; absent when no price is known. */
  price?: string;
  statusId: number;
  mainUserId: number;
  tags: string[];
  contactIds: number[];
  createdAt: Date;
  updatedAt: Date;
}

/** The record that a note or a task belongs to. */
export interface DemoSubject {
  kind: "contact" | "deal";
  id: number;
}

/** A note. */
export interface DemoNote {
  id: number;
  subject: DemoSubject;
  /** Plain text, possibly of several lines. */
  body: string;
  authorId: number;
  createdAt: Date;
}

/** A task, of a record or of none. */
export interface DemoTask {
  id: number;
  subject?: DemoSubject;
  text: string;
  type: "CALL" | "LETTER" | "MEETING";
  dueAt: Date;
  mainUserId: number;
  completed: boolean;
}

/** A catalog (list) of the account. */
export interface DemoCatalog {
  id: number;
  name: string;
  type: "regular" | "products" | "invoices" | "suppliers";
  sort: number;
  createdBy: number;
  createdAt: Date;
  canAddElements: boolean;
  canShowInCards: boolean;
  canLinkMultiple: boolean;
}

/** Everything the demo account holds. Ids are dense from 1 within each list (statuses excepted). */
export interface DemoAccount {
  users: DemoUser[];
  statuses: DemoStatus[];
  contacts: DemoContact[];
  deals: DemoDeal[];
  notes: DemoNote[];
  tasks: DemoTask[];
  catalogs: DemoCatalog[];
}
