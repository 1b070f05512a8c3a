import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import { onStage, SETTLED_MS, type BudgetInstance } from "./budgetStage.js";
import { between, fullestSecond, untilUsed } from "./callTimes.js";
import { until } from "./until.js";

// What several instances may call together, counted as an account would.

describe("the rate of an account that several instances call", () => {
  it.concurrent.each([1, 2, 4])("holds in any second for %d together, is used up, and shared evenly", (count) =>
    onStage(async (stage) => {
      const rate = 20;
      const instances = await stage.startLoaded(count, { rate, concurrency: 20 });
      const from = performance.now() + 1_000;
      await sleep(7_000);
      await untilUsed(stage, { from, seconds: 6, calls: 0.9 * 6 * rate });
      for (const one of instances) await untilUsed(one, { from, seconds: 6, calls: (0.5 * 6 * rate) / count + 1 });
      expect(fullestSecond(stage.times)).toBeLessThanOrEqual(rate);
      expect(instances.flatMap(({ refusals }) => refusals)).toEqual([]);
    }),
  );

  it.concurrent("holds whatever the clocks of the instances say", () =>
    onStage(async (stage) => {
      for (const offMs of [1e8, -1e8]) {
        const instance = await stage.start({ rate: 6, instances: 2, now: () => performance.now() + offMs });
        instance.load();
      }
      await stage.untilCalled();
      await sleep(4_000);
      await until(() => stage.times.length >= 18);
      expect(fullestSecond(stage.times)).toBeLessThanOrEqual(6);
    }),
  );

  it.concurrent("is used up by the only one with calls to make", () =>
    onStage(async (stage) => {
      const [busy, idle] = (await stage.startMany(2)) as [BudgetInstance, BudgetInstance];
      busy.load();
      await untilUsed(busy, { from: 0, seconds: 4, calls: 0.9 * 4 * 10 });
      expect(fullestSecond(busy.times)).toBeLessThanOrEqual(10);
      expect(idle.times).toEqual([]);
    }),
  );

  it.concurrent("is shared evenly though one is further away from Redis", () =>
    onStage(async (stage) => {
      const rate = 8;
      const near = await stage.start({ rate, instances: 2 });
      const { url } = await stage.slowWayToRedis(15);
      const far = await stage.start({ rate, instances: 2, url });
      near.load();
      far.load();
      await stage.untilCalled();
      const from = performance.now() + 1_000;
      await sleep(6_000);
      await untilUsed(far, { from, seconds: 5, calls: 0.25 * 5 * rate });
      await untilUsed(stage, { from, seconds: 5, calls: 0.9 * 5 * rate });
      expect(fullestSecond(stage.times)).toBeLessThanOrEqual(rate);
    }),
  );

  it.concurrent("below one a second keeps calls of all as far apart as it says", () =>
    onStage(async (stage) => {
      for (const instance of await stage.startMany(2, { rate: 0.5 })) instance.load();
      await until(() => stage.times.length >= 3);
      const [first = 0, second = 0, third = 0] = stage.times.toSorted((left, right) => left - right);
      expect(second - first).toBeGreaterThanOrEqual(2_000);
      expect(third - second).toBeGreaterThanOrEqual(2_000);
    }),
  );

  it.concurrent("counts calls that are under way, and no more are than allowed", () =>
    onStage(async (stage) => {
      const instances = await stage.startMany(2, { rate: 100, concurrency: 3 });
      let inFlight = 0;
      let most = 0;
      const call = async ({ acquire }: BudgetInstance): Promise<void> => {
        const leave = await acquire();
        most = Math.max(most, ++inFlight);
        expect(leave.sent()).toBe(true);
        await sleep(30);
        inFlight -= 1;
        leave.release();
      };
      await Promise.all(instances.flatMap((instance) => Array.from({ length: 15 }, () => call(instance))));
      expect(most).toBe(3);
    }),
  );

  it.concurrent("one leave that is not used is there for another at once", () =>
    onStage(async (stage) => {
      // One call in five seconds: whoever has to wait for a window waits for longer than any machine is held up.
      const one = await stage.start({ rate: 0.2 });
      const other = await stage.start({ rate: 0.2 });
      const unused = await one.acquire();
      const next = other.acquire();
      await sleep(100);
      const startedAt = performance.now();
      unused.release();
      (await next).release();
      expect(performance.now() - startedAt).toBeLessThan(4_000);
    }),
  );
});

