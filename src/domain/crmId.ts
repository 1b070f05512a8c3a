/** The number the account gave a record, as decimal digits. Text, because nothing is ever calculated with it. */
export type CrmId = string;

/** Whether a text is a record number: digits, not zero, no leading zero. The account uses 0 for "none". */
export function isCrmId(text: string): boolean {
  return /^[1-9]\d{0,17}$/.test(text);
}
