import { ACCOUNT } from "../account.js";

const DAY = 86_400_000;
/** Clocks are changed at full quarters of an hour only. */
const QUARTER = 900_000;
const MAX_REMEMBERED = 10_000;

/** Dates of the legacy API, which are local times of one zone. */
export class LocalTime {
  readonly #format: Intl.DateTimeFormat;
  /** Milliseconds ahead of UTC by quarter of an hour, since asking for them is what takes time. */
  readonly #offsets = new Map<number, number>();

  /** `zone` is an IANA name. */
  constructor(zone: string) {
    this.#format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  }

  /**
   * Reads `DD.MM.YYYY` or, as in the API description's own example, `MM/DD/YYYY`, with a one- or two-digit hour and
   * optional seconds. A time that occurs twice is the earlier, one that a clock change skips is moved forward by it.
   * Undefined when the text is no such date or names a day or time that does not exist.
   */
  parse(text: string): Date | undefined {
    const match = /^(\d{1,2})([./])(\d{1,2})\2(\d{4}) (\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text.trim());
    if (!match) return undefined;
    const [, first, separator, second, year, hour, minute, seconds = "0"] = match;
    const [day, month] = separator === "." ? [first, second] : [second, first];
    const parts = [year, Number(month) - 1, day, hour, minute, seconds].map(Number);
    const local = utc(parts);
    if (local === undefined) return undefined;
    const candidates = [-DAY, DAY].map((shift) => local - this.#offset(local + shift)).sort((a, b) => a - b);
    const exact = candidates.find((instant) => instant + this.#offset(instant) === local);
    return new Date(exact ?? Math.max(...candidates));
  }

  /** Writes an instant as `DD.MM.YYYY HH:MM:SS`. */
  write(instant: Date): string {
    const text = new Date(instant.getTime() + this.#offset(instant.getTime())).toISOString();
    return `${text.slice(8, 10)}.${text.slice(5, 7)}.${text.slice(0, 4)} ${text.slice(11, 19)}`;
  }

  #offset(instant: number): number {
    const quarter = Math.floor(instant / QUARTER);
    const known = this.#offsets.get(quarter);
    if (known !== undefined) return known;
    if (this.#offsets.size >= MAX_REMEMBERED) this.#offsets.clear();
    const offset = this.#readOffset(quarter * QUARTER);
    this.#offsets.set(quarter, offset);
    return offset;
  }

  #readOffset(instant: number): number {
    const name = this.#format.formatToParts(instant).find((part) => part.type === "timeZoneName")?.value ?? "";
    const match = /^GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(name);
    if (!match) throw new Error(`no offset in the zone name "${name}"`);
    const [, sign, hours = "0", minutes = "0", seconds = "0"] = match;
    const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
    return sign === "-" ? -size : size;
  }
}

/** The account's own zone. */
export const accountTime = new LocalTime(ACCOUNT.timezone);

/** Milliseconds of a date taken as UTC; undefined if it does not exist or is before 1900. */
function utc(parts: readonly number[]): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const date = new Date(Date.UTC(year, month, day, hour, minute, second));
  const dateParts = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const actual = [...dateParts, date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
  return year >= 1900 && actual.every((part, index) => part === parts[index]) ? date.getTime() : undefined;
}
