import type { CrmId } from "../domain/crmId.js";
import type { UserReference } from "../domain/reference.js";

/** A value of a row: what JSON can say. */
export type RowValue = string | number | boolean | null | Row | readonly RowValue[];

/** One record as the query of its kind in docs/command-line.md answers it. */
export interface Row {
  readonly [field: string]: RowValue;
}

/** A user as the schema has it. */
export function userRow(user: UserReference | null): Row | null {
  return user && { crmId: user.id, name: user.name };
}

/** A user of whom the account says the number alone. */
export function userOfId(id: CrmId | null): Row | null {
  return id === null ? null : { crmId: id, name: null };
}

/** A moment as the schema's DateTime: RFC 3339 in UTC, whole seconds without a fraction. */
export function dateTime(moment: Date | null): string | null {
  return moment && moment.toISOString().replace(".000Z", "Z");
}
