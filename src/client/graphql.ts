/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** The record to attach a note or a task to. Give exactly one. */
export type ActivitySubjectInput =
  {   /** Global `id` of a contact. */
  contactId: string | number; dealId?: never; }
  |  { contactId?: never;   /** Global `id` of a deal. */
  dealId: string | number; };

/** Login and API key. */
export type ApiKeyCredentialsInput = {
  /** The user's API key. Never logged. */
  key: string;
  /** The user's login. */
  login: string;
};

/** An API of the CRM. */
export type BackendApi =
  /** The legacy XML API, with API v2 for catalogs. */
  | 'LEGACY'
  /** API v4. */
  | 'V4';

/** What a bulk mutation does when some rows are invalid before anything is sent. */
export type BulkPolicy =
  /** Send nothing if any row is invalid. Valid rows come back with `NOT_SENT`. */
  | 'REQUIRE_ALL_VALID'
  /** Send the valid rows and report the others. */
  | 'SKIP_INVALID';

/** Something that not every CRM API, or not every account, can do. New values may be added. */
export type Capability =
  /** `Contact.deals` can be read. */
  | 'CONTACT_DEALS'
  /** A contact can be given `instantMessengers`. */
  | 'CONTACT_MESSENGERS'
  /** A contact can be given a `position`. */
  | 'CONTACT_POSITIONS'
  /** A contact can be given an `address`. */
  | 'CONTACT_POSTAL_ADDRESSES'
  /** A contact can be given `webAddresses`. */
  | 'CONTACT_WEB_ADDRESSES'
  /** Catalogs can be deleted. */
  | 'DELETE_CATALOGS'
  /** Contacts can be deleted. */
  | 'DELETE_CONTACTS'
  /** Deals can be deleted. */
  | 'DELETE_DEALS'
  /** Notes can be deleted. */
  | 'DELETE_NOTES'
  /** Tasks can be deleted. */
  | 'DELETE_TASKS'
  /** A task can be taken off its record. */
  | 'DETACH_TASKS'
  /** A deal that has several contacts can be changed. */
  | 'EDIT_DEALS_OF_SEVERAL_CONTACTS'
  /** Tasks can be of type `LETTER`. */
  | 'LETTER_TASKS'
  /** `Deal.pipeline` is told. Without it, it is always null. */
  | 'PIPELINES'
  /** The type of a catalog can be changed. */
  | 'RETYPE_CATALOGS'
  /** A task can be completed with a `result`. Without it, `Task.result` is always null. */
  | 'TASK_RESULTS'
  /**
   * Lists of contacts and deals tell how long they are. Without it, their `totalCount` is null unless the last page is shown, and
   * `last` needs a `before`.
   */
  | 'TOTAL_COUNTS';

/** One row of `catalogBulkUpdate`. */
export type CatalogBulkUpdateInput = {
  /** Global `id` of the catalog. */
  id: string | number;
  /** The changes. */
  patch: CatalogPatchInput;
};

/** A new catalog. */
export type CatalogCreateInput = {
  /** Whether items can be added from the CRM's interface. The CRM chooses when absent. */
  canAddElements?: boolean | null | undefined;
  /** Whether one item can be linked to several deals or customers. The CRM chooses when absent. */
  canLinkMultiple?: boolean | null | undefined;
  /** Whether the catalog can be shown as a tab on deal and customer cards. The CRM chooses when absent. */
  canShowInCards?: boolean | null | undefined;
  /** Makes the request safe to repeat, for example after `OUTCOME_UNKNOWN` or a lost connection. Choose a new random text of at most 255 characters for each record, and send the same one with each repeat: for 24 hours, the same key with the same values adds nothing more and answers with the record that was added. With other values it is `INVALID`. */
  idempotencyKey?: string | null | undefined;
  /** Name of the catalog. May not be blank. */
  name: string;
  /** What the catalog holds. */
  type?: CatalogType | null | undefined;
};

/** Changes to a catalog. An absent field is left as it is. No field may be null. */
export type CatalogPatchInput = {
  /** Whether items can be added from the CRM's interface. */
  canAddElements?: boolean | null | undefined;
  /** Whether one item can be linked to several deals or customers. */
  canLinkMultiple?: boolean | null | undefined;
  /** Whether the catalog can be shown as a tab on deal and customer cards. */
  canShowInCards?: boolean | null | undefined;
  /** Name of the catalog. May not be blank. */
  name?: string | null | undefined;
  /** What the catalog holds. */
  type?: CatalogType | null | undefined;
};

/** What a catalog holds. */
export type CatalogType =
  /** Invoices. */
  | 'INVOICES'
  /** Goods and services. */
  | 'PRODUCTS'
  /** A plain list of any items. */
  | 'REGULAR'
  /** Suppliers. The CRM keeps this list itself: it cannot be created. */
  | 'SUPPLIERS';

/** What was done to a record. */
export type ChangeAction =
  /** It was added, or brought back after it had been deleted. */
  | 'CREATED'
  /** It was deleted. */
  | 'DELETED'
  /** It was changed in any way: a field, its stage, who is in charge of it. */
  | 'UPDATED';

/** A company to link. Give exactly one. */
export type CompanyRefInput =
  {   /** Number of a company in amoCRM. */
  crmId: string | number; name?: never; }
  |  { crmId?: never;   /** Name of the company, when its number is not known. */
  name: string; };

/** One row of `contactBulkUpdate`. */
export type ContactBulkUpdateInput = {
  /** Global `id` of the contact. */
  id: string | number;
  /** Refuse the row with `CONFLICT` unless the contact is still at this version. */
  ifVersion?: string | null | undefined;
  /** The changes. */
  patch: ContactPatchInput;
};

/** A new contact. */
export type ContactCreateInput = {
  /** Postal address. */
  address?: PostalAddressInput | null | undefined;
  /** Company the person works for. */
  company?: CompanyRefInput | null | undefined;
  /** E-mail addresses in the order to store them. */
  emailAddresses?: Array<ContactEmailInput> | null | undefined;
  /** Makes the request safe to repeat, for example after `OUTCOME_UNKNOWN` or a lost connection. Choose a new random text of at most 255 characters for each record, and send the same one with each repeat: for 24 hours, the same key with the same values adds nothing more and answers with the record that was added. With other values it is `INVALID`. */
  idempotencyKey?: string | null | undefined;
  /** Instant messenger accounts in the order to store them. */
  instantMessengers?: Array<ContactMessengerInput> | null | undefined;
  /** Full name. May not be blank. */
  name: string;
  /** Phone numbers in the order to store them. */
  phoneNumbers?: Array<ContactPhoneInput> | null | undefined;
  /** Job title. */
  position?: string | null | undefined;
  /** Number in amoCRM of the user in charge. */
  responsibleUserCrmId?: string | number | null | undefined;
  /** Tags. A tag may not contain a comma. */
  tags?: Array<string> | null | undefined;
  /** Web addresses in the order to store them. */
  webAddresses?: Array<ContactWebsiteInput> | null | undefined;
};

/** An e-mail address to store. */
export type ContactEmailInput = {
  /** The address, as it is to be stored. May not be blank or hold a line break. */
  address: string;
  /** What the address is for, for example `Work`. */
  label?: string | null | undefined;
};

/** An instant messenger account to store. */
export type ContactMessengerInput = {
  /** Account name. */
  address: string;
  /** Messenger, for example `Skype`. */
  protocol?: string | null | undefined;
};

/** Changes to a contact. An absent field is left as it is, null clears it, and a list replaces the whole list. */
export type ContactPatchInput = {
  /** Postal address. */
  address?: PostalAddressInput | null | undefined;
  /** Company the person works for. Null removes the link. */
  company?: CompanyRefInput | null | undefined;
  /** E-mail addresses, replacing all stored ones. */
  emailAddresses?: Array<ContactEmailInput> | null | undefined;
  /** Instant messenger accounts, replacing all stored ones. */
  instantMessengers?: Array<ContactMessengerInput> | null | undefined;
  /** Full name. May not be null or blank. */
  name?: string | null | undefined;
  /** Phone numbers, replacing all stored ones. */
  phoneNumbers?: Array<ContactPhoneInput> | null | undefined;
  /** Job title. */
  position?: string | null | undefined;
  /** Number in amoCRM of the user in charge. May not be null. */
  responsibleUserCrmId?: string | number | null | undefined;
  /** Tags, replacing all stored ones. A tag may not contain a comma. */
  tags?: Array<string> | null | undefined;
  /** Web addresses, replacing all stored ones. */
  webAddresses?: Array<ContactWebsiteInput> | null | undefined;
};

/** A phone number to store. */
export type ContactPhoneInput = {
  /** What the number is for, for example `Work` or `Mobile`. */
  label?: string | null | undefined;
  /** The number. */
  number: string;
};

/** A web address to store. */
export type ContactWebsiteInput = {
  /** What the address is for. */
  label?: string | null | undefined;
  /** The address, as it is to be stored. May not be blank or hold a line break. */
  url: string;
};

/** How to sign in. Give exactly one. */
export type CredentialsInput =
  {   /** Sign in with the API key from the user's profile. The CRM replaces the key when the password changes. */
  apiKey: ApiKeyCredentialsInput; password?: never; }
  |  { apiKey?: never;   /** Sign in with the user's password. */
  password: PasswordCredentialsInput; };

/** Kinds of object that a CRM number alone identifies. Notes and tasks also need the record they belong to. */
export type CrmNodeType =
  /** A catalog. */
  | 'CATALOG'
  /** A contact. */
  | 'CONTACT'
  /** A deal. */
  | 'DEAL';

/** One row of `dealBulkUpdate`. */
export type DealBulkUpdateInput = {
  /** Global `id` of the deal. */
  id: string | number;
  /** Refuse the row with `CONFLICT` unless the deal is still at this version. */
  ifVersion?: string | null | undefined;
  /** The changes. */
  patch: DealPatchInput;
};

