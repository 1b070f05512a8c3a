import { MAX_DEPTH, XmlElement } from "./xmlElement.js";

const DECLARATION = /^<\?xml version="1\.0"(?: encoding="[Uu][Tt][Ff]-8")?\?>/;

const CHARACTERS: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
  ["#9", "\t"],
  ["#10", "\n"],
  ["#13", "\r"],
]);

const TAB = 9;
const LINE_FEED = 10;
const SPACE = 32;
const AMPERSAND = 38;
const SLASH = 47;
const LESS = 60;
const GREATER = 62;
const FIRST_SURROGATE = 0xd800;

/**
 * Reads a document as accounts nearly always write it: elements that hold either text or elements, with ASCII names, and references.
 * Three times as fast as a parser of all that XML can be. Undefined when anything else stands in it, good or bad: what such a document
 * means is for the strict reader to say.
 */
export function readPlainXml(source: string): XmlElement | undefined {
  return new PlainReader(source).document();
}

class PlainReader {
  private at: number;
  /** The UTF-16 code units of the document: to ask the string for each one takes a fifth longer, copy included. */
  private readonly codes: Uint16Array;

  constructor(private readonly source: string) {
    this.codes = new Uint16Array(source.length);
    Buffer.from(this.codes.buffer).write(source, "utf16le");
    this.at = DECLARATION.exec(source)?.[0].length ?? 0;
  }

  document(): XmlElement | undefined {
    this.skipSpace();
    const root = this.element(1);
    this.skipSpace();
    return this.at === this.source.length ? root : undefined;
  }

  /** The element that begins here. */
  private element(depth: number): XmlElement | undefined {
    const start = this.at + 1;
    const name = this.name();
    if (name === "" || depth > MAX_DEPTH) return undefined;
    if (this.skip(SLASH)) return this.skip(GREATER) ? new XmlElement(name, "") : undefined;
    if (!this.skip(GREATER)) return undefined;
    const element = this.content(name, depth);
    if (!this.atEndTag()) return undefined;
    this.at += 2;
    return this.skipSame(start, name.length) && this.skip(GREATER) ? element : undefined;
  }

  /** The name of the tag that begins here, empty when none does. */
  private name(): string {
    if (this.code(this.at) !== LESS) return "";
    const start = this.at + 1;
    if (!isLetter(this.code(start))) return "";
    let end = start + 1;
    while (isNameRest(this.code(end))) end += 1;
    this.at = end;
    return this.source.slice(start, end);
  }

  /** What stands between the tags of an element, either text or elements. */
  private content(name: string, depth: number): XmlElement | undefined {
    const start = this.at;
    this.skipSpace();
    if (this.code(this.at) !== LESS || this.atEndTag()) {
      const text = this.text(start);
      return text === undefined ? undefined : new XmlElement(name, text);
    }
    const parent = new XmlElement(name, "");
    do {
      const element = this.element(depth + 1);
      if (element === undefined) return undefined;
      parent.append(element);
      this.skipSpace();
    } while (!this.atEndTag());
    return parent;
  }

  /** The text from a start up to the next tag. A `>` may be part of `]]>`, which is an error, and a surrogate half a pair. */
  private text(start: number): string | undefined {
    let end = this.at;
    let hasReferences = false;
    for (let code = this.code(end); code !== LESS; code = this.code(end)) {
      if (code === AMPERSAND) hasReferences = true;
      const isPlain = code >= SPACE ? code !== GREATER && code < FIRST_SURROGATE : code === TAB || code === LINE_FEED;
      if (!isPlain) return undefined;
      end += 1;
    }
    this.at = end;
    const text = this.source.slice(start, end);
    return hasReferences ? decodeReferences(text) : text;
  }

  /** Whether a character stands here, which is then behind us. */
  private skip(code: number): boolean {
    if (this.code(this.at) !== code) return false;
    this.at += 1;
    return true;
  }

  /** Whether the characters from a place before stand here again, which are then behind us. */
  private skipSame(start: number, length: number): boolean {
    const { at, codes } = this;
    for (let offset = 0; offset < length; offset += 1) {
      if (codes[start + offset] !== codes[at + offset]) return false;
    }
    this.at = at + length;
    return true;
  }

  private skipSpace(): void {
    let { at } = this;
    for (;;) {
      const code = this.code(at);
      if (code !== TAB && code !== LINE_FEED && code !== SPACE) break;
      at += 1;
    }
    this.at = at;
  }

  private atEndTag(): boolean {
    return this.code(this.at) === LESS && this.code(this.at + 1) === SLASH;
  }

  /** The code unit at a place. Behind the end it is 0, which may stand nowhere in a document. */
  private code(at: number): number {
    return this.codes[at] ?? 0;
  }
}

function decodeReferences(text: string): string | undefined {
  let decoded = "";
  let read = 0;
  for (let start = text.indexOf("&"); start >= 0; start = text.indexOf("&", read)) {
    const end = text.indexOf(";", start);
    const character = end < 0 ? undefined : characterOf(text.slice(start + 1, end));
    if (character === undefined) return undefined;
    decoded += text.slice(read, start) + character;
    read = end + 1;
  }
  return decoded + text.slice(read);
}

/** PHP writes numbers for all that its page's charset lacks, so whole texts may consist of them. */
function characterOf(reference: string): string | undefined {
  const known = CHARACTERS.get(reference);
  if (known !== undefined || !/^#\d{2,5}$/.test(reference)) return known;
  const code = Number(reference.slice(1));
  return code >= SPACE && code < FIRST_SURROGATE ? String.fromCharCode(code) : undefined;
}

/** `a` to `z` and `A` to `Z`. */
function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

/** Letters, digits, `_`, `-` and `.`. */
function isNameRest(code: number): boolean {
  return isLetter(code) || code === 95 || (code >= 48 && code <= 57) || code === 45 || code === 46;
}