describe("an instance that is not like the others", () => {
  it.concurrent("holds while one is cut off and back over and over", () =>
    onStage(async (stage) => {
      const rate = 8;
      const { way, url } = await stage.wayToRedis();
      const [near, far] = [await stage.start({ rate, instances: 2 }), await stage.start({ rate, instances: 2, url })];
      near.load();
      far.load();
      await stage.untilCalled();
      for (const ms of [300, 900, 1_700, 5_200, 4_600, 2_000]) {
        way.cut();
        await sleep(ms);
        way.mend();
        await sleep(ms / 2);
      }
      expect(fullestSecond(stage.times)).toBeLessThanOrEqual(rate);
    }),
  );

  it.concurrent.each(["cut", "stall"] as const)(
    "%s off from Redis keeps to its share, and the others leave it that",
    (how) =>
      onStage(async (stage) => {
        const rate = 9;
        const { way, url } = await stage.wayToRedis();
        const [near, far] = [await stage.start({ rate, instances: 2 }), await stage.start({ rate, instances: 2, url })];
        near.load();
        far.load();
        await stage.untilCalled();
        way[how]();
        const cut = performance.now();
        await sleep(SETTLED_MS + 3_000);
        // Four of nine are the share of each; the fifth is for whoever is there.
        await untilUsed(far, { from: cut + SETTLED_MS, seconds: 3, calls: 8 });
        await untilUsed(near, { from: cut + SETTLED_MS, seconds: 3, calls: 10 });
        const mended = performance.now();
        way.mend();
        await sleep(SETTLED_MS);
        await untilUsed(stage, { from: mended + 3_500, seconds: 3, calls: 2 * rate });
        expect(fullestSecond(stage.times)).toBeLessThanOrEqual(rate);
        expect([...near.refusals, ...far.refusals]).toEqual([]);
      }),
  );

  it.concurrent("whose registration reaches Redis when it no longer counts on it is not taken for a member", () =>
    onStage(async (stage) => {
      const rate = 9;
      const way = await stage.slowWayToRedis(0);
      const near = await stage.start({ rate, instances: 2 });
      const far = await stage.start({ rate, instances: 2, url: way.url });
      near.load();
      await far.call(1);
      way.delayMs = 7_000;
      const slow = performance.now();
      await sleep(1_000);
      far.load();
      await sleep(9_000);
      await untilUsed(far, { from: slow + SETTLED_MS, seconds: 3.5, calls: 8 });
      expect(fullestSecond(stage.times)).toBeLessThanOrEqual(rate);
    }),
  );

  it.concurrent("that is gone in the middle of its calls blocks the others for a short while only", () =>
    onStage(async (stage) => {
      const { way, url } = await stage.wayToRedis();
      const rate = 5;
      const [stays, goes] = [
        await stage.start({ rate, concurrency: 5 }),
        await stage.start({ rate, concurrency: 5, url }),
      ];
      const lost = await Promise.all(Array.from({ length: 5 }, () => goes.acquire()));
      for (const leave of lost) expect(leave.sent()).toBe(true);
      stays.load();
      await sleep(200);
      expect(stays.times).toEqual([]);
      // Nothing that it does from now on reaches Redis, as if it had been killed.
      way.cut();
      const gone = performance.now();
      await until(() => stays.times.length > 0);
      expect(performance.now() - gone).toBeGreaterThan(1_000);
      expect(performance.now() - gone).toBeLessThan(5_000);
    }),
  );

  it.concurrent("that waits long for answers keeps its place", () =>
    onStage(async (stage) => {
      const [busy, other] = (await stage.startMany(2, { rate: 2 })) as [BudgetInstance, BudgetInstance];
      const hanging = await Promise.all([busy.acquire(), busy.acquire()]);
      for (const leave of hanging) leave.sent();
      other.load();
      await sleep(5_000);
      expect(other.times).toEqual([]);
      for (const leave of hanging) {
        leave.answered();
        leave.release();
      }
      await until(() => other.times.length > 0);
    }),
  );

  it.concurrent("that is stopped between leave and request does not make the call", () =>
    onStage(async (stage) => {
      let offMs = 0;
      const { acquire } = await stage.start({ now: () => performance.now() + offMs });
      const leave = await acquire();
      offMs = 2_000;
      expect(leave.sent()).toBe(false);
      leave.release();
      const next = await acquire();
      expect(next.sent()).toBe(true);
      next.release();
    }),
  );

  it.concurrent("that comes when the account asked to be left alone leaves it alone as all do", () =>
    onStage(async (stage) => {
      const pauseMs = 3_000;
      const [one] = await stage.startLoaded(2);
      const paused = performance.now();
      one?.budget.pause(pauseMs);
      const told = await stage.untilPaused();
      const third = await stage.start({ instances: 2 });
      third.load();
      await until(() => stage.instances.every(({ times }) => between(times, paused + pauseMs, Infinity) > 0));
      // A call may have had leave when it was said.
      expect(between(stage.times, told + 100, paused + pauseMs - 10)).toBe(0);
      expect(fullestSecond(stage.times)).toBeLessThanOrEqual(10);
    }),
  );
});
