/** An element: its name, then its text or its children. An empty list is written as an empty element. */
export type XmlElement = readonly [name: string, content: string | readonly XmlElement[]];

/**
 * Writes a document as the account lays it out: one element a line, TAB indentation, no attributes, text as it is
 * stored. There is a client that deletes the tabs and splits the rest on the text `</id>` LF `<name>`.
 */
export function writeXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${writeElement(root, "")}`;
}

function writeElement([name, content]: XmlElement, indent: string): string {
  if (content.length === 0) return `${indent}<${name}/>\n`;
  if (typeof content === "string") return `${indent}<${name}>${escapeText(content)}</${name}>\n`;
  let text = `${indent}<${name}>\n`;
  for (const child of content) text += writeElement(child, `${indent}\t`);
  return `${text}${indent}</${name}>\n`;
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;" };

function escapeText(text: string): string {
  // A reader of XML turns a bare CR into LF, hence its reference.
  return /[&<>\r]/.test(text) ? text.replace(/[&<>\r]/g, (character) => ESCAPES[character] ?? character) : text;
}

/** True if XML 1.0 can hold every character of the text: no controls but TAB, LF and CR, no half of a pair. */
export function isXmlText(text: string): boolean {
  return !/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/u.test(text);
}

/** True if the text may name an element. Colons are left out, since they would name a namespace. */
export function isXmlName(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{M}\p{Nd}._-]{0,99}$/u.test(text) && !/^xml/i.test(text);
}
