import { until } from "./until.js";

// When an account was called, in milliseconds, and how often.

/** Somebody who calls, or several of them together. */
interface Caller {
  readonly times: readonly number[];
}

/** The most calls in any time of so many seconds. */
function fullest(times: readonly number[], seconds: number): number {
  const sorted = times.toSorted((left, right) => left - right);
  let first = 0;
  let most = 0;
  sorted.forEach((time, index) => {
    while ((sorted[first] ?? time) <= time - seconds * 1_000) first += 1;
    most = Math.max(most, index - first + 1);
  });
  return most;
}

/** The most calls in any second. */
export function fullestSecond(times: readonly number[]): number {
  return fullest(times, 1);
}

export function between(times: readonly number[], from: number, to: number): number {
  return times.filter((at) => at >= from && at < to).length;
}

/**
 * Waits until, after a moment, somebody made at least so many calls within so many seconds. Which seconds those are is left to the
 * machine: one that is held up for a moment makes fewer calls in that time.
 */
export async function untilUsed(
  caller: Caller,
  { from, seconds, calls }: { readonly from: number; readonly seconds: number; readonly calls: number },
): Promise<void> {
  const most = (): number => {
    const later = caller.times.filter((at) => at >= from);
    return fullest(later, seconds);
  };
  try {
    await until(() => most() >= calls, 40_000);
  } catch (cause) {
    throw new Error(`at most ${most()} calls in ${seconds} s, not ${calls}`, { cause });
  }
}
