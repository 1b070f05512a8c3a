import { XMLParser } from "fast-xml-parser";
import { SyntaxValidator } from "fast-xml-validator";

/** An element as the other reader sees it. */
export interface OracleElement {
  readonly name: string;
  readonly text: string;
  readonly elements: readonly OracleElement[];
}

const TEXT = "#text";
const CDATA = "#cdata";

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  cdataPropName: CDATA,
  maxNestedTags: 32,
});

/** Reads a document with another parser, which has nothing in common with ours. Undefined when that one refuses it. */
export function oracle(document: string): OracleElement | undefined {
  let nodes: unknown;
  try {
    // The parser alone takes truncated and mismatched documents.
    SyntaxValidator.validate(document);
    nodes = parser.parse(document);
  } catch {
    return undefined;
  }
  // The parser leaves it to its caller that only one element may stand here, and text behind it goes unseen.
  const [root, ...others] = entries(nodes).filter(([name, text]) => name !== TEXT || /[^ \t\n\r]/.test(String(text)));
  const isDocument = root !== undefined && root[0] !== TEXT && root[0] !== CDATA && others.length === 0;
  return isDocument ? readElement(...root) : undefined;
}

/** The parser gives one object for each element and each piece of text, with one key: its name or the kind of text. */
function entries(nodes: unknown): (readonly [string, unknown])[] {
  if (!Array.isArray(nodes)) throw new TypeError("The oracle gives lists");
  return nodes.flatMap((node: unknown) => Object.entries(Object(node) as object));
}

function readElement(name: string, content: unknown): OracleElement {
  const elements: OracleElement[] = [];
  const runs = [""];
  for (const [key, value] of entries(content)) {
    if (key === TEXT) runs.push((runs.pop() ?? "") + decodeReferences(String(value)));
    else if (key === CDATA) {
      runs.push(
        (runs.pop() ?? "") +
          entries(value)
            .map(([, text]) => String(text))
            .join(""),
      );
    } else {
      elements.push(readElement(key, value));
      runs.push("");
    }
  }
  const kept = elements.length === 0 ? runs : runs.filter((run) => /[^ \t\n\r]/.test(run));
  return { name, text: kept.join(""), elements };
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decodeReferences(text: string): string {
  return text.replace(
    /&(?:#(\d+)|#x([\da-f]+)|(amp|lt|gt|quot|apos));/gi,
    (_, decimal?: string, hex?: string, name?: string) =>
      name === undefined
        ? String.fromCodePoint(decimal === undefined ? parseInt(hex ?? "", 16) : Number(decimal))
        : (NAMED[name] ?? ""),
  );
}
