import type { Condition, ListRequest } from "../../storage/conditions.js";
import { searchTerms } from "../../storage/search.js";
import type { FormMap, FormValue } from "../../wire/phpForm.js";
import { Problem } from "./problem.js";

const DEFAULT_LIMIT = 50;
/** Records that a page of any list holds at most, and items that one request may write. */
export const MAX_LIMIT = 250;

/** How a filter is written: ids and texts alone or as a list; a time or number alone or as `from` and `to`. */
type FilterKind = "ids" | "texts" | "flag" | "time" | "number";

/** What a list can be asked for. */
export interface ListOptions<F extends string> {
  filters: Readonly<Partial<Record<F, FilterKind>>>;
  orders: readonly F[];
}

/** The page of a list that a call asks for; what is no number from 1 asks for the first page, of the default size. */
export function requestedPage(query: FormMap): { page: number; limit: number; offset: number } {
  const page = positive(query.get("page")) ?? 1;
  const asked = positive(query.get("limit")) ?? DEFAULT_LIMIT;
  const limit = asked > MAX_LIMIT ? DEFAULT_LIMIT : asked;
  return { page, limit, offset: (page - 1) * limit };
}

/** Reads what a call asks of a list. Throws a Problem for a filter or an order that is malformed. */
export function readListQuery<F extends string>(query: FormMap, options: ListOptions<F>): ListRequest<F | "id"> {
  const { limit, offset } = requestedPage(query);
  const search = searchTerms(textOf(query.get("query")) ?? "");
  return { conditions: readFilters(query, options.filters), search, order: readOrder(query, options), limit, offset };
}

/** The conditions of the filters that a list knows; others are passed over. */
function readFilters<F extends string>(
  query: FormMap,
  kinds: Readonly<Partial<Record<F, FilterKind>>>,
): Condition<F>[] {
  const conditions: Condition<F>[] = [];
  for (const [field, kind] of Object.entries(kinds) as [F, FilterKind][]) {
    const value = filterOf(query, field);
    if (value !== undefined) conditions.push(readFilter(field, kind, value));
  }
  return conditions;
}

/** A filter as it was sent. */
export function filterOf(query: FormMap, name: string): FormValue | undefined {
  const filter = query.get("filter");
  return filter === undefined || typeof filter === "string" ? undefined : filter.get(name);
}

/** The texts of a parameter that may be given alone or as a list. */
export function textsOf(value: FormValue): string[] {
  if (typeof value === "string") return [value];
  return Array.from(value.values()).map((entry) => {
    if (typeof entry !== "string") throw new Problem(400, "a filter is nested too deep");
    return entry;
  });
}

/** A parameter that is one text. */
export function textOf(value: FormValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The ids of a parameter that may be given alone or as a list. */
export function idsOf(field: string, value: FormValue): number[] {
  return textsOf(value).map((text) => wholeNumber(field, text));
}

/** The names that `with` lists. */
export function requestedWith(query: FormMap): ReadonlySet<string> {
  const value = query.get("with");
  return new Set(value === undefined ? [] : textsOf(value).flatMap((text) => text.split(",")));
}

function readFilter<F extends string>(field: F, kind: FilterKind, value: FormValue): Condition<F> {
  switch (kind) {
    case "ids":
      return { field, oneOf: idsOf(field, value) };
    case "texts":
      return { field, oneOf: textsOf(value) };
    case "flag":
      return { field, oneOf: textsOf(value).map((text) => (text === "1" || text === "true" ? 1 : 0)) };
    case "time":
      return rangeOf(field, value, (text, end) => wholeNumber(field, text) * 1000 + (end ? 999 : 0));
    case "number":
      return rangeOf(field, value, (text) => {
        if (!/^-?\d+(\.\d+)?$/.test(text)) throw new Problem(400, `filter ${field} is not a number`);
        return Number(text);
      });
  }
}

function rangeOf<F extends string>(
  field: F,
  value: FormValue,
  read: (text: string, end: boolean) => number,
): Condition<F> {
  if (typeof value === "string") return { field, from: read(value, false), to: read(value, true) };
  const [from, to] = [textOf(value.get("from")), textOf(value.get("to"))];
  if (from === undefined && to === undefined) return { field, oneOf: textsOf(value).map((text) => read(text, false)) };
  return {
    field,
    from: from === undefined ? undefined : read(from, false),
    to: to === undefined ? undefined : read(to, true),
  };
}

function readOrder<F extends string>(query: FormMap, { orders }: ListOptions<F>): ListRequest<F | "id">["order"] {
  const order = query.get("order");
  if (order === undefined || typeof order === "string") return { field: "id", descending: false };
  const [[name, direction] = ["id", "asc"]] = order;
  const field = (["id", ...orders] as const).find((known) => known === name);
  if (field === undefined) throw new Problem(400, `a list has no order ${JSON.stringify(name)}`);
  return { field, descending: direction === "desc" };
}

function wholeNumber(field: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Problem(400, `filter ${field} is not a whole number`);
  return Number(text);
}

function positive(value: FormValue | undefined): number | undefined {
  const text = textOf(value) ?? "";
  return /^\d{1,9}$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
}
