import { z } from "zod";
import { CrmError } from "../domain/crmError.js";
import type { CatalogDraft, CatalogPatch } from "../domain/catalog.js";
import { isCrmId, type CrmId } from "../domain/crmId.js";
import { parseJson } from "./json.js";

/** What one POST of catalogs does. */
export type CatalogAction = "add" | "update" | "delete";

/** A row of a write that the account took. */
export interface CatalogItem {
  readonly id: CrmId;
  /** The row's own number, null when the account does not repeat it. */
  readonly requestId: string | null;
}

/** A row of a write that the account refused. Its text is not read: it must not reach callers. */
export interface CatalogRowError {
  /** The catalog's id; in an add, where there is none yet, the row's own number. */
  readonly row: string | null;
  /** The account's error code, null when it gave none. */
  readonly code: number | null;
}

/** The answer to a write: what became of its rows. */
export interface CatalogWriteAnswer {
  readonly items: readonly CatalogItem[];
  readonly errors: readonly CatalogRowError[];
}

/** Numbers are met as numbers and as texts. */
const numeric = z.union([z.number(), z.string()]).transform(String);
const id = numeric.refine(isCrmId);
const whole = numeric.transform(Number).pipe(z.int());
/** PHP writes a list whose numbering has a gap as an object. */
const listOf = <Item extends z.ZodType>(item: Item) =>
  z.union([z.array(item), z.record(z.string(), item).transform((rows) => Object.values(rows))]);

const ITEM = z
  .object({ id, request_id: numeric.nullish() })
  .transform((row): CatalogItem => ({ id: row.id, requestId: row.request_id ?? null }));

const ROW_ERROR = z.object({ id: numeric.nullish(), request_id: numeric.nullish(), code: whole.nullish() });

/** The errors of one action: texts by row, or a list of objects that name their row. */
const ROW_ERRORS = z.union([
  z
    .array(ROW_ERROR)
    .transform((rows) =>
      rows.map((row): CatalogRowError => ({ row: row.id ?? row.request_id ?? null, code: row.code ?? null })),
    ),
  z.record(z.string(), z.union([z.string(), ROW_ERROR])).transform((rows) =>
    Object.entries(rows).map(([row, error]): CatalogRowError => ({
      row,
      code: typeof error === "string" ? null : (error.code ?? null),
    })),
  ),
]);

const WRITE = z.object({
  _embedded: z.object({
    items: listOf(ITEM).nullish(),
    errors: z.union([z.array(z.never()), z.partialRecord(z.enum(["add", "update", "delete"]), ROW_ERRORS)]).nullish(),
  }),
});

const CODE = numeric.transform(Number).pipe(z.int());

/** A refusal of the whole request comes in one of three bodies. */
const REFUSAL = z.union([
  z
    .object({ response: z.object({ error: z.string(), error_code: CODE }) })
    .transform((body) => body.response.error_code),
  z.object({ title: z.string(), status: CODE }).transform((body) => body.status),
  z.object({ error: z.string() }).transform(() => null),
]);

/** Reads the answer to a write. Throws a CrmError `badResponse` when the answer is anything else. */
export function decodeCatalogWrite(text: string, action: CatalogAction): CatalogWriteAnswer {
  const { items, errors } = decode(WRITE, text)._embedded;
  return { items: items ?? [], errors: Array.isArray(errors) ? [] : (errors?.[action] ?? []) };
}

/**
 * Reads why a whole request was refused: the account's error code, null when it gives none. Throws a CrmError `badResponse` when
 * the answer is no refusal of the account, such as an HTML page.
 */
export function decodeCatalogRefusal(text: string): number | null {
  return decode(REFUSAL, text);
}

/** The body that adds catalogs. The answer repeats each `request_id`, which is the row's place, from 0. */
export function encodeCatalogAdd(drafts: readonly CatalogDraft[]): string {
  return JSON.stringify({ add: drafts.map((draft, row) => ({ ...catalogFields(draft), request_id: row })) });
}

/** The body that changes catalogs: what changes, and always the name, without which the account refuses a row. */
export function encodeCatalogUpdate(changes: readonly { readonly id: CrmId; readonly fields: CatalogDraft }[]): string {
  return JSON.stringify({
    update: changes.map((change) => ({ id: wireId(change.id), ...catalogFields(change.fields) })),
  });
}

/** The body that deletes catalogs. */
export function encodeCatalogDelete(ids: readonly CrmId[]): string {
  return JSON.stringify({ delete: ids.map(wireId) });
}

/** An absent key stays absent: JSON.stringify leaves out what is undefined. */
function catalogFields(fields: CatalogPatch) {
  return {
    name: fields.name,
    type: fields.type?.toLowerCase(),
    can_add_elements: fields.canAddElements,
    can_show_in_cards: fields.canShowInCards,
    can_link_multiple: fields.canLinkMultiple,
  };
}

/** The description wants numbers. A number too long for one goes as text, which accounts take as well. */
function wireId(id: CrmId): number | string {
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : id;
}

function decode<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> {
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) throw new CrmError("badResponse", "The answer is not what was asked for.");
  return parsed.data;
}
