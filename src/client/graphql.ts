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

/** What a bulk mutation does when some rows are invalid before anything is sent. */
export type BulkPolicy =
  /** Send nothing if any row is invalid. Valid rows come back with `NOT_SENT`. */
  | 'REQUIRE_ALL_VALID'
  /** Send the valid rows and report the others. */
  | 'SKIP_INVALID';

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
}`) as unknown as TypedDocumentString<ContactDetailQuery, ContactDetailQueryVariables>;
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
}`) as unknown as TypedDocumentString<DealDetailQuery, DealDetailQueryVariables>;
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
}`) as unknown as TypedDocumentString<CatalogDetailQuery, CatalogDetailQueryVariables>;
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
}`) as unknown as TypedDocumentString<ActivitiesQuery, ActivitiesQueryVariables>;
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
}`) as unknown as TypedDocumentString<NodesQuery, NodesQueryVariables>;
export const FindByCrmIdDocument = new TypedDocumentString(`
    query FindByCrmId($type: CrmNodeType!, $crmId: ID!) {
  nodeByCrmId(type: $type, crmId: $crmId) {
    __typename
    id
  }
}
    `) as unknown as TypedDocumentString<FindByCrmIdQuery, FindByCrmIdQueryVariables>;
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
}`) as unknown as TypedDocumentString<ContactCreateMutation, ContactCreateMutationVariables>;
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
}`) as unknown as TypedDocumentString<ContactUpdateMutation, ContactUpdateMutationVariables>;
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
}`) as unknown as TypedDocumentString<ContactDeleteMutation, ContactDeleteMutationVariables>;
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
}`) as unknown as TypedDocumentString<ContactBulkCreateMutation, ContactBulkCreateMutationVariables>;
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
}`) as unknown as TypedDocumentString<ContactBulkUpdateMutation, ContactBulkUpdateMutationVariables>;
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
}`) as unknown as TypedDocumentString<ContactBulkDeleteMutation, ContactBulkDeleteMutationVariables>;
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
}`) as unknown as TypedDocumentString<DealCreateMutation, DealCreateMutationVariables>;
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
}`) as unknown as TypedDocumentString<DealUpdateMutation, DealUpdateMutationVariables>;
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
}`) as unknown as TypedDocumentString<DealDeleteMutation, DealDeleteMutationVariables>;
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
}`) as unknown as TypedDocumentString<DealBulkCreateMutation, DealBulkCreateMutationVariables>;
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
}`) as unknown as TypedDocumentString<DealBulkUpdateMutation, DealBulkUpdateMutationVariables>;
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
}`) as unknown as TypedDocumentString<DealBulkDeleteMutation, DealBulkDeleteMutationVariables>;
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
}`) as unknown as TypedDocumentString<NoteCreateMutation, NoteCreateMutationVariables>;
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
}`) as unknown as TypedDocumentString<NoteUpdateMutation, NoteUpdateMutationVariables>;
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
}`) as unknown as TypedDocumentString<NoteDeleteMutation, NoteDeleteMutationVariables>;
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
}`) as unknown as TypedDocumentString<NoteBulkCreateMutation, NoteBulkCreateMutationVariables>;
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
}`) as unknown as TypedDocumentString<NoteBulkDeleteMutation, NoteBulkDeleteMutationVariables>;
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
}`) as unknown as TypedDocumentString<TaskCreateMutation, TaskCreateMutationVariables>;
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
}`) as unknown as TypedDocumentString<TaskUpdateMutation, TaskUpdateMutationVariables>;
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
}`) as unknown as TypedDocumentString<TaskCompleteMutation, TaskCompleteMutationVariables>;
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
}`) as unknown as TypedDocumentString<TaskDeleteMutation, TaskDeleteMutationVariables>;
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
}`) as unknown as TypedDocumentString<TaskBulkCreateMutation, TaskBulkCreateMutationVariables>;
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
}`) as unknown as TypedDocumentString<TaskBulkCompleteMutation, TaskBulkCompleteMutationVariables>;
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
}`) as unknown as TypedDocumentString<TaskBulkDeleteMutation, TaskBulkDeleteMutationVariables>;
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
}`) as unknown as TypedDocumentString<CatalogCreateMutation, CatalogCreateMutationVariables>;
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
}`) as unknown as TypedDocumentString<CatalogUpdateMutation, CatalogUpdateMutationVariables>;
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
}`) as unknown as TypedDocumentString<CatalogDeleteMutation, CatalogDeleteMutationVariables>;
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
}`) as unknown as TypedDocumentString<CatalogBulkCreateMutation, CatalogBulkCreateMutationVariables>;
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
}`) as unknown as TypedDocumentString<CatalogBulkUpdateMutation, CatalogBulkUpdateMutationVariables>;
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
}`) as unknown as TypedDocumentString<CatalogBulkDeleteMutation, CatalogBulkDeleteMutationVariables>;
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
}`) as unknown as TypedDocumentString<ContactListQuery, ContactListQueryVariables>;
export const ContactCountDocument = new TypedDocumentString(`
    query ContactCount($search: String) {
  contacts(search: $search, first: 0) {
    totalCount
  }
}
    `) as unknown as TypedDocumentString<ContactCountQuery, ContactCountQueryVariables>;
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
}`) as unknown as TypedDocumentString<DealListQuery, DealListQueryVariables>;
export const DealCountDocument = new TypedDocumentString(`
    query DealCount($search: String) {
  deals(search: $search, first: 0) {
    totalCount
  }
}
    `) as unknown as TypedDocumentString<DealCountQuery, DealCountQueryVariables>;
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
}`) as unknown as TypedDocumentString<CatalogListQuery, CatalogListQueryVariables>;
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
}`) as unknown as TypedDocumentString<SearchQuery, SearchQueryVariables>;
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
}`) as unknown as TypedDocumentString<SignInMutation, SignInMutationVariables>;
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
}`) as unknown as TypedDocumentString<SignOutMutation, SignOutMutationVariables>;
export const MeDocument = new TypedDocumentString(`
    query Me {
  viewer {
    ...ViewerFields
  }
}
    fragment ViewerFields on Viewer {
  login
  account
}`) as unknown as TypedDocumentString<MeQuery, MeQueryVariables>;