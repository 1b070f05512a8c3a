import { readGlobalId, typeOfGlobalId } from "../domain/globalId.js";
import { DEFAULT_WINDOW, MAX_WINDOW } from "../domain/window.js";
import type { Source } from "./apiShape.js";
import { MAX_IDS } from "./node/maxIds.js";

/** The arguments of a field, as they will be executed. */
export type Arguments = Readonly<Record<string, unknown>>;

/** What a read takes, and the records that it brings. */
export interface ReadCost {
  readonly calls: number;
  readonly count: number;
  readonly source: Source;
}

/** What a field of a query takes; null for one that reads no records. */
export function callsOfRead(name: string, args: Arguments, idsPerCall: number): ReadCost | null {
  switch (name) {
    case "contacts":
    case "deals":
      return { calls: 1, count: windowSize(args), source: "list" };
    case "contact":
    case "deal":
    case "node":
    case "nodeByCrmId":
      return { calls: 1, count: 1, source: "detail" };
    case "nodes": {
      const ids = rowsOf(args["ids"], MAX_IDS);
      const calls = sizesOfKinds(ids).reduce((sum, size) => sum + Math.ceil(size / idsPerCall), 0);
      return { calls, count: ids.length, source: "detail" };
    }
    default:
      return null;
  }
}

/** An event brings the numbers of its record and of the one that is attached to; a record of which more is selected is read for it. */
export function callsOfEvent(name: string): ReadCost {
  if (name === "subject") return { calls: 0, count: 1, source: "written" };
  return { calls: ["contact", "deal", "task", "note"].includes(name) ? 1 : 0, count: 1, source: "detail" };
}

/** How many of these are read together: those of one kind, and notes or tasks of one kind of records. */
function sizesOfKinds(globalIds: readonly unknown[]): readonly number[] {
  const sizes = new Map<string, number>();
  for (const globalId of globalIds) {
    const kind = kindOf(String(globalId));
    sizes.set(kind, (sizes.get(kind) ?? 0) + 1);
  }
  return [...sizes.values()];
}

function kindOf(globalId: string): string {
  const type = typeOfGlobalId(globalId);
  if (type !== "Note" && type !== "Task") return type ?? "none";
  return `${type} of a ${readGlobalId(type, globalId)?.subject?.kind ?? "none"}`;
}

/** Records of a page; none when the field will refuse the count. */
export function windowSize({ first, last }: Arguments): number {
  const size = first ?? last;
  return typeof size === "number" ? upTo(MAX_WINDOW, size) : DEFAULT_WINDOW;
}

/** Rows of a list argument; none when the field will refuse so many. */
export function rowsOf(rows: unknown, most: number): readonly unknown[] {
  const given: readonly unknown[] = Array.isArray(rows) ? rows : [rows];
  return given.slice(0, upTo(most, given.length));
}

function upTo(most: number, count: number): number {
  return count <= most ? Math.max(0, count) : 0;
}
