import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseXml } from "../../src/codec/xml.js";

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

test("references are decoded once; names that XML does not know stay", () => {
  const root = parseXml("<a>&amp;lt; &amp;amp; &amp;#65; &#65;&#x42; &quot;&apos; &nbsp;</a>", ["a"]);
  expect(root.text).toBe("&lt; &amp; &#65; AB \"' &nbsp;");
});

test("names that objects have already are only names", () => {
  const root = parseXml("<a><toString>1</toString><hasOwnProperty>2</hasOwnProperty><valueOf/></a>", ["a"]);
  expect(root.elements.map(({ name, text }) => [name, text])).toEqual([
    ["toString", "1"],
    ["hasOwnProperty", "2"],
    ["valueOf", ""],
  ]);
});

test("a million references are read in passing", () => {
  const root = parseXml(`<a>${"&#1055;".repeat(500_000)}</a>`, ["a"]);
  expect(root.text).toHaveLength(500_000);
});
