import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseXml } from "../../src/codec/xml.js";

const BAD = expect.objectContaining({ kind: "badResponse" });

/** Any text that XML can hold. */
const text = fc
  .string({ unit: "binary", maxLength: 60 })
  .map((value) =>
    value.replace(/[\p{Surrogate}\p{Cc}\uFFFE\uFFFF]/gu, (character) => (/[\t\n\r]/.test(character) ? character : "")),
  );
const spaces = fc.constantFrom("", " ", "\n\t", "\n    ", "<!-- a < b -->", "<?php cache?>");

/** The ways to write one text: entities, references, CDATA. A carriage return has to be a reference. */
const writings: readonly ((value: string) => string)[] = [
  (value) => value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\r", "&#13;"),
  (value) => Array.from(value, (character) => `&#${String(character.codePointAt(0))};`).join(""),
  (value) => Array.from(value, (character) => `&#x${(character.codePointAt(0) ?? 0).toString(16)};`).join(""),
  (value) => `<![CDATA[${value.replaceAll("]]>", "]]]]><![CDATA[>").replaceAll("\r", "]]>&#13;<![CDATA[")}]]>`,
];

test("text comes back byte for byte, however it was written", () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 4 }), fc.constantFrom(...writings), spaces, (values, write, between) => {
      const items = values.map((value) => `<name>${write(value)}</name>`).join(between);
      const root = parseXml(`<list>${between}${items}${between}</list>`, ["list"]);
      expect(root.children("name").map((element) => element.text)).toEqual(values);
    }),
    { numRuns: 300 },
  );
});

test("white space between elements means nothing, inside an element it is text", () => {
  const root = parseXml("\uFEFF\n<a> <b> x </b>\r\n\t<c>  </c><d/><e></e></a>\n", ["a"]);
  expect(root.text).toBe("");
  expect(["b", "c", "d", "e", "f"].map((name) => root.textOf(name))).toEqual([" x ", "  ", "", "", undefined]);
});

test("numbers stay text", () => {
  const values = ["007", "+74951234567", "0x1F", "1e5", "true", "1.50"];
  const root = parseXml(`<a>${values.map((value) => `<b>${value}</b>`).join("")}</a>`, ["a"]);
  expect(root.children("b").map((element) => element.text)).toEqual(values);
});

test("references are decoded once", () => {
  const root = parseXml("<a>&amp;lt; &amp;amp; &amp;#65; &#65;&#x42; &quot;&apos; &#128512;</a>", ["a"]);
  expect(root.text).toBe("&lt; &amp; &#65; AB \"' 😀");
});

test("a line break is LF, unless it is written as a reference", () => {
  expect(parseXml("<a>1\r\n2\r3&#13;&#10;4</a>", ["a"]).text).toBe("1\n2\n3\r\n4");
});

test("attributes, comments, instructions and a declaration mean nothing", () => {
  const root = parseXml(
    `<?xml version='1.0' encoding='UTF-8' standalone='yes'?><!-- x --><a b="1>2" c='&lt;'><?php x?><b x="1">1<!-- - -->2</b ></a><!-- y -->`,
    ["a"],
  );
  expect([root.text, root.textOf("b")]).toEqual(["", "12"]);
});

test("text beside elements is kept, white space beside them is not", () => {
  expect(parseXml("<a> <b/>x <b/> <b/> y<![CDATA[ ]]></a>", ["a"]).text).toBe("x  y ");
});

test("elements nest 32 deep", () => {
  const nested = (depth: number) => `${"<a>".repeat(depth)}${"</a>".repeat(depth)}`;
  const layout = (depth: number) => `${"<a><!-- -->".repeat(depth)}${"</a>".repeat(depth)}`;
  for (const write of [nested, layout]) {
    expect(parseXml(write(32), ["a"]).name).toBe("a");
    expect(() => parseXml(write(33), ["a"])).toThrow(BAD);
  }
});

test.each([
  ["the end of CDATA in text", "<a>]]></a>"],
  ["an entity that XML does not know", "<a>&nbsp;</a>"],
  ["a property of objects as an entity", "<a>&constructor;</a>"],
  ["an ampersand", "<a>R&D</a>"],
  ["an empty reference", "<a>&;</a>"],
  ["a reference that is not closed", "<a>&amp</a>"],
  ["a capital X in a reference", "<a>&#X41;</a>"],
  ["a control character", "<a>\u0001</a>"],
  ["a NUL behind the document", "<a/>\0"],
  ["a reference to a control character", "<a>&#1;</a>"],
  ["a reference to NUL", "<a>&#0;</a>"],
  ["a character that is none", "<a>\uFFFE</a>"],
  ["half a surrogate pair", "<a>\uD800</a>"],
  ["half a surrogate pair in a tag", "<a>\uD800<b/></a>"],
  ["two hyphens in a comment", "<a><!-- -- --></a>"],
  ["an attribute without a value", "<a b/>"],
  ["an attribute without quotes", "<a b=1/>"],
  ["an attribute twice", `<a b="1" b="2"/>`],
  ["a tag in an attribute", `<a b="<"/>`],
  ["a blank before a name", "< a/>"],
  ["a name that begins with a digit", "<a><1/></a>"],
  ["a tag without a name", "<a></></a>"],
  ["an end tag with an end of its own", "<a></a/>"],
  ["a declaration that is not at the beginning", `<a><?xml version="1.0"?></a>`],
  ["no element", "<!-- a -->"],
  ["a start without an end", "<a><b></b>"],
  ["an end without a start", "<a></b></a>"],
  ["names in another case", "<a></A>"],
  ["CDATA behind the document", "<a/><![CDATA[ ]]>"],
  ["a comment that does not end", "<a/><!--"],
  ["__proto__", "<a><__proto__/></a>"],
  ["__proto__ with an attribute", "<a><__proto__ x='1'/></a>"],
])("%s is refused", (_, source) => {
  expect(() => parseXml(source, ["a", "A"])).toThrow(BAD);
});

test("what is refused is not quoted", () => {
  for (const source of ["<a><secret></a>", "<a>&secret;</a>", "<secret/>", "<a secret='1' secret='2'/>"]) {
    try {
      parseXml(source, ["a"]);
      throw new Error("The document was taken");
    } catch (error) {
      expect(error).toMatchObject({ kind: "badResponse", cause: undefined });
      expect(String(error)).not.toMatch(/secret/);
    }
  }
});

test("names that objects have already are only names", () => {
  const root = parseXml("<a><toString>1</toString><constructor>2</constructor><prototype/></a>", ["a"]);
  expect(root.elements.map(({ name, text }) => [name, text])).toEqual([
    ["toString", "1"],
    ["constructor", "2"],
    ["prototype", ""],
  ]);
});

test("a million references are read in passing", () => {
  const root = parseXml(`<a>${"&#1055;".repeat(500_000)}</a>`, ["a"]);
  expect(root.text).toHaveLength(500_000);
});
