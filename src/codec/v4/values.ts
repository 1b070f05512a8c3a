import { CrmError } from "../../domain/crmError.js";
import { isCrmId, type CrmId } from "../../domain/crmId.js";

/** An object of JSON, of which nothing is checked yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What every reader here throws: an answer that is not what it claims to be. */
export function wrong(): CrmError {
  return new CrmError("badResponse", "The answer is not what was asked for.");
}

/** An object, of which nothing is checked yet. */
export function readObject(value: unknown): JsonObject {
  if (isObject(value)) return value;
  throw wrong();
}

/** Whether a value is an object of JSON, and no list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The entries of a list. PHP writes a list whose numbering has a gap as an object, and an absent one as null. */
export function readList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (isNothing(value)) return [];
  return Object.values(readObject(value));
}

/** The entries that an answer holds under a name of its `_embedded`; none when it has no such name. */
export function readEmbedded(answer: JsonObject, name: string): readonly unknown[] {
  const embedded = answer["_embedded"];
  return isObject(embedded) ? readList(embedded[name]) : [];
}

/** Whether an answer holds anything, were it an empty list, under a name of its `_embedded`. */
export function hasEmbedded(answer: JsonObject, name: string): boolean {
  const embedded = answer["_embedded"];
  return isObject(embedded) && !isNothing(embedded[name]);
}

/** A record number. */
export function readId(value: unknown): CrmId {
  const id = readOptionalId(value);
  if (id === null) throw wrong();
  return id;
}

/** A record number; null for none, which the account also writes as 0. */
export function readOptionalId(value: unknown): CrmId | null {
  if (isNothing(value) || value === 0 || value === "0" || value === "") return null;
  // A larger number has lost its last digits on the way: it would be that of another record.
  const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text === "string" && isCrmId(text)) return text;
  throw wrong();
}

/** A text; the empty one for null. */
export function readText(value: unknown): string {
  if (typeof value === "string") return value;
  if (isNothing(value)) return "";
  throw wrong();
}

/** A date in seconds since 1970; null for none. */
export function readDate(value: unknown): Date | null {
  if (isNothing(value) || value === 0) return null;
  const date = new Date(typeof value === "number" && Number.isSafeInteger(value) ? value * 1000 : NaN);
  if (Number.isNaN(date.getTime())) throw wrong();
  return date;
}

/** A flag that every such record has. */
export function readFlag(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw wrong();
}

/** Whether an answer says nothing of a field: it lacks it, or has null. */
export function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** Whether an account can have a record with this number: JSON holds no longer ones exactly. */
export function isGivenId(id: CrmId): boolean {
  return Number.isSafeInteger(Number(id));
}

/** A record number as the account takes it. Throws a CrmError `rejected` for one that no account has given. */
export function writeId(id: CrmId): number {
  if (isGivenId(id)) return Number(id);
  throw new CrmError("rejected", "The account has no record with such a number.");
}

/** A date in whole seconds since 1970. */
export function writeDate(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
