import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { readPlainXml } from "../../src/codec/plainXml.js";
import { readStrictXml } from "../../src/codec/strictXml.js";
import { parseXml } from "../../src/codec/xml.js";
import type { XmlElement } from "../../src/codec/xmlElement.js";
import { answer } from "./wireFixture.js";
import { oracle } from "./xmlOracle.js";

const RUNS = { numRuns: 2000 };

const ROOTS = ["deals", "contacts", "root"];

/** Documents in the shapes of the account's answers, in different layouts. */
const documents = fc
  .record({
    root: fc.constantFrom(...ROOTS),
    declaration: fc.constantFrom("", `<?xml version="1.0" encoding="utf-8"?>\n`, "<?xml version='1.0'?>", "\uFEFF\n"),
    records: fc.array(record(), { maxLength: 3 }),
    between: layout(),
    end: fc.constantFrom("", "\n", "<!-- end -->"),
  })
  .map(
    ({ root, declaration, records, between, end }) =>
      `${declaration}<${root}>${between}${records.join(between)}${between}</${root}>${end}`,
  );

function layout(): fc.Arbitrary<string> {
  return fc.constantFrom("", "\n\t", " ", "\r\n  ", "<!-- <a> & -->", "\u00A0", "mixed");
}

function record(): fc.Arbitrary<string> {
  const fields = fc.array(
    fc.oneof(
      field("id", "name", "price", "is_company", "date_create", "field_7"),
      nested("company", field("id", "name")),
      nested("tags", field("tag")),
      nested("phone_numbers", nested("phone_number", field("number", "location"))),
    ),
    { maxLength: 6 },
  );
  return fc
    .tuple(fc.constantFrom("deal", "contact", "result"), fields, layout())
    .map(([name, inner, between]) => `<${name}>${between}${inner.join(between)}${between}</${name}>`);
}

function nested(name: string, inner: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(inner, { maxLength: 3 }), layout())
    .map(([fields, between]) => (fields.length === 0 ? `<${name}/>` : `<${name}>${fields.join(between)}</${name}>`));
}

function field(...names: readonly string[]): fc.Arbitrary<string> {
  const attributes = fc.constantFrom("", "", "", " ", ' type="x"', " a='>' b='&quot;'");
  return fc
    .tuple(fc.constantFrom(...names), attributes, fc.array(piece(), { maxLength: 4 }))
    .map(([name, attribute, pieces]) => `<${name}${attribute}>${pieces.join("")}</${name}>`);
}

