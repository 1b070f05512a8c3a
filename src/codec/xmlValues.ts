import { CrmError } from "../domain/crmError.js";
import { isCrmId, type CrmId } from "../domain/crmId.js";
import type { XmlElement } from "./xmlElement.js";

/** The record number in a child element. Throws a CrmError `badResponse` when there is none: no record is without. */
export function readId(element: XmlElement, name: string): CrmId {
  const id = readOptionalId(element, name);
  if (id === null) throw new CrmError("badResponse", `The answer has a record without "${name}".`);
  return id;
}

/** The record number in a child element; null when the element is absent, empty or 0, which all mean "none". */
export function readOptionalId(element: XmlElement, name: string): CrmId | null {
  const text = element.textOf(name)?.trim() ?? "";
  if (isCrmId(text)) return text;
  if (/^0*$/.test(text)) return null;
  throw new CrmError("badResponse", `The answer has a "${name}" that is not a record number.`);
}

/** The text of a child element; null when the element is absent or empty. */
export function readText(element: XmlElement, name: string): string | null {
  const text = element.textOf(name);
  return text === undefined || text === "" ? null : text;
}

/** A number of things, from `least` to a million. Throws a CrmError `badResponse` when it is absent or anything else. */
export function readCount(element: XmlElement, name: string, least: number): number {
  const text = element.textOf(name)?.trim() ?? "";
  const count = /^\d{1,7}$/.test(text) ? Number(text) : NaN;
  if (!(count >= least && count <= 1_000_000)) {
    throw new CrmError("badResponse", `The answer has no usable "${name}".`);
  }
  return count;
}

/** A yes or no: clients take any text with a 1 in it as a yes. */
export function readFlag(element: XmlElement, name: string): boolean {
  return element.textOf(name)?.includes("1") ?? false;
}
