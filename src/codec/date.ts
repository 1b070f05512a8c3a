import { LRUCache } from "lru-cache";
import { CrmError } from "../domain/crmError.js";
import { readAnyTime, readUsualTime, type ShownTime } from "./shownTime.js";

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

/** Days that are remembered: the records of an account lie within some years. */
const REMEMBERED_DAYS = 4096;

const NO_DATE = /^[0.:/\s-]*$/;
const UNIX_SECONDS = /^\d{5,11}$/;

/** A day as the zone's clocks show it. */
interface Day {
  /** When it begins, as if the clocks showed UTC. */
  readonly start: number;
  /** What the clocks are ahead of UTC, in milliseconds; null when they change on this day or on one beside it. */
  readonly offset: number | null;
}

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

  /** Days by the digits of their date. To ask Intl for an offset takes more than a hundred times as long as to look a day up. */
  const days = new LRUCache<number, Day>({ max: REMEMBERED_DAYS });

  /** What the zone's clocks are ahead of UTC at an instant, in milliseconds. */
  function offsetAt(instant: number): number {
    const whole = Math.floor(instant / 1000) * 1000;
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = format
      .format(whole)
      .split(/\D+/)
      .map(Number);
    return startOf(year, month, day) + timeOfDay(hour, minute, second) - whole;
  }

  /** The day of a date, null when no calendar has it. */
  function dayOf(year: number, month: number, day: number): Day | null {
    const digits = (year * 100 + month) * 100 + day;
    const known = days.get(digits);
    if (known !== undefined) return known;
    const start = startOf(year, month, day);
    // A 30 February would roll over into another date.
    if (!(month >= 1 && month <= 12 && new Date(start).getUTCDate() === day)) return null;
    // No zone ever changed its clocks twice within a day, so a day that ends with the offset that it began with had no other.
    const offsets = new Set([-1, 0, 1, 2].map((distance) => offsetAt(start + distance * DAY_MS)));
    const [offset = 0] = offsets;
    const measured = { start, offset: offsets.size === 1 ? offset : null };
    days.set(digits, measured);
    return measured;
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

  /** The instant at which the zone's clocks show a time, null when none do. */
  function instantShown(shown: ShownTime | null): number | null {
    if (shown === null) return null;
    const { year, month, day, hour, minute, second } = shown;
    if (!(hour < 24 && minute < 60 && second < 60)) return null;
    const date = dayOf(year, month, day);
    if (date === null) return null;
    const local = date.start + timeOfDay(hour, minute, second);
    return date.offset === null ? instantOf(local) : local - date.offset;
  }

  return {
    decode(text) {
      const trimmed = text.trim();
      const instant = instantShown(readUsualTime(trimmed)) ?? instantShown(readAnyTime(trimmed));
      if (instant !== null) return new Date(instant);
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

/** The start of a day of UTC. Date.UTC would take the years 0 to 99 for those of the twentieth century; the calendar repeats after 400. */
function startOf(year: number, month: number, day: number): number {
  return Date.UTC(year + 400, month - 1, day) - 146_097 * DAY_MS;
}

function timeOfDay(hour: number, minute: number, second: number): number {
  return ((hour * 60 + minute) * 60 + second) * 1000;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
