import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { decodeCursor, encodeCursor, scopeOf } from "../../src/graphql/cursor.js";

const scope = scopeOf("contacts", "ann");
const position = fc.record({
  offset: fc.integer({ min: 0, max: 999_999_999 }),
  id: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }).map(String),
});

/** Any text in the form of a cursor. */
function cursorOf(content: string): string {
  return Buffer.from(content).toString("base64url");
}

test("a cursor gives back its place, in its own list only", () => {
  fc.assert(
    fc.property(position, fc.string(), (place, keyword) => {
      const cursor = encodeCursor(place, scope);
      expect(cursor).toMatch(/^[\w-]+$/);
      expect(decodeCursor(cursor, scope)).toEqual(place);
      fc.pre(keyword !== "ann");
      expect(decodeCursor(cursor, scopeOf("contacts", keyword))).toBeNull();
      expect(decodeCursor(cursor, scopeOf("deals", "ann"))).toBeNull();
    }),
  );
});

test("scopes tell lists apart, also where their parts run together", () => {
  const scopes = [
    scopeOf("contacts"),
    scopeOf("contacts", ""),
    scopeOf("contacts", "a", "b"),
    scopeOf("contacts", "ab"),
    scopeOf("contacts", "a:b"),
    scopeOf("contactsa", "b"),
    scopeOf("deals"),
  ];
  expect(new Set(scopes).size).toBe(scopes.length);
});

describe("what is no cursor of the list is refused", () => {
  test("any other text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string({ unit: "binary" })), (text) => {
        expect(decodeCursor(text, scope)).toBeNull();
        expect(decodeCursor(cursorOf(text), scope)).toBeNull();
      }),
    );
  });

  test("a cursor cut short", () => {
    fc.assert(
      fc.property(position, fc.nat(), (place, cut) => {
        const cursor = encodeCursor(place, scope);
        expect(decodeCursor(cursor.slice(0, cut % cursor.length), scope)).toBeNull();
        expect(decodeCursor(cursor.slice(1 + (cut % cursor.length)), scope)).toBeNull();
      }),
    );
  });

  test("a cursor with one character changed", () => {
    const characters = fc.constantFrom("A", "Q", "g", "w", "0", "5", "-", "_", "=", "+", "/", " ");
    fc.assert(
      fc.property(position, fc.nat(), characters, (place, at, character) => {
        const cursor = encodeCursor(place, scope);
        const index = at % cursor.length;
        fc.pre(cursor[index] !== character);
        expect(decodeCursor(cursor.slice(0, index) + character + cursor.slice(index + 1), scope)).toBeNull();
      }),
    );
  });

  test("a cursor whose place was edited", () => {
    const [format = "", mark = ""] = Buffer.from(encodeCursor({ offset: 5, id: "7" }, scope), "base64url")
      .toString()
      .split(":");
    expect(decodeCursor(cursorOf(`${format}:${mark}:5:7`), scope)).toEqual({ offset: 5, id: "7" });
    for (const content of [
      `2:${mark}:5:7`,
      `${format}:${mark}:6:7`,
      `${format}:${mark}:-5:7`,
      `${format}:${mark}:05:7`,
      `${format}:${mark}:5e0:7`,
      `${format}:${mark}:5.0:7`,
      `${format}:${mark}:1000000000:7`,
      `${format}:${mark}:99999999999999999999:7`,
      `${format}:${mark}:5:8`,
      `${format}:${mark}:5:`,
      `${format}:${mark}:5:7:`,
      `${format}:${mark}:5:7\n`,
      `${format}::5:7`,
      `${mark}:5:7`,
      "",
    ]) {
      expect(decodeCursor(cursorOf(content), scope)).toBeNull();
    }
  });

  test("the right content in another spelling", () => {
    // Two letters more or less in the place shift the padding, so one of these has some.
    for (const id of ["7", "77", "777"]) {
      const cursor = encodeCursor({ offset: 5, id }, scope);
      expect(decodeCursor(cursor, scope)).toEqual({ offset: 5, id });
      for (const other of [`${cursor}=`, `${cursor}==`, ` ${cursor}`, `${cursor}\n`, `${cursor}.`, `${cursor}A`]) {
        expect(decodeCursor(other, scope)).toBeNull();
      }
    }
  });

  test("a place that no list has, even if it carries the right mark", () => {
    for (const place of [
      { offset: -1, id: "7" },
      { offset: 1_000_000_000, id: "7" },
      { offset: 5.5, id: "7" },
      { offset: 5, id: "0" },
      { offset: 5, id: "1234567890123456789" },
      { offset: 5, id: "7\n" },
    ]) {
      expect(decodeCursor(encodeCursor(place, scope), scope)).toBeNull();
    }
  });

  test("a text of any length, at once", () => {
    expect(decodeCursor("A".repeat(1_000_000), scope)).toBeNull();
  });
});
