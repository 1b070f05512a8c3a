import { XMLParser } from "fast-xml-parser";
import { SyntaxValidator } from "fast-xml-validator";
import { CrmError } from "../crm/crmError.js";

/** One element of an answer. Attributes, comments and white space between elements mean nothing in these APIs. */
export class XmlElement {
  constructor(
    readonly name: string,
    /** The text directly inside, exactly as it was written: blanks and line breaks are part of names and notes. */
    readonly text: string,
    /** The child elements, in document order. */
    readonly elements: readonly XmlElement[],
  ) {}

  /** The first child of a name. */
  child(name: string): XmlElement | undefined {
    return this.elements.find((element) => element.name === name);
  }

  /** All children that have one of the names, in document order: one or many are read alike. */
  children(...names: readonly string[]): readonly XmlElement[] {
    return this.elements.filter((element) => names.includes(element.name));
  }

  /** The text of the first child of a name; undefined when there is no such child. */
  textOf(name: string): string | undefined {
    return this.child(name)?.text;
  }
}

/** Answers are about six levels deep; what fields of an account's own may nest is left room. */
const MAX_DEPTH = 32;

const TEXT = "#text";
const CDATA = "#cdata";

/** Numbers stay text (`007`, `+7…` and `1e5` are no numbers here) and references are decoded below, once and in one pass. */
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  cdataPropName: CDATA,
  maxNestedTags: MAX_DEPTH,
  // Names stay what the account calls its fields. Each is the own key of an object of its own, so it can shadow nothing.
  onDangerousProperty: (name) => name,
});

/**
 * Reads an XML answer into a tree. Throws a CrmError `badResponse` unless the whole text is one well-formed document without a
 * DOCTYPE whose root has one of the names: an HTML page or a broken answer is never an empty list.
 */
export function parseXml(source: string, roots: readonly string[]): XmlElement {
  const document = source.trimStart();
  if (hasDoctype(document)) throw badXml("The answer has a DOCTYPE.");
  const [root, ...others] = readElements(parseDocument(document));
  if (root === undefined || others.length > 0) throw badXml("The answer is not one XML document.");
  if (!roots.includes(root.name)) throw badXml("The answer is another document than was asked for.");
  return root;
}

function parseDocument(document: string): unknown {
  try {
    // The parser alone would take truncated and mismatched documents.
    SyntaxValidator.validate(document);
    return parser.parse(document);
  } catch (cause) {
    throw badXml("The answer is not well-formed XML, or not safe to read.", cause);
  }
}

/** The words may stand in a comment or in CDATA, where they are only text. */
function hasDoctype(document: string): boolean {
  if (!/<!DOCTYPE/i.test(document)) return false;
  return /<!DOCTYPE/i.test(document.replace(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>/g, ""));
}

/** Each node of the parser is an object whose one key is the name of an element or of a kind of text. */
function readElements(nodes: unknown): XmlElement[] {
  return entriesOf(nodes)
    .filter(([name]) => name !== TEXT && name !== CDATA)
    .map(([name, content]) => readElement(name, content));
}

function readElement(name: string, content: unknown): XmlElement {
  const elements = readElements(content);
  const text = entriesOf(content).map(readText).join("");
  return new XmlElement(name, elements.length > 0 && text.trim() === "" ? "" : text, elements);
}

function readText([name, content]: readonly [string, unknown]): string {
  if (name === TEXT && typeof content === "string") return decodeReferences(content);
  if (name !== CDATA) return "";
  return entriesOf(content)
    .map(([, text]) => (typeof text === "string" ? text : ""))
    .join("");
}

function entriesOf(nodes: unknown): (readonly [string, unknown])[] {
  if (!Array.isArray(nodes)) throw badXml("The answer could not be read.");
  return nodes.flatMap((node: unknown) => {
    if (typeof node !== "object" || node === null) throw badXml("The answer could not be read.");
    return Object.entries(node);
  });
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** One pass, so that `&amp;lt;` is the four characters `&lt;`. A name that XML does not know stays as it is. */
function decodeReferences(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|(amp|lt|gt|quot|apos));/g, (_, decimal, hex, name) => {
    if (typeof name === "string") return NAMED[name] ?? "";
    return fromCodePoint(typeof hex === "string" ? parseInt(hex, 16) : Number(decimal));
  });
}

function fromCodePoint(code: number): string {
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  if (!isCharacter) throw badXml("The answer refers to a character that does not exist.");
  return String.fromCodePoint(code);
}

function badXml(message: string, cause?: unknown): CrmError {
  return new CrmError("badResponse", message, { cause });
}
