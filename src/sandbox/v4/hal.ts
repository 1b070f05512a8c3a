import type { V4Answer, V4Call, WrittenItem } from "./call.js";
import { NOTHING } from "./call.js";
import { requestedPage } from "./wire/listQuery.js";

/** The link of a record to itself. */
export function self(call: V4Call, path: string) {
  return { _links: { self: { href: `${call.origin}/api/v4/${path}` } } };
}

/** A page of a list with links to the pages around it; an empty one is no content. */
export function pageAnswer(call: V4Call, name: string, items: readonly object[], more: boolean): V4Answer {
  if (items.length === 0) return NOTHING;
  const { page, limit } = requestedPage(call.parameters);
  const hasNext = more || (call.switches.v4FalseNext && items.length === limit);
  return {
    body: {
      _page: page,
      _links: {
        self: pageLink(call, page, limit),
        ...(hasNext && { next: pageLink(call, page + 1, limit) }),
        ...(page > 1 && { first: pageLink(call, 1, limit), prev: pageLink(call, page - 1, limit) }),
      },
      _embedded: { [name]: items },
    },
  };
}

/** A page of a list that the account has at hand as a whole; `counted` ones tell how long they are. */
export function slicedPage<T>(
  call: V4Call,
  name: string,
  all: readonly T[],
  toJson: (item: T) => object,
  { counted = false }: { counted?: boolean } = {},
): V4Answer {
  const { offset, limit } = requestedPage(call.parameters);
  const page = all.slice(offset, offset + limit).map(toJson);
  const { body } = pageAnswer(call, name, page, all.length > offset + limit);
  if (!body || !counted) return body ? { body } : NOTHING;
  return { body: { _total_items: all.length, _page_count: Math.ceil(all.length / limit), ...body } };
}

/** A list that is answered whole, with its size. */
export function wholeList(call: V4Call, name: string, items: readonly object[]): V4Answer {
  if (items.length === 0) return NOTHING;
  return { body: { _total_items: items.length, ...hereLink(call), _embedded: { [name]: items } } };
}

/** What a write of several records answers: each with the `request_id` it was sent with. */
export function writtenAnswer<T>(
  call: V4Call,
  name: string,
  items: readonly WrittenItem<T>[],
  toJson: (written: T) => object,
): V4Answer {
  const written = items.map((item) => ({ ...toJson(item.written), request_id: item.requestId }));
  return { body: { ...hereLink(call), _embedded: { [name]: written } } };
}

/** The link of an answer to the address that was called, without its query. */
function hereLink(call: V4Call) {
  return { _links: { self: { href: call.origin + call.path } } };
}

function pageLink(call: V4Call, page: number, limit: number) {
  const query = new URLSearchParams(call.query);
  query.set("page", String(page));
  query.set("limit", String(limit));
  return { href: `${call.origin}${call.path}?${query.toString()}` };
}

/** What the change of one record answers: its entry alone, or, by a switch, in a list as that of several. */
export function patchAnswer(call: V4Call, name: string, entry: object, requestId: string | number): V4Answer {
  if (call.switches.v4PatchAnswer === "entity") return { body: entry };
  return { body: { ...hereLink(call), _embedded: { [name]: [{ ...entry, request_id: requestId }] } } };
}
