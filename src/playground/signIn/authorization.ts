import { asObject, type JsonObject } from "../json.js";

const NAME = "authorization";

/**
 * The header editor's text for the session with this token; null when the text is no JSON object, or needs no change. A header that
 * somebody else put there stays.
 *
 * @param headers - What the editor's text holds: undefined when it is blank.
 * @param token - Of the session; null when nobody is signed in.
 * @param ended - Tokens that were put there before and hold no longer.
 */
export function authorize(headers: unknown, token: string | null, ended: ReadonlySet<string>): string | null {
  const present = headers === undefined ? {} : asObject(headers);
  if (present === null) return null;
  const ours = new Set([...ended].map(bearer));
  const kept: JsonObject = Object.fromEntries(
    Object.entries(present).filter(([name, value]) => name.toLowerCase() !== NAME || !ours.has(String(value))),
  );
  const isTaken = Object.keys(kept).some((name) => name.toLowerCase() === NAME);
  const wanted = token === null || isTaken ? kept : { ...kept, Authorization: bearer(token) };
  return JSON.stringify(wanted) === JSON.stringify(present) ? null : JSON.stringify(wanted, null, 2);
}

function bearer(token: string): string {
  return `Bearer ${token}`;
}
