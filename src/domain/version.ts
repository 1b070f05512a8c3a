import { createHash } from "node:crypto";
import { canonicalText } from "./canonicalText.js";
import type { EditableContact } from "./contact.js";
import type { EditableDeal } from "./deal.js";

/**
 * A short text that changes whenever an editable field changes. It covers what an edit would overwrite and nothing else: a new
 * note or another layout of the account's answer leaves it as it is.
 */
export function versionOf(editable: EditableContact | EditableDeal): string {
  return createHash("sha256").update(canonicalText(editable)).digest("base64url").slice(0, 22);
}
