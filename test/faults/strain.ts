import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect } from "@jest/globals";
import { OwnTime } from "./ownTime.js";

/** What some work did to this process. */
interface Strain<Result> {
  readonly result: Result;
  /** The longest time that this process computed without a turn of its loop, in milliseconds. */
  readonly longestBlockMs: number;
  /** The most memory in use at a time above what was in use before, in bytes. */
  readonly memoryBytes: number;
}

const MOST_BLOCK_MS = 1_000;
const MOST_MEMORY_BYTES = 100 * 1024 * 1024;

/** Runs work and checks that the process stays responsive, in its loop and in its memory. */
export async function withoutStrain<Result>(work: () => Promise<Result>): Promise<Result> {
  const { result, longestBlockMs, memoryBytes } = await strainOf(work);
  expect(longestBlockMs).toBeLessThan(MOST_BLOCK_MS);
  expect(memoryBytes).toBeLessThan(MOST_MEMORY_BYTES);
  return result;
}

/** Memory is what was in use at any turn of the loop, garbage included. */
async function strainOf<Result>(work: () => Promise<Result>): Promise<Strain<Result>> {
  collectGarbage();
  const before = memoryInUse();
  let most = before;
  const sample = (): void => {
    most = Math.max(most, memoryInUse());
  };
  const sampling = setInterval(sample, 2);
  const time = new OwnTime();
  try {
    const result = await work();
    sample();
    return { result, longestBlockMs: time.longestBlockMs, memoryBytes: most - before };
  } finally {
    clearInterval(sampling);
    time.stop();
  }
}

function memoryInUse(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}
