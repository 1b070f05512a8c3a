import type { Row, RowValue } from "./row.js";

/** How rows become text. */
export interface RowFormat {
  /** What the file begins with. */
  readonly header: string;
  /** One row, its line end included. */
  line(row: Row): string;
}

/** The formats that can be written. */
export type ExportFormat = "jsonl" | "csv";

/** One JSON object a line. */
export const JSON_LINES: RowFormat = { header: "", line: (row) => `${JSON.stringify(row)}\n` };

/** Between the items of a list in one cell. */
const SEPARATOR = "; ";

/**
 * Comma-separated values by RFC 4180, in UTF-8. A column holds the field at its path; where the path leads through a list, the cell
 * holds the field of each item, in their order.
 *
 * @param forSpreadsheets begins with a byte order mark, which Excel needs to read UTF-8, and puts an apostrophe before text that a
 *   spreadsheet would take for a formula; so the values are not always what the account holds
 */
export function csvFormat(columns: readonly string[], forSpreadsheets: boolean): RowFormat {
  const paths = columns.map((column) => column.split("."));
  const toCell = (text: string): string => quoted(forSpreadsheets ? harmless(text) : text);
  return {
    header: `${forSpreadsheets ? "\uFEFF" : ""}${columns.map(quoted).join(",")}\r\n`,
    line: (row) => `${paths.map((path) => toCell(textAt(row, path))).join(",")}\r\n`,
  };
}

function textAt(value: RowValue | undefined, path: readonly string[]): string {
  if (value === null || value === undefined) return "";
  if (isList(value)) return value.map((item) => escaped(textAt(item, path))).join(SEPARATOR);
  if (typeof value !== "object") return String(value);
  const [field = "", ...rest] = path;
  return textAt(value[field], rest);
}

function isList(value: RowValue): value is readonly RowValue[] {
  return Array.isArray(value);
}

/** So that a semicolon within an item is not taken for the end of it. */
function escaped(item: string): string {
  return item.replace(/[\\;]/g, "\\$&");
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Full-width signs begin a formula too, in some locales. Plain numbers may begin with a sign. */
function harmless(cell: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(cell) && !/^-?\d+(?:\.\d+)?$/.test(cell) ? `'${cell}` : cell;
}