/** A new deal. */
export type DealCreateInput = {
  /** Global `id` of the contact to link. */
  contactId?: string | number | null | undefined;
  /** Makes the request safe to repeat, for example after `OUTCOME_UNKNOWN` or a lost connection. Choose a new random text of at most 255 characters for each record, and send the same one with each repeat: for 24 hours, the same key with the same values adds nothing more and answers with the record that was added. With other values it is `INVALID`. */
  idempotencyKey?: string | null | undefined;
  /** Name of the deal. May not be blank. */
  name: string;
  /** Price in the account's currency. */
  price?: string | null | undefined;
  /** Number in amoCRM of the user in charge. */
  responsibleUserCrmId?: string | number | null | undefined;
  /** Number in amoCRM of the stage to start at. The CRM chooses when absent. */
  statusCrmId?: string | number | null | undefined;
  /** Tags. A tag may not contain a comma. */
  tags?: Array<string> | null | undefined;
};

/** Changes to a deal. An absent field is left as it is, null clears it, and a list replaces the whole list. */
export type DealPatchInput = {
  /** Global `id` of the contact to link. Refused with `NOT_SUPPORTED` when the deal has several contacts and the CRM takes one. */
  contactId?: string | number | null | undefined;
  /** Name of the deal. May not be null or blank. */
  name?: string | null | undefined;
  /** Price in the account's currency. */
  price?: string | null | undefined;
  /** Number in amoCRM of the user in charge. May not be null. */
  responsibleUserCrmId?: string | number | null | undefined;
  /** Number in amoCRM of the stage. May not be null. */
  statusCrmId?: string | number | null | undefined;
  /** Tags, replacing all stored ones. A tag may not contain a comma. */
  tags?: Array<string> | null | undefined;
};

/** A new note. */
export type NoteCreateInput = {
  /** Text of the note. May not be blank. */
  body: string;
  /** Makes the request safe to repeat, for example after `OUTCOME_UNKNOWN` or a lost connection. Choose a new random text of at most 255 characters for each record, and send the same one with each repeat: for 24 hours, the same key with the same values adds nothing more and answers with the record that was added. With other values it is `INVALID`. */
  idempotencyKey?: string | null | undefined;
  /** Record to attach the note to. */
  subject: ActivitySubjectInput;
};

/** Changes to a note. */
export type NotePatchInput = {
  /** New text of the note. May not be blank. */
  body: string;
};

/** Login and password. */
export type PasswordCredentialsInput = {
  /** The user's login. */
  login: string;
  /** The user's password. Never logged. */
  password: string;
};

/** A postal address to store. */
export type PostalAddressInput = {
  /** Street, house and anything else on one line. */
  street: string;
};

/** A new task. */
export type TaskCreateInput = {
  /** When the task is due. The CRM keeps whole seconds. */
  dueAt: string;
  /** Makes the request safe to repeat, for example after `OUTCOME_UNKNOWN` or a lost connection. Choose a new random text of at most 255 characters for each record, and send the same one with each repeat: for 24 hours, the same key with the same values adds nothing more and answers with the record that was added. With other values it is `INVALID`. */
  idempotencyKey?: string | null | undefined;
  /** Number in amoCRM of the user who has to do it. */
  responsibleUserCrmId: string | number;
  /** Record to attach the task to. A task on its own cannot be listed afterwards. */
  subject?: ActivitySubjectInput | null | undefined;
  /** What has to be done. May not be blank. */
  text: string;
  /** How it is to be done. */
  type: TaskType;
};

/** Changes to a task. An absent field is left as it is. Only `subject` may be null, which detaches the task. */
export type TaskPatchInput = {
  /** When the task is due. May not be null. */
  dueAt?: string | null | undefined;
  /** Number in amoCRM of the user who has to do it. May not be null. */
  responsibleUserCrmId?: string | number | null | undefined;
  /** Record to move the task to. The task gets a new `id`. */
  subject?: ActivitySubjectInput | null | undefined;
  /** What has to be done. May not be null or blank. */
  text?: string | null | undefined;
  /** How it is to be done. May not be null. */
  type?: TaskType | null | undefined;
};

/** How a task is to be done. */
export type TaskType =
  /** Phone the person. */
  | 'CALL'
  /** Write to the person. */
  | 'LETTER'
  /** Meet the person. */
  | 'MEETING';

/** What went wrong in a mutation. New values may be added. */
export type UserErrorCode =
  /** The object changed since the version given in `ifVersion`. */
  | 'CONFLICT'
  /** The value is malformed or out of range, or an `idempotencyKey` that was used with other values. */
  | 'INVALID'
  /** The login, password or key is wrong. */
  | 'INVALID_CREDENTIALS'
  /** The object does not exist. */
  | 'NOT_FOUND'
  /** The row was not sent: another row is invalid, or the batch was cut short. */
  | 'NOT_SENT'
  /** The CRM behind the gateway has no way to do this. */
  | 'NOT_SUPPORTED'
  /** The change was sent and no answer came: it may have been applied. Look before sending it again. */
  | 'OUTCOME_UNKNOWN'
  /** The user may not do this. */
  | 'PERMISSION_DENIED'
  /** The CRM refused the change. */
  | 'REJECTED'
  /** A required value is missing, blank or null. */
  | 'REQUIRED';

export type ContactDetailQueryVariables = Exact<{
  id: string | number;
}>;


