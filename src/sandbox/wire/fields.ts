import type { FormMap } from "./phpForm.js";
import { parsePhpArray } from "./phpSerialized.js";
import { RequestError } from "./requestError.js";
import { isXmlText } from "./xmlWriter.js";

/** A text parameter as it was sent, white space included; undefined if absent. Answers must be able to hold it. */
export function textField(form: FormMap, name: string): string | undefined {
  const value = form.get(name);
  if (value === undefined) return undefined;
  if (typeof value !== "string") throw new RequestError(400, `${name} is an array`);
  return xmlText(value, name);
}

/** Checks that XML can hold a text. */
export function xmlText(value: string, name: string): string {
  if (!isXmlText(value)) throw new RequestError(400, `${name} has a character that XML cannot hold`);
  return value;
}

/** An id; undefined if absent, null for the ways to say none: empty or 0. */
export function idField(form: FormMap, name: string): number | null | undefined {
  const text = textField(form, name);
  return text === undefined ? undefined : parseId(text, name);
}

/** Reads an id, null for none. */
export function parseId(text: string, name: string): number | null {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  if (!/^\d+$/.test(trimmed)) throw new RequestError(400, `${name} is not an id`);
  // A number too large to be exact is no record's, whatever it is rounded to.
  return Number(trimmed) || null;
}

/** An id that the call cannot do without. */
export function requiredId(form: FormMap, name: string): number {
  const id = idField(form, name);
  if (id === undefined || id === null) throw new RequestError(400, `${name} is missing`);
  return id;
}

/** A text that the call cannot do without. */
export function requiredText(form: FormMap, name: string): string {
  const text = textField(form, name);
  if (text === undefined || text.trim() === "") throw new RequestError(400, `${name} is missing`);
  return text;
}

/** The array of a record's fields, sent as nested fields or as one text in PHP's serialize format. */
export function recordField(form: FormMap, name: string): FormMap {
  const value = form.get(name);
  if (value === undefined || value === "") throw new RequestError(400, `${name} is missing`);
  return typeof value === "string" ? parsePhpArray(value) : value;
}

/** Tags, split at commas, trimmed, each once; undefined if absent. */
export function tagsField(form: FormMap): string[] | undefined {
  const value = form.get("tags");
  if (value === undefined) return undefined;
  const texts = typeof value === "string" ? [value] : Array.from(value.values());
  const tags = texts.flatMap((text) => {
    if (typeof text !== "string") throw new RequestError(400, "tags is nested too deep");
    return xmlText(text, "tags").split(",");
  });
  return [...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ""))];
}
