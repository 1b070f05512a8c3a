import { addElement, elementList, findElement, updateElement } from "../../storage/catalogElements.js";
import type { ElementField, ElementRecord } from "../../storage/catalogElements.js";
import { NOTHING, eachItem, oneItem, pathId } from "../call.js";
import type { V4Call, V4Routes } from "../call.js";
import { pageAnswer, writtenAnswer } from "../hal.js";
import { readElementValues } from "../wire/customFields.js";
import { elementJson } from "../wire/elementJson.js";
import type { ItemReader } from "../wire/itemReader.js";
import { idsOf, readListQuery, textOf } from "../wire/listQuery.js";
import type { ListOptions } from "../wire/listQuery.js";
import { Problem, notFound } from "../wire/problem.js";
import { findCatalog } from "./catalogs.js";

const LIST: ListOptions<ElementField> = { filters: { id: "ids" }, orders: [] };

/** The elements of catalogs, answered whole also when written. They cannot be removed over this API. */
export const elementRoutes: V4Routes = {
  "GET /catalogs/:catalogId/elements": async (call) => {
    const catalog = await parent(call);
    const { conditions, order, offset, limit } = readListQuery(call.parameters, LIST);
    // The official PHP client names the ids without `filter`.
    const bare = call.parameters.get("id");
    const { items, more } = await elementList(call.db, {
      conditions: [
        ...conditions,
        { field: "catalog_id", oneOf: [catalog.id] },
        ...(bare === undefined ? [] : [{ field: "id" as const, oneOf: idsOf("id", bare) }]),
      ],
      query: textOf(call.parameters.get("query")),
      order,
      offset,
      limit,
    });
    return pageAnswer(
      call,
      "elements",
      items.map((element) => elementJson(call, element)),
      more,
    );
  },
  "GET /catalogs/:catalogId/elements/:id": async (call) => {
    const catalog = await parent(call);
    const element = await findElement(call.db, catalog.id, pathId(call));
    return element ? { body: elementJson(call, element) } : NOTHING;
  },
  "POST /catalogs/:catalogId/elements": async (call) => {
    const catalog = await parent(call);
    const written = await eachItem(call, async (item) => {
      const name = item.filledText("name");
      item.require("name");
      const fields = readElementValues(item);
      item.check();
      const draft = { name: name ?? "", fields };
      const id = await addElement(call.db, catalog.id, draft, { userId: call.user.id, now: call.now });
      return writtenJson(call, catalog.id, id);
    });
    return writtenAnswer(call, "elements", written, (element) => element);
  },
  "PATCH /catalogs/:catalogId/elements": async (call) => {
    const catalog = await parent(call);
    const written = await eachItem(call, async (item) => {
      const stored = await findElement(call.db, catalog.id, item.integer("id") ?? 0);
      if (!stored) item.refuse("NotSupportedChoice", "id", "The element does not exist.");
      return stored && patchElement(call, item, stored);
    });
    return writtenAnswer(call, "elements", written, (element) => element ?? {});
  },
  "PATCH /catalogs/:catalogId/elements/:id": async (call) => {
    const catalog = await parent(call);
    const stored = await findElement(call.db, catalog.id, pathId(call));
    if (!stored) throw notFound();
    return { body: (await oneItem(call, (item) => patchElement(call, item, stored))).written };
  },
  "DELETE /catalogs/:catalogId/elements/:id": () => Promise.reject(new Problem(405, "Elements cannot be removed")),
};

async function parent(call: V4Call) {
  const catalog = await findCatalog(call, pathId(call, "catalogId"));
  if (!catalog) throw notFound();
  return catalog;
}

async function patchElement(call: V4Call, item: ItemReader, stored: ElementRecord) {
  const draft = {
    name: item.filledText("name") ?? stored.name,
    fields: { ...stored.fields, ...readElementValues(item) },
  };
  item.check();
  await updateElement(call.db, stored.id, draft, { userId: call.user.id, now: call.now });
  return writtenJson(call, stored.catalogId, stored.id);
}

async function writtenJson(call: V4Call, catalogId: number, id: number) {
  const element = await findElement(call.db, catalogId, id);
  if (!element) throw notFound();
  return elementJson(call, element);
}
