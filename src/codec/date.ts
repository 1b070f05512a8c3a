import { CrmError } from "../crm/crmError.js";

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

  /** What the zone's clocks are ahead of UTC at an instant, in milliseconds. */
  function offsetAt(instant: number): number {
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
      if (/^[0.:/\s-]*$/.test(trimmed)) return null;
      if (/^\d{5,11}$/.test(trimmed)) return new Date(Number(trimmed) * 1000);
      return new Date(instantOf(parseLocal(trimmed)));
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

/** Reads a date and time of day as if they were UTC, in milliseconds. */
function parseLocal(text: string): number {
  const match = DATE.exec(text);
  const [, first, separator, second, year, hour = 0, minute = 0, seconds = 0] = match ?? [];
  const [day, month] = separator === "/" ? [second, first] : [first, second];
  const fields = [year, month, day, hour, minute, seconds].map(Number);
  const [y = 0, m = 0, d = 0, h = 0, min = 0, s = 0] = fields;
  const local = asUtc(y, m, d, h, min, s);
  const shown = new Date(local);
  // A month 13 or a 30 February would roll over into another date.
  const isReal =
    match !== null &&
    shown.getUTCMonth() + 1 === m &&
    shown.getUTCDate() === d &&
    shown.getUTCHours() === h &&
    shown.getUTCMinutes() === min;
  if (!isReal) throw new CrmError("badResponse", "The answer has a date that cannot be read.");
  return local;
}

/** As Date.UTC, which would take the years 0 to 99 for those of the twentieth century. */
function asUtc(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.setUTCHours(hour, minute, second);
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
