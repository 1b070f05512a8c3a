import type { CrmId } from "../../domain/crmId.js";
import type { UserReference } from "../../domain/reference.js";
import type { AccountFacts } from "./accountFacts.js";
import type { V4Calls } from "./v4Calls.js";

/** Names of users by their numbers; asks for nothing when there is nobody to be named. */
export async function namesOf(
  ids: readonly (CrmId | null)[],
  calls: V4Calls,
  facts: AccountFacts,
): Promise<ReadonlyMap<CrmId, string>> {
  const wanted = ids.filter((id) => id !== null);
  if (wanted.length === 0) return new Map();
  return facts.users.get(calls, (names) => wanted.every((id) => names.has(id)));
}

/** A user by number, with the name if it is known; null for nobody. */
export function userOf(id: CrmId | null, names: ReadonlyMap<CrmId, string>): UserReference | null {
  return id === null ? null : { id, name: names.get(id) ?? null };
}

interface WithUser {
  readonly id: CrmId;
  readonly responsibleUserId: CrmId | null;
}

/** Who is in charge of records, by their numbers. */
export async function usersInCharge(
  records: readonly WithUser[],
  calls: V4Calls,
  facts: AccountFacts,
): Promise<ReadonlyMap<CrmId, { readonly id: CrmId; readonly responsibleUser: UserReference | null }>> {
  const ids = records.map(({ responsibleUserId }) => responsibleUserId);
  const names = await namesOf(ids, calls, facts);
  return new Map(
    records.map(({ id, responsibleUserId }) => [id, { id, responsibleUser: userOf(responsibleUserId, names) }]),
  );
}

/** Who is in charge, as far as it can be told without a call. */
export function knownUserInCharge(
  { responsibleUserId }: WithUser,
  facts: AccountFacts,
): { readonly responsibleUser?: UserReference | null } {
  if (responsibleUserId === null) return { responsibleUser: null };
  const name = facts.users.known?.get(responsibleUserId);
  return name === undefined ? {} : { responsibleUser: { id: responsibleUserId, name } };
}
