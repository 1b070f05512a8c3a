import { CATALOG_TYPES } from "../records.js";
import type { CatalogType } from "../records.js";
import { isXmlText } from "./xmlWriter.js";

/** Codes of the JSON API for a whole request (222 to 284) and for one row of it. */
export type CatalogErrorCode = 222 | 244 | 282 | 283 | 284 | 285 | 400;

/** A catalog request, or one row of it, that the account refuses. */
export class CatalogError extends Error {
  override readonly name = "CatalogError";
  constructor(
    readonly code: CatalogErrorCode,
    message: string,
  ) {
    super(message);
  }
}

type Row = Readonly<Record<string, unknown>>;

/** A request to write catalogs; the rows are as sent. */
export interface CatalogWrite {
  add: Row[];
  update: Row[];
  /** Ids as sent. */
  delete: unknown[];
}

/** The fields of a row that were given. */
export interface CatalogFields {
  name?: string;
  type?: CatalogType;
  canAddElements?: boolean;
  canShowInCards?: boolean;
  canLinkMultiple?: boolean;
}

/** Reads the body of a write, JSON or a form in JSON's terms. Throws a CatalogError for the whole request. */
export function readCatalogWrite(body: unknown): CatalogWrite {
  if (body === undefined || body === null) throw new CatalogError(222, "Empty request");
  if (!isRow(body)) throw new CatalogError(284, "The request is not an array of actions");
  const { add, update, delete: removed } = body;
  if (add === undefined && update === undefined && removed === undefined) {
    throw new CatalogError(283, "No data passed: add, update or delete is expected");
  }
  return { add: rows(add, "add"), update: rows(update, "update"), delete: deletedIds(removed) };
}

/** Reads the fields of one row; what is unknown is left out. Throws a CatalogError for the row. */
export function readCatalogFields(row: Row): CatalogFields {
  const [name, type] = [nameField(row["name"]), typeField(row["type"])];
  const canAddElements = booleanField(row, "can_add_elements");
  const canShowInCards = booleanField(row, "can_show_in_cards");
  const canLinkMultiple = booleanField(row, "can_link_multiple");
  return {
    ...(name !== undefined && { name }),
    ...(type !== undefined && { type }),
    ...(canAddElements !== undefined && { canAddElements }),
    ...(canShowInCards !== undefined && { canShowInCards }),
    ...(canLinkMultiple !== undefined && { canLinkMultiple }),
  };
}

/** Reads an id, a number or digits. */
export function readCatalogId(value: unknown): number | undefined {
  const text = typeof value === "number" || typeof value === "string" ? String(value).trim() : "";
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** What the client calls the row: a number, a text it chose, or the row's place when it gave nothing. */
export function readRequestId(row: Row, index: number): number | string {
  const value = row["request_id"];
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value === "") return index;
  return /^\d{1,15}$/.test(value) ? Number(value) : value;
}

function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** PHP clients send a list as a map whenever its keys do not count from 0. */
function values(list: unknown, action: string): unknown[] {
  if (list === undefined || list === null || list === "") return [];
  if (Array.isArray(list)) return list;
  if (isRow(list)) return Object.values(list);
  throw new CatalogError(284, `${action} is not an array`);
}

function rows(list: unknown, action: string): Row[] {
  return values(list, action).map((row) => {
    if (!isRow(row)) throw new CatalogError(284, `a row of ${action} is not an array`);
    return row;
  });
}

/** The API description's own example nests the ids once more. */
function deletedIds(list: unknown): unknown[] {
  if (readCatalogId(list) !== undefined) return [list];
  return values(list, "delete").flatMap((id) => (typeof id === "object" && id !== null ? values(id, "delete") : [id]));
}

function nameField(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const name = typeof value === "number" ? String(value) : value;
  if (typeof name !== "string" || name.trim() === "") throw new CatalogError(285, "Required field name is empty");
  if (!isXmlText(name)) throw new CatalogError(400, "name has a control character");
  return name;
}

function typeField(value: unknown): CatalogType | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  const type = CATALOG_TYPES.find((known) => known === value);
  if (!type) throw new CatalogError(400, `type must be one of ${CATALOG_TYPES.join(", ")}`);
  return type;
}

function booleanField(row: Row, name: string): boolean | undefined {
  const value = row[name];
  if (value === undefined || value === null || value === "") return undefined;
  if ([true, 1, "1", "true"].some((yes) => yes === value)) return true;
  if ([false, 0, "0", "false"].some((no) => no === value)) return false;
  throw new CatalogError(400, `${name} must be true or false`);
}
