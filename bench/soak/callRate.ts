import { z } from "zod";

const LOG = z.array(z.object({ at: z.iso.datetime() }));

const WINDOW_MS = 1000;

/** Follows the request log of a sandbox, which holds the latest ten thousand calls only. */
export class CallRate {
  /** Calls in the fullest second so far, wherever it begins. */
  most = 0;
  /** Calls in the log when it was last read. */
  calls = 0;

  constructor(private readonly account: string) {}

  async look(): Promise<void> {
    const response = await fetch(`${this.account}/_sandbox/requests`);
    const arrivals = LOG.parse(await response.json()).map(({ at }) => Date.parse(at));
    this.calls = arrivals.length;
    this.most = Math.max(this.most, fullestWindow(arrivals));
  }
}

/** The log is in the order of the answers; what counts is when calls arrived. */
function fullestWindow(arrivals: readonly number[]): number {
  const sorted = arrivals.toSorted((left, right) => left - right);
  let first = 0;
  let most = 0;
  sorted.forEach((arrival, index) => {
    while (arrival - (sorted[first] ?? arrival) >= WINDOW_MS) first += 1;
    most = Math.max(most, index - first + 1);
  });
  return most;
}
