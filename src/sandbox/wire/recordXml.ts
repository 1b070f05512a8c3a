import type { NamedRef, Page } from "../records.js";
import type { User } from "../storage/users.js";
import type { XmlElement } from "./xmlWriter.js";

/** A flag, written as 1 or 0. */
export function flagElement(name: string, flag: boolean): XmlElement {
  return [name, flag ? "1" : "0"];
}

/** A record that another one names; empty for none. */
export function refElement(name: string, ref: NamedRef | undefined): XmlElement {
  return [name, ref ? refChildren(ref) : []];
}

/** Name directly after id: there is a client that finds them by the text between them. */
export function refChildren(ref: NamedRef): XmlElement[] {
  return [
    ["id", String(ref.id)],
    ["name", ref.name],
  ];
}

/** The tags of a record. */
export function tagsElement(tags: readonly string[]): XmlElement {
  return ["tags", tags.map((tag) => ["tag", tag])];
}

/** Where a page stands in its list. */
export function pagingElements(page: Page<unknown>): XmlElement[] {
  return [
    ["onpage", String(page.size)],
    ["totalpages", String(page.pages)],
    ["currpage", String(page.page)],
  ];
}

/** The users of the account. Stands last, since no id may come before the first record's. */
export function usersElement(users: readonly User[]): XmlElement {
  return ["users", users.map((user) => ["user", [...refChildren(user), ["login", user.login]]])];
}
