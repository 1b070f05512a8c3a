import { indexed, type FormFields } from "./form.js";
import type { XmlElement } from "./xmlElement.js";

/**
 * The children of a record that this gateway does not know, as the form fields that write them back: an edit replaces the whole
 * record, so what is not sent is lost. Nested elements become nested fields, repeated ones a list.
 */
export function unknownFields(record: XmlElement, known: ReadonlySet<string>): FormFields {
  return toFields(record.elements.filter((element) => !known.has(element.name)));
}

function toFields(elements: readonly XmlElement[]): FormFields {
  const names = [...new Set(elements.map((element) => element.name))];
  return names.map((name) => {
    const values = elements.filter((element) => element.name === name).map(toValue);
    const [only, ...others] = values;
    return [name, only !== undefined && others.length === 0 ? only : indexed(values)];
  });
}

function toValue(element: XmlElement): string | FormFields {
  return element.elements.length > 0 ? toFields(element.elements) : element.text;
}
