import type { CrmId } from "../../domain/crmId.js";
import { readId, readObject, readText } from "./values.js";

/** A user of the account. */
export interface UserAnswer {
  readonly id: CrmId;
  readonly name: string;
}

/** Throws a CrmError `badResponse` when it is no user. */
export function decodeUser(item: unknown): UserAnswer {
  const user = readObject(item);
  return { id: readId(user["id"]), name: readText(user["name"]) };
}
