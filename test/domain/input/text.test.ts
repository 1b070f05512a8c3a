import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { filledLine, filledText, keyword, optionalLine, recordNumber } from "../../../src/domain/input/text.js";
import { outcome } from "./outcome.js";

describe("characters that XML cannot hold are refused", () => {
  test.each([
    ["NUL", "a\u0000"],
    ["escape", "\u001Ba"],
    ["vertical tab", "a\u000Bb"],
    ["form feed", "a\fb"],
    ["a lone high surrogate", "a\uD83D"],
    ["a lone low surrogate", "\uDE00a"],
    ["surrogates the wrong way round", "\uDE00\uD83D"],
    ["U+FFFE", "a\uFFFE"],
    ["U+FFFF", "a\uFFFF"],
  ])("%s", (_, text) => {
    expect(outcome(filledLine(text))).toEqual(["INVALID "]);
    expect(outcome(optionalLine(text))).toEqual(["INVALID "]);
    expect(outcome(filledText(text))).toEqual(["INVALID "]);
    expect(outcome(keyword(text))).toEqual(["INVALID "]);
  });
});

test("any other text is kept to the letter", () => {
  for (const text of [" a ", "a\tb", "Иванов & <Söhne>", "😀", "\uFFFD", "a,b;c", "\u007F"]) {
    expect(outcome(filledLine(text))).toBe(text);
    expect(outcome(filledText(text))).toBe(text);
  }
});

test("text of several lines keeps them, each ended by a line feed", () => {
  expect(outcome(filledText("a\n\nb\u2028c"))).toBe("a\n\nb\u2028c");
  expect(outcome(filledText("a\r\nb\rc\r\n"))).toBe("a\r\nb\rc\r\n");
  expect(outcome(filledText(" \r\n\t"))).toEqual(["REQUIRED "]);
});

test("a keyword is one without the blanks around it, of 1 000 characters at most", () => {
  expect(outcome(keyword(" Ада & co\t"))).toBe("Ада & co");
  expect(outcome(keyword(" \n"))).toBe("");
  expect(outcome(keyword(` ${"я".repeat(1000)} `))).toBe("я".repeat(1000));
  expect(outcome(keyword("a".repeat(1001)))).toEqual(["INVALID "]);
});

test("what was checked once passes again unchanged", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const { value } = filledText(text);
      fc.pre(value !== undefined);
      expect(outcome(filledText(value))).toBe(value);
    }),
  );
});

test("the size of a text is counted in bytes of UTF-8", () => {
  expect(outcome(filledText("я".repeat(30_000)))).toBe("я".repeat(30_000));
  expect(outcome(filledText("я".repeat(30_001)))).toEqual(["INVALID "]);
});

test.each([
  ["1", "1"],
  ["999999999999999999", "999999999999999999"],
  ["", ["REQUIRED "]],
  ["0", ["INVALID "]],
  ["-1", ["INVALID "]],
  ["01", ["INVALID "]],
  ["1.0", ["INVALID "]],
  ["1e3", ["INVALID "]],
  [" 1", ["INVALID "]],
  ["1\n", ["INVALID "]],
  ["١", ["INVALID "]],
  ["1000000000000000000", ["INVALID "]],
])("record number %j", (text, expected) => {
  expect(outcome(recordNumber(text))).toEqual(expected);
});
