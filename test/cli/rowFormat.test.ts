import { describe, expect, it } from "@jest/globals";
import type { Row } from "../../src/export/row.js";
import { csvFormat } from "../../src/export/rowFormat.js";

describe("CSV", () => {
  const line = (row: Row, forSpreadsheets = false): string => csvFormat(Object.keys(row), forSpreadsheets).line(row);

  it("begins with the paths of the fields", () => {
    expect(csvFormat(["id", "company.name"], false).header).toBe("id,company.name\r\n");
    expect(csvFormat(["id"], true).header).toBe("\uFEFFid\r\n");
  });

  it.each([
    ["plain text", "plain text"],
    ['says "hi"', '"says ""hi"""'],
    ["a,b", '"a,b"'],
    ["two\nlines", '"two\nlines"'],
    ["two\r\nlines", '"two\r\nlines"'],
    ["a; b", "a; b"],
    ["back\\slash", "back\\slash"],
    [" kept ", " kept "],
    [null, ""],
    [true, "true"],
    [7, "7"],
  ])("writes %j as %j", (value, cell) => {
    expect(line({ value })).toBe(`${cell}\r\n`);
  });

  it("puts the items of a list side by side in one cell, telling its own semicolons from theirs", () => {
    const tags = ["vip", "a; b", "c\\d"];
    expect(line({ tags })).toBe("vip; a\\; b; c\\\\d\r\n");
    const row = {
      phones: [
        { number: "1", label: "Work" },
        { number: "2", label: null },
      ],
    };
    expect(csvFormat(["phones.number", "phones.label"], false).line(row)).toBe("1; 2,Work; \r\n");
    expect(csvFormat(["company.name"], false).line({ company: null })).toBe("\r\n");
  });

  it.each([
    ["=1+1", "'=1+1"],
    ["+7 495 000", "'+7 495 000"],
    ["-cmd", "'-cmd"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\tx", "'\tx"],
    ["\n=1+1", `"'\n=1+1"`],
    ["＝1+1", "'＝1+1"],
    ["＋1", "'＋1"],
    ["－1", "'－1"],
    ["＠SUM(A1)", "'＠SUM(A1)"],
    ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
    ["-12.50", "-12.50"],
    ["12", "12"],
    ["a=b", "a=b"],
  ])("keeps a spreadsheet from running %j", (value, cell) => {
    expect(line({ value }, true)).toBe(`${cell}\r\n`);
    expect(line({ value })).not.toMatch(/^"?'/);
  });
});
