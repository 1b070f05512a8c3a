import type { Carried } from "../../domain/carried.js";
import type { Contact } from "../../domain/contact.js";
import type { CrmId } from "../../domain/crmId.js";
import type { Deal } from "../../domain/deal.js";
import type { Subject, SubjectKind } from "../../domain/subject.js";

/**
 * What an answer tells of and a write touches: one record, all records of a kind (lists and searches, for any write to one of them
 * may change which records they hold), any contact or deal at all, or the catalogs.
 */
export type Tag = `${SubjectKind}:${CrmId}` | `${SubjectKind}s` | "records" | "catalogs";

/** A write to a record, its notes or its tasks. */
export function touchedBy({ kind, id }: Subject): readonly Tag[] {
  return [`${kind}:${id}`, `${kind}s`];
}

/** A write to a task that may be attached to any record. */
export const ANY_RECORD: readonly Tag[] = ["records"];

export const CONTACT_PAGE: readonly Tag[] = ["records", "contacts"];

/** A page that tells which deals its contacts are linked to: any write to a deal may change that. */
export const CONTACT_PAGE_WITH_DEALS: readonly Tag[] = [...CONTACT_PAGE, "deals"];

/** Deals show the names and companies of their contacts, and which contacts they show is up to what the user may see. */
export const DEAL_PAGE: readonly Tag[] = ["records", "deals", "contacts"];

export const CATALOGS: readonly Tag[] = ["catalogs"];

/** The page of a contact, or that there is none. */
export function contactTags(contact: Carried<Contact> | null, id: CrmId): readonly Tag[] {
  if (contact === null) return ["records", `contact:${id}`, "contacts"];
  const ofDeals: readonly Tag[] = contact.dealIds === undefined ? [] : ["deals"];
  return ["records", `contact:${id}`, ...companyTags(contact), ...ofDeals, ...activityTags(contact)];
}

/** The page of a deal, or that there is none. */
export function dealTags(deal: Carried<Deal> | null, id: CrmId): readonly Tag[] {
  const own: readonly Tag[] = ["records", `deal:${id}`, "contacts"];
  return deal === null ? [...own, "deals"] : [...own, ...activityTags(deal)];
}

/** A contact shows the name of its company, which is a contact as well: without its number it may be any. */
function companyTags({ company }: Carried<Contact>): readonly Tag[] {
  if (!company) return [];
  return company.id === null ? ["contacts"] : [`contact:${company.id}`];
}

/** A page may show notes and tasks of further records. */
function activityTags({ notes = [], tasks = [] }: Partial<Pick<Contact, "notes" | "tasks">>): readonly Tag[] {
  const subjects = [...notes, ...tasks].flatMap(({ subject }) => subject ?? []);
  return [...new Set(subjects.map(({ kind, id }): Tag => `${kind}:${id}`))];
}
