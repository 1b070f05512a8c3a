import { sql } from "kysely";
import type { Expression, RawBuilder, SqlBool } from "kysely";
import type { SearchTerms } from "../records.js";

/** A condition on one field of a list: one of several values, or from and to, both included; instants in milliseconds. */
export type Condition<F extends string> =
  { field: F; oneOf: readonly (number | string)[] } | { field: F; from: number | undefined; to: number | undefined };

/** Which part of a list API v4 asks for, and in which order: by id unless another is named. */
export interface ListRequest<F extends string = string> {
  conditions: readonly Condition<F>[];
  search?: SearchTerms | undefined;
  order: { field: F; descending: boolean };
  offset: number;
  limit: number;
}

/** A part of a list, and whether the list goes on behind it. */
export interface ListPart<T> {
  items: T[];
  more: boolean;
}

/** The SQL that stands for each field of a list. */
export type Columns<F extends string> = Readonly<Record<F, RawBuilder<unknown>>>;

/** The condition that a row meets all of a request's. */
export function matches<F extends string>(
  columns: Columns<F>,
  conditions: readonly Condition<F>[],
): Expression<SqlBool> {
  const all = conditions.flatMap((condition) => {
    const column = columns[condition.field];
    if ("oneOf" in condition) {
      return condition.oneOf.length === 0
        ? [sql<SqlBool>`false`]
        : [sql<SqlBool>`${column} in (${sql.join(condition.oneOf)})`];
    }
    return [
      ...(condition.from === undefined ? [] : [sql<SqlBool>`${column} >= ${condition.from}`]),
      ...(condition.to === undefined ? [] : [sql<SqlBool>`${column} <= ${condition.to}`]),
    ];
  });
  return all.length === 0 ? sql<SqlBool>`true` : sql<SqlBool>`${sql.join(all, sql` and `)}`;
}

/** The order of a list; rows that are equal in it are in that of their ids. */
export function ordered<F extends string>(
  columns: Columns<F | "id">,
  { field, descending }: ListRequest<F>["order"],
): RawBuilder<unknown> {
  const direction = descending ? sql`desc` : sql`asc`;
  return sql`${columns[field]} ${direction}, ${columns.id} ${direction}`;
}

/** Cuts what was read with one row more than asked for. */
export function listPart<R, T>(rows: readonly R[], limit: number, toItem: (row: R) => T): ListPart<T> {
  return { items: rows.slice(0, limit).map(toItem), more: rows.length > limit };
}
