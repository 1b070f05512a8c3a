import type { CrmId } from "./crmId.js";

/** A user, as far as the record that mentions them says. */
export interface UserReference {
  readonly id: CrmId;
  readonly name: string | null;
}

/** A company, as far as the contact that mentions it says. At least one of the two is known. */
export interface CompanyReference {
  readonly id: CrmId | null;
  readonly name: string | null;
}

/** The stage of a deal, as far as the deal says. */
export interface StatusReference {
  readonly id: CrmId;
  readonly name: string | null;
}

/** The pipeline that a deal is in, as far as the account says. */
export interface PipelineReference {
  readonly id: CrmId;
  readonly name: string | null;
}

/** The user that was written by number, with the name if the record named the same user before. */
export function writtenUser(before: UserReference | null, id: CrmId | null): UserReference | null {
  if (id === null) return null;
  return before?.id === id ? before : { id, name: null };
}
