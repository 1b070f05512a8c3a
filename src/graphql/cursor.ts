import { crc32 } from "node:zlib";
import type { Position } from "../domain/window.js";

/** Version of the cursor's own format. Cursors of another version are refused. */
const FORMAT = "1";

/** Longer texts are not looked at: no cursor of ours is longer. */
const MAX_LENGTH = 128;

/** Format, mark, position and record number. A position of a thousand million or more is in nobody's list. */
const CONTENT = /^\w+:\w+:(0|[1-9]\d{0,8}):([1-9]\d{0,17})$/;

/**
 * What tells one list from another, so that a cursor of one is not taken for a cursor of the other.
 * @param kind what is listed, for example `contacts`
 * @param parts what else makes it another list: the keyword, the record it belongs to, a filter
 */
export function scopeOf(kind: string, ...parts: readonly string[]): string {
  return JSON.stringify([kind, ...parts]);
}

/** The cursor of a place in the list with this scope. */
export function encodeCursor({ offset, id }: Position, scope: string): string {
  const place = `${String(offset)}:${id}`;
  // The mark covers the place too: a cursor cut short would otherwise name another record. It guards against mistakes only, so
  // a checksum is enough, and every record of every list pays for it.
  const mark = crc32(`${scope}:${place}`).toString(36);
  return Buffer.from(`${FORMAT}:${mark}:${place}`).toString("base64url");
}

/** The place that a cursor names, or null when it is not, to the letter, a cursor of the list with this scope. */
export function decodeCursor(cursor: string, scope: string): Position | null {
  if (cursor.length > MAX_LENGTH) return null;
  const [, offset, id] = CONTENT.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (offset === undefined || id === undefined) return null;
  const position = { offset: Number(offset), id };
  return encodeCursor(position, scope) === cursor ? position : null;
}