/** A piece of text in one of the ways to write it. */
function piece(): fc.Arbitrary<string> {
  const writings: readonly ((text: string) => string)[] = [
    (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
    (text) => `<![CDATA[${text.replaceAll("]]>", "]] >")}]]>`,
    (text) => Array.from(text, (character) => `&#${String(character.codePointAt(0))};`).join(""),
    (text) => Array.from(text, (character) => `&#x${(character.codePointAt(0) ?? 0).toString(16)};`).join(""),
    (text) => `<!--${text.replaceAll("-", " ")}-->`,
  ];
  const text = fc.oneof(
    fc.constantFrom("1", "007", " ", "\n", "\t x ", "a]]b", "20.11.2026 12:30:00", "Пилот", "😀", "", "R&D", "</id>"),
    fc.string({ maxLength: 8 }),
  );
  return fc.tuple(text, fc.constantFrom(...writings)).map(([value, write]) => write(value));
}

/** What breaks documents, in bytes or in meaning. */
const SCRAPS = [
  ...[
    "<",
    ">",
    "/",
    "&",
    "]]>",
    "]]",
    "<!--",
    "-->",
    "<![CDATA[",
    '"',
    "'",
    "=",
    " ",
    "\n",
    "\r",
    "\0",
    "\u0001",
    "\u007F",
    "\uFFFE",
  ],
  ...[
    "\uD800",
    "é",
    "😀",
    "&amp;",
    "&#13;",
    "&#x41;",
    "&#0;",
    "&#xD800;",
    "&nbsp;",
    "&constructor;",
    "&amp",
    "<a>",
    "</a>",
    "<a/>",
  ],
  ...[
    "<__proto__/>",
    "<!DOCTYPE a>",
    " a='1'",
    " a='1' a='2'",
    "x",
    "1",
    "-",
    "<deal>",
    "</deal>",
    "</deals>",
    "<deals/>",
  ],
];

const places = fc.double({ min: 0, max: 1, noNaN: true });
const mutations = fc.array(
  fc.record({
    at: places,
    from: places,
    length: fc.integer({ min: 0, max: 30 }),
    scrap: fc.constantFrom(...SCRAPS),
    kind: fc.constantFrom("delete", "insert", "replace", "repeat"),
  }),
  { minLength: 1, maxLength: 3 },
);
type Mutation = (typeof mutations extends fc.Arbitrary<infer List> ? List : never)[number];

function mutate(document: string, { at, from, length, scrap, kind }: Mutation): string {
  const place = Math.floor(at * document.length);
  const [before, after] = [document.slice(0, place), document.slice(place)];
  const source = Math.floor(from * document.length);
  switch (kind) {
    case "delete":
      return before + after.slice(length);
    case "insert":
      return before + scrap + after;
    case "replace":
      return before + scrap + after.slice(1);
    case "repeat":
      return before + document.slice(source, source + length) + after;
  }
}

/** The fixtures without their declaration: the oracle does not look into one. */
const FIXTURES = [
  "deals.page.xml",
  "contacts.page.spaces.xml",
  "contact_search.empty.xml",
  "write.id.xml",
  "write.error403.xml",
]
  .map(answer)
  .map((document) => document.replace(/^<\?xml.*?\?>\s*/, ""));
const broken = fc
  .tuple(fc.oneof(documents, fc.constantFrom(...FIXTURES)), mutations)
  .map(([document, steps]) => steps.reduce(mutate, document.replace(/^\uFEFF?\s*(?:<\?.*?\?>)?/, "")));

/** What the oracle lets through and our reader refuses: it is not XML, or not safe. */
const REFUSED_BY_OURS: readonly RegExp[] = [
  /<!DOCTYPE/i,
  /\]\]>/,
  /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)|&#(?:0|xD800);/,
  /[^\t\n\r\x20-\uFFFD]|\p{Surrogate}/u,
  // Two hyphens in a comment.
  /<!--(?:(?!-->)[^])*--(?!>)/,
  // Text behind the root; the pattern takes any element for one.
  /(?:<\/[^<>]+|\/)>[ \t\n\r]*[^< \t\n\r]/,
  // A `<` in the value of an attribute.
  /<[^>]*</,
];

/** The tree as plain data, undefined when the document is refused. */
function attempt(read: (document: string) => XmlElement | undefined, document: string) {
  try {
    const root = read(document);
    return root && toData(root);
  } catch (error) {
    expect(error).toMatchObject({ kind: "badResponse" });
    return undefined;
  }
}

function toData({ name, text, elements }: XmlElement): unknown {
  return { name, text, elements: elements.map(toData) };
}

test("a well-formed document reads as another parser reads it", () => {
  fc.assert(
    fc.property(documents, (document) => {
      const expected = oracle(document.trimStart());
      expect(expected).toBeDefined();
      expect(toData(parseXml(document, ROOTS))).toEqual(expected);
    }),
    RUNS,
  );
});

test("the plain reader reads as the strict one, or not at all", () => {
  fc.assert(
    fc.property(fc.oneof(documents, broken), (document) => {
      const plain = attempt(readPlainXml, document);
      if (plain !== undefined) expect(plain).toEqual(attempt(readStrictXml, document));
    }),
    RUNS,
  );
});

test("whatever is accepted of a broken document, another parser reads the same; what only that one accepts is no XML", () => {
  fc.assert(
    fc.property(broken, (document) => {
      const read = attempt((source) => parseXml(source, [...ROOTS, "a"]), document);
      const expected = oracle(document.trimStart());
      if (read !== undefined) expect(read).toEqual(expected);
      else if (expected !== undefined && [...ROOTS, "a"].includes(expected.name)) {
        expect(REFUSED_BY_OURS.filter((rule) => rule.test(document))).not.toEqual([]);
      }
    }),
    RUNS,
  );
});

test("the plain reader takes what accounts write", () => {
  for (const name of ["deals.page.xml", "contacts.page.xml", "contact_detail.xml", "deal_detail.xml", "write.id.xml"]) {
    expect(readPlainXml(answer(name))).toBeDefined();
  }
});
