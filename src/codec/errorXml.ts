import type { XmlElement } from "./xmlElement.js";

/** An `<error>` that the account put into an answer. Its text is not read: it must not reach callers. */
export interface AccountError {
  /** Null when the account gave none that is a number. */
  readonly code: number | null;
}

/** The error of an answer, null when it has none. */
export function readError(root: XmlElement): AccountError | null {
  const error = root.child("error");
  if (error === undefined) return null;
  const code = (error.textOf("code") ?? "").trim();
  return { code: /^\d{1,6}$/.test(code) ? Number(code) : null };
}
