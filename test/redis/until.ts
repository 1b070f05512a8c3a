import { setTimeout as sleep } from "node:timers/promises";

/** Waits until something is so. Fails when it is not in time, before the test's own time is up: a loop would outlive it. */
export async function until(isSo: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`not so within ${withinMs} ms: ${isSo.toString()}`);
    await sleep(10);
  }
}
