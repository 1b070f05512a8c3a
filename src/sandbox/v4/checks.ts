import { findContact } from "../storage/contacts.js";
import type { EntityRef } from "../storage/taskList.js";
import { userExists } from "../storage/users.js";
import { seesSubject } from "../storage/viewer.js";
import type { V4Call } from "./call.js";
import type { ItemReader } from "./wire/itemReader.js";

/** A user that an item names; 0 stands for the account itself where `allowNobody` is set. */
export async function userField(
  call: V4Call,
  item: ItemReader,
  field: string,
  { allowNobody = false }: { allowNobody?: boolean } = {},
): Promise<number | undefined> {
  const id = item.integer(field);
  if (id === undefined || (id === 0 && allowNobody) || (await userExists(call.db, id))) return id;
  item.refuse("NotSupportedChoice", field, "The user does not exist.");
  return undefined;
}

/** True if the user of the call sees a record of this type and id. */
export async function entityExists(call: V4Call, { type, id }: EntityRef): Promise<boolean> {
  if (type === "leads") return seesSubject(call.db, call.viewer, { elementType: 2, id });
  const found = await findContact(call.db, call.viewer, id);
  return found?.isCompany === (type === "companies");
}
