const WINDOW_MS = 1000;

/** Calls in the fullest second, wherever it begins, out of the times at which they arrived, in milliseconds. */
export function fullestSecond(arrivals: readonly number[]): number {
  const sorted = arrivals.toSorted((left, right) => left - right);
  let first = 0;
  let most = 0;
  sorted.forEach((arrival, index) => {
    while (arrival - (sorted[first] ?? arrival) >= WINDOW_MS) first += 1;
    most = Math.max(most, index - first + 1);
  });
  return most;
}
