import { CrmError } from "../domain/crmError.js";
import { readPlainXml } from "./plainXml.js";
import { readStrictXml } from "./strictXml.js";
import type { XmlElement } from "./xmlElement.js";

/**
 * Reads an XML answer into a tree. Throws a CrmError `badResponse` unless the whole text is one well-formed document without a
 * DOCTYPE whose root has one of the names: an HTML page or a broken answer is never an empty list.
 */
export function parseXml(source: string, roots: readonly string[]): XmlElement {
  const document = source.trimStart();
  const root = readPlainXml(document) ?? readStrictXml(document);
  if (!roots.includes(root.name))
    throw new CrmError("badResponse", "The answer is another document than was asked for.");
  return root;
}
