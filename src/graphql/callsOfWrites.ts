import { readGlobalId } from "../domain/globalId.js";

/** What a change takes for its rows, besides reading back what is selected of them. */
export interface WriteCost {
  readonly calls: number;
  /** Lists that what was written is read back from. */
  readonly lists: number;
}

/** Calls that a change of one record makes over the legacy API; catalogs are changed all at once. */
const LEGACY_CALLS: Readonly<Record<string, number>> = {
  contactCreate: 1,
  contactUpdate: 2,
  contactDelete: 1,
  dealCreate: 1,
  dealUpdate: 2,
  dealDelete: 1,
  noteCreate: 1,
  noteUpdate: 2,
  noteDelete: 2,
  taskCreate: 1,
  taskUpdate: 2,
  taskComplete: 2,
  taskDelete: 2,
};

/**
 * What a change takes over the legacy API: rows are written one by one.
 *
 * @param change name of the mutation for one record
 * @param rows of a bulk mutation, or the only one: its input, id, or arguments
 */
export function legacyWrites(change: string, rows: readonly unknown[]): WriteCost {
  if (change.startsWith("catalog")) return { calls: 1, lists: 1 };
  return { calls: rows.length * (LEGACY_CALLS[change] ?? 0), lists: 1 };
}

/** Links that go into one call. */
const LINKS_PER_CALL = 50;

/** Contacts of a deal. */
const CONTACTS_A_DEAL = 2;

/**
 * What a change takes over API v4, as legacyWrites has it: rows that take the same steps go together. It removes nothing. What an
 * account that takes fewer rows at once needs on top is not foreseen.
 */
export function v4Writes(change: string, rows: readonly unknown[]): WriteCost {
  if (rows.length === 0) return { calls: 0, lists: 1 };
  switch (change) {
    case "contactCreate":
      return { calls: newContacts(rows), lists: 1 };
    case "contactUpdate":
      return { calls: sum(groupsOf(rows, "company"), changedContacts) * rounds(rows) + lookUps(rows), lists: 1 };
    case "dealUpdate":
      return { calls: sum(groupsOf(rows, "contactId"), changedDeals) * rounds(rows), lists: 1 };
    case "noteCreate":
      // Notes of contacts and those of deals are lists of their own.
      return { calls: subjectKinds(rows), lists: subjectKinds(rows) };
    case "taskCreate":
      return { calls: 1, lists: subjectKinds(rows) };
    case "noteUpdate":
    case "taskUpdate":
      return { calls: 2, lists: 1 };
    case "taskComplete":
      return { calls: 1 + rounds(rows), lists: subjectKinds(rows) };
    case "catalogUpdate":
      // What a catalog holds cannot be changed: it is looked up whether that is asked for.
      return { calls: rows.some((row) => isGiven(patchOf(row), "type")) ? 2 : 1, lists: 1 };
    case "dealCreate":
    case "catalogCreate":
      return { calls: 1, lists: 1 };
    default:
      return { calls: 0, lists: 1 };
  }
}

/** Contacts of companies are added when these are known, and then linked. */
function newContacts(rows: readonly unknown[]): number {
  const linked = rows.filter((row) => companyOf(row) !== null);
  return (linked.length < rows.length ? 1 : 0) + (linked.length > 0 ? 2 : 0) + lookUps(rows);
}

/** Contacts of which the same is given: their version is compared, their company is looked at, they are changed and linked. */
function changedContacts(rows: readonly unknown[]): number {
  const company = partOf(patchOf(rows[0]), "company");
  const links = company === undefined ? 0 : company === null ? 2 : 3;
  const steps = links + (isLinkAlone(rows[0], "company") ? 0 : 1);
  // The versions of those without a company are known sooner, so that they go ahead.
  return isGiven(rows[0], "ifVersion") ? 2 + steps * Math.min(2, rows.length) : steps;
}

/** Deals likewise. At some stages it has to be looked up in which pipeline a deal is. */
function changedDeals(rows: readonly unknown[]): number {
  const patch = patchOf(rows[0]);
  const contact = partOf(patch, "contactId");
  const unlinks = Math.ceil((rows.length * CONTACTS_A_DEAL) / LINKS_PER_CALL);
  const links = contact === undefined ? 0 : 1 + unlinks + (contact === null ? 0 : 1);
  const looks = (isGiven(rows[0], "ifVersion") ? 1 : 0) + (isGiven(patch, "statusCrmId") ? 1 : 0);
  return looks + links + (isLinkAlone(rows[0], "contactId") ? 0 : 1);
}

/** Whether nothing is changed of a record but what it is linked to. */
function isLinkAlone(row: unknown, link: string): boolean {
  const patch = patchOf(row);
  return partOf(patch, link) !== undefined && partsOf(patch).length === 1;
}

/** The companies that rows name: those with numbers are read together, each name is searched for, and new ones are added together. */
function lookUps(rows: readonly unknown[]): number {
  const companies = rows.map(companyOf).filter((company) => company !== null);
  const names = new Set(companies.map((company) => partOf(company, "name")).filter(isText));
  return (companies.some((company) => isGiven(company, "crmId")) ? 1 : 0) + (names.size > 0 ? names.size + 1 : 0);
}

/** Changes that take the same steps, and so go together. */
function groupsOf(rows: readonly unknown[], link: string): readonly (readonly unknown[])[] {
  const groups = new Map<string, unknown[]>();
  for (const row of rows) {
    const patch = patchOf(row);
    const linked = partOf(patch, link);
    const kind = [
      isGiven(row, "ifVersion"),
      isGiven(patch, "statusCrmId"),
      linked === null,
      linked === undefined,
      isLinkAlone(row, link),
    ].join();
    const group = groups.get(kind);
    if (group === undefined) groups.set(kind, [row]);
    else group.push(row);
  }
  return [...groups.values()];
}

/** Changes of one record are made one after the other. */
function rounds(rows: readonly unknown[]): number {
  const counts = new Map<unknown, number>();
  for (const row of rows) {
    const id = isText(row) ? row : partOf(row, "id");
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return Math.max(...counts.values());
}

/** Whether notes or tasks are of contacts, of deals, or of both. */
function subjectKinds(rows: readonly unknown[]): number {
  const kinds = rows.map((row) => {
    const id = isText(row) ? row : partOf(row, "id");
    if (isText(id)) return readGlobalId("Task", id)?.subject?.kind;
    const subject = partOf(row, "subject");
    return isGiven(subject, "contactId") ? "contact" : isGiven(subject, "dealId") ? "deal" : undefined;
  });
  return Math.max(1, new Set(kinds.filter((kind) => kind !== undefined)).size);
}

function sum<Item>(items: readonly Item[], callsOf: (item: Item) => number): number {
  return items.reduce((calls, item) => calls + callsOf(item), 0);
}

function patchOf(row: unknown): unknown {
  return partOf(row, "patch");
}

/** The company that a new contact, or a changed one, is to have; null for none. */
function companyOf(row: unknown): unknown {
  return partOf(row, "company") ?? partOf(patchOf(row), "company") ?? null;
}

/** A part of an input; undefined where it is absent. */
function partOf(value: unknown, name: string): unknown {
  return partsOf(value).find(([key]) => key === name)?.[1];
}

function partsOf(value: unknown): readonly (readonly [name: string, value: unknown])[] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

function isGiven(value: unknown, name: string): boolean {
  return (partOf(value, name) ?? null) !== null;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
