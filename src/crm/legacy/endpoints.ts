import { encodeForm, FORM_TYPE, type FormFields } from "../../codec/form.js";
import type { UpstreamRequest } from "../../transport/message.js";

/** One thing the legacy API can be asked to do. */
interface Endpoint {
  /** The page under /private/api/, without .php: also the call's short name in traces and metrics. */
  readonly page: string;
  readonly effect: "read" | "write";
  /** The account's own word for what is to be done. */
  readonly action?: string;
}

/**
 * Every page and ACTION of the legacy API, in the account's own spelling: `COMPLATE_TASK` is what the API description says, and
 * the words of notes and tasks are the other way round when they are deleted.
 */
const ENDPOINTS = {
  listContacts: { page: "contacts", effect: "read" },
  searchContacts: { page: "contact_search", effect: "read" },
  readContact: { page: "contact_detail", effect: "read" },
  addContact: { page: "contact_add", effect: "write", action: "ADD_PERSON" },
  editContact: { page: "contact_add", effect: "write", action: "EDIT" },
  deleteContact: { page: "contact_delete", effect: "write", action: "DELETE" },
  listDeals: { page: "deals", effect: "read" },
  searchDeals: { page: "deal_search", effect: "read" },
  readDeal: { page: "deal_detail", effect: "read" },
  addDeal: { page: "deal_add", effect: "write", action: "ADD" },
  editDeal: { page: "deal_add", effect: "write", action: "EDIT" },
  deleteDeal: { page: "deal_delete", effect: "write", action: "DELETE" },
  addNote: { page: "note_add", effect: "write", action: "ADD_NOTE" },
  editNote: { page: "note_add", effect: "write", action: "EDIT_NOTE" },
  deleteNote: { page: "note_add", effect: "write", action: "NOTE_DELETE" },
  addTask: { page: "task_add", effect: "write", action: "ADD_TASK" },
  editTask: { page: "task_add", effect: "write", action: "EDIT_TASK" },
  deleteTask: { page: "task_add", effect: "write", action: "TASK_DELETE" },
  completeTask: { page: "task_add", effect: "write", action: "COMPLATE_TASK" },
} as const satisfies Record<string, Endpoint>;

type Endpoints = typeof ENDPOINTS;

/** The calls that change nothing. */
export type ReadCall = {
  [Call in keyof Endpoints]: Endpoints[Call]["effect"] extends "read" ? Call : never;
}[keyof Endpoints];

/** The calls that change something. */
export type WriteCall = Exclude<keyof Endpoints, ReadCall>;

/** Where a session is opened; `type=json` makes the account tell its subdomain and time zone. */
const SIGN_IN_PATH = "/private/api/auth.php?type=json";

/** One call of the legacy API. Reads are POST as well: the page of 2011 took its parameters from the body. */
export function legacyRequest(call: ReadCall | WriteCall, fields: FormFields): UpstreamRequest {
  const { page, effect, action }: Endpoint = ENDPOINTS[call];
  return post(
    page,
    effect,
    `/private/api/${page}.php`,
    action === undefined ? fields : [["ACTION", action], ...fields],
  );
}

/** A sign-in. It opens a session and changes no record. */
export function signInRequest(fields: FormFields): UpstreamRequest {
  return post("auth", "read", SIGN_IN_PATH, fields);
}

function post(endpoint: string, effect: "read" | "write", path: string, fields: FormFields): UpstreamRequest {
  return { endpoint, effect, method: "POST", path, body: { type: FORM_TYPE, text: encodeForm(fields) } };
}
