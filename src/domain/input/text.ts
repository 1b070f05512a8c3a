import { isCrmId, type CrmId } from "../crmId.js";
import { fault, valid, type Checked } from "./faults.js";

/** Bytes of UTF-8 that one text may take. A bound against accidents: what the account takes is the account's to say. */
const MAX_BYTES = 60_000;

/** UTF-16 code units that a keyword may have, far above any name or address that is looked for. */
const MAX_KEYWORD = 1000;

/** What XML 1.0 cannot hold, whatever the escaping: most control characters, lone surrogates, U+FFFE and U+FFFF. */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

const LINE_BREAK = /[\n\r\u0085\u2028\u2029]/;

/** Whether a text has nothing to read in it. */
function isBlank(text: string): boolean {
  return text.trim() === "";
}

/** Whether the text can be stored and read back as it is. */
function storable(text: string): Checked<string> {
  if (NOT_XML.test(text)) return fault("INVALID", "The text holds characters that cannot be stored.");
  if (Buffer.byteLength(text) > MAX_BYTES) return fault("INVALID", `The text is longer than ${MAX_BYTES} bytes.`);
  return valid(text);
}

/** Text on one line that may not be blank. */
export function filledLine(text: string): Checked<string> {
  if (isBlank(text)) return fault("REQUIRED", "The text may not be blank.");
  if (LINE_BREAK.test(text)) return fault("INVALID", "The text may not hold a line break.");
  return storable(text);
}

/** Text on one line. Null and blank are the same: the account does not tell an empty field from none. */
export function optionalLine(text: string | null): Checked<string | null> {
  return text === null || isBlank(text) ? valid(null) : filledLine(text);
}

/** Text of any number of lines that may not be blank. Stored as it is, whatever ends its lines. */
export function filledText(text: string): Checked<string> {
  if (isBlank(text)) return fault("REQUIRED", "The text may not be blank.");
  return storable(text);
}

/** What to search for, without the blanks around it; the empty text for a blank one. */
export function keyword(text: string): Checked<string> {
  const sought = text.trim();
  if (sought.length > MAX_KEYWORD) return fault("INVALID", `A keyword has at most ${MAX_KEYWORD} characters.`);
  return storable(sought);
}

/** A tag among others. The account keeps tags as one text with commas between them and drops the blanks around each. */
export function tag(text: string, index: number, tags: readonly string[]): Checked<string> {
  if (tags.indexOf(text) < index) return fault("INVALID", "The same tag comes twice.");
  if (text.includes(",")) return fault("INVALID", "A tag may not contain a comma.");
  const checked = filledLine(text);
  if (checked.faults === undefined && text !== text.trim()) {
    return fault("INVALID", "A tag may not begin or end with a blank.");
  }
  return checked;
}

/** The number of a record in the account. */
export function recordNumber(text: string): Checked<CrmId> {
  if (isBlank(text)) return fault("REQUIRED", "A record number is required.");
  return isCrmId(text) ? valid(text) : fault("INVALID", "This is not the number of a record.");
}
