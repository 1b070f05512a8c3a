import { LRUCache } from "lru-cache";
import { CrmError } from "../domain/crmError.js";

/** Dates as the account writes them: in its own zone, which the text does not name. */
export interface ZonedDates {
  /**
   * Reads `DD.MM.YYYY HH:MM:SS`, `MM/DD/YYYY HH:MM:SS` (slashes put the month first) or unix seconds. Hours may have one digit,
   * seconds or the whole time may be missing. A local time that occurs twice is the earlier; one that the clocks skipped moves
   * forward by what they skipped. Empty and zero dates are null. Throws a CrmError `badResponse` on anything else.
   */
  decode(text: string): Date | null;
  /** Writes `DD.MM.YYYY HH:MM:SS`; fractions of a second are cut off. Throws a CrmError `rejected` beyond the years 1 to 9999. */
  encode(date: Date): string;
}

const DAY_MS = 86_400_000;

/** The last instant that a Date can hold. */
const LAST_INSTANT = 8.64e15;

/** Days whose offset is remembered: the records of an account lie within some years. */
const REMEMBERED_DAYS = 4096;

const NO_DATE = /^[0.:/\s-]*$/;
const UNIX_SECONDS = /^\d{5,11}$/;
const DATE = /^(\d{1,2})([./])(\d{1,2})\2(\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

/** The dates of one zone (IANA name). Throws a RangeError when the zone is not known. */
export function zonedDates(timeZone: string): ZonedDates {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });

  /** Offsets of whole days of UTC by their number; null for a day on which the clocks change. */
  const offsets = new LRUCache<number, { readonly offset: number | null }>({ max: REMEMBERED_DAYS });

  /**
   * What the zone's clocks are ahead of UTC at an instant, in milliseconds. No zone ever changed its clocks twice within a day, so a day
   * that ends with the offset that it began with had no other.
   */
  function offsetAt(instant: number): number {
    const day = Math.floor(instant / DAY_MS);
    let known = offsets.get(day);
    if (known === undefined) {
      const start = measureOffset(day * DAY_MS);
      const end = measureOffset(Math.min((day + 1) * DAY_MS - 1000, LAST_INSTANT));
      known = { offset: start === end ? start : null };
      offsets.set(day, known);
    }
    return known.offset ?? measureOffset(instant);
  }

  function measureOffset(instant: number): number {
    const second = Math.floor(instant / 1000) * 1000;
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0, seconds = 0] = format
      .format(second)
      .split(/\D+/)
      .map(Number);
    return asUtc(year, month, day, hour, minute, seconds) - second;
  }

  /** The instant at which the zone's clocks show a time, which is given as if they showed UTC. */
  function instantOf(local: number): number {
    const before = offsetAt(local - DAY_MS);
    const after = offsetAt(local + DAY_MS);
    if (before === after) return local - before;
    // The greater offset gives the earlier instant.
    const shown = [Math.max(before, after), Math.min(before, after)].find(
      (offset) => offsetAt(local - offset) === offset,
    );
    return local - (shown ?? before);
  }

  return {
    decode(text) {
      const trimmed = text.trim();
      const local = parseLocal(trimmed);
      if (local !== null) return new Date(instantOf(local));
      if (NO_DATE.test(trimmed)) return null;
      if (UNIX_SECONDS.test(trimmed)) return new Date(Number(trimmed) * 1000);
      throw new CrmError("badResponse", "The answer has a date that cannot be read.");
    },
    encode(date) {
      const local = new Date(date.getTime() + offsetAt(date.getTime()));
      const year = local.getUTCFullYear();
      if (!(year >= 1 && year <= 9999)) {
        throw new CrmError("rejected", "The account takes dates of the years 1 to 9999 only.");
      }
      const day = [pad(local.getUTCDate()), pad(local.getUTCMonth() + 1), String(year).padStart(4, "0")].join(".");
      return `${day} ${[local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds()].map(pad).join(":")}`;
    },
  };
}

/** Reads a date and time of day as if they were UTC, in milliseconds; null when it is none. */
function parseLocal(text: string): number | null {
  const match = DATE.exec(text);
  if (match === null) return null;
  const [first, second] = [Number(match[1]), Number(match[3])];
  const [day, month] = match[2] === "/" ? [second, first] : [first, second];
  const [hour, minute, seconds] = [Number(match[5] ?? 0), Number(match[6] ?? 0), Number(match[7] ?? 0)];
  const local = asUtc(Number(match[4]), month, day, hour, minute, seconds);
  // A 30 February would roll over into another date.
  const isReal =
    month >= 1 && month <= 12 && hour < 24 && minute < 60 && seconds < 60 && new Date(local).getUTCDate() === day;
  return isReal ? local : null;
}

/** As Date.UTC, which would take the years 0 to 99 for those of the twentieth century. The calendar repeats after 400 years. */
function asUtc(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  return Date.UTC(year + 400, month - 1, day, hour, minute, second) - 146_097 * DAY_MS;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
