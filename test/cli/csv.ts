import type { Node, Value } from "./queries.js";

/** Reads RFC 4180 strictly: rows of cells. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const match = cell.exec(text);
    if (match === null) throw new Error(`no CSV at ${String(at)}: ${JSON.stringify(text.slice(at, at + 40))}`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** Every leaf of a record by its path, with the values of lists side by side, as docs/command-line.md says. */
export function flattened(node: Node, columns: readonly string[]): string[] {
  const escape = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll(";", "\\;");
  return columns.map((column) => {
    let values: Value[] = [node];
    let isList = false;
    for (const field of column.split(".")) {
      values = values.map((value) => (value === null ? null : ((value as Node)[field] as Value)));
      if (values.some(Array.isArray)) {
        isList = true;
        values = values.flat();
      }
    }
    const texts = values.map((value) => (typeof value === "object" ? "" : String(value)));
    return isList ? texts.map(escape).join("; ") : (texts[0] ?? "");
  });
}
