import { NOTHING, pathId } from "../call.js";
import type { V4Call, V4Routes } from "../call.js";
import { self, slicedPage } from "../hal.js";
import { fieldJson, fieldsOf } from "../wire/customFields.js";

type FieldOwner = "leads" | "contacts" | "companies" | "catalogs";

/** The fields that records have besides those of all accounts. */
export const customFieldRoutes: V4Routes = {
  ...fieldRoutes("leads", "/leads/custom_fields"),
  ...fieldRoutes("contacts", "/contacts/custom_fields"),
  ...fieldRoutes("companies", "/companies/custom_fields"),
  ...fieldRoutes("catalogs", "/catalogs/:catalogId/custom_fields"),
};

function fieldRoutes(owner: FieldOwner, path: string): V4Routes {
  return {
    [`GET ${path}`]: (call) =>
      Promise.resolve(slicedPage(call, "custom_fields", fieldsJson(call, owner), (field) => field, { counted: true })),
    [`GET ${path}/:fieldId`]: (call) => {
      const field = fieldsJson(call, owner).find(({ id }) => id === pathId(call, "fieldId"));
      return Promise.resolve(field ? { body: field } : NOTHING);
    },
  };
}

function fieldsJson(call: V4Call, owner: FieldOwner) {
  const list = /^\/api\/v4\/(.*custom_fields)/.exec(call.path)?.[1] ?? "";
  return fieldsOf(owner, call.switches).map((field, index) => ({
    ...fieldJson(field, owner, (index + 1) * 10),
    ...self(call, `${list}/${field.id}`),
  }));
}
