import type { ExtraFields, ExtraValue } from "../records.js";
import { xmlText } from "./fields.js";
import type { FormMap, FormValue } from "./phpForm.js";
import { isList } from "./requestBody.js";
import { RequestError } from "./requestError.js";
import { isXmlName } from "./xmlWriter.js";
import type { XmlElement } from "./xmlWriter.js";

/**
 * The fields of a record that the account knows nothing of. They are kept and written back as elements of their name.
 * Names of elements that the account writes itself are left out.
 */
export function extraFields(form: FormMap, known: ReadonlySet<string>): ExtraFields {
  return Array.from(form)
    .filter(([name]) => !known.has(name))
    .map(([name, value]) => [elementName(name), extraValue(value, name)]);
}

/** The fields of `edited`, and of those in `stored` that it does not name. */
export function mergeExtraFields(stored: ExtraFields, edited: ExtraFields): ExtraFields {
  const names = new Set(edited.map(([name]) => name));
  return [...stored.filter(([name]) => !names.has(name)), ...edited];
}

/** The elements of such fields; a list is its element repeated. */
export function extraElements(fields: ExtraFields): XmlElement[] {
  return fields.flatMap(([name, value]) => elementsOf(name, value));
}

function elementsOf(name: string, value: ExtraValue): XmlElement[] {
  if (typeof value === "string") return [[name, value]];
  if (Array.isArray(value)) return value.flatMap((item) => elementsOf(name, item));
  return [[name, extraElements(value.fields)]];
}

function extraValue(value: FormValue, path: string): ExtraValue {
  if (typeof value === "string") return xmlText(value, path);
  if (isList(value)) return Array.from(value.values(), (item) => extraValue(item, path));
  return {
    fields: Array.from(value, ([name, child]) => [elementName(name), extraValue(child, `${path}[${name}]`)]),
  };
}

function elementName(name: string): string {
  if (!isXmlName(name)) throw new RequestError(400, "a field has a name that cannot name an element");
  return name;
}
