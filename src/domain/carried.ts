import type { CrmId } from "./crmId.js";

/**
 * What one answer of the account carried of a record. An absent key means that the answer did not carry the field, so it
 * has to be asked for elsewhere; null and the empty list mean that the record has no such value.
 */
export type Carried<Record extends { readonly id: CrmId }> = Pick<Record, "id"> & Partial<Record>;

/** A record while it is read from an answer. */
export type Carrying<Record extends { readonly id: CrmId }> = Pick<Record, "id"> & {
  -readonly [Key in keyof Record]?: Record[Key];
};

/** Whether an answer carried each of the fields named. */
export function carries<Record extends { readonly id: CrmId }, Key extends keyof Record>(
  record: Carried<Record>,
  keys: readonly Key[],
): record is Carried<Record> & Pick<Record, Key> {
  return keys.every((key) => key in record);
}
