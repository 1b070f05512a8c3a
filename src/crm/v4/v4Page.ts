import type { Page, PageRequest } from "../../domain/page.js";
import { BY_NUMBER, pageQuery, type Query, type V4Calls } from "./v4Calls.js";

/** A page of a list, or of a search. The account does not say how many there are, but whether there is another one. */
export async function v4Page<Answer>(
  {
    path,
    query,
    decode,
  }: { readonly path: string; readonly query: Query; readonly decode: (item: unknown) => Answer | null },
  { number, size, search }: PageRequest,
  calls: V4Calls,
): Promise<Page<Answer>> {
  const keyword: Query = search === undefined ? [] : [["query", search]];
  const page = await calls.page(path, [...keyword, ...query, ...BY_NUMBER, ...pageQuery(number, size)], decode);
  const told = { items: page.items, number: page.number ?? number, size: page.size ?? size };
  if (page.hasNext) return { ...told, totalPages: null };
  return { ...told, totalPages: page.isEmpty ? number - 1 : told.number };
}
