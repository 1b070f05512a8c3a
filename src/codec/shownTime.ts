const ZERO = 48;

const TIME = /^(\d{1,2})([./])(\d{1,2})\2(\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

/** A time as clocks of some zone show it, in whatever numbers were written. */
export interface ShownTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/**
 * Reads what accounts nearly always write, `DD.MM.YYYY HH:MM:SS`, in a fifth of the time that the pattern takes. Null when the text is not
 * built like that; a number is NaN where other characters than digits stand.
 */
export function readUsualTime(text: string): ShownTime | null {
  const isUsual =
    text.length === 19 &&
    text.charAt(2) === "." &&
    text.charAt(5) === "." &&
    text.charAt(10) === " " &&
    text.charAt(13) === ":" &&
    text.charAt(16) === ":";
  if (!isUsual) return null;
  return {
    year: twoDigits(text, 6) * 100 + twoDigits(text, 8),
    month: twoDigits(text, 3),
    day: twoDigits(text, 0),
    hour: twoDigits(text, 11),
    minute: twoDigits(text, 14),
    second: twoDigits(text, 17),
  };
}

/** Reads any form of a date, with or without a time of day. Slashes put the month first. Null when the text is none. */
export function readAnyTime(text: string): ShownTime | null {
  const match = TIME.exec(text);
  if (match === null) return null;
  const [first, second] = [Number(match[1]), Number(match[3])];
  const [day, month] = match[2] === "/" ? [second, first] : [first, second];
  const [hour, minute, seconds] = [Number(match[5] ?? 0), Number(match[6] ?? 0), Number(match[7] ?? 0)];
  return { year: Number(match[4]), month, day, hour, minute, second: seconds };
}

/** The number that two digits write, NaN when they are none. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}
