import type { CrmId } from "../domain/crmId.js";
import type { UserReference } from "../domain/reference.js";
import type { XmlElement } from "./xmlElement.js";
import { readId, readOptionalId, readText } from "./xmlValues.js";

/** Names of users that a page lists apart from its records. */
export type UserNames = ReadonlyMap<CrmId, string>;

/** Reads the `users` of a page; an empty map when it has none. */
export function decodeUsers(page: XmlElement): UserNames {
  const users = page.child("users")?.children("user") ?? [];
  return new Map(users.map((user) => [readId(user, "id"), readText(user, "name") ?? ""]));
}

/** Reads a user that a record mentions, such as its `main_user`. The name may stand with the page's users only. */
export function decodeUser(element: XmlElement | undefined, names: UserNames): UserReference | null {
  if (element === undefined) return null;
  const id = readOptionalId(element, "id");
  if (id === null) return null;
  const name = readText(element, "name") ?? names.get(id) ?? "";
  return { id, name: name === "" ? null : name };
}
