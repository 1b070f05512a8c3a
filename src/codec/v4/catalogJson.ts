import type { Catalog, CatalogPatch, CatalogType } from "../../domain/catalog.js";
import { isNothing, readDate, readId, readObject, readOptionalId, readText, wrong, type JsonObject } from "./values.js";

const TYPES: ReadonlyMap<string, CatalogType> = new Map([
  ["regular", "REGULAR"],
  ["invoices", "INVOICES"],
  ["products", "PRODUCTS"],
  ["suppliers", "SUPPLIERS"],
]);

/** Throws a CrmError `badResponse` when it is no catalog. */
export function decodeCatalog(item: unknown): Catalog {
  const catalog = readObject(item);
  const sort = catalog["sort"];
  if (!isNothing(sort) && !Number.isSafeInteger(sort)) throw wrong();
  return {
    id: readId(catalog["id"]),
    name: readText(catalog["name"]),
    type: TYPES.get(readText(catalog["type"])) ?? null,
    sort: typeof sort === "number" ? sort : null,
    createdById: readOptionalId(catalog["created_by"]),
    createdAt: readDate(catalog["created_at"]),
    canAddElements: readOptionalFlag(catalog["can_add_elements"]),
    canShowInCards: readOptionalFlag(catalog["can_show_in_cards"]),
    canLinkMultiple: readOptionalFlag(catalog["can_link_multiple"]),
  };
}

/** What is given of a catalog. An account takes a type for a new one only. */
export function encodeCatalog(patch: CatalogPatch): JsonObject {
  const { name, type, canAddElements, canShowInCards, canLinkMultiple } = patch;
  return {
    ...(name !== undefined && { name }),
    ...(type !== undefined && { type: type.toLowerCase() }),
    ...(canAddElements !== undefined && { can_add_elements: canAddElements }),
    ...(canShowInCards !== undefined && { can_show_in_cards: canShowInCards }),
    ...(canLinkMultiple !== undefined && { can_link_multiple: canLinkMultiple }),
  };
}

function readOptionalFlag(value: unknown): boolean | null {
  if (typeof value === "boolean") return value;
  if (isNothing(value)) return null;
  throw wrong();
}
