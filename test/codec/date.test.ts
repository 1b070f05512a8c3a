import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { zonedDates } from "../../src/codec/date.js";

const ZONES = [
  "UTC",
  "Europe/Moscow",
  "Europe/Berlin",
  "America/New_York",
  "America/Sao_Paulo",
  "Asia/Kolkata",
  "Asia/Vladivostok",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Africa/Casablanca",
];

const second = (instant: Date) => new Date(Math.floor(instant.getTime() / 1000) * 1000);
const instants = fc
  .date({ min: new Date("1985-01-01T00:00:00Z"), max: new Date("2040-01-01T00:00:00Z"), noInvalidDate: true })
  .map(second);

describe.each(ZONES)("in %s", (zone) => {
  const dates = zonedDates(zone);

  test("what was written is read back: the same instant, or the earlier one that clocks show alike", () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const text = dates.encode(instant);
        const read = dates.decode(text);
        expect(read && dates.encode(read)).toBe(text);
        expect(read?.getTime()).toBeLessThanOrEqual(instant.getTime());
        expect(instant.getTime() - (read?.getTime() ?? 0)).toBeLessThanOrEqual(3 * 3_600_000);
      }),
    );
  });

  test("clocks show what Intl says they show, on days when they change and on the days around too", () => {
    const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
    const changes = fc.constantFrom(
      ...[
        "1916-07-02",
        "1942-02-09",
        "2011-03-27",
        "2011-12-30",
        "2014-10-25",
        "2026-03-08",
        "2026-03-29",
        "2026-04-04",
      ],
      ...["2026-10-03", "2026-10-25", "2026-11-01", "2027-02-07", "2027-03-14"],
    );
    const near = fc
      .tuple(changes, fc.integer({ min: -172_800, max: 172_800 }))
      .map(([day, seconds]) => new Date(Date.parse(`${day}T00:00:00Z`) + seconds * 1000));
    fc.assert(
      fc.property(fc.oneof(instants, near), (instant) => {
        expect(dates.encode(instant)).toBe(format.format(instant).replace(", ", " ").replaceAll("/", "."));
      }),
      { numRuns: 500 },
    );
  });

  test("any local time is some instant, at most a skipped day later on the clock", () => {
    fc.assert(
      fc.property(instants, (local) => {
        const written = zonedDates("UTC").encode(local);
        const read = dates.decode(written);
        const shown = zonedDates("UTC").decode(read ? dates.encode(read) : "");
        const moved = (shown?.getTime() ?? NaN) - local.getTime();
        expect(moved).toBeGreaterThanOrEqual(0);
        expect(moved).toBeLessThanOrEqual(86_400_000);
      }),
    );
  });
});

test.each([
  // Clocks went back: 02:30 came twice.
  ["Europe/Berlin", "25.10.2026 02:30:00", "2026-10-25T00:30:00Z"],
  ["America/New_York", "01.11.2026 01:30:00", "2026-11-01T05:30:00Z"],
  ["Europe/Moscow", "26.10.2014 01:30:00", "2014-10-25T21:30:00Z"],
  // Half an hour back.
  ["Australia/Lord_Howe", "05.04.2026 01:45:00", "2026-04-04T14:45:00Z"],
  // Clocks went forward: 02:30 did not come, 03:30 did.
  ["Europe/Berlin", "29.03.2026 02:30:00", "2026-03-29T01:30:00Z"],
  ["America/New_York", "08.03.2026 02:30:00", "2026-03-08T07:30:00Z"],
  // A whole day did not come.
  ["Pacific/Apia", "30.12.2011 12:00:00", "2011-12-30T22:00:00Z"],
  // No change.
  ["Europe/Moscow", "14.01.2011 02:00:00", "2011-01-13T23:00:00Z"],
  ["Asia/Kolkata", "20.11.2026 12:30:00", "2026-11-20T07:00:00Z"],
])("%s %s", (zone, text, instant) => {
  expect(zonedDates(zone).decode(text)).toEqual(new Date(instant));
});

describe("forms of a date", () => {
  const dates = zonedDates("UTC");

  test.each([
    ["14.01.2011 02:00:00", "2011-01-14T02:00:00Z"],
    ["01/14/2011 2:00:00", "2011-01-14T02:00:00Z"],
    ["14.01.2011 2:00", "2011-01-14T02:00:00Z"],
    ["14.01.2011  2:00:00", "2011-01-14T02:00:00Z"],
    [" 14.01.2011\n", "2011-01-14T00:00:00Z"],
    ["29.02.2028 23:59:59", "2028-02-29T23:59:59Z"],
    ["14.01.0050 00:00:00", "0050-01-14T00:00:00Z"],
    ["1795167000", "2026-11-20T09:30:00Z"],
  ])("%j", (text, instant) => {
    expect(dates.decode(text)).toEqual(new Date(instant));
  });

  test.each(["", "  ", "0", "00.00.0000 00:00:00", "0000-00-00"])("%j is no date", (text) => {
    expect(dates.decode(text)).toBeNull();
  });

  test.each([
    "29.02.2027 00:00:00",
    "14.01.2O11 02:00:00",
    "14.01.2011 02:00:6 ",
    "14.01.2011 02:60:00",
    "14.01.2011 0\u0662:00:00",
    "31.04.2026 00:00:00",
    "14/01/2011 02:00:00",
    "14.01/2011 02:00:00",
    "14.01.2011 24:00:00",
    "14.01.2011 23:60:00",
    "14.01.2011 23:00:60",
    "14.01.11 02:00:00",
    "00.01.2011 02:00:00",
    "tomorrow",
    "14.01.2011 02:00:00 and more",
  ])("%j cannot be read", (text) => {
    expect(() => dates.decode(text)).toThrow(expect.objectContaining({ kind: "badResponse" }));
  });

  test("the usual form is read as any other", () => {
    const written = instants.map((instant) => dates.encode(instant));
    const spoilt = fc
      .tuple(written, fc.nat({ max: 18 }), fc.constantFrom(...Array.from("0123456789.:/ x")))
      .map(([text, at, character]) => text.slice(0, at) + character + text.slice(at + 1));
    const read = (text: string) => {
      try {
        return dates.decode(text);
      } catch (error) {
        return error;
      }
    };
    fc.assert(
      fc.property(spoilt, (text) => {
        // A second blank makes it a form that is rare.
        expect(read(text)).toEqual(read(`${text.slice(0, 10)} ${text.slice(10)}`));
      }),
      { numRuns: 1000, examples: [["14.01.2011 02:00:00"], ["x4.01.2011 02:00:00"], ["14.13.2011 02:00:00"]] },
    );
  });

  test("fractions of a second are cut off; years need four digits", () => {
    expect(dates.encode(new Date("2026-11-20T09:30:00.999Z"))).toBe("20.11.2026 09:30:00");
    expect(dates.encode(new Date("1969-12-31T23:59:59.500Z"))).toBe("31.12.1969 23:59:59");
    expect(dates.encode(new Date("0007-01-02T00:00:00Z"))).toBe("02.01.0007 00:00:00");
    for (const beyond of [new Date("+010000-01-01T00:00:00Z"), new Date(8.64e15)]) {
      expect(() => dates.encode(beyond)).toThrow(expect.objectContaining({ kind: "rejected" }));
    }
  });

  test("a zone that is not known is a RangeError", () => {
    expect(() => zonedDates("Mars/Olympus")).toThrow(RangeError);
  });
});
