import { sql } from "kysely";
import type { ExpressionBuilder, Selectable } from "kysely";
import type { DealDraft, DealRecord, ExtraFields, LinkedContact, NamedRef, NewRecord } from "../records.js";
import type { Page, PageRequest, SearchTerms } from "../records.js";
import { contactMatches, namedRef } from "./contacts.js";
import type { AccountDb, Tables } from "./database.js";
import { foundList, readPage } from "./page.js";
import { foldCase } from "./search.js";
import { seenList } from "./seenList.js";
import { seenBy } from "./viewer.js";
import type { Viewer } from "./viewer.js";

/** Adds a deal; answers its id, which is the next one unless `id` says otherwise. */
export async function addDeal(
  db: AccountDb,
  draft: DealDraft,
  { createdAt, updatedAt = createdAt, id: givenId }: NewRecord,
): Promise<number> {
  const { id } = await db
    .insertInto("deals")
    .values({
      ...(givenId !== undefined && { id: givenId }),
      ...columns(draft),
      created_at: createdAt.getTime(),
      updated_at: updatedAt.getTime(),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  await linkContacts(db, id, draft.contactIds);
  return id;
}

/** Replaces every editable field of a deal. */
export async function updateDeal(db: AccountDb, id: number, draft: DealDraft, now: Date): Promise<void> {
  await db
    .updateTable("deals")
    .set({ ...columns(draft), updated_at: now.getTime() })
    .where("id", "=", id)
    .execute();
  await db.deleteFrom("deal_contacts").where("deal_id", "=", id).execute();
  await linkContacts(db, id, draft.contactIds);
}

/** Removes a deal, its links, notes and tasks. */
export async function deleteDeal(db: AccountDb, id: number): Promise<void> {
  for (const table of ["notes", "tasks"] as const) {
    await db.deleteFrom(table).where("element_type", "=", 2).where("element_id", "=", id).execute();
  }
  await db.deleteFrom("deals").where("id", "=", id).execute();
}

/** Reads one deal with its linked contacts, whoever sees those; undefined if the viewer sees none of that id. */
export async function findDeal(db: AccountDb, viewer: Viewer, id: number): Promise<DealRecord | undefined> {
  const row = await selectDeals(db, viewer).where("deals.id", "=", id).executeTakeFirst();
  return row && (await withLinks(db, [row]))[0];
}

/** One page of the deals that the viewer sees, with their linked contacts, by ascending id. */
export function dealPage(db: AccountDb, viewer: Viewer, request: PageRequest): Promise<Page<DealRecord>> {
  const { search } = request;
  let ids = db
    .selectFrom("deals")
    .select("deals.id")
    .where((eb) => seenBy(viewer, eb.ref("deals.main_user_id")));
  if (search) ids = ids.where((eb) => dealMatches(eb, viewer, search));
  const list = search ? foundList(db, ids) : seenList(db, "deals", viewer);
  return readPage(list, request, async ({ fromId, skip }, limit) => {
    const page = ids.where("deals.id", ">=", fromId).orderBy("deals.id").limit(limit).offset(skip);
    const rows = selectDeals(db, viewer).where("deals.id", "in", page).orderBy("deals.id");
    return withLinks(db, await rows.execute());
  });
}

/** Id and name of the deals that a contact is linked to and the viewer sees, by ascending id. */
export function dealsOfContact(db: AccountDb, viewer: Viewer, contactId: number): Promise<NamedRef[]> {
  const linked = db.selectFrom("deal_contacts").select("deal_id").where("contact_id", "=", contactId);
  return db
    .selectFrom("deals")
    .select(["id", "name"])
    .where("id", "in", linked)
    .where((eb) => seenBy(viewer, eb.ref("main_user_id")))
    .orderBy("id")
    .execute();
}

/** A deal answers a search by its own name or by what one of its contacts that the viewer sees answers. */
export function dealMatches(eb: ExpressionBuilder<Tables, "deals">, viewer: Viewer, terms: SearchTerms) {
  const own = terms.texts.map((text) => sql<boolean>`instr(${eb.ref("deals.search_name")}, ${text}) > 0`);
  const linked = eb
    .selectFrom("deal_contacts")
    .innerJoin("contacts", "contacts.id", "deal_contacts.contact_id")
    .leftJoin("contacts as company", "company.id", "contacts.company_id")
    .select("deal_contacts.contact_id")
    .whereRef("deal_contacts.deal_id", "=", "deals.id")
    .where((contact) => seenBy(viewer, contact.ref("contacts.main_user_id")))
    .where((contact) => contactMatches(contact, terms));
  return eb.or([...own, eb.exists(linked)]);
}

function selectDeals(db: AccountDb, viewer: Viewer) {
  return db
    .selectFrom("deals")
    .innerJoin("statuses", "statuses.id", "deals.status_id")
    .leftJoin("users", "users.id", "deals.main_user_id")
    .selectAll("deals")
    .select(["statuses.name as status_name", "users.name as user_name"])
    .where((eb) => seenBy(viewer, eb.ref("deals.main_user_id")));
}

async function linkContacts(db: AccountDb, dealId: number, contactIds: readonly number[]): Promise<void> {
  if (contactIds.length === 0) return;
  const links = contactIds.map((contactId, position) => ({ deal_id: dealId, contact_id: contactId, position }));
  await db.insertInto("deal_contacts").values(links).execute();
}

function columns(draft: DealDraft) {
  return {
    name: draft.name,
    price: draft.price,
    status_id: draft.statusId,
    main_user_id: draft.mainUserId,
    tags: JSON.stringify(draft.tags),
    extra: JSON.stringify(draft.extra),
    search_name: foldCase(draft.name),
  };
}

type DealRow = Selectable<Tables["deals"]> & { status_name: string; user_name: string | null };

/** Adds the linked contacts of all rows with one query. */
async function withLinks(db: AccountDb, rows: readonly DealRow[]): Promise<DealRecord[]> {
  if (rows.length === 0) return [];
  const links = await db
    .selectFrom("deal_contacts")
    .innerJoin("contacts", "contacts.id", "deal_contacts.contact_id")
    .leftJoin("contacts as company", "company.id", "contacts.company_id")
    .select(["deal_id", "contacts.id", "contacts.name", "contacts.is_company"])
    .select(["contacts.company_id", "company.name as company_name"])
    .where(
      "deal_id",
      "in",
      rows.map((row) => row.id),
    )
    .orderBy("deal_contacts.position")
    .execute();
  const linksOf = new Map<number, LinkedContact[]>(rows.map((row) => [row.id, []]));
  for (const link of links) linksOf.get(link.deal_id)?.push(toLinkedContact(link));
  return rows.map((row) => toRecord(row, linksOf.get(row.id) ?? []));
}

function toLinkedContact(link: {
  id: number;
  name: string;
  is_company: number;
  company_id: number | null;
  company_name: string | null;
}): LinkedContact {
  const company = namedRef(link.company_id, link.company_name);
  return { id: link.id, name: link.name, isCompany: link.is_company === 1, ...(company && { company }) };
}

function toRecord(row: DealRow, linkedContacts: LinkedContact[]): DealRecord {
  const mainUser = namedRef(row.main_user_id, row.user_name);
  return {
    id: row.id,
    name: row.name,
    price: row.price,
    statusId: row.status_id,
    status: { id: row.status_id, name: row.status_name },
    mainUserId: row.main_user_id,
    ...(mainUser && { mainUser }),
    tags: JSON.parse(row.tags) as string[],
    extra: JSON.parse(row.extra) as ExtraFields,
    contactIds: linkedContacts.map((contact) => contact.id),
    linkedContacts,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  };
}
