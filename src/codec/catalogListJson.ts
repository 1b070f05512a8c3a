import type { Catalog, CatalogType } from "../domain/catalog.js";
import { CrmError } from "../domain/crmError.js";
import { isCrmId } from "../domain/crmId.js";
import { parseJson } from "./json.js";

const TYPES: ReadonlyMap<unknown, CatalogType> = new Map([
  ["regular", "REGULAR"],
  ["invoices", "INVOICES"],
  ["products", "PRODUCTS"],
  ["suppliers", "SUPPLIERS"],
]);

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads the list of catalogs. Throws a CrmError `badResponse` when the answer is anything else. Checked field by field rather than
 * by a schema: this is the one JSON answer that may be large, and a schema takes ten times as long.
 */
export function decodeCatalogs(text: string): readonly Catalog[] {
  const answer = parseJson(text);
  const embedded = isObject(answer) ? answer["_embedded"] : undefined;
  const items = isObject(embedded) ? embedded["items"] : undefined;
  return rowsOf(items).map(decodeCatalog);
}

/** PHP writes a list whose numbering has a gap as an object. */
function rowsOf(items: unknown): readonly unknown[] {
  if (Array.isArray(items)) return items;
  if (isObject(items)) return Object.values(items);
  throw wrong();
}

function decodeCatalog(row: unknown): Catalog {
  if (!isObject(row)) throw wrong();
  const { id, name, type } = row;
  const crmId = readNumber(id);
  if (crmId === null || !isCrmId(crmId) || typeof name !== "string") throw wrong();
  if (!isNothing(type) && typeof type !== "string") throw wrong();
  const createdBy = readNumber(row["created_by"]);
  const createdAt = readWhole(row["created_at"]);
  return {
    id: crmId,
    name,
    type: TYPES.get(type) ?? null,
    sort: readWhole(row["sort"]),
    createdById: createdBy !== null && isCrmId(createdBy) ? createdBy : null,
    createdAt: createdAt === null || createdAt === 0 ? null : new Date(createdAt * 1000),
    canAddElements: readFlag(row["can_add_elements"]),
    canShowInCards: readFlag(row["can_show_in_cards"]),
    canLinkMultiple: readFlag(row["can_link_multiple"]),
  };
}

/** Numbers are met as numbers and as texts. Null when there is none. */
function readNumber(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (isNothing(value)) return null;
  throw wrong();
}

function readWhole(value: unknown): number | null {
  const text = readNumber(value);
  if (text === null) return null;
  const number = Number(text);
  if (Number.isSafeInteger(number)) return number;
  throw wrong();
}

/** Flags are met as booleans, as numbers and as texts. Null when there is none. */
function readFlag(value: unknown): boolean | null {
  if (typeof value === "boolean") return value;
  if (value === 1 || value === "1") return true;
  if (value === 0 || value === "0" || value === "") return false;
  if (isNothing(value)) return null;
  throw wrong();
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function wrong(): CrmError {
  return new CrmError("badResponse", "The answer is not what was asked for.");
}
