import { sql } from "kysely";
import type { Selectable } from "kysely";
import type { ContactData } from "../records.js";
import { listPart, matches, ordered } from "./conditions.js";
import type { Columns, ListPart, ListRequest } from "./conditions.js";
import { contactMatches } from "./contacts.js";
import type { AccountDb, Tables } from "./database.js";
import { elementLinks } from "./elementLinks.js";
import type { ElementLink } from "./elementLinks.js";
import { optionalDate } from "./leads.js";
import { tagsByName } from "./tags.js";
import type { TagRecord } from "./tags.js";
import { seenBy } from "./viewer.js";
import type { Viewer } from "./viewer.js";

/** The two entity types of API v4 that the account keeps in one list. */
export type PartyType = "contacts" | "companies";

/** A person or a company as API v4 tells of it. */
export interface PartyRecord {
  id: number;
  name: string;
  /** The parts of the name that were given; empty if only the whole was, or if the whole was changed since. */
  firstName: string;
  lastName: string;
  position: string;
  data: ContactData;
  mainUserId: number | null;
  /** 0 where an older API wrote the record, which does not say who. */
  createdBy: number;
  updatedBy: number;
  createdAt: Date;
  updatedAt: Date;
  closestTaskAt: Date | null;
  tags: TagRecord[];
  companyId: number | null;
  /** Who works for a company; nobody for a person. */
  contactIds: number[];
  leadIds: number[];
  elements: ElementLink[];
}

const COLUMNS = {
  id: sql`contacts.id`,
  name: sql`contacts.name`,
  created_by: sql`contacts.created_by`,
  updated_by: sql`contacts.updated_by`,
  responsible_user_id: sql`ifnull(contacts.main_user_id, 0)`,
  created_at: sql`contacts.created_at`,
  updated_at: sql`contacts.updated_at`,
  closest_task_at: sql<number | null>`(select min(end_date) from tasks
    where element_type = 1 and element_id = contacts.id and completed = 0)`,
} satisfies Columns<string>;

/** What persons and companies can be chosen and put in order by. */
export type PartyField = keyof typeof COLUMNS;

/** Exact values of one field, of which a record must have one. */
export interface ValueCondition {
  field: keyof ContactData | "position";
  oneOf: readonly string[];
}

/** A part of the persons or companies that the viewer sees. */
export async function partyList(
  db: AccountDb,
  viewer: Viewer,
  type: PartyType,
  request: ListRequest<PartyField> & { values?: readonly ValueCondition[] },
): Promise<ListPart<PartyRecord>> {
  const { search, values = [] } = request;
  let query = selectParties(db, viewer, type).where(matches(COLUMNS, request.conditions));
  for (const { field, oneOf } of values) {
    const texts = sql.join(oneOf);
    query = query.where(
      field === "position"
        ? sql<boolean>`contacts.position in (${texts})`
        : sql<boolean>`exists (select 1 from json_each(contacts.data, ${`$.${field}`}) as entry
            where entry.value ->> 'value' in (${texts}))`,
    );
  }
  if (search) {
    const found = db
      .selectFrom("contacts")
      .leftJoin("contacts as company", "company.id", "contacts.company_id")
      .select("contacts.id")
      .where((eb) => contactMatches(eb, search));
    query = query.where("contacts.id", "in", found);
  }
  const rows = await query
    .orderBy(ordered(COLUMNS, request.order))
    .limit(request.limit + 1)
    .offset(request.offset)
    .execute();
  const { items, more } = listPart(rows, request.limit, (row) => row);
  return { items: await withRelated(db, viewer, type, items), more };
}

/** The person or company of this id; undefined if the viewer sees none. */
export async function findParty(
  db: AccountDb,
  viewer: Viewer,
  type: PartyType,
  id: number,
): Promise<PartyRecord | undefined> {
  const rows = await selectParties(db, viewer, type).where("contacts.id", "=", id).execute();
  return (await withRelated(db, viewer, type, rows))[0];
}

/** What API v4 writes of a record and the older APIs know nothing of; what is absent stays. */
export interface PartyDetails {
  createdBy?: number | undefined;
  updatedBy: number;
  names?: { first: string; last: string } | undefined;
}

/** Writes the details of a person or company. */
export async function describeParty(db: AccountDb, id: number, details: PartyDetails): Promise<void> {
  const { createdBy, updatedBy, names } = details;
  await db
    .updateTable("contacts")
    .set({
      updated_by: updatedBy,
      ...(createdBy !== undefined && { created_by: createdBy }),
      ...(names && { first_name: names.first, last_name: names.last }),
    })
    .where("id", "=", id)
    .execute();
}

/** A whole name out of its parts. */
export function fullName(first: string, last: string): string {
  return [first, last].filter((part) => part !== "").join(" ");
}

function selectParties(db: AccountDb, viewer: Viewer, type: PartyType) {
  return db
    .selectFrom("contacts")
    .selectAll("contacts")
    .select(COLUMNS.closest_task_at.as("closest_task_at"))
    .where("contacts.is_company", "=", type === "companies" ? 1 : 0)
    .where((eb) => seenBy(viewer, eb.ref("contacts.main_user_id")));
}

type PartyRow = Selectable<Tables["contacts"]> & { closest_task_at: number | null };

async function withRelated(
  db: AccountDb,
  viewer: Viewer,
  type: PartyType,
  rows: readonly PartyRow[],
): Promise<PartyRecord[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const leads = await db
    .selectFrom("deal_contacts")
    .innerJoin("deals", "deals.id", "deal_contacts.deal_id")
    .select(["contact_id", "deal_id"])
    .where("contact_id", "in", ids)
    .where((eb) => seenBy(viewer, eb.ref("deals.main_user_id")))
    .orderBy("deal_id")
    .execute();
  const staff = await db
    .selectFrom("contacts")
    .select(["id", "company_id"])
    .where("company_id", "in", type === "companies" ? ids : [])
    .where((eb) => seenBy(viewer, eb.ref("main_user_id")))
    .orderBy("id")
    .execute();
  const tagNames = new Map(rows.map((row) => [row.id, JSON.parse(row.tags) as string[]]));
  const tags = await tagsByName(db, type, Array.from(tagNames.values()).flat());
  const elements = await elementLinks(db, 1, ids);
  return rows.map((row) => {
    const split = fullName(row.first_name, row.last_name) === row.name;
    return {
      id: row.id,
      name: row.name,
      firstName: split ? row.first_name : "",
      lastName: split ? row.last_name : "",
      position: row.position,
      data: JSON.parse(row.data) as ContactData,
      mainUserId: row.main_user_id,
      createdBy: row.created_by,
      updatedBy: row.updated_by,
      createdAt: new Date(row.created_at),
      updatedAt: new Date(row.updated_at),
      closestTaskAt: optionalDate(row.closest_task_at),
      tags: (tagNames.get(row.id) ?? []).flatMap((name) => tags.get(name) ?? []),
      companyId: row.company_id,
      contactIds: staff.filter((person) => person.company_id === row.id).map(({ id }) => id),
      leadIds: leads.filter((link) => link.contact_id === row.id).map(({ deal_id }) => deal_id),
      elements: elements.get(row.id) ?? [],
    };
  });
}
