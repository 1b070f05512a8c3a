import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseValue } from "graphql";
import { DateTime, Decimal } from "../../src/graphql/scalars.js";

describe("DateTime", () => {
  test.each([
    ["2026-11-21T20:55:00Z", "2026-11-21T20:55:00Z"],
    ["2026-11-21T23:55:00+03:00", "2026-11-21T20:55:00Z"],
    ["2026-11-21t20:55:00.25z", "2026-11-21T20:55:00.250Z"],
    ["2024-02-29T00:00:00-11:30", "2024-02-29T11:30:00Z"],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"],
  ])("%s is %s", (input, output) => {
    expect(DateTime.serialize(DateTime.parseValue(input))).toBe(output);
    expect(DateTime.serialize(DateTime.parseLiteral(parseValue(`"${input}"`)))).toBe(output);
  });

  test.each([
    ["no offset", "2026-11-21T20:55:00"],
    ["no time", "2026-11-21"],
    ["no seconds", "2026-11-21T20:55Z"],
    ["a blank instead of T", "2026-11-21 20:55:00Z"],
    ["a day that does not exist", "2026-02-30T00:00:00Z"],
    ["a leap day in another year", "2025-02-29T00:00:00Z"],
    ["a month that does not exist", "2026-13-01T00:00:00Z"],
    ["hour 24", "2026-11-21T24:00:00Z"],
    ["an offset out of range", "2026-11-21T20:55:00+24:00"],
    ["an offset without a colon", "2026-11-21T20:55:00+0300"],
    ["text around it", " 2026-11-21T20:55:00Z"],
    ["a number", 1_700_000_000],
    ["null", null],
    ["an object", {}],
  ])("%s is refused without repeating it", (_name, input) => {
    expect(() => DateTime.parseValue(input)).toThrow(/^It needs RFC 3339 text with an offset/);
  });

  test("a number in the document is refused", () => {
    expect(() => DateTime.parseLiteral(parseValue("20261121"))).toThrow(/RFC 3339/);
  });

  test("any moment comes back", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }),
        (date) => {
          expect(DateTime.parseValue(DateTime.serialize(date))).toEqual(date);
        },
      ),
    );
  });

  test("only dates are written", () => {
    expect(() => DateTime.serialize("2026-11-21T20:55:00Z")).toThrow(TypeError);
  });
});

describe("Decimal", () => {
  test.each([
    ["1500.00", "1500.00"],
    ["-0.10", "-0.10"],
    ["123456789012345678901234567890.123", "123456789012345678901234567890.123"],
    [1500.5, "1500.5"],
    [0, "0"],
    [9007199254740991, "9007199254740991"],
  ])("%p is %s", (input, output) => {
    expect(Decimal.parseValue(input)).toBe(output);
    expect(Decimal.serialize(output)).toBe(output);
  });

  test.each([["1500.00"], ["12345678901234567890.10"], ["-5"]])("%s in the document keeps its digits", (text) => {
    expect(Decimal.parseLiteral(parseValue(text))).toBe(text);
  });

  test.each([
    ["a number that has lost digits", 9007199254740993],
    ["a very large number", 1e21],
    ["a very small number", 1e-7],
    ["a comma", "1,5"],
    ["an exponent", "1e3"],
    ["nothing", ""],
    ["a blank", " 1"],
    ["no digit before the point", ".5"],
    ["no digit behind the point", "1."],
    ["not a number", Number.NaN],
    ["a boolean", true],
    ["null", null],
  ])("%s is refused", (_name, input) => {
    expect(() => Decimal.parseValue(input)).toThrow(/^It needs a decimal number/);
  });

  test("an exponent in the document is refused", () => {
    expect(() => Decimal.parseLiteral(parseValue("1e3"))).toThrow(/decimal number/);
    expect(() => Decimal.parseLiteral(parseValue("true"))).toThrow(/decimal number/);
  });
});
