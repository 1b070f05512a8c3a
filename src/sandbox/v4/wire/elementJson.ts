import { ACCOUNT } from "../../account.js";
import type { ElementRecord } from "../../storage/catalogElements.js";
import type { ElementLink } from "../../storage/elementLinks.js";
import type { V4Call } from "../call.js";
import { self } from "../hal.js";
import { elementValuesJson } from "./customFields.js";
import { seconds } from "./json.js";

/** The catalog elements that a record carries. */
export function elementRefsJson(call: V4Call, links: readonly ElementLink[]) {
  return links.map(({ elementId, catalogId, quantity }) => ({
    id: elementId,
    metadata: { quantity, catalog_id: catalogId },
    quantity,
    catalog_id: catalogId,
    ...self(call, `catalogs/${catalogId}/elements/${elementId}`),
  }));
}

/** An element of a catalog. */
export function elementJson(call: V4Call, element: ElementRecord) {
  return {
    id: element.id,
    catalog_id: element.catalogId,
    name: element.name,
    created_by: element.createdBy,
    updated_by: element.updatedBy,
    created_at: seconds(element.createdAt),
    updated_at: seconds(element.updatedAt),
    is_deleted: null,
    custom_fields_values: elementValuesJson(element.fields),
    account_id: Number(ACCOUNT.id),
    ...self(call, `catalogs/${element.catalogId}/elements/${element.id}`),
  };
}
