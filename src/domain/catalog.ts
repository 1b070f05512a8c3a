import { carries, type Carried } from "./carried.js";
import type { CrmId } from "./crmId.js";

/** What a catalog holds. */
export type CatalogType = "REGULAR" | "INVOICES" | "PRODUCTS" | "SUPPLIERS";

/** Everything of a catalog that can be written. */
interface EditableCatalog {
  readonly name: string;
  readonly type: CatalogType;
  readonly canAddElements: boolean;
  readonly canShowInCards: boolean;
  readonly canLinkMultiple: boolean;
}

/** A list of goods, services or invoices. A field is null when the account does not report it. */
export interface Catalog {
  readonly id: CrmId;
  readonly name: string;
  readonly type: CatalogType | null;
  readonly sort: number | null;
  readonly createdById: CrmId | null;
  readonly createdAt: Date | null;
  readonly canAddElements: boolean | null;
  readonly canShowInCards: boolean | null;
  readonly canLinkMultiple: boolean | null;
}

/** A catalog to add. An absent key leaves the choice to the account. */
export type CatalogDraft = Pick<EditableCatalog, "name"> & Partial<EditableCatalog>;

/** Changes to a catalog: an absent key keeps the field. */
export type CatalogPatch = Partial<EditableCatalog>;

const FIELDS = [
  "name",
  "type",
  "sort",
  "createdById",
  "createdAt",
  "canAddElements",
  "canShowInCards",
  "canLinkMultiple",
] as const satisfies readonly (keyof Catalog)[];

/** Whether every field of a catalog is known. */
export function isWholeCatalog(catalog: Carried<Catalog>): catalog is Catalog {
  return carries(catalog, FIELDS);
}
