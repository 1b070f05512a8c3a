import { writableFields } from "../../codec/v4/contactFields.js";
import type { Capability } from "../../domain/capability.js";
import type { AccountFacts } from "./accountFacts.js";
import { letterOf } from "./taskTypes.js";
import type { V4Calls } from "./v4Calls.js";

/** What API v4 can do whatever the account. It removes nothing that this gateway writes, and does not tell how long its lists are. */
const ALWAYS = ["CONTACT_DEALS", "EDIT_DEALS_OF_SEVERAL_CONTACTS", "PIPELINES", "TASK_RESULTS"] as const;

const OF_FIELD = {
  position: "CONTACT_POSITIONS",
  webAddresses: "CONTACT_WEB_ADDRESSES",
  address: "CONTACT_POSTAL_ADDRESSES",
  instantMessengers: "CONTACT_MESSENGERS",
} as const;

/** What API v4 can do in this account: its fields of contacts and its kinds of tasks are asked for when they are not known. */
export async function v4Capabilities(calls: V4Calls, facts: AccountFacts): Promise<ReadonlySet<Capability>> {
  const [definitions, { taskKinds }] = await Promise.all([facts.contactFields.get(calls), facts.account.get(calls)]);
  const fields = [...writableFields(definitions)].map((field) => OF_FIELD[field]);
  return new Set<Capability>([
    ...ALWAYS,
    ...fields,
    ...((facts.letterType ?? letterOf(taskKinds)) === undefined ? [] : ["LETTER_TASKS" as const]),
  ]);
}
