/** What an account's API can do where the APIs differ, for those who write and for those who offer it to people. */
export const CAPABILITIES = [
  "DELETE_CONTACTS",
  "DELETE_DEALS",
  "DELETE_NOTES",
  "DELETE_TASKS",
  "DELETE_CATALOGS",
  "CONTACT_DEALS",
  "CONTACT_POSITIONS",
  "CONTACT_WEB_ADDRESSES",
  "CONTACT_POSTAL_ADDRESSES",
  "CONTACT_MESSENGERS",
  "EDIT_DEALS_OF_SEVERAL_CONTACTS",
  "PIPELINES",
  "LETTER_TASKS",
  "TASK_RESULTS",
  "DETACH_TASKS",
  "RETYPE_CATALOGS",
  "TOTAL_COUNTS",
] as const;

/** One of them. What an API lacks throws a CrmError `notSupported` when it is asked for; a pipeline and a total are null then. */
export type Capability = (typeof CAPABILITIES)[number];
