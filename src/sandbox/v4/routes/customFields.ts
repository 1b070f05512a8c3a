import type { V4Route, V4Routes } from "../call.js";
import { self, slicedPage } from "../hal.js";
import { fieldJson, fieldsOf } from "../wire/customFields.js";

function customFields(type: "leads" | "contacts" | "companies" | "catalogs"): V4Route {
  return (call) => {
    const all = fieldsOf(type, call.switches).map((field, index) => {
      const path = call.path.replace("/api/v4/", "");
      return { ...fieldJson(field, type, (index + 1) * 10), ...self(call, `${path}/${field.id}`) };
    });
    return Promise.resolve(slicedPage(call, "custom_fields", all, (field) => field, { counted: true }));
  };
}

/** The fields that records have besides those of all accounts. */
export const customFieldRoutes: V4Routes = {
  "GET /leads/custom_fields": customFields("leads"),
  "GET /contacts/custom_fields": customFields("contacts"),
  "GET /companies/custom_fields": customFields("companies"),
  "GET /catalogs/:catalogId/custom_fields": customFields("catalogs"),
};
