import { sql } from "kysely";
import type { Selectable } from "kysely";
import { PIPELINE } from "../account.js";
import type { NamedRef } from "../records.js";
import { listPart, matches, ordered } from "./conditions.js";
import type { Columns, ListPart, ListRequest } from "./conditions.js";
import type { AccountDb, Tables } from "./database.js";
import { dealMatches } from "./deals.js";
import { elementLinks } from "./elementLinks.js";
import type { ElementLink } from "./elementLinks.js";
import { tagsByName } from "./tags.js";
import type { TagRecord } from "./tags.js";
import { seenBy } from "./viewer.js";
import type { Viewer } from "./viewer.js";

/** A deal as API v4 tells of it. */
export interface LeadRecord {
  id: number;
  name: string;
  /** Decimal text, null for none. */
  price: string | null;
  statusId: number;
  lossReasonId: number | null;
  mainUserId: number | null;
  /** 0 where an older API wrote the deal, which does not say who. */
  createdBy: number;
  updatedBy: number;
  createdAt: Date;
  updatedAt: Date;
  closedAt: Date | null;
  closestTaskAt: Date | null;
  tags: TagRecord[];
  /** The first is the main one. */
  contacts: NamedRef[];
  companies: NamedRef[];
  elements: ElementLink[];
}

const COLUMNS = {
  id: sql`deals.id`,
  name: sql`deals.name`,
  price: sql`cast(ifnull(deals.price, 0) as real)`,
  status_id: sql`deals.status_id`,
  pipeline_id: sql.lit(PIPELINE.id),
  created_by: sql`deals.created_by`,
  updated_by: sql`deals.updated_by`,
  responsible_user_id: sql`ifnull(deals.main_user_id, 0)`,
  created_at: sql`deals.created_at`,
  updated_at: sql`deals.updated_at`,
  closed_at: sql`deals.closed_at`,
  closest_task_at: sql<number | null>`(select min(end_date) from tasks
    where element_type = 2 and element_id = deals.id and completed = 0)`,
} satisfies Columns<string>;

/** What deals can be chosen and put in order by. */
export type LeadField = keyof typeof COLUMNS;

/** A part of the deals that the viewer sees. */
export async function leadList(
  db: AccountDb,
  viewer: Viewer,
  request: ListRequest<LeadField>,
): Promise<ListPart<LeadRecord>> {
  const { search } = request;
  let query = selectLeads(db, viewer).where(matches(COLUMNS, request.conditions));
  if (search) query = query.where((eb) => dealMatches(eb, viewer, search));
  const rows = await query
    .orderBy(ordered(COLUMNS, request.order))
    .limit(request.limit + 1)
    .offset(request.offset)
    .execute();
  const { items, more } = listPart(rows, request.limit, (row) => row);
  return { items: await withRelated(db, items), more };
}

/** The deal of this id; undefined if the viewer sees none. */
export async function findLead(db: AccountDb, viewer: Viewer, id: number): Promise<LeadRecord | undefined> {
  const rows = await selectLeads(db, viewer).where("deals.id", "=", id).execute();
  return (await withRelated(db, rows))[0];
}

/** What API v4 writes of a deal and the older APIs know nothing of; what is absent stays. */
export interface LeadDetails {
  createdBy?: number | undefined;
  updatedBy: number;
  lossReasonId?: number | null | undefined;
  closedAt?: Date | null | undefined;
}

/** Writes the details of a deal. */
export async function describeLead(db: AccountDb, id: number, details: LeadDetails): Promise<void> {
  const { createdBy, updatedBy, lossReasonId, closedAt } = details;
  await db
    .updateTable("deals")
    .set({
      updated_by: updatedBy,
      ...(createdBy !== undefined && { created_by: createdBy }),
      ...(lossReasonId !== undefined && { loss_reason_id: lossReasonId }),
      ...(closedAt !== undefined && { closed_at: closedAt?.getTime() ?? null }),
    })
    .where("id", "=", id)
    .execute();
}

function selectLeads(db: AccountDb, viewer: Viewer) {
  return db
    .selectFrom("deals")
    .selectAll("deals")
    .select(COLUMNS.closest_task_at.as("closest_task_at"))
    .where((eb) => seenBy(viewer, eb.ref("deals.main_user_id")));
}

type LeadRow = Selectable<Tables["deals"]> & { closest_task_at: number | null };

async function withRelated(db: AccountDb, rows: readonly LeadRow[]): Promise<LeadRecord[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const linked = await db
    .selectFrom("deal_contacts")
    .innerJoin("contacts", "contacts.id", "deal_contacts.contact_id")
    .select(["deal_id", "contacts.id", "contacts.name", "contacts.is_company"])
    .where("deal_id", "in", ids)
    .orderBy("deal_contacts.position")
    .execute();
  const tagNames = new Map(rows.map((row) => [row.id, JSON.parse(row.tags) as string[]]));
  const tags = await tagsByName(db, "leads", Array.from(tagNames.values()).flat());
  const elements = await elementLinks(db, 2, ids);
  return rows.map((row) => {
    const links = linked.filter((link) => link.deal_id === row.id);
    const named = (isCompany: 0 | 1) =>
      links.filter((link) => link.is_company === isCompany).map(({ id, name }) => ({ id, name }));
    return {
      id: row.id,
      name: row.name,
      price: row.price,
      statusId: row.status_id,
      lossReasonId: row.loss_reason_id,
      mainUserId: row.main_user_id,
      createdBy: row.created_by,
      updatedBy: row.updated_by,
      createdAt: new Date(row.created_at),
      updatedAt: new Date(row.updated_at),
      closedAt: optionalDate(row.closed_at),
      closestTaskAt: optionalDate(row.closest_task_at),
      tags: (tagNames.get(row.id) ?? []).flatMap((name) => tags.get(name) ?? []),
      contacts: named(0),
      companies: named(1),
      elements: elements.get(row.id) ?? [],
    };
  });
}

/** The date of a column that may be empty. */
export function optionalDate(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}