export type ContactDetailQuery = { contact: { createdAt: string | null, version: string | null, id: string, crmId: string, name: string, isCompany: boolean, position: string | null, tags: Array<string> | null, updatedAt: string | null, notes: { totalCount: number | null, nodes: Array<{ id: string, crmId: string, body: string, createdAt: string | null, author: { crmId: string, name: string | null } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null, tasks: { totalCount: number | null, nodes: Array<{ id: string, crmId: string, text: string, type: TaskType | null, dueAt: string | null, isCompleted: boolean, responsibleUser: { crmId: string, name: string | null } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null, webAddresses: Array<{ url: string, label: string | null }> | null, address: { street: string } | null, instantMessengers: Array<{ address: string, protocol: string | null }> | null, company: { crmId: string | null, name: string | null } | null, phoneNumbers: Array<{ number: string, label: string | null }> | null, emailAddresses: Array<{ address: string, label: string | null }> | null, responsibleUser: { crmId: string, name: string | null } | null } | null };

export type DealDetailQueryVariables = Exact<{
  id: string | number;
}>;


export type DealDetailQuery = { deal: { createdAt: string | null, version: string | null, id: string, crmId: string, name: string, price: string | null, tags: Array<string> | null, updatedAt: string | null, notes: { totalCount: number | null, nodes: Array<{ id: string, crmId: string, body: string, createdAt: string | null, author: { crmId: string, name: string | null } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null, tasks: { totalCount: number | null, nodes: Array<{ id: string, crmId: string, text: string, type: TaskType | null, dueAt: string | null, isCompleted: boolean, responsibleUser: { crmId: string, name: string | null } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null, status: { crmId: string, name: string | null } | null, responsibleUser: { crmId: string, name: string | null } | null, contacts: Array<{ id: string, name: string, company: { crmId: string | null, name: string | null } | null }> | null } | null };

export type CatalogDetailQueryVariables = Exact<{
  id: string | number;
}>;


export type CatalogDetailQuery = { catalog: { id: string, crmId: string, name: string, type: CatalogType | null, sort: number | null, createdAt: string | null, canAddElements: boolean | null, canShowInCards: boolean | null, canLinkMultiple: boolean | null, createdBy: { crmId: string, name: string | null } | null } | null };

export type ActivitiesQueryVariables = Exact<{
  id: string | number;
  firstNotes?: number | null | undefined;
  afterNote?: string | null | undefined;
  firstTasks?: number | null | undefined;
  afterTask?: string | null | undefined;
  isCompleted?: boolean | null | undefined;
}>;


export type ActivitiesQuery = { node:
    | { id: string }
    | { name: string, id: string, notes: { nodes: Array<{ id: string, crmId: string, body: string, createdAt: string | null, author: { crmId: string, name: string | null } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null, tasks: { nodes: Array<{ id: string, crmId: string, text: string, type: TaskType | null, dueAt: string | null, isCompleted: boolean, responsibleUser: { crmId: string, name: string | null } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null }
    | { name: string, id: string, notes: { nodes: Array<{ id: string, crmId: string, body: string, createdAt: string | null, author: { crmId: string, name: string | null } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null, tasks: { nodes: Array<{ id: string, crmId: string, text: string, type: TaskType | null, dueAt: string | null, isCompleted: boolean, responsibleUser: { crmId: string, name: string | null } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null }
    | { id: string }
    | { id: string }
   | null };

export type NodesQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type NodesQuery = { nodes: Array<
    | { __typename: 'Catalog', crmId: string, name: string, id: string }
    | { __typename: 'Contact', crmId: string, name: string, id: string }
    | { __typename: 'Deal', crmId: string, name: string, id: string }
    | { __typename: 'Note', id: string, crmId: string, body: string, createdAt: string | null, subject:
        | { id: string }
        | { id: string }
       | null, author: { crmId: string, name: string | null } | null }
    | { __typename: 'Task', id: string, crmId: string, text: string, type: TaskType | null, dueAt: string | null, isCompleted: boolean, subject:
        | { id: string }
        | { id: string }
       | null, responsibleUser: { crmId: string, name: string | null } | null }
   | null> };

export type FindByCrmIdQueryVariables = Exact<{
  type: CrmNodeType;
  crmId: string | number;
}>;


export type FindByCrmIdQuery = { nodeByCrmId:
    | { __typename: 'Catalog', id: string }
    | { __typename: 'Contact', id: string }
    | { __typename: 'Deal', id: string }
    | { __typename: 'Note', id: string }
    | { __typename: 'Task', id: string }
   | null };

export type ContactFieldsFragment = { createdAt: string | null, version: string | null, id: string, crmId: string, name: string, isCompany: boolean, position: string | null, tags: Array<string> | null, updatedAt: string | null, webAddresses: Array<{ url: string, label: string | null }> | null, address: { street: string } | null, instantMessengers: Array<{ address: string, protocol: string | null }> | null, company: { crmId: string | null, name: string | null } | null, phoneNumbers: Array<{ number: string, label: string | null }> | null, emailAddresses: Array<{ address: string, label: string | null }> | null, responsibleUser: { crmId: string, name: string | null } | null };

export type DealFieldsFragment = { createdAt: string | null, version: string | null, id: string, crmId: string, name: string, price: string | null, tags: Array<string> | null, updatedAt: string | null, status: { crmId: string, name: string | null } | null, responsibleUser: { crmId: string, name: string | null } | null, contacts: Array<{ id: string, name: string, company: { crmId: string | null, name: string | null } | null }> | null };

export type NoteFieldsFragment = { id: string, crmId: string, body: string, createdAt: string | null, author: { crmId: string, name: string | null } | null };

export type TaskFieldsFragment = { id: string, crmId: string, text: string, type: TaskType | null, dueAt: string | null, isCompleted: boolean, responsibleUser: { crmId: string, name: string | null } | null };

export type ContactCreateMutationVariables = Exact<{
  input: ContactCreateInput;
}>;


export type ContactCreateMutation = { contactCreate: { contact: { createdAt: string | null, version: string | null, id: string, crmId: string, name: string, isCompany: boolean, position: string | null, tags: Array<string> | null, updatedAt: string | null, webAddresses: Array<{ url: string, label: string | null }> | null, address: { street: string } | null, instantMessengers: Array<{ address: string, protocol: string | null }> | null, company: { crmId: string | null, name: string | null } | null, phoneNumbers: Array<{ number: string, label: string | null }> | null, emailAddresses: Array<{ address: string, label: string | null }> | null, responsibleUser: { crmId: string, name: string | null } | null } | null, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type ContactUpdateMutationVariables = Exact<{
  id: string | number;
  patch: ContactPatchInput;
  ifVersion?: string | null | undefined;
}>;


export type ContactUpdateMutation = { contactUpdate: { contact: { createdAt: string | null, version: string | null, id: string, crmId: string, name: string, isCompany: boolean, position: string | null, tags: Array<string> | null, updatedAt: string | null, webAddresses: Array<{ url: string, label: string | null }> | null, address: { street: string } | null, instantMessengers: Array<{ address: string, protocol: string | null }> | null, company: { crmId: string | null, name: string | null } | null, phoneNumbers: Array<{ number: string, label: string | null }> | null, emailAddresses: Array<{ address: string, label: string | null }> | null, responsibleUser: { crmId: string, name: string | null } | null } | null, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', currentVersion: string, code: UserErrorCode, field: Array<string> | null, message: string, current:
          | { createdAt: string | null, version: string | null, id: string, crmId: string, name: string, isCompany: boolean, position: string | null, tags: Array<string> | null, updatedAt: string | null, webAddresses: Array<{ url: string, label: string | null }> | null, address: { street: string } | null, instantMessengers: Array<{ address: string, protocol: string | null }> | null, company: { crmId: string | null, name: string | null } | null, phoneNumbers: Array<{ number: string, label: string | null }> | null, emailAddresses: Array<{ address: string, label: string | null }> | null, responsibleUser: { crmId: string, name: string | null } | null }
          | Record<PropertyKey, never>
         | null }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type ContactDeleteMutationVariables = Exact<{
  id: string | number;
}>;


export type ContactDeleteMutation = { contactDelete: { deletedContactId: string | null, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type ContactBulkCreateMutationVariables = Exact<{
  input: Array<ContactCreateInput> | ContactCreateInput;
  policy?: BulkPolicy;
}>;


export type ContactBulkCreateMutation = { contactBulkCreate: { rows: Array<{ index: number, contact: { id: string, crmId: string } | null, userErrors: Array<
        | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
      > }>, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type ContactBulkUpdateMutationVariables = Exact<{
  input: Array<ContactBulkUpdateInput> | ContactBulkUpdateInput;
  policy?: BulkPolicy;
}>;


export type ContactBulkUpdateMutation = { contactBulkUpdate: { rows: Array<{ index: number, contact: { id: string, version: string | null } | null, userErrors: Array<
        | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'ConflictError', currentVersion: string, code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
      > }>, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type ContactBulkDeleteMutationVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type ContactBulkDeleteMutation = { contactBulkDelete: { rows: Array<{ index: number, deletedId: string | null, userErrors: Array<
        | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
      > }>, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type DealCreateMutationVariables = Exact<{
  input: DealCreateInput;
}>;


export type DealCreateMutation = { dealCreate: { deal: { createdAt: string | null, version: string | null, id: string, crmId: string, name: string, price: string | null, tags: Array<string> | null, updatedAt: string | null, status: { crmId: string, name: string | null } | null, responsibleUser: { crmId: string, name: string | null } | null, contacts: Array<{ id: string, name: string, company: { crmId: string | null, name: string | null } | null }> | null } | null, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type DealUpdateMutationVariables = Exact<{
  id: string | number;
  patch: DealPatchInput;
  ifVersion?: string | null | undefined;
}>;


export type DealUpdateMutation = { dealUpdate: { deal: { createdAt: string | null, version: string | null, id: string, crmId: string, name: string, price: string | null, tags: Array<string> | null, updatedAt: string | null, status: { crmId: string, name: string | null } | null, responsibleUser: { crmId: string, name: string | null } | null, contacts: Array<{ id: string, name: string, company: { crmId: string | null, name: string | null } | null }> | null } | null, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', currentVersion: string, code: UserErrorCode, field: Array<string> | null, message: string, current:
          | { createdAt: string | null, version: string | null, id: string, crmId: string, name: string, price: string | null, tags: Array<string> | null, updatedAt: string | null, status: { crmId: string, name: string | null } | null, responsibleUser: { crmId: string, name: string | null } | null, contacts: Array<{ id: string, name: string, company: { crmId: string | null, name: string | null } | null }> | null }
          | Record<PropertyKey, never>
         | null }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type DealDeleteMutationVariables = Exact<{
  id: string | number;
}>;


export type DealDeleteMutation = { dealDelete: { deletedDealId: string | null, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type DealBulkCreateMutationVariables = Exact<{
  input: Array<DealCreateInput> | DealCreateInput;
  policy?: BulkPolicy;
}>;


export type DealBulkCreateMutation = { dealBulkCreate: { rows: Array<{ index: number, deal: { id: string, crmId: string } | null, userErrors: Array<
        | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
      > }>, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type DealBulkUpdateMutationVariables = Exact<{
  input: Array<DealBulkUpdateInput> | DealBulkUpdateInput;
  policy?: BulkPolicy;
}>;


export type DealBulkUpdateMutation = { dealBulkUpdate: { rows: Array<{ index: number, deal: { id: string, version: string | null } | null, userErrors: Array<
        | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'ConflictError', currentVersion: string, code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
      > }>, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type DealBulkDeleteMutationVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type DealBulkDeleteMutation = { dealBulkDelete: { rows: Array<{ index: number, deletedId: string | null, userErrors: Array<
        | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
      > }>, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type NoteCreateMutationVariables = Exact<{
  input: NoteCreateInput;
}>;


export type NoteCreateMutation = { noteCreate: { note: { id: string, crmId: string, body: string, createdAt: string | null, author: { crmId: string, name: string | null } | null } | null, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type NoteUpdateMutationVariables = Exact<{
  id: string | number;
  patch: NotePatchInput;
}>;


export type NoteUpdateMutation = { noteUpdate: { note: { id: string, crmId: string, body: string, createdAt: string | null, author: { crmId: string, name: string | null } | null } | null, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type NoteDeleteMutationVariables = Exact<{
  id: string | number;
}>;


export type NoteDeleteMutation = { noteDelete: { deletedNoteId: string | null, subject:
      | { id: string }
      | { id: string }
     | null, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type NoteBulkCreateMutationVariables = Exact<{
  input: Array<NoteCreateInput> | NoteCreateInput;
  policy?: BulkPolicy;
}>;


export type NoteBulkCreateMutation = { noteBulkCreate: { rows: Array<{ index: number, note: { id: string, crmId: string } | null, userErrors: Array<
        | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
      > }>, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type NoteBulkDeleteMutationVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type NoteBulkDeleteMutation = { noteBulkDelete: { rows: Array<{ index: number, deletedId: string | null, userErrors: Array<
        | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
      > }>, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type TaskCreateMutationVariables = Exact<{
  input: TaskCreateInput;
}>;


export type TaskCreateMutation = { taskCreate: { task: { id: string, crmId: string, text: string, type: TaskType | null, dueAt: string | null, isCompleted: boolean, responsibleUser: { crmId: string, name: string | null } | null } | null, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type TaskUpdateMutationVariables = Exact<{
  id: string | number;
  patch: TaskPatchInput;
}>;


export type TaskUpdateMutation = { taskUpdate: { replacedTaskId: string | null, task: { id: string, crmId: string, text: string, type: TaskType | null, dueAt: string | null, isCompleted: boolean, subject:
        | { id: string }
        | { id: string }
       | null, responsibleUser: { crmId: string, name: string | null } | null } | null, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type TaskCompleteMutationVariables = Exact<{
  id: string | number;
}>;


export type TaskCompleteMutation = { taskComplete: { task: { id: string, crmId: string, text: string, type: TaskType | null, dueAt: string | null, isCompleted: boolean, responsibleUser: { crmId: string, name: string | null } | null } | null, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type TaskDeleteMutationVariables = Exact<{
  id: string | number;
}>;


export type TaskDeleteMutation = { taskDelete: { deletedTaskId: string | null, subject:
      | { id: string }
      | { id: string }
     | null, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type TaskBulkCreateMutationVariables = Exact<{
  input: Array<TaskCreateInput> | TaskCreateInput;
  policy?: BulkPolicy;
}>;


export type TaskBulkCreateMutation = { taskBulkCreate: { rows: Array<{ index: number, task: { id: string, crmId: string } | null, userErrors: Array<
        | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
      > }>, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type TaskBulkCompleteMutationVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type TaskBulkCompleteMutation = { taskBulkComplete: { rows: Array<{ index: number, task: { id: string, isCompleted: boolean } | null, userErrors: Array<
        | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
      > }>, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type TaskBulkDeleteMutationVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type TaskBulkDeleteMutation = { taskBulkDelete: { rows: Array<{ index: number, deletedId: string | null, userErrors: Array<
        | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
      > }>, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type CatalogCreateMutationVariables = Exact<{
  input: CatalogCreateInput;
}>;


export type CatalogCreateMutation = { catalogCreate: { catalog: { id: string, crmId: string, name: string, type: CatalogType | null, sort: number | null, createdAt: string | null, canAddElements: boolean | null, canShowInCards: boolean | null, canLinkMultiple: boolean | null, createdBy: { crmId: string, name: string | null } | null } | null, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type CatalogUpdateMutationVariables = Exact<{
  id: string | number;
  patch: CatalogPatchInput;
}>;


export type CatalogUpdateMutation = { catalogUpdate: { catalog: { id: string, crmId: string, name: string, type: CatalogType | null, sort: number | null, createdAt: string | null, canAddElements: boolean | null, canShowInCards: boolean | null, canLinkMultiple: boolean | null, createdBy: { crmId: string, name: string | null } | null } | null, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type CatalogDeleteMutationVariables = Exact<{
  id: string | number;
}>;


export type CatalogDeleteMutation = { catalogDelete: { deletedCatalogId: string | null, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type CatalogBulkCreateMutationVariables = Exact<{
  input: Array<CatalogCreateInput> | CatalogCreateInput;
  policy?: BulkPolicy;
}>;


export type CatalogBulkCreateMutation = { catalogBulkCreate: { rows: Array<{ index: number, catalog: { id: string, crmId: string, name: string, type: CatalogType | null, sort: number | null, createdAt: string | null, canAddElements: boolean | null, canShowInCards: boolean | null, canLinkMultiple: boolean | null, createdBy: { crmId: string, name: string | null } | null } | null, userErrors: Array<
        | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
      > }>, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type CatalogBulkUpdateMutationVariables = Exact<{
  input: Array<CatalogBulkUpdateInput> | CatalogBulkUpdateInput;
  policy?: BulkPolicy;
}>;


export type CatalogBulkUpdateMutation = { catalogBulkUpdate: { rows: Array<{ index: number, catalog: { id: string, crmId: string, name: string, type: CatalogType | null, sort: number | null, createdAt: string | null, canAddElements: boolean | null, canShowInCards: boolean | null, canLinkMultiple: boolean | null, createdBy: { crmId: string, name: string | null } | null } | null, userErrors: Array<
        | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
      > }>, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type CatalogBulkDeleteMutationVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type CatalogBulkDeleteMutation = { catalogBulkDelete: { rows: Array<{ index: number, deletedId: string | null, userErrors: Array<
        | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
        | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
      > }>, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type DeletedRowFragment = { index: number, deletedId: string | null, userErrors: Array<
    | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
    | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
    | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
    | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
    | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
  > };

type Problem_AccessError_Fragment = { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string };

type Problem_ConflictError_Fragment = { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string };

type Problem_InputError_Fragment = { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string };

type Problem_NotFoundError_Fragment = { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string };

type Problem_RejectedError_Fragment = { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string };

export type ProblemFragment =
  | Problem_AccessError_Fragment
  | Problem_ConflictError_Fragment
  | Problem_InputError_Fragment
  | Problem_NotFoundError_Fragment
  | Problem_RejectedError_Fragment
;

export type ContactListQueryVariables = Exact<{
  search?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type ContactListQuery = { contacts: { nodes: Array<{ id: string, crmId: string, name: string, isCompany: boolean, position: string | null, tags: Array<string> | null, updatedAt: string | null, company: { crmId: string | null, name: string | null } | null, phoneNumbers: Array<{ number: string, label: string | null }> | null, emailAddresses: Array<{ address: string, label: string | null }> | null, responsibleUser: { crmId: string, name: string | null } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null };

export type ContactCountQueryVariables = Exact<{
  search?: string | null | undefined;
}>;


export type ContactCountQuery = { contacts: { totalCount: number | null } | null };

export type DealListQueryVariables = Exact<{
  search?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type DealListQuery = { deals: { nodes: Array<{ id: string, crmId: string, name: string, price: string | null, tags: Array<string> | null, updatedAt: string | null, status: { crmId: string, name: string | null } | null, responsibleUser: { crmId: string, name: string | null } | null, contacts: Array<{ id: string, name: string, company: { crmId: string | null, name: string | null } | null }> | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null };

export type DealCountQueryVariables = Exact<{
  search?: string | null | undefined;
}>;


export type DealCountQuery = { deals: { totalCount: number | null } | null };

export type CatalogListQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type CatalogListQuery = { catalogs: { totalCount: number | null, nodes: Array<{ id: string, crmId: string, name: string, type: CatalogType | null, sort: number | null, createdAt: string | null, canAddElements: boolean | null, canShowInCards: boolean | null, canLinkMultiple: boolean | null, createdBy: { crmId: string, name: string | null } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null };

export type SearchQueryVariables = Exact<{
  query: string;
  first?: number | null | undefined;
}>;


export type SearchQuery = { search: { query: string, contacts: { nodes: Array<{ id: string, crmId: string, name: string, isCompany: boolean, position: string | null, tags: Array<string> | null, updatedAt: string | null, company: { crmId: string | null, name: string | null } | null, phoneNumbers: Array<{ number: string, label: string | null }> | null, emailAddresses: Array<{ address: string, label: string | null }> | null, responsibleUser: { crmId: string, name: string | null } | null }> } | null, deals: { nodes: Array<{ id: string, crmId: string, name: string, price: string | null, tags: Array<string> | null, updatedAt: string | null, status: { crmId: string, name: string | null } | null, responsibleUser: { crmId: string, name: string | null } | null, contacts: Array<{ id: string, name: string, company: { crmId: string | null, name: string | null } | null }> | null }> } | null, catalogs: { nodes: Array<{ id: string, crmId: string, name: string, type: CatalogType | null, sort: number | null, createdAt: string | null, canAddElements: boolean | null, canShowInCards: boolean | null, canLinkMultiple: boolean | null, createdBy: { crmId: string, name: string | null } | null }> } | null } | null };

export type PageFieldsFragment = { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null };

export type ContactRowFragment = { id: string, crmId: string, name: string, isCompany: boolean, position: string | null, tags: Array<string> | null, updatedAt: string | null, company: { crmId: string | null, name: string | null } | null, phoneNumbers: Array<{ number: string, label: string | null }> | null, emailAddresses: Array<{ address: string, label: string | null }> | null, responsibleUser: { crmId: string, name: string | null } | null };

export type DealRowFragment = { id: string, crmId: string, name: string, price: string | null, tags: Array<string> | null, updatedAt: string | null, status: { crmId: string, name: string | null } | null, responsibleUser: { crmId: string, name: string | null } | null, contacts: Array<{ id: string, name: string, company: { crmId: string | null, name: string | null } | null }> | null };

export type CatalogFieldsFragment = { id: string, crmId: string, name: string, type: CatalogType | null, sort: number | null, createdAt: string | null, canAddElements: boolean | null, canShowInCards: boolean | null, canLinkMultiple: boolean | null, createdBy: { crmId: string, name: string | null } | null };

export type SignInMutationVariables = Exact<{
  credentials: CredentialsInput;
}>;


export type SignInMutation = { sessionCreate: { session: { token: string, expiresAt: string, viewer: { login: string, account: string } } | null, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type SignOutMutationVariables = Exact<{ [key: string]: never; }>;


export type SignOutMutation = { sessionDelete: { ended: boolean, userErrors: Array<
      | { __typename: 'AccessError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'ConflictError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'InputError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'NotFoundError', code: UserErrorCode, field: Array<string> | null, message: string }
      | { __typename: 'RejectedError', code: UserErrorCode, field: Array<string> | null, message: string }
    > } | null };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { viewer: { login: string, account: string } | null };

export type ViewerFieldsFragment = { login: string, account: string };

export type BackendQueryVariables = Exact<{ [key: string]: never; }>;


export type BackendQuery = { backend: { api: BackendApi, capabilities: Array<Capability> | null } | null };

export type ContactChangesSubscriptionVariables = Exact<{
  ids?: Array<string | number> | string | number | null | undefined;
}>;


export type ContactChangesSubscription = { contactChanged: { action: ChangeAction, id: string, changedAt: string, contact: { id: string, crmId: string, name: string, isCompany: boolean, position: string | null, tags: Array<string> | null, updatedAt: string | null, company: { crmId: string | null, name: string | null } | null, phoneNumbers: Array<{ number: string, label: string | null }> | null, emailAddresses: Array<{ address: string, label: string | null }> | null, responsibleUser: { crmId: string, name: string | null } | null } | null } };

export type DealChangesSubscriptionVariables = Exact<{
  ids?: Array<string | number> | string | number | null | undefined;
}>;


export type DealChangesSubscription = { dealChanged: { action: ChangeAction, id: string, changedAt: string, deal: { id: string, crmId: string, name: string, price: string | null, tags: Array<string> | null, updatedAt: string | null, status: { crmId: string, name: string | null } | null, responsibleUser: { crmId: string, name: string | null } | null, contacts: Array<{ id: string, name: string, company: { crmId: string | null, name: string | null } | null }> | null } | null } };

export type TaskChangesSubscriptionVariables = Exact<{
  subjectIds?: Array<string | number> | string | number | null | undefined;
}>;


export type TaskChangesSubscription = { taskChanged: { action: ChangeAction, id: string, changedAt: string, task: { id: string, crmId: string, text: string, type: TaskType | null, dueAt: string | null, isCompleted: boolean, responsibleUser: { crmId: string, name: string | null } | null } | null, subject:
      | { id: string }
      | { id: string }
     | null } };

export type AddedNotesSubscriptionVariables = Exact<{
  subjectIds?: Array<string | number> | string | number | null | undefined;
}>;


export type AddedNotesSubscription = { noteAdded: { id: string, changedAt: string, note: { id: string, crmId: string, body: string, createdAt: string | null, author: { crmId: string, name: string | null } | null } | null, subject:
      | { id: string }
      | { id: string }
     } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const ContactRowFragmentDoc = new TypedDocumentString(`
    fragment ContactRow on Contact {
  id
  crmId
  name
  isCompany
  position
  company {
    crmId
    name
  }
  phoneNumbers {
    number
    label
  }
  emailAddresses {
    address
    label
  }
  responsibleUser {
    crmId
    name
  }
  tags
  updatedAt
}
    `, {"fragmentName":"ContactRow"}) as unknown as TypedDocumentString<ContactRowFragment, unknown>;
export const ContactFieldsFragmentDoc = new TypedDocumentString(`
    fragment ContactFields on Contact {
  ...ContactRow
  webAddresses {
    url
    label
  }
  address {
    street
  }
  instantMessengers {
    address
    protocol
  }
  createdAt
  version
}
    fragment ContactRow on Contact {
  id
  crmId
  name
  isCompany
  position
  company {
    crmId
    name
  }
  phoneNumbers {
    number
    label
  }
  emailAddresses {
    address
    label
  }
  responsibleUser {
    crmId
    name
  }
  tags
  updatedAt
}`, {"fragmentName":"ContactFields"}) as unknown as TypedDocumentString<ContactFieldsFragment, unknown>;
export const DealRowFragmentDoc = new TypedDocumentString(`
    fragment DealRow on Deal {
  id
  crmId
  name
  price
  status {
    crmId
    name
  }
  responsibleUser {
    crmId
    name
  }
  tags
  contacts {
    id
    name
    company {
      crmId
      name
    }
  }
  updatedAt
}
    `, {"fragmentName":"DealRow"}) as unknown as TypedDocumentString<DealRowFragment, unknown>;
export const DealFieldsFragmentDoc = new TypedDocumentString(`
    fragment DealFields on Deal {
  ...DealRow
  createdAt
  version
}
    fragment DealRow on Deal {
  id
  crmId
  name
  price
  status {
    crmId
    name
  }
  responsibleUser {
    crmId
    name
  }
  tags
  contacts {
    id
    name
    company {
      crmId
      name
    }
  }
  updatedAt
}`, {"fragmentName":"DealFields"}) as unknown as TypedDocumentString<DealFieldsFragment, unknown>;
export const NoteFieldsFragmentDoc = new TypedDocumentString(`
    fragment NoteFields on Note {
  id
  crmId
  body
  author {
    crmId
    name
  }
  createdAt
}
    `, {"fragmentName":"NoteFields"}) as unknown as TypedDocumentString<NoteFieldsFragment, unknown>;
export const TaskFieldsFragmentDoc = new TypedDocumentString(`
    fragment TaskFields on Task {
  id
  crmId
  text
  type
  dueAt
  isCompleted
  responsibleUser {
    crmId
    name
  }
}
    `, {"fragmentName":"TaskFields"}) as unknown as TypedDocumentString<TaskFieldsFragment, unknown>;
export const ProblemFragmentDoc = new TypedDocumentString(`
    fragment Problem on UserError {
  __typename
  code
  field
  message
}
    `, {"fragmentName":"Problem"}) as unknown as TypedDocumentString<ProblemFragment, unknown>;
export const DeletedRowFragmentDoc = new TypedDocumentString(`
    fragment DeletedRow on BulkDeleteRow {
  index
  deletedId
  userErrors {
    ...Problem
  }
}
    fragment Problem on UserError {
  __typename
  code
  field
  message
}`, {"fragmentName":"DeletedRow"}) as unknown as TypedDocumentString<DeletedRowFragment, unknown>;
export const PageFieldsFragmentDoc = new TypedDocumentString(`
    fragment PageFields on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
    `, {"fragmentName":"PageFields"}) as unknown as TypedDocumentString<PageFieldsFragment, unknown>;
export const CatalogFieldsFragmentDoc = new TypedDocumentString(`
    fragment CatalogFields on Catalog {
  id
  crmId
  name
  type
  sort
  createdBy {
    crmId
    name
  }
  createdAt
  canAddElements
  canShowInCards
  canLinkMultiple
}
    `, {"fragmentName":"CatalogFields"}) as unknown as TypedDocumentString<CatalogFieldsFragment, unknown>;
export const ViewerFieldsFragmentDoc = new TypedDocumentString(`
    fragment ViewerFields on Viewer {
  login
  account
}
    `, {"fragmentName":"ViewerFields"}) as unknown as TypedDocumentString<ViewerFieldsFragment, unknown>;
export const ContactDetailDocument = new TypedDocumentString(`
    query ContactDetail($id: ID!) {
  contact(id: $id) {
    ...ContactFields
    notes {
      totalCount
      nodes {
        ...NoteFields
      }
      pageInfo {
        ...PageFields
      }
    }
    tasks {
      totalCount
      nodes {
        ...TaskFields
      }
      pageInfo {
        ...PageFields
      }
    }
  }
}
    fragment ContactFields on Contact {
  ...ContactRow
  webAddresses {
    url
    label
  }
  address {
    street
  }
  instantMessengers {
    address
    protocol
  }
  createdAt
  version
}
fragment NoteFields on Note {
  id
  crmId
  body
  author {
    crmId
    name
  }
  createdAt
}
fragment TaskFields on Task {
  id
  crmId
  text
  type
  dueAt
  isCompleted
  responsibleUser {
    crmId
    name
  }
}
fragment PageFields on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment ContactRow on Contact {
  id
  crmId
  name
  isCompany
  position
  company {
    crmId
    name
  }
  phoneNumbers {
    number
    label
  }
  emailAddresses {
    address
    label
  }
  responsibleUser {
    crmId
    name
  }
  tags
  updatedAt
}`, {"hash":"sha256:38b0641b167c096cb7353fb1f7e5931f8d220052c128b40eb7e8ab30d903dfae"}) as unknown as TypedDocumentString<ContactDetailQuery, ContactDetailQueryVariables>;
export const DealDetailDocument = new TypedDocumentString(`
    query DealDetail($id: ID!) {
  deal(id: $id) {
    ...DealFields
    notes {
      totalCount
      nodes {
        ...NoteFields
      }
      pageInfo {
        ...PageFields
      }
    }
    tasks {
      totalCount
      nodes {
        ...TaskFields
      }
      pageInfo {
        ...PageFields
      }
    }
  }
}
    fragment DealFields on Deal {
  ...DealRow
  createdAt
  version
}
fragment NoteFields on Note {
  id
  crmId
  body
  author {
    crmId
    name
  }
  createdAt
}
fragment TaskFields on Task {
  id
  crmId
  text
  type
  dueAt
  isCompleted
  responsibleUser {
    crmId
    name
  }
}
fragment PageFields on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment DealRow on Deal {
  id
  crmId
  name
  price
  status {
    crmId
    name
  }
  responsibleUser {
    crmId
    name
  }
  tags
  contacts {
    id
    name
    company {
      crmId
      name
    }
  }
  updatedAt
}`, {"hash":"sha256:adf72698493fa44d8cbd7d9e2204a70b4e747f73d3d7c3e1a1cd64bd589a62b0"}) as unknown as TypedDocumentString<DealDetailQuery, DealDetailQueryVariables>;
export const CatalogDetailDocument = new TypedDocumentString(`
    query CatalogDetail($id: ID!) {
  catalog(id: $id) {
    ...CatalogFields
  }
}
    fragment CatalogFields on Catalog {
  id
  crmId
  name
  type
  sort
  createdBy {
    crmId
    name
  }
  createdAt
  canAddElements
  canShowInCards
  canLinkMultiple
}`, {"hash":"sha256:896f7a0d19cf6f4b44819de300ee418c74d70b2db8da814e1cb6ce8564b7c85c"}) as unknown as TypedDocumentString<CatalogDetailQuery, CatalogDetailQueryVariables>;
export const ActivitiesDocument = new TypedDocumentString(`
    query Activities($id: ID!, $firstNotes: Int, $afterNote: String, $firstTasks: Int, $afterTask: String, $isCompleted: Boolean) {
  node(id: $id) {
    id
    ... on ActivitySubject {
      name
      notes(first: $firstNotes, after: $afterNote) {
        nodes {
          ...NoteFields
        }
        pageInfo {
          ...PageFields
        }
      }
      tasks(isCompleted: $isCompleted, first: $firstTasks, after: $afterTask) {
        nodes {
          ...TaskFields
        }
        pageInfo {
          ...PageFields
        }
      }
    }
  }
}
    fragment NoteFields on Note {
  id
  crmId
  body
  author {
    crmId
    name
  }
  createdAt
}
fragment TaskFields on Task {
  id
  crmId
  text
  type
  dueAt
  isCompleted
  responsibleUser {
    crmId
    name
  }
}
fragment PageFields on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}`, {"hash":"sha256:2c3c637c6571093fafce16ad6037445e6a2d6f634b59829bcfc9b5dd32cbb151"}) as unknown as TypedDocumentString<ActivitiesQuery, ActivitiesQueryVariables>;
export const NodesDocument = new TypedDocumentString(`
    query Nodes($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    id
    ... on Contact {
      crmId
      name
    }
    ... on Deal {
      crmId
      name
    }
    ... on Catalog {
      crmId
      name
    }
    ... on Note {
      ...NoteFields
      subject {
        id
      }
    }
    ... on Task {
      ...TaskFields
      subject {
        id
      }
    }
  }
}
    fragment NoteFields on Note {
  id
  crmId
  body
  author {
    crmId
    name
  }
  createdAt
}
fragment TaskFields on Task {
  id
  crmId
  text
  type
  dueAt
  isCompleted
  responsibleUser {
    crmId
    name
  }
}`, {"hash":"sha256:1e2ef1fba3922dfcff7df03b146c572dbb170339957a81eb916871c394385654"}) as unknown as TypedDocumentString<NodesQuery, NodesQueryVariables>;
export const FindByCrmIdDocument = new TypedDocumentString(`
    query FindByCrmId($type: CrmNodeType!, $crmId: ID!) {
  nodeByCrmId(type: $type, crmId: $crmId) {
    __typename
    id
  }
}
    `, {"hash":"sha256:94a002e30063a18609ad064514b4157800671ad1047cab3daa3640a276bb0e11"}) as unknown as TypedDocumentString<FindByCrmIdQuery, FindByCrmIdQueryVariables>;
export const ContactCreateDocument = new TypedDocumentString(`
    mutation ContactCreate($input: ContactCreateInput!) {
  contactCreate(input: $input) {
    contact {
      ...ContactFields
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment ContactFields on Contact {
  ...ContactRow
  webAddresses {
    url
    label
  }
  address {
    street
  }
  instantMessengers {
    address
    protocol
  }
  createdAt
  version
}
fragment Problem on UserError {
  __typename
  code
  field
  message
}
fragment ContactRow on Contact {
  id
  crmId
  name
  isCompany
  position
  company {
    crmId
    name
  }
  phoneNumbers {
    number
    label
  }
  emailAddresses {
    address
    label
  }
  responsibleUser {
    crmId
    name
  }
  tags
  updatedAt
}`, {"hash":"sha256:a6bdaec620d65f3b44a7c88cc40addf01a2499dc8a560c2e3b6a1640b832125f"}) as unknown as TypedDocumentString<ContactCreateMutation, ContactCreateMutationVariables>;
export const ContactUpdateDocument = new TypedDocumentString(`
    mutation ContactUpdate($id: ID!, $patch: ContactPatchInput!, $ifVersion: String) {
  contactUpdate(id: $id, patch: $patch, ifVersion: $ifVersion) {
    contact {
      ...ContactFields
    }
    userErrors {
      ...Problem
      ... on ConflictError {
        currentVersion
        current {
          ... on Contact {
            ...ContactFields
          }
        }
      }
    }
  }
}
    fragment ContactFields on Contact {
  ...ContactRow
  webAddresses {
    url
    label
  }
  address {
    street
  }
  instantMessengers {
    address
    protocol
  }
  createdAt
  version
}
fragment Problem on UserError {
  __typename
  code
  field
  message
}
fragment ContactRow on Contact {
  id
  crmId
  name
  isCompany
  position
  company {
    crmId
    name
  }
  phoneNumbers {
    number
    label
  }
  emailAddresses {
    address
    label
  }
  responsibleUser {
    crmId
    name
  }
  tags
  updatedAt
}`, {"hash":"sha256:cadf03392bf691a796c5626d5f359196967201ecce235df5bd28f9bd7dd56d02"}) as unknown as TypedDocumentString<ContactUpdateMutation, ContactUpdateMutationVariables>;
export const ContactDeleteDocument = new TypedDocumentString(`
    mutation ContactDelete($id: ID!) {
  contactDelete(id: $id) {
    deletedContactId
    userErrors {
      ...Problem
    }
  }
}
    fragment Problem on UserError {
  __typename
  code
  field
  message
}`, {"hash":"sha256:d2a7ea034a20d81dd9bb730267b5dad24af3f8737981246447960bf9ce9a66d4"}) as unknown as TypedDocumentString<ContactDeleteMutation, ContactDeleteMutationVariables>;
export const ContactBulkCreateDocument = new TypedDocumentString(`
    mutation ContactBulkCreate($input: [ContactCreateInput!]!, $policy: BulkPolicy! = REQUIRE_ALL_VALID) {
  contactBulkCreate(input: $input, policy: $policy) {
    rows {
      index
      contact {
        id
        crmId
      }
      userErrors {
        ...Problem
      }
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment Problem on UserError {
  __typename
  code
  field
  message
}`, {"hash":"sha256:900b290772b7200d7e938b20668734d1e92f76db8a37b45f6633c9b2b28592ac"}) as unknown as TypedDocumentString<ContactBulkCreateMutation, ContactBulkCreateMutationVariables>;
export const ContactBulkUpdateDocument = new TypedDocumentString(`
    mutation ContactBulkUpdate($input: [ContactBulkUpdateInput!]!, $policy: BulkPolicy! = REQUIRE_ALL_VALID) {
  contactBulkUpdate(input: $input, policy: $policy) {
    rows {
      index
      contact {
        id
        version
      }
      userErrors {
        ...Problem
        ... on ConflictError {
          currentVersion
        }
      }
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment Problem on UserError {
  __typename
  code
  field
  message
}`, {"hash":"sha256:bbc6f35e1b09d09fc8105be215f5bcd65e05d3111324666a96e07932383a63e2"}) as unknown as TypedDocumentString<ContactBulkUpdateMutation, ContactBulkUpdateMutationVariables>;
export const ContactBulkDeleteDocument = new TypedDocumentString(`
    mutation ContactBulkDelete($ids: [ID!]!) {
  contactBulkDelete(ids: $ids) {
    rows {
      ...DeletedRow
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment DeletedRow on BulkDeleteRow {
  index
  deletedId
  userErrors {
    ...Problem
  }
}
fragment Problem on UserError {
  __typename
  code
  field
  message
}`, {"hash":"sha256:80237226686847da4f946372070d4693f59d8ac31ae9591f88b0eb9268f406b0"}) as unknown as TypedDocumentString<ContactBulkDeleteMutation, ContactBulkDeleteMutationVariables>;
export const DealCreateDocument = new TypedDocumentString(`
    mutation DealCreate($input: DealCreateInput!) {
  dealCreate(input: $input) {
    deal {
      ...DealFields
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment DealFields on Deal {
  ...DealRow
  createdAt
  version
}
fragment Problem on UserError {
  __typename
  code
  field
  message
}
fragment DealRow on Deal {
  id
  crmId
  name
  price
  status {
    crmId
    name
  }
  responsibleUser {
    crmId
    name
  }
  tags
  contacts {
    id
    name
    company {
      crmId
      name
    }
  }
  updatedAt
}`, {"hash":"sha256:63c6ab6ab217a15e78196e9f1acd76f8ef80e5c0ff789755312ea359da5f775e"}) as unknown as TypedDocumentString<DealCreateMutation, DealCreateMutationVariables>;
export const DealUpdateDocument = new TypedDocumentString(`
    mutation DealUpdate($id: ID!, $patch: DealPatchInput!, $ifVersion: String) {
  dealUpdate(id: $id, patch: $patch, ifVersion: $ifVersion) {
    deal {
      ...DealFields
    }
    userErrors {
      ...Problem
      ... on ConflictError {
        currentVersion
        current {
          ... on Deal {
            ...DealFields
          }
        }
      }
    }
  }
}
    fragment DealFields on Deal {
  ...DealRow
  createdAt
  version
}
fragment Problem on UserError {
  __typename
  code
  field
  message
}
fragment DealRow on Deal {
  id
  crmId
  name
  price
  status {
    crmId
    name
  }
  responsibleUser {
    crmId
    name
  }
  tags
  contacts {
    id
    name
    company {
      crmId
      name
    }
  }
  updatedAt
}`, {"hash":"sha256:516b831c7923f058731c5fcfe1184ff45b15414dee89e5298437d74bdf151fb1"}) as unknown as TypedDocumentString<DealUpdateMutation, DealUpdateMutationVariables>;
export const DealDeleteDocument = new TypedDocumentString(`
    mutation DealDelete($id: ID!) {
  dealDelete(id: $id) {
    deletedDealId
    userErrors {
      ...Problem
    }
  }
}
    fragment Problem on UserError {
  __typename
  code
  field
  message
}`, {"hash":"sha256:8c189eff0cbb26f692aea104bbe846f897f06af345a089680851baf0487a99e7"}) as unknown as TypedDocumentString<DealDeleteMutation, DealDeleteMutationVariables>;
export const DealBulkCreateDocument = new TypedDocumentString(`
    mutation DealBulkCreate($input: [DealCreateInput!]!, $policy: BulkPolicy! = REQUIRE_ALL_VALID) {
  dealBulkCreate(input: $input, policy: $policy) {
    rows {
      index
      deal {
        id
        crmId
      }
      userErrors {
        ...Problem
      }
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment Problem on UserError {
  __typename
  code
  field
  message
}`, {"hash":"sha256:9bc83aff55917530e7b82234d65921e76139c2c95faa95a728e88abeaec2153d"}) as unknown as TypedDocumentString<DealBulkCreateMutation, DealBulkCreateMutationVariables>;
export const DealBulkUpdateDocument = new TypedDocumentString(`
    mutation DealBulkUpdate($input: [DealBulkUpdateInput!]!, $policy: BulkPolicy! = REQUIRE_ALL_VALID) {
  dealBulkUpdate(input: $input, policy: $policy) {
    rows {
      index
      deal {
        id
        version
      }
      userErrors {
        ...Problem
        ... on ConflictError {
          currentVersion
        }
      }
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment Problem on UserError {
  __typename
  code
  field
  message
}`, {"hash":"sha256:ef7be8ee15e50e01f1c843320ee5fd6400be38bdf62bf949eba712fd5a28d5fa"}) as unknown as TypedDocumentString<DealBulkUpdateMutation, DealBulkUpdateMutationVariables>;
export const DealBulkDeleteDocument = new TypedDocumentString(`
    mutation DealBulkDelete($ids: [ID!]!) {
  dealBulkDelete(ids: $ids) {
    rows {
      ...DeletedRow
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment DeletedRow on BulkDeleteRow {
  index
  deletedId
  userErrors {
    ...Problem
  }
}
fragment Problem on UserError {
  __typename
  code
  field
  message
}`, {"hash":"sha256:b8ce053749f2faea3a575d96384cef4de3aa38532b592afbbb461fbb046565a6"}) as unknown as TypedDocumentString<DealBulkDeleteMutation, DealBulkDeleteMutationVariables>;
export const NoteCreateDocument = new TypedDocumentString(`
    mutation NoteCreate($input: NoteCreateInput!) {
  noteCreate(input: $input) {
    note {
      ...NoteFields
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment NoteFields on Note {
  id
  crmId
  body
  author {
    crmId
    name
  }
  createdAt
}
fragment Problem on UserError {
  __typename
  code
  field
  message
}`, {"hash":"sha256:17e91d74e5e4d79b9b1310d2897c5f7ebd29f3f9257576237eafc24c7d22366d"}) as unknown as TypedDocumentString<NoteCreateMutation, NoteCreateMutationVariables>;
export const NoteUpdateDocument = new TypedDocumentString(`
    mutation NoteUpdate($id: ID!, $patch: NotePatchInput!) {
  noteUpdate(id: $id, patch: $patch) {
    note {
      ...NoteFields
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment NoteFields on Note {
  id
  crmId
  body
  author {
    crmId
    name
  }
  createdAt
}
fragment Problem on UserError {
  __typename
  code
  field
  message
}`, {"hash":"sha256:dc083a009b313c542c7d96bbbc580bf35d77fcd5b2dfca616a15f7a2b492a4e7"}) as unknown as TypedDocumentString<NoteUpdateMutation, NoteUpdateMutationVariables>;
export const NoteDeleteDocument = new TypedDocumentString(`
    mutation NoteDelete($id: ID!) {
  noteDelete(id: $id) {
    deletedNoteId
    subject {
      id
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment Problem on UserError {
  __typename
  code
  field
  message
}`, {"hash":"sha256:205dcfeb0258664a6199d2cfacb2fc95f2d7330160cecff11e6c394704ec91fd"}) as unknown as TypedDocumentString<NoteDeleteMutation, NoteDeleteMutationVariables>;
export const NoteBulkCreateDocument = new TypedDocumentString(`
    mutation NoteBulkCreate($input: [NoteCreateInput!]!, $policy: BulkPolicy! = REQUIRE_ALL_VALID) {
  noteBulkCreate(input: $input, policy: $policy) {
    rows {
      index
      note {
        id
        crmId
      }
      userErrors {
        ...Problem
      }
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment Problem on UserError {
  __typename
  code
  field
  message
}`, {"hash":"sha256:0ed46b06a80c0af84741b6870239d8996734d35dd6f07ffc46e1158a7b361a82"}) as unknown as TypedDocumentString<NoteBulkCreateMutation, NoteBulkCreateMutationVariables>;
export const NoteBulkDeleteDocument = new TypedDocumentString(`
    mutation NoteBulkDelete($ids: [ID!]!) {
  noteBulkDelete(ids: $ids) {
    rows {
      ...DeletedRow
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment DeletedRow on BulkDeleteRow {
  index
  deletedId
  userErrors {
    ...Problem
  }
}
fragment Problem on UserError {
  __typename
  code
  field
  message
}`, {"hash":"sha256:5aca4114c9dc4e70e96a3b4bcd3ac4e4a681e1017080ebb5d11cef8fb821df6d"}) as unknown as TypedDocumentString<NoteBulkDeleteMutation, NoteBulkDeleteMutationVariables>;
export const TaskCreateDocument = new TypedDocumentString(`
    mutation TaskCreate($input: TaskCreateInput!) {
  taskCreate(input: $input) {
    task {
      ...TaskFields
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment TaskFields on Task {
  id
  crmId
  text
  type
  dueAt
  isCompleted
  responsibleUser {
    crmId
    name
  }
}
fragment Problem on UserError {
  __typename
  code
  field
  message
}`, {"hash":"sha256:7ae2d5975fd712f1d035ec80dafc483d97163a06dfba69b62b6acac3950dfd67"}) as unknown as TypedDocumentString<TaskCreateMutation, TaskCreateMutationVariables>;
export const TaskUpdateDocument = new TypedDocumentString(`
    mutation TaskUpdate($id: ID!, $patch: TaskPatchInput!) {
  taskUpdate(id: $id, patch: $patch) {
    task {
      ...TaskFields
      subject {
        id
      }
    }
    replacedTaskId
    userErrors {
      ...Problem
    }
  }
}
    fragment TaskFields on Task {
  id
  crmId
  text
  type
  dueAt
  isCompleted
  responsibleUser {
    crmId
    name
  }
}
fragment Problem on UserError {
  __typename
  code
  field
  message
}`, {"hash":"sha256:bcbff6b7dfadfc6c70382de0d0b8ecd7d54c445037061af577813d56824eb4d2"}) as unknown as TypedDocumentString<TaskUpdateMutation, TaskUpdateMutationVariables>;
export const TaskCompleteDocument = new TypedDocumentString(`
    mutation TaskComplete($id: ID!) {
  taskComplete(id: $id) {
    task {
      ...TaskFields
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment TaskFields on Task {
  id
  crmId
  text
  type
  dueAt
  isCompleted
  responsibleUser {
    crmId
    name
  }
}
fragment Problem on UserError {
  __typename
  code
  field
  message
}`, {"hash":"sha256:6b268670a7575ad6ab0818ecb5bfb5a631c4a728e1b559d9afd6247eac1414f1"}) as unknown as TypedDocumentString<TaskCompleteMutation, TaskCompleteMutationVariables>;
export const TaskDeleteDocument = new TypedDocumentString(`
    mutation TaskDelete($id: ID!) {
  taskDelete(id: $id) {
    deletedTaskId
    subject {
      id
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment Problem on UserError {
  __typename
  code
  field
  message
}`, {"hash":"sha256:af11ceb4f2571aad697deba02f3a51be193feb6a7ab0d523b5f811717fa82e28"}) as unknown as TypedDocumentString<TaskDeleteMutation, TaskDeleteMutationVariables>;
export const TaskBulkCreateDocument = new TypedDocumentString(`
    mutation TaskBulkCreate($input: [TaskCreateInput!]!, $policy: BulkPolicy! = REQUIRE_ALL_VALID) {
  taskBulkCreate(input: $input, policy: $policy) {
    rows {
      index
      task {
        id
        crmId
      }
      userErrors {
        ...Problem
      }
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment Problem on UserError {
  __typename
  code
  field
  message
}`, {"hash":"sha256:fe3ea83b01ea6eca8bb8f002f447aa45b44cb4c59a4d20235c70b1280bbcf127"}) as unknown as TypedDocumentString<TaskBulkCreateMutation, TaskBulkCreateMutationVariables>;
export const TaskBulkCompleteDocument = new TypedDocumentString(`
    mutation TaskBulkComplete($ids: [ID!]!) {
  taskBulkComplete(ids: $ids) {
    rows {
      index
      task {
        id
        isCompleted
      }
      userErrors {
        ...Problem
      }
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment Problem on UserError {
  __typename
  code
  field
  message
}`, {"hash":"sha256:ab73ce37b195ae080acdfb9f22fcd0c47d9832242a1e36963529371f559f50af"}) as unknown as TypedDocumentString<TaskBulkCompleteMutation, TaskBulkCompleteMutationVariables>;
export const TaskBulkDeleteDocument = new TypedDocumentString(`
    mutation TaskBulkDelete($ids: [ID!]!) {
  taskBulkDelete(ids: $ids) {
    rows {
      ...DeletedRow
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment DeletedRow on BulkDeleteRow {
  index
  deletedId
  userErrors {
    ...Problem
  }
}
fragment Problem on UserError {
  __typename
  code
  field
  message
}`, {"hash":"sha256:8ec4b1fb26cf4221e354ebf4991b8c7be679fc1faa9ff1f9386cfb64f1497b6b"}) as unknown as TypedDocumentString<TaskBulkDeleteMutation, TaskBulkDeleteMutationVariables>;
export const CatalogCreateDocument = new TypedDocumentString(`
    mutation CatalogCreate($input: CatalogCreateInput!) {
  catalogCreate(input: $input) {
    catalog {
      ...CatalogFields
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment Problem on UserError {
  __typename
  code
  field
  message
}
fragment CatalogFields on Catalog {
  id
  crmId
  name
  type
  sort
  createdBy {
    crmId
    name
  }
  createdAt
  canAddElements
  canShowInCards
  canLinkMultiple
}`, {"hash":"sha256:f735c359661a55b03a6e6a34d4f0fd3006aa4cd0d2b0b984d1361d7fb6f2de08"}) as unknown as TypedDocumentString<CatalogCreateMutation, CatalogCreateMutationVariables>;
export const CatalogUpdateDocument = new TypedDocumentString(`
    mutation CatalogUpdate($id: ID!, $patch: CatalogPatchInput!) {
  catalogUpdate(id: $id, patch: $patch) {
    catalog {
      ...CatalogFields
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment Problem on UserError {
  __typename
  code
  field
  message
}
fragment CatalogFields on Catalog {
  id
  crmId
  name
  type
  sort
  createdBy {
    crmId
    name
  }
  createdAt
  canAddElements
  canShowInCards
  canLinkMultiple
}`, {"hash":"sha256:ea5df99ca2d27b44766bd656fe8700cd5cff1d6e462ce89c9a0f693ba6c95ad3"}) as unknown as TypedDocumentString<CatalogUpdateMutation, CatalogUpdateMutationVariables>;
export const CatalogDeleteDocument = new TypedDocumentString(`
    mutation CatalogDelete($id: ID!) {
  catalogDelete(id: $id) {
    deletedCatalogId
    userErrors {
      ...Problem
    }
  }
}
    fragment Problem on UserError {
  __typename
  code
  field
  message
}`, {"hash":"sha256:44b01ff1f339d29bdb870474ad722a8fd2cd9b23a4567d92f56b5aad07b40017"}) as unknown as TypedDocumentString<CatalogDeleteMutation, CatalogDeleteMutationVariables>;
export const CatalogBulkCreateDocument = new TypedDocumentString(`
    mutation CatalogBulkCreate($input: [CatalogCreateInput!]!, $policy: BulkPolicy! = REQUIRE_ALL_VALID) {
  catalogBulkCreate(input: $input, policy: $policy) {
    rows {
      index
      catalog {
        ...CatalogFields
      }
      userErrors {
        ...Problem
      }
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment Problem on UserError {
  __typename
  code
  field
  message
}
fragment CatalogFields on Catalog {
  id
  crmId
  name
  type
  sort
  createdBy {
    crmId
    name
  }
  createdAt
  canAddElements
  canShowInCards
  canLinkMultiple
}`, {"hash":"sha256:651f1b41d1f7593a96460cd1452f27fe12ad4b6c6e9aa2d8600983301699422a"}) as unknown as TypedDocumentString<CatalogBulkCreateMutation, CatalogBulkCreateMutationVariables>;
export const CatalogBulkUpdateDocument = new TypedDocumentString(`
    mutation CatalogBulkUpdate($input: [CatalogBulkUpdateInput!]!, $policy: BulkPolicy! = REQUIRE_ALL_VALID) {
  catalogBulkUpdate(input: $input, policy: $policy) {
    rows {
      index
      catalog {
        ...CatalogFields
      }
      userErrors {
        ...Problem
      }
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment Problem on UserError {
  __typename
  code
  field
  message
}
fragment CatalogFields on Catalog {
  id
  crmId
  name
  type
  sort
  createdBy {
    crmId
    name
  }
  createdAt
  canAddElements
  canShowInCards
  canLinkMultiple
}`, {"hash":"sha256:77086fd42c195e48e696f6d9a06e5b5e8597f5a23ba3408e51f6fb7b57581377"}) as unknown as TypedDocumentString<CatalogBulkUpdateMutation, CatalogBulkUpdateMutationVariables>;
export const CatalogBulkDeleteDocument = new TypedDocumentString(`
    mutation CatalogBulkDelete($ids: [ID!]!) {
  catalogBulkDelete(ids: $ids) {
    rows {
      ...DeletedRow
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment DeletedRow on BulkDeleteRow {
  index
  deletedId
  userErrors {
    ...Problem
  }
}
fragment Problem on UserError {
  __typename
  code
  field
  message
}`, {"hash":"sha256:b9ec3f70d64bad4b33f8ac44db2cf1bd2a1bc21b866f9855457341c1367a1470"}) as unknown as TypedDocumentString<CatalogBulkDeleteMutation, CatalogBulkDeleteMutationVariables>;
export const ContactListDocument = new TypedDocumentString(`
    query ContactList($search: String, $first: Int, $after: String, $last: Int, $before: String) {
  contacts(
    search: $search
    first: $first
    after: $after
    last: $last
    before: $before
  ) {
    nodes {
      ...ContactRow
    }
    pageInfo {
      ...PageFields
    }
  }
}
    fragment PageFields on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment ContactRow on Contact {
  id
  crmId
  name
  isCompany
  position
  company {
    crmId
    name
  }
  phoneNumbers {
    number
    label
  }
  emailAddresses {
    address
    label
  }
  responsibleUser {
    crmId
    name
  }
  tags
  updatedAt
}`, {"hash":"sha256:c8cad5f1cc111e267caa755b3c40704ad44206cfa7e640a0eb727344fee6e3b3"}) as unknown as TypedDocumentString<ContactListQuery, ContactListQueryVariables>;
export const ContactCountDocument = new TypedDocumentString(`
    query ContactCount($search: String) {
  contacts(search: $search, first: 0) {
    totalCount
  }
}
    `, {"hash":"sha256:364a19501b8d93a4d4ccfbcf8c1f4c0a26257822b94ffb4b77f7af1e839d018a"}) as unknown as TypedDocumentString<ContactCountQuery, ContactCountQueryVariables>;
export const DealListDocument = new TypedDocumentString(`
    query DealList($search: String, $first: Int, $after: String, $last: Int, $before: String) {
  deals(
    search: $search
    first: $first
    after: $after
    last: $last
    before: $before
  ) {
    nodes {
      ...DealRow
    }
    pageInfo {
      ...PageFields
    }
  }
}
    fragment PageFields on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment DealRow on Deal {
  id
  crmId
  name
  price
  status {
    crmId
    name
  }
  responsibleUser {
    crmId
    name
  }
  tags
  contacts {
    id
    name
    company {
      crmId
      name
    }
  }
  updatedAt
}`, {"hash":"sha256:b8f4b830c0fb8da4e5a7d10d72d29425f93d1900ea807563750bed045ad44202"}) as unknown as TypedDocumentString<DealListQuery, DealListQueryVariables>;
export const DealCountDocument = new TypedDocumentString(`
    query DealCount($search: String) {
  deals(search: $search, first: 0) {
    totalCount
  }
}
    `, {"hash":"sha256:8e330097c43b29ba78bfa0cc6827ec4ddb04d02253d186788b44f9097e1e40c3"}) as unknown as TypedDocumentString<DealCountQuery, DealCountQueryVariables>;
export const CatalogListDocument = new TypedDocumentString(`
    query CatalogList($first: Int, $after: String) {
  catalogs(first: $first, after: $after) {
    totalCount
    nodes {
      ...CatalogFields
    }
    pageInfo {
      ...PageFields
    }
  }
}
    fragment PageFields on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment CatalogFields on Catalog {
  id
  crmId
  name
  type
  sort
  createdBy {
    crmId
    name
  }
  createdAt
  canAddElements
  canShowInCards
  canLinkMultiple
}`, {"hash":"sha256:f04e1eb88e325b7e9931081082fce53df3698221d6b0c23517c1d8d96dd4e18e"}) as unknown as TypedDocumentString<CatalogListQuery, CatalogListQueryVariables>;
export const SearchDocument = new TypedDocumentString(`
    query Search($query: String!, $first: Int) {
  search(query: $query) {
    query
    contacts(first: $first) {
      nodes {
        ...ContactRow
      }
    }
    deals(first: $first) {
      nodes {
        ...DealRow
      }
    }
    catalogs(first: $first) {
      nodes {
        ...CatalogFields
      }
    }
  }
}
    fragment ContactRow on Contact {
  id
  crmId
  name
  isCompany
  position
  company {
    crmId
    name
  }
  phoneNumbers {
    number
    label
  }
  emailAddresses {
    address
    label
  }
  responsibleUser {
    crmId
    name
  }
  tags
  updatedAt
}
fragment DealRow on Deal {
  id
  crmId
  name
  price
  status {
    crmId
    name
  }
  responsibleUser {
    crmId
    name
  }
  tags
  contacts {
    id
    name
    company {
      crmId
      name
    }
  }
  updatedAt
}
fragment CatalogFields on Catalog {
  id
  crmId
  name
  type
  sort
  createdBy {
    crmId
    name
  }
  createdAt
  canAddElements
  canShowInCards
  canLinkMultiple
}`, {"hash":"sha256:c51bf4d008df057e41c07faf9be4e26de6caea24db698780d8d752cba7a8f108"}) as unknown as TypedDocumentString<SearchQuery, SearchQueryVariables>;
export const SignInDocument = new TypedDocumentString(`
    mutation SignIn($credentials: CredentialsInput!) {
  sessionCreate(credentials: $credentials) {
    session {
      token
      expiresAt
      viewer {
        ...ViewerFields
      }
    }
    userErrors {
      ...Problem
    }
  }
}
    fragment Problem on UserError {
  __typename
  code
  field
  message
}
fragment ViewerFields on Viewer {
  login
  account
}`, {"hash":"sha256:7bb8571b867f9685f41d171c1da9d23b704d8fd91575c54740ea1c5f9d6b16a7"}) as unknown as TypedDocumentString<SignInMutation, SignInMutationVariables>;
export const SignOutDocument = new TypedDocumentString(`
    mutation SignOut {
  sessionDelete {
    ended
    userErrors {
      ...Problem
    }
  }
}
    fragment Problem on UserError {
  __typename
  code
  field
  message
}`, {"hash":"sha256:9109e2ee3f62e8562ac7284e818aa98443d6f50f3caa7f081715a28bec54883d"}) as unknown as TypedDocumentString<SignOutMutation, SignOutMutationVariables>;
export const MeDocument = new TypedDocumentString(`
    query Me {
  viewer {
    ...ViewerFields
  }
}
    fragment ViewerFields on Viewer {
  login
  account
}`, {"hash":"sha256:b550ab14693157d0d68c3feef5366bf5bcc8d32729e54e79c980ed16719a729d"}) as unknown as TypedDocumentString<MeQuery, MeQueryVariables>;
export const BackendDocument = new TypedDocumentString(`
    query Backend {
  backend {
    api
    capabilities
  }
}
    `, {"hash":"sha256:d8992e5d254f180a1e2e051af4511710e3bb81eadcbe5ea0d6ac4fb278a9503e"}) as unknown as TypedDocumentString<BackendQuery, BackendQueryVariables>;
export const ContactChangesDocument = new TypedDocumentString(`
    subscription ContactChanges($ids: [ID!]) {
  contactChanged(ids: $ids) {
    action
    id
    changedAt
    contact {
      ...ContactRow
    }
  }
}
    fragment ContactRow on Contact {
  id
  crmId
  name
  isCompany
  position
  company {
    crmId
    name
  }
  phoneNumbers {
    number
    label
  }
  emailAddresses {
    address
    label
  }
  responsibleUser {
    crmId
    name
  }
  tags
  updatedAt
}`, {"hash":"sha256:935626a8fcf511cc9e468ec3326ad4825202d105e31c8305e023dc6db34ac971"}) as unknown as TypedDocumentString<ContactChangesSubscription, ContactChangesSubscriptionVariables>;
export const DealChangesDocument = new TypedDocumentString(`
    subscription DealChanges($ids: [ID!]) {
  dealChanged(ids: $ids) {
    action
    id
    changedAt
    deal {
      ...DealRow
    }
  }
}
    fragment DealRow on Deal {
  id
  crmId
  name
  price
  status {
    crmId
    name
  }
  responsibleUser {
    crmId
    name
  }
  tags
  contacts {
    id
    name
    company {
      crmId
      name
    }
  }
  updatedAt
}`, {"hash":"sha256:b439c872e7dc2c116395d9d6b094bc03f937114bc4feda7face258e0911ed513"}) as unknown as TypedDocumentString<DealChangesSubscription, DealChangesSubscriptionVariables>;
export const TaskChangesDocument = new TypedDocumentString(`
    subscription TaskChanges($subjectIds: [ID!]) {
  taskChanged(subjectIds: $subjectIds) {
    action
    id
    changedAt
    task {
      ...TaskFields
    }
    subject {
      id
    }
  }
}
    fragment TaskFields on Task {
  id
  crmId
  text
  type
  dueAt
  isCompleted
  responsibleUser {
    crmId
    name
  }
}`, {"hash":"sha256:17f6b397f927e5c761d60ee67ab47fc3a02c22a57287de74bd5ed39f31a71d4d"}) as unknown as TypedDocumentString<TaskChangesSubscription, TaskChangesSubscriptionVariables>;
export const AddedNotesDocument = new TypedDocumentString(`
    subscription AddedNotes($subjectIds: [ID!]) {
  noteAdded(subjectIds: $subjectIds) {
    id
    changedAt
    note {
      ...NoteFields
    }
    subject {
      id
    }
  }
}
    fragment NoteFields on Note {
  id
  crmId
  body
  author {
    crmId
    name
  }
  createdAt
}`, {"hash":"sha256:1695e1fee88a8894548c67356dda74a33cae6f4166e99df397d69a6b0b210adf"}) as unknown as TypedDocumentString<AddedNotesSubscription, AddedNotesSubscriptionVariables>;