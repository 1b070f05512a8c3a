import { expect, test } from "@jest/globals";
import { Stopper, type StopSignal } from "../../src/domain/stop.js";

/** Both kinds of signal, with what sets them off. */
const KINDS: readonly [string, () => { readonly signal: StopSignal; readonly abort: () => void }][] = [
  [
    "Stopper",
    () => {
      const stopper = new Stopper();
      return { signal: stopper, abort: () => stopper.abort() };
    },
  ],
  [
    "AbortController",
    () => {
      const controller = new AbortController();
      return { signal: controller.signal, abort: () => controller.abort() };
    },
  ],
];

test.each(KINDS)("%s tells each listener once, in order, and not those that left", (_name, make) => {
  const { signal, abort } = make();
  const told: string[] = [];
  const leaving = (): void => void told.push("leaving");
  signal.addEventListener("abort", () => {
    told.push("first");
    signal.removeEventListener("abort", whileTold);
  });
  const whileTold = (): void => void told.push("left while others were told");
  signal.addEventListener("abort", leaving);
  signal.addEventListener("abort", whileTold);
  signal.addEventListener("abort", () => told.push(`last, ${signal.aborted ? "aborted" : "not aborted"}`));
  signal.removeEventListener("abort", leaving);
  expect(signal.aborted).toBe(false);
  abort();
  abort();
  expect(told).toStrictEqual(["first", "last, aborted"]);
});

test.each(KINDS)("%s does not tell those that come too late", (_name, make) => {
  const { signal, abort } = make();
  abort();
  let told = 0;
  signal.addEventListener("abort", () => (told += 1));
  abort();
  expect([signal.aborted, told]).toStrictEqual([true, 0]);
});
