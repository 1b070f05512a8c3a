import type { Random } from "./random.js";

const DAY_MS = 86_400_000;
const SUNDAY = 0;
const SATURDAY = 6;

/** How far the account's history reaches back, in days. */
export const HISTORY_DAYS = 728;

/** Days from `date` to `now`, rounded down. */
function daysSince(date: Date, now: Date): number {
  return Math.floor((now.getTime() - date.getTime()) / DAY_MS);
}

/**
 * A moment in office hours (07:00 to 17:59 UTC) about `days` days after `now`, negative for the past; weekends move to
 * the Friday before. Whole seconds, because the account keeps no finer time.
 */
export function officeMoment(now: Date, days: number, random: Random): Date {
  const moment = new Date(now.getTime() + days * DAY_MS);
  const weekday = moment.getUTCDay();
  const back = weekday === SATURDAY ? 1 : weekday === SUNDAY ? 2 : 0;
  moment.setUTCDate(moment.getUTCDate() - back);
  moment.setUTCHours(random.between(7, 17), random.between(0, 59), random.between(0, 59), 0);
  return moment;
}

/** A moment in office hours between two others; the earlier one itself where office hours would leave the range. */
export function momentBetween(earliest: Date, now: Date, random: Random): Date {
  const moment = officeMoment(now, -random.between(0, Math.max(0, daysSince(earliest, now))), random);
  return moment >= earliest && moment <= now ? moment : earliest;
}

/** `count` moments of the account's history, oldest first, spread evenly; the last is at least a day old. */
export function history(count: number, now: Date, random: Random): Date[] {
  return Array.from({ length: count }, (_, index) => {
    const daysAgo = 1 + ((HISTORY_DAYS - 1) * (count - index)) / count;
    return officeMoment(now, -Math.floor(daysAgo), random);
  }).sort((a, b) => a.getTime() - b.getTime());
}
