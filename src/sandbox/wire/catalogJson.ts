import type { CatalogRecord } from "../records.js";

const PATH = "/api/v2/catalogs";

/** Catalogs as the newer JSON API lists them; type and flags are not in its description but in real answers. */
export function catalogListJson(catalogs: readonly CatalogRecord[]) {
  return {
    _links: links(PATH, "get"),
    _embedded: {
      items: catalogs.map((catalog) => ({
        id: catalog.id,
        name: catalog.name,
        created_by: catalog.createdBy,
        created_at: seconds(catalog.createdAt),
        sort: catalog.sort,
        type: catalog.type,
        can_add_elements: catalog.canAddElements,
        can_show_in_cards: catalog.canShowInCards,
        can_link_multiple: catalog.canLinkMultiple,
        sdk_widget_code: null,
        widgets: [],
        _links: itemLinks(catalog.id),
      })),
    },
  };
}

/** Catalogs as the older JSON API lists them: a map by id. */
export function oldCatalogListJson(catalogs: readonly CatalogRecord[], serverTime: number) {
  const byId = catalogs.map((catalog) => [
    String(catalog.id),
    { id: catalog.id, name: catalog.name, created_by: catalog.createdBy, date_create: seconds(catalog.createdAt) },
  ]);
  return { response: { catalogs: Object.fromEntries(byId) as unknown, server_time: serverTime } };
}

type Action = "add" | "update" | "delete";
type Outcomes = Record<
  Action,
  {
    written: readonly { id: number; requestId?: number | string }[];
    refused: readonly { key: number | string; code: number; message: string }[];
  }
>;

/** The outcome of a write in the newer API; `errors` is there only if a row was refused. */
export function catalogWriteJson(outcomes: Outcomes, itemErrors: "map" | "list") {
  const items = [outcomes.add, outcomes.update, outcomes.delete].flatMap(({ written }) =>
    written.map(({ id, requestId }) => ({ ...writtenItem(id, requestId), _links: itemLinks(id) })),
  );
  const refused = Object.entries(outcomes).filter(([, outcome]) => outcome.refused.length > 0);
  const errors = refused.map(([action, outcome]) => [
    action,
    itemErrors === "map" ? errorMap(outcome.refused) : errorList(action as Action, outcome.refused),
  ]);
  return {
    _links: links(PATH, "post"),
    _embedded: { items, ...(errors.length > 0 && { errors: Object.fromEntries(errors) as unknown }) },
  };
}

/** The outcome of a write in the older API, where there is a client that takes an action without `errors` for failed. */
export function oldCatalogWriteJson(outcomes: Outcomes, serverTime: number) {
  const actions = Object.entries(outcomes).map(([action, { written, refused }]) => [
    action,
    {
      catalogs: written.map(({ id, requestId }) => writtenItem(id, requestId)),
      errors: refused.length > 0 ? errorMap(refused) : [],
    },
  ]);
  return { response: { catalogs: Object.fromEntries(actions) as unknown, server_time: serverTime } };
}

function writtenItem(id: number, requestId: number | string | undefined) {
  return requestId === undefined ? { id } : { id, request_id: requestId };
}

function errorMap(refused: Outcomes[Action]["refused"]): unknown {
  return Object.fromEntries(refused.map(({ key, message }) => [String(key), message]));
}

function errorList(action: Action, refused: Outcomes[Action]["refused"]): unknown {
  return refused.map(({ key, code, message }) => ({ [action === "add" ? "request_id" : "id"]: key, code, message }));
}

function itemLinks(id: number) {
  return links(`${PATH}?id=${id}`, "get");
}

function links(href: string, method: "get" | "post") {
  return { self: { href, method } };
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
