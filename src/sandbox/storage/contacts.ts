import { sql } from "kysely";
import type { ExpressionBuilder, Selectable } from "kysely";
import type { ContactData, ContactDraft, ContactRecord, ExtraFields, NamedRef, NewRecord } from "../records.js";
import type { Page, PageRequest, SearchTerms } from "../records.js";
import type { AccountDb, Tables } from "./database.js";
import { foundList, readPage } from "./page.js";
import { contactSearchText, foldCase, phoneDigits } from "./search.js";
import { seenList } from "./seenList.js";
import { seenBy } from "./viewer.js";
import type { Viewer } from "./viewer.js";

/** Contact data of a record that has none. */
export const NO_DATA: ContactData = {
  phoneNumbers: [],
  emailAddresses: [],
  webAddresses: [],
  addresses: [],
  messengers: [],
};

/** Adds a person, or a company if `isCompany`; answers its id, which is the next one unless `id` says otherwise. */
export async function addContact(
  db: AccountDb,
  draft: ContactDraft,
  { isCompany, createdAt, updatedAt = createdAt, id: givenId }: NewRecord & { isCompany: boolean },
): Promise<number> {
  const { id } = await db
    .insertInto("contacts")
    .values({
      ...(givenId !== undefined && { id: givenId }),
      ...columns(draft),
      is_company: isCompany ? 1 : 0,
      created_at: createdAt.getTime(),
      updated_at: updatedAt.getTime(),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** Replaces every editable field of a contact. */
export async function updateContact(db: AccountDb, id: number, draft: ContactDraft, now: Date): Promise<void> {
  await db
    .updateTable("contacts")
    .set({ ...columns(draft), updated_at: now.getTime() })
    .where("id", "=", id)
    .execute();
}

/** Removes a contact, its links, notes and tasks. */
export async function deleteContact(db: AccountDb, id: number): Promise<void> {
  for (const table of ["notes", "tasks"] as const) {
    await db.deleteFrom(table).where("element_type", "=", 1).where("element_id", "=", id).execute();
  }
  await db.deleteFrom("contacts").where("id", "=", id).execute();
}

/** Reads one contact; undefined if the viewer sees none of that id. */
export async function findContact(db: AccountDb, viewer: Viewer, id: number): Promise<ContactRecord | undefined> {
  const row = await selectContacts(db, viewer).where("contacts.id", "=", id).executeTakeFirst();
  return row && toRecord(row);
}

/** Those of `ids` that are contacts which the viewer sees. */
export async function existingContactIds(db: AccountDb, viewer: Viewer, ids: readonly number[]): Promise<Set<number>> {
  if (ids.length === 0) return new Set();
  const query = selectContacts(db, viewer).clearSelect().select("contacts.id");
  const rows = await query.where("contacts.id", "in", ids).execute();
  return new Set(rows.map((row) => row.id));
}

/** One page of the contacts that the viewer sees, by ascending id. */
export function contactPage(db: AccountDb, viewer: Viewer, request: PageRequest): Promise<Page<ContactRecord>> {
  const ids = contactIds(db, viewer, request.search);
  const list = request.search ? foundList(db, ids) : seenList(db, "contacts", viewer);
  return readPage(list, request, async ({ fromId, skip }, limit) => {
    const page = ids.where("contacts.id", ">=", fromId).orderBy("contacts.id").limit(limit).offset(skip);
    const rows = selectContacts(db, viewer).where("contacts.id", "in", page).orderBy("contacts.id");
    return (await rows.execute()).map(toRecord);
  });
}

/** Ids of the contacts that the viewer sees and that answer a search. Joins are left to those that need them: each row pays. */
function contactIds(db: AccountDb, viewer: Viewer, search: SearchTerms | undefined) {
  const seen = db
    .selectFrom("contacts")
    .select("contacts.id")
    .where((eb) => seenBy(viewer, eb.ref("contacts.main_user_id")));
  if (!search) return seen;
  const matching = db
    .selectFrom("contacts")
    .leftJoin("contacts as company", "company.id", "contacts.company_id")
    .select("contacts.id")
    .where((eb) => contactMatches(eb, search));
  return seen.where("contacts.id", "in", matching);
}

/** The id of the company of exactly this name that the viewer sees, the oldest if there are several. */
export async function findCompanyByName(db: AccountDb, viewer: Viewer, name: string): Promise<number | undefined> {
  const row = await db
    .selectFrom("contacts")
    .select("id")
    .where("is_company", "=", 1)
    .where("name", "=", name)
    .where((eb) => seenBy(viewer, eb.ref("main_user_id")))
    .orderBy("id")
    .executeTakeFirst();
  return row?.id;
}

type ContactJoin = Tables & { company: Tables["contacts"] };

/** The condition that a contact, joined with its company, answers a search. */
export function contactMatches(eb: ExpressionBuilder<ContactJoin, "contacts" | "company">, terms: SearchTerms) {
  const within = terms.texts.flatMap((text) => [
    sql<boolean>`instr(${eb.ref("contacts.search_text")}, ${text}) > 0`,
    sql<boolean>`instr(${eb.ref("company.search_name")}, ${text}) > 0`,
  ]);
  if (terms.digits !== undefined) {
    within.push(sql<boolean>`instr(${eb.ref("contacts.phone_digits")}, ${terms.digits}) > 0`);
  }
  return eb.or(within);
}

function selectContacts(db: AccountDb, viewer: Viewer) {
  return db
    .selectFrom("contacts")
    .leftJoin("contacts as company", "company.id", "contacts.company_id")
    .leftJoin("users", "users.id", "contacts.main_user_id")
    .selectAll("contacts")
    .select(["company.name as company_name", "users.name as user_name"])
    .where((eb) => seenBy(viewer, eb.ref("contacts.main_user_id")));
}

function columns(draft: ContactDraft) {
  return {
    name: draft.name,
    position: draft.position,
    company_id: draft.companyId,
    data: JSON.stringify(draft.data),
    main_user_id: draft.mainUserId,
    tags: JSON.stringify(draft.tags),
    extra: JSON.stringify(draft.extra),
    search_text: contactSearchText(draft.name, draft.data),
    search_name: foldCase(draft.name),
    phone_digits: phoneDigits(draft.data),
  };
}

type ContactRow = Selectable<Tables["contacts"]> & { company_name: string | null; user_name: string | null };

function toRecord(row: ContactRow): ContactRecord {
  const company = namedRef(row.company_id, row.company_name);
  const mainUser = namedRef(row.main_user_id, row.user_name);
  return {
    id: row.id,
    isCompany: row.is_company === 1,
    name: row.name,
    position: row.position,
    companyId: row.company_id,
    ...(company && { company }),
    data: JSON.parse(row.data) as ContactData,
    mainUserId: row.main_user_id,
    ...(mainUser && { mainUser }),
    tags: JSON.parse(row.tags) as string[],
    extra: JSON.parse(row.extra) as ExtraFields,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  };
}

/** The record behind a nullable reference. */
export function namedRef(id: number | null, name: string | null): NamedRef | undefined {
  return id === null || name === null ? undefined : { id, name };
}
