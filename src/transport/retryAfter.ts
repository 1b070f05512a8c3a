/** More is not believed: a clock may be wrong, and an account may be back sooner. */
const LONGEST_SECONDS = 3600;

/**
 * Reads a Retry-After header: seconds, or a date of HTTP.
 *
 * @param wallClock Milliseconds since 1970.
 * @returns Whole seconds to wait, at most an hour, or undefined when there is no header or it makes no sense.
 */
export function retryAfterSeconds(header: string | undefined, wallClock = Date.now()): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Math.min(LONGEST_SECONDS, Number(text));
  // Dates of HTTP begin with a day's name; Date.parse alone would take "-1" or "1.5" for a date.
  const date = /^[A-Z][a-z]+,? /.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(date)) return undefined;
  return Math.min(LONGEST_SECONDS, Math.max(0, Math.ceil((date - wallClock) / 1000)));
}

const LONGEST_BODY = 5_000;

/** The same from the `retry_after` of a JSON body, in seconds, where API v4 says it. Undefined when there is none. */
export function retryAfterOfBody(text: string): number | undefined {
  if (text.length > LONGEST_BODY || !text.trimStart().startsWith("{")) return undefined;
  const seconds = /"retry_after"\s*:\s*"?(\d+)\b/.exec(text)?.[1];
  return retryAfterSeconds(seconds);
}
