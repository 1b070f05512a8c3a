import type { ListPart, ListRequest } from "../storage/conditions.js";
import type { V4Answer, V4Call } from "./call.js";
import { pageAnswer } from "./hal.js";
import { readListQuery, requestedWith } from "./wire/listQuery.js";
import type { ListOptions } from "./wire/listQuery.js";

/** A list of leads, contacts or companies, where the account may be one that passes over all filters. */
export async function entityList<F extends string, T>(
  call: V4Call,
  name: string,
  options: ListOptions<F>,
  read: (request: ListRequest<F | "id">) => Promise<ListPart<T>>,
  toJson: (item: T, parts: ReadonlySet<string>) => object,
): Promise<V4Answer> {
  const parts = requestedWith(call.parameters);
  // Nothing stays in the account once it is removed.
  if (parts.has("only_deleted")) return pageAnswer(call, name, [], false);
  const request = readListQuery(call.parameters, options);
  const { items, more } = await read(call.switches.v4Filters ? request : { ...request, conditions: [] });
  return pageAnswer(
    call,
    name,
    items.map((item) => toJson(item, parts)),
    more,
  );
}
