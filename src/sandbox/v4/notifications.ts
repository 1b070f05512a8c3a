import type { AccountDb } from "../storage/database.js";
import { findLead } from "../storage/leads.js";
import { noteList } from "../storage/noteList.js";
import { findParty } from "../storage/parties.js";
import type { PartyType } from "../storage/parties.js";
import { ENTITY_TYPES, taskList } from "../storage/taskList.js";
import type { EntityType } from "../storage/taskList.js";
import type { Change } from "../storage/webhooks.js";
import type { SandboxSwitches } from "../switches.js";
import { leadForm, noteForm, notificationForm, partyForm, removedForm, taskForm } from "./wire/webhookForm.js";
import type { FormTree } from "./wire/webhookForm.js";

/** What a webhook that subscribed `event` is sent. */
export interface Notification {
  event: string;
  body: URLSearchParams;
}

const EVERYONES = "everyone's";

/** The notification of a change; undefined if its record is gone again, which is a change of its own. */
export async function notificationOf(
  db: AccountDb,
  change: Change,
  { switches, origin }: { switches: SandboxSwitches; origin: string },
): Promise<Notification | undefined> {
  const told = (event: string, group: string, record: FormTree | undefined, action: string = change.action) =>
    record === undefined ? undefined : { event, body: notificationForm(group, action, record, origin) };
  const { entity, id, action, was } = change;
  if (entity === "note") {
    const found = await findNote(db, id);
    if (!found) return undefined;
    const group = found.type === "leads" ? "leads" : "contacts";
    return told(`note_${SINGULAR[found.type]}`, group, noteForm(found.type, found.note), "note");
  }
  const group = GROUPS[entity];
  const event = `${action}_${entity}`;
  if (action === "delete") return told(event, group, removedForm(change));
  if (entity === "lead") {
    const lead = await findLead(db, EVERYONES, id);
    return told(event, group, lead && leadForm(lead, was));
  }
  if (entity === "task") {
    const { items } = await taskList(db, EVERYONES, one(id));
    return told(event, group, items[0] && taskForm(items[0], was));
  }
  const type: PartyType = entity === "company" ? "companies" : "contacts";
  const party = await findParty(db, EVERYONES, type, id);
  if (!party) return undefined;
  const company = party.companyId === null ? undefined : await findParty(db, EVERYONES, "companies", party.companyId);
  return told(event, group, partyForm(type, party, was, { switches, companyName: company?.name }));
}

const GROUPS: Readonly<Record<Exclude<Change["entity"], "note">, string>> = {
  lead: "leads",
  contact: "contacts",
  company: "contacts",
  task: "task",
};

const SINGULAR: Readonly<Record<EntityType, string>> = { leads: "lead", contacts: "contact", companies: "company" };

async function findNote(db: AccountDb, id: number) {
  for (const type of ENTITY_TYPES) {
    const { items } = await noteList(db, EVERYONES, type, one(id));
    if (items[0]) return { type, note: items[0] };
  }
  return undefined;
}

function one(id: number) {
  return {
    conditions: [{ field: "id" as const, oneOf: [id] }],
    order: { field: "id" as const, descending: false },
    offset: 0,
    limit: 1,
  };
}
