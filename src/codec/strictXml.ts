/// <reference lib="es2024.string" />
import { SaxesParser } from "saxes";
import { CrmError } from "../domain/crmError.js";
import { MAX_DEPTH, XmlElement } from "./xmlElement.js";

/** The only entities of a document without a DOCTYPE. Of no prototype, since the parser takes any property for an entity. */
const ENTITIES = Object.freeze(
  Object.assign(Object.create(null) as Record<string, string>, { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }),
);

/** No account has such a field, and an object that has it for a key is trouble wherever it comes by. */
const RESERVED_NAME = "__proto__";

/** An element whose end has not been read. */
class OpenElement {
  readonly elements: XmlElement[] = [];
  private text = "";
  /** The text since the last tag. */
  private run = "";

  constructor(readonly name: string) {}

  addText(text: string): void {
    this.run += text;
  }

  /** White space beside a child element is layout, not text. */
  endRun(): void {
    if (/[^ \t\n\r]/.test(this.run)) this.text += this.run;
    this.run = "";
  }

  close(): XmlElement {
    if (this.elements.length === 0) return new XmlElement(this.name, this.run);
    this.endRun();
    const closed = new XmlElement(this.name, this.text);
    for (const element of this.elements) closed.append(element);
    return closed;
  }
}

/**
 * Reads any XML 1.0 document without a DOCTYPE. Throws a CrmError `badResponse` unless the whole text is one well-formed document that is
 * safe to read.
 */
export function readStrictXml(document: string): XmlElement {
  // The parser takes half a surrogate pair together with whatever follows it for a character.
  if (!document.isWellFormed()) throw notWellFormed();
  if (hasDoctype(document)) throw badXml("The answer has a DOCTYPE.");
  const top = new OpenElement("");
  const open: OpenElement[] = [];
  let current = top;
  const addText = (text: string) => {
    current.addText(text);
  };

  const parser = new SaxesParser({ position: false, forceXMLVersion: true, defaultXMLVersion: "1.0" });
  parser.ENTITIES = ENTITIES;
  parser.on("error", () => {
    throw notWellFormed();
  });
  parser.on("opentagstart", ({ name }) => {
    if (name === RESERVED_NAME) throw badXml("The answer has a reserved name.");
    if (open.length === MAX_DEPTH) throw badXml("The answer is nested too deeply.");
    current.endRun();
    open.push(current);
    current = new OpenElement(name);
  });
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    const element = current.close();
    current = open.pop() ?? top;
    current.elements.push(element);
  });
  parser.write(document).close();

  const [root] = top.elements;
  if (root === undefined) throw notWellFormed();
  return root;
}

/** Whether one stands where XML allows it. The parser would read it to its end before it tells of it, however large it is. */
function hasDoctype(document: string): boolean {
  const beforeIt = /[ \t\r\n]+|<\?[^]*?\?>|<!--[^]*?-->/y;
  let at = 0;
  while (beforeIt.test(document)) at = beforeIt.lastIndex;
  return document.startsWith("<!DOCTYPE", at);
}

/** The parser's own words may quote the answer, so they go no further. */
function notWellFormed(): CrmError {
  return badXml("The answer is not well-formed XML.");
}

function badXml(message: string): CrmError {
  return new CrmError("badResponse", message);
}
