import { createHash } from "node:crypto";
import { canonicalText } from "./canonicalText.js";

/** A record to add. */
export interface Creation<Draft> {
  readonly draft: Draft;
  /** The caller's name for this creation: a repeat under the same name adds nothing. Absent, every request adds a record. */
  readonly idempotencyKey?: string;
}

/** A text that two drafts share only if they are written alike. SHA-256, so it tells nothing of the draft. */
export function hashOfDraft(draft: object): string {
  const written = Object.fromEntries(Object.entries(draft).filter(([, value]) => !isLeftOut(value)));
  return createHash("sha256").update(canonicalText(written)).digest("base64url");
}

/** In a new record null and the empty list are the same as nothing. */
function isLeftOut(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}
