import type { Catalog } from "../domain/catalog.js";
import { toGlobalId } from "../domain/globalId.js";
import { dateTime, userOfId, type Row } from "./row.js";

/** The columns of a catalog, by the path of each field in a query. */
export const CATALOG_COLUMNS: readonly string[] = [
  ...["id", "crmId", "name", "type", "sort", "createdBy.crmId", "createdBy.name", "createdAt"],
  ...["canAddElements", "canShowInCards", "canLinkMultiple"],
];

/** A catalog as a row. */
export function catalogRow(catalog: Catalog): Row {
  return {
    id: toGlobalId("Catalog", catalog.id),
    crmId: catalog.id,
    name: catalog.name,
    type: catalog.type,
    sort: catalog.sort,
    createdBy: userOfId(catalog.createdById),
    createdAt: dateTime(catalog.createdAt),
    canAddElements: catalog.canAddElements,
    canShowInCards: catalog.canShowInCards,
    canLinkMultiple: catalog.canLinkMultiple,
  };
}
