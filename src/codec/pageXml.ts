import { CrmError } from "../domain/crmError.js";
import type { CrmId } from "../domain/crmId.js";
import type { Page } from "../domain/page.js";
import type { ZonedDates } from "./date.js";
import { readError } from "./errorXml.js";
import { decodeUsers, type UserNames } from "./userXml.js";
import { parseXml } from "./xml.js";
import type { XmlElement } from "./xmlElement.js";
import { readCount, readId } from "./xmlValues.js";

/** What a page's elements are called. Accounts are known to say lead for deal. */
export interface PageNames {
  readonly lists: readonly string[];
  readonly items: readonly string[];
}

/** What a record is read with: how the account writes dates, and the users that its page names. */
export interface PageContext {
  readonly dates: ZonedDates;
  readonly users: UserNames;
}

/** A record with everything its own page says of it. */
export interface DetailPage<Item> {
  readonly record: Item;
  /** The record as the account wrote it: an edit sends back what this gateway has no name for. */
  readonly element: XmlElement;
}

type Decode<Item> = (element: XmlElement, context: PageContext) => Item;

/** Reads one page of a list or a search. Throws a CrmError `badResponse` when the answer is anything else, an `<error>` included. */
export function decodePage<Item>(
  source: string,
  names: PageNames,
  dates: ZonedDates,
  decode: Decode<Item>,
): Page<Item> {
  const root = parseXml(source, [...names.lists, "root"]);
  const list = listOf(root, names);
  if (list === undefined || readError(root) !== null) throw notAPage();
  const context = { dates, users: decodeUsers(list) };
  return {
    items: list.children(...names.items).map((element) => decode(element, context)),
    number: readCount(list, "currpage", 1),
    size: readCount(list, "onpage", 1),
    totalPages: readCount(list, "totalpages", 0),
  };
}

/**
 * Reads the page of one record: the first element of its name, wherever it stands. Null when the account says that there is no such
 * record. Throws a CrmError `badResponse` when the answer is anything else, another record included.
 */
export function decodeDetail<Item>(
  source: string,
  id: CrmId,
  names: PageNames,
  dates: ZonedDates,
  decode: Decode<Item>,
): DetailPage<Item> | null {
  const root = parseXml(source, [...names.lists, ...names.items, "root"]);
  const error = readError(root);
  if (error?.code === 404) return null;
  if (error !== null) throw notAPage();
  const list = listOf(root, names);
  const element = firstOf(list ?? root, names.items);
  if (element === undefined) {
    if (list !== undefined) return null;
    throw notAPage();
  }
  if (readId(element, "id") !== id) throw new CrmError("badResponse", "The answer has another record than asked for.");
  return { record: decode(element, { dates, users: decodeUsers(list ?? root) }), element };
}

/** The list is the root, or stands right under it. */
function listOf(root: XmlElement, names: PageNames): XmlElement | undefined {
  return names.lists.includes(root.name) ? root : root.children(...names.lists)[0];
}

function firstOf(element: XmlElement, names: readonly string[]): XmlElement | undefined {
  if (names.includes(element.name)) return element;
  for (const child of element.elements) {
    const found = firstOf(child, names);
    if (found !== undefined) return found;
  }
  return undefined;
}

function notAPage(): CrmError {
  return new CrmError("badResponse", "The account answered with an error instead of the page.");
}
