import { CrmError } from "../domain/crmError.js";

/** What a text says in JSON. Throws a CrmError `badResponse` when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CrmError("badResponse", "The answer is not JSON.");
  }
}
