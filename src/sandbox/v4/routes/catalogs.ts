import { ACCOUNT } from "../../account.js";
import { CATALOG_TYPES } from "../../records.js";
import type { CatalogDraft, CatalogRecord } from "../../records.js";
import { addCatalog, allCatalogs, updateCatalog } from "../../storage/catalogs.js";
import { NOTHING, eachItem, oneItem, pathId } from "../call.js";
import type { V4Call, V4Routes } from "../call.js";
import { self, slicedPage, writtenAnswer } from "../hal.js";
import type { ItemReader } from "../wire/itemReader.js";
import { seconds } from "../wire/json.js";
import { textOf } from "../wire/listQuery.js";
import { Problem, notFound } from "../wire/problem.js";

/** Catalogs. A new one and a changed one are answered whole; they cannot be removed over this API. */
export const catalogRoutes: V4Routes = {
  "GET /catalogs": async (call) => {
    const type = textOf(call.parameters.get("type"));
    const all = (await allCatalogs(call.db)).filter((catalog) => type === undefined || catalog.type === type);
    return slicedPage(call, "catalogs", all, (catalog) => catalogJson(call, catalog));
  },
  "GET /catalogs/:id": async (call) => {
    const catalog = await findCatalog(call, pathId(call));
    return catalog ? { body: catalogJson(call, catalog) } : NOTHING;
  },
  "POST /catalogs": async (call) =>
    writtenAnswer(call, "catalogs", await eachItem(call, (item) => createCatalog(call, item)), (catalog) => catalog),
  "PATCH /catalogs": async (call) => {
    const written = await eachItem(call, async (item) => {
      const stored = await findCatalog(call, item.integer("id") ?? 0);
      if (!stored) item.refuse("NotSupportedChoice", "id", "The catalog does not exist.");
      return stored && patchCatalog(call, item, stored);
    });
    return writtenAnswer(call, "catalogs", written, (catalog) => catalog ?? {});
  },
  "PATCH /catalogs/:id": async (call) => {
    const stored = await findCatalog(call, pathId(call));
    if (!stored) throw notFound();
    return { body: (await oneItem(call, (item) => patchCatalog(call, item, stored))).written };
  },
  "DELETE /catalogs/:id": () => Promise.reject(new Problem(405, "Catalogs cannot be removed")),
};

/** The catalog of this id. */
export async function findCatalog(call: V4Call, id: number): Promise<CatalogRecord | undefined> {
  return (await allCatalogs(call.db)).find((catalog) => catalog.id === id);
}

async function createCatalog(call: V4Call, item: ItemReader) {
  const existing = await allCatalogs(call.db);
  const { maxCatalogs } = call.switches;
  if (maxCatalogs > 0 && existing.length >= maxCatalogs) {
    throw new Problem(400, `The account may have ${maxCatalogs} catalogs`);
  }
  item.require("name");
  const sent = item.text("type") ?? "regular";
  const type = CATALOG_TYPES.find((known) => known === sent && known !== "suppliers");
  const taken = type !== "regular" && existing.some((catalog) => catalog.type === type);
  if (!type || taken) item.refuse("NotSupportedChoice", "type", "The account cannot have one more of this type.");
  const draft = writtenDraft(item, {
    name: "",
    type: type ?? "regular",
    sort: Math.max(0, ...existing.map((catalog) => catalog.sort)) + 10,
    canAddElements: false,
    canShowInCards: false,
    canLinkMultiple: false,
  });
  item.check();
  const id = await addCatalog(call.db, draft, { createdBy: call.user.id, createdAt: call.now });
  return writtenJson(call, id);
}

async function patchCatalog(call: V4Call, item: ItemReader, stored: CatalogRecord) {
  const draft = writtenDraft(item, stored);
  item.check();
  await updateCatalog(call.db, stored.id, draft, { updatedBy: call.user.id, updatedAt: call.now });
  return writtenJson(call, stored.id);
}

function writtenDraft(item: ItemReader, stored: CatalogDraft): CatalogDraft {
  return {
    name: item.filledText("name") ?? stored.name,
    type: stored.type,
    sort: item.integer("sort") ?? stored.sort,
    canAddElements: item.boolean("can_add_elements") ?? stored.canAddElements,
    canShowInCards: item.boolean("can_show_in_cards") ?? stored.canShowInCards,
    canLinkMultiple: item.boolean("can_link_multiple") ?? stored.canLinkMultiple,
  };
}

async function writtenJson(call: V4Call, id: number) {
  const catalog = await findCatalog(call, id);
  if (!catalog) throw notFound();
  return catalogJson(call, catalog);
}

function catalogJson(call: V4Call, catalog: CatalogRecord) {
  return {
    id: catalog.id,
    name: catalog.name,
    created_by: catalog.createdBy,
    updated_by: catalog.updatedBy,
    created_at: seconds(catalog.createdAt),
    updated_at: seconds(catalog.updatedAt),
    sort: catalog.sort,
    type: catalog.type,
    can_add_elements: catalog.canAddElements,
    can_show_in_cards: catalog.canShowInCards,
    can_link_multiple: catalog.canLinkMultiple,
    can_be_deleted: catalog.type === "regular",
    sdk_widget_code: null,
    account_id: Number(ACCOUNT.id),
    ...self(call, `catalogs/${catalog.id}`),
  };
}
