import { CrmError } from "../domain/crmError.js";
import { isCrmId, type CrmId } from "../domain/crmId.js";
import { readError, type AccountError } from "./errorXml.js";
import { parseXml } from "./xml.js";

/** What the account says of a write: that it was made, to which record if it tells, or that it was refused. */
export type WriteAnswer =
  { readonly made: true; readonly id: CrmId | null } | { readonly made: false; readonly error: AccountError };

/**
 * Reads the answer to a write. A `<result>`, whatever it holds, is a success; the number of the record stands in `<id>` or is the
 * result itself. Throws a CrmError `badResponse` when the answer is neither a success nor an error.
 */
export function decodeWrite(source: string): WriteAnswer {
  const root = parseXml(source, ["root"]);
  const error = readError(root);
  if (error !== null) return { made: false, error };
  const answers = [root.textOf("id"), root.textOf("result")].filter((text) => text !== undefined);
  if (answers.length === 0) throw new CrmError("badResponse", "The answer does not say whether the write was made.");
  return { made: true, id: answers.map((text) => text.trim()).find(isCrmId) ?? null };
}
