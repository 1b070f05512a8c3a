import { ACCOUNT, PIPELINE } from "../../account.js";
import type { LeadRecord } from "../../storage/leads.js";
import type { NoteEntry } from "../../storage/noteList.js";
import type { PartyRecord, PartyType } from "../../storage/parties.js";
import type { TagRecord } from "../../storage/tags.js";
import type { EntityType, TaskEntry } from "../../storage/taskList.js";
import type { Change } from "../../storage/webhooks.js";
import type { SandboxSwitches } from "../../switches.js";
import { taskTypeId } from "../taskTypes.js";
import { partyValuesJson } from "./customFields.js";
import { seconds } from "./json.js";

/** A value of a notification; all become texts in a form. */
export type FormTree = string | number | null | readonly FormTree[] | { readonly [name: string]: FormTree };

/** A notification is in the shape of API v2, by the kind of record, what happened, and place: there is one record. */
export function notificationForm(group: string, action: string, record: FormTree, origin: string): URLSearchParams {
  const form = new URLSearchParams();
  const account = { subdomain: ACCOUNT.subdomain, id: ACCOUNT.id, _links: { self: origin } };
  append(form, group, { [action]: [record] });
  append(form, "account", account);
  return form;
}

/** A deal. */
export function leadForm(lead: LeadRecord, was: Change["was"]): FormTree {
  return {
    id: lead.id,
    name: lead.name,
    status_id: lead.statusId,
    ...(was.statusId !== undefined && { old_status_id: was.statusId, old_pipeline_id: PIPELINE.id }),
    price: lead.price ?? 0,
    responsible_user_id: lead.mainUserId,
    ...oldResponsible(was),
    last_modified: seconds(lead.updatedAt),
    modified_user_id: lead.updatedBy,
    created_user_id: lead.createdBy,
    date_create: seconds(lead.createdAt),
    pipeline_id: PIPELINE.id,
    ...tagsForm(lead.tags),
    account_id: ACCOUNT.id,
    created_at: seconds(lead.createdAt),
    updated_at: seconds(lead.updatedAt),
  };
}

/** A person or company: both are in the group `contacts`, and `type` tells which it is. */
export function partyForm(
  type: PartyType,
  party: PartyRecord,
  was: Change["was"],
  { switches, companyName }: { switches: SandboxSwitches; companyName: string | undefined },
): FormTree {
  const fields = (partyValuesJson(type, party, switches) ?? []).map((field) => ({
    id: field.field_id,
    name: field.field_name,
    code: field.field_code,
    values: field.values.map((value) => ({
      value: value.value,
      ...(value.enum_id !== undefined && { enum: value.enum_id }),
    })),
  }));
  return {
    id: party.id,
    name: party.name,
    responsible_user_id: party.mainUserId,
    ...oldResponsible(was),
    date_create: seconds(party.createdAt),
    last_modified: seconds(party.updatedAt),
    created_user_id: party.createdBy,
    modified_user_id: party.updatedBy,
    ...(party.companyId !== null && { company_name: companyName ?? "", linked_company_id: party.companyId }),
    account_id: ACCOUNT.id,
    ...(fields.length > 0 && { custom_fields: fields }),
    ...(party.leadIds.length > 0 && {
      linked_leads_id: Object.fromEntries(party.leadIds.map((id) => [String(id), { ID: id }])),
    }),
    ...tagsForm(party.tags),
    created_at: seconds(party.createdAt),
    updated_at: seconds(party.updatedAt),
    type: type === "companies" ? "company" : "contact",
  };
}

const ELEMENT_TYPES: Readonly<Record<EntityType, number>> = { contacts: 1, leads: 2, companies: 3 };

/** A task; its dates as texts are in UTC. */
export function taskForm(task: TaskEntry, was: Change["was"]): FormTree {
  return {
    id: task.id,
    element_id: task.entity?.id ?? 0,
    element_type: task.entity ? ELEMENT_TYPES[task.entity.type] : 0,
    task_type: taskTypeId(task.type),
    date_create: utcText(task.createdAt),
    text: task.text,
    status: task.completed ? 1 : 0,
    account_id: ACCOUNT.id,
    created_user_id: task.createdBy,
    last_modified: seconds(task.updatedAt),
    responsible_user_id: task.mainUserId,
    ...oldResponsible(was),
    complete_till: utcText(task.completeTill),
    complete_before: seconds(task.completeTill),
    created_at: seconds(task.createdAt),
    updated_at: seconds(task.updatedAt),
  };
}

/** A note, wrapped once more; type 4 is plain text. */
export function noteForm(type: EntityType, note: NoteEntry): FormTree {
  return {
    note: {
      id: note.id,
      note_type: note.type === "common" ? 4 : 5,
      element_type: ELEMENT_TYPES[type],
      element_id: note.entityId,
      date_create: utcText(note.createdAt),
      text: note.body,
      created_by: note.createdBy,
      main_user_id: note.createdBy,
      account_id: ACCOUNT.id,
      created_at: seconds(note.createdAt),
      updated_at: seconds(note.updatedAt),
    },
  };
}

/** A record that is gone: not much more than its id. */
export function removedForm({ entity, id, was }: Change): FormTree {
  return {
    id,
    ...(entity === "lead" && { status_id: was.statusId ?? 0, pipeline_id: PIPELINE.id }),
    ...((entity === "contact" || entity === "company") && { type: entity }),
  };
}

function oldResponsible({ mainUserId }: Change["was"]) {
  return mainUserId === undefined ? {} : { old_responsible_user_id: mainUserId };
}

function tagsForm(tags: readonly TagRecord[]) {
  return tags.length === 0 ? {} : { tags: tags.map(({ id, name }) => ({ id, name })) };
}

function utcText(date: Date): string {
  return date.toISOString().slice(0, 19).replace("T", " ");
}

function append(form: URLSearchParams, name: string, value: FormTree): void {
  if (typeof value === "object" && value !== null) {
    for (const [key, child] of Object.entries(value)) append(form, `${name}[${key}]`, child);
  } else form.append(name, value === null ? "" : String(value));
}
