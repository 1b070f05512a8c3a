import type { Creation } from "../creation.js";
import { chosenField, collect, fault, valid, type Checked } from "./faults.js";

/** What the caller gives with any new record. */
export interface CreationInput {
  readonly idempotencyKey?: string | null;
}

/** Characters that a key may have: room for any scheme of names, and no place to hide a text in. */
const MAX_KEY = 255;

/** A record to add with its key, or everything that is wrong with them. */
export function checkCreation<Draft>(input: CreationInput, draft: Checked<Draft>): Checked<Creation<Draft>> {
  return collect<Creation<Draft>>({
    draft,
    idempotencyKey: chosenField(input, "idempotencyKey", checkKey),
  });
}

/** Kept as it is, blanks around it included. */
function checkKey(key: string): Checked<string> {
  if (key.trim() === "") return fault("INVALID", "An idempotency key may not be blank.");
  if (key.length > MAX_KEY) return fault("INVALID", `An idempotency key has at most ${MAX_KEY} characters.`);
  return valid(key);
}
