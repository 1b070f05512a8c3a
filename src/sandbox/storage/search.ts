import type { ContactData, SearchTerms } from "../records.js";

/** Text as it is compared: SQLite folds the case of ASCII only, so it is done here, when writing and when searching. */
export function foldCase(text: string): string {
  return text.normalize("NFC").toLowerCase();
}

/** What a contact is found by besides its phones: its name and e-mail addresses, one a line. */
export function contactSearchText(name: string, data: ContactData): string {
  return foldCase([name, ...data.emailAddresses.map((email) => email.value)].join("\n"));
}

/** The digits of a contact's phones, one number a line, so that a match never runs from one into the next. */
export function phoneDigits(data: ContactData): string {
  return data.phoneNumbers.map((phone) => phone.value.replace(/\D/g, "")).join("\n");
}

/**
 * Reads the keyword of a search. Undefined when it is blank. A `+` that a client left unescaped has become a space, so
 * spaces are tried as plus signs too; a keyword of phone characters with three digits or more is sought in phones.
 */
export function searchTerms(keyword: string): SearchTerms | undefined {
  const text = foldCase(keyword.trim());
  if (text === "") return undefined;
  const texts = text.includes(" ") ? [text, text.replaceAll(" ", "+")] : [text];
  const digits = text.replace(/\D/g, "");
  return digits.length >= 3 && /^[\d\s+().-]+$/.test(text) ? { texts, digits } : { texts };
}
