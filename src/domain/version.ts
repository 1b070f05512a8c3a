import { createHash } from "node:crypto";
import type { EditableContact } from "./contact.js";
import type { EditableDeal } from "./deal.js";

/** Object keys in one order at every depth, so that equal records give equal text. */
function canonical(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/**
 * A short text that changes whenever an editable field changes. It covers what an edit would overwrite and nothing else: a new
 * note or another layout of the account's answer leaves it as it is.
 */
export function versionOf(editable: EditableContact | EditableDeal): string {
  return createHash("sha256").update(JSON.stringify(editable, canonical)).digest("base64url").slice(0, 22);
}
