import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { between, BudgetStage, countFrom, SETTLED_MS, type BudgetInstance } from "./budgetStage.js";
import { fullestSecond } from "./instances.js";
import { until } from "./until.js";
import { startRedis, type RedisServer } from "./redisServer.js";

// What several instances may call together, counted as an account would.

let redis: RedisServer;
let stage: BudgetStage;

beforeAll(async () => {
  redis = await startRedis();
});

beforeEach(() => {
  stage = new BudgetStage(redis);
});

afterEach(() => stage.close());

afterAll(() => redis.close());

describe("the rate of an account that several instances call", () => {
  it.each([1, 2, 4])("holds in any second for %d together, is used up, and shared evenly", async (count) => {
    const rate = 20;
    const instances = await stage.startLoaded(count, { rate, concurrency: 20 });
    const from = performance.now() + 1_000;
    await sleep(8_000);
    expect(fullestSecond(stage.times)).toBeLessThanOrEqual(rate);
    expect(countFrom(stage.times, from, 6)).toBeGreaterThanOrEqual(0.9 * 6 * rate);
    for (const { times } of instances) expect(countFrom(times, from, 6)).toBeGreaterThan((0.5 * 6 * rate) / count);
    expect(instances.flatMap(({ refusals }) => refusals)).toEqual([]);
  });

  it("holds whatever the clocks of the instances say", async () => {
    for (const offMs of [1e8, -1e8]) {
      const instance = await stage.start({ rate: 6, instances: 2, now: () => performance.now() + offMs });
      instance.load();
    }
    await stage.untilCalled();
    await sleep(4_000);
    expect(fullestSecond(stage.times)).toBeLessThanOrEqual(6);
    expect(stage.times.length).toBeGreaterThanOrEqual(18);
  });

  it("is used up by the only one with calls to make", async () => {
    const [busy, idle] = await stage.startMany(2);
    busy?.load();
    await until(() => (busy?.times.length ?? 0) > 0);
    await sleep(4_000);
    expect(countFrom(busy?.times ?? [], 0, 4)).toBeGreaterThanOrEqual(0.9 * 4 * 10);
    expect(idle?.times).toEqual([]);
  });

  it("is shared evenly though one is further away from Redis", async () => {
    const rate = 8;
    const near = await stage.start({ rate, instances: 2 });
    const { url } = await stage.slowWayToRedis(15);
    const far = await stage.start({ rate, instances: 2, url });
    near.load();
    far.load();
    await stage.untilCalled();
    const from = performance.now() + 1_000;
    await sleep(7_000);
    expect(countFrom(far.times, from, 5)).toBeGreaterThanOrEqual(0.25 * 5 * rate);
    expect(countFrom(stage.times, from, 5)).toBeGreaterThanOrEqual(0.9 * 5 * rate);
    expect(fullestSecond(stage.times)).toBeLessThanOrEqual(rate);
  });

  it("below one a second keeps calls of all as far apart as it says", async () => {
    for (const instance of await stage.startMany(2, { rate: 0.5 })) instance.load();
    await until(() => stage.times.length >= 3);
    const [first = 0, second = 0, third = 0] = stage.times.toSorted((left, right) => left - right);
    expect(second - first).toBeGreaterThanOrEqual(2_000);
    expect(third - second).toBeGreaterThanOrEqual(2_000);
  });

  it("counts calls that are under way, and no more are than allowed", async () => {
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
  });

  it("one leave that is not used is there for another at once", async () => {
    const one = await stage.start({ rate: 1 });
    const other = await stage.start({ rate: 1 });
    const unused = await one.acquire();
    const next = other.acquire();
    await sleep(100);
    const startedAt = performance.now();
    unused.release();
    (await next).release();
    expect(performance.now() - startedAt).toBeLessThan(700);
  });
});

describe("an instance that is not like the others", () => {
  it.each(["cut", "stall"] as const)(
    "%s off from Redis keeps to its share, and the others leave it that",
    async (how) => {
      const rate = 9;
      const { way, url } = await stage.wayToRedis();
      const [near, far] = [await stage.start({ rate, instances: 2 }), await stage.start({ rate, instances: 2, url })];
      near.load();
      far.load();
      await stage.untilCalled();
      way[how]();
      const cut = performance.now();
      await sleep(SETTLED_MS + 3_000);
      const mended = performance.now();
      way.mend();
      await sleep(SETTLED_MS);
      expect(fullestSecond(stage.times)).toBeLessThanOrEqual(rate);
      // Four of nine are the share of each; the fifth is for whoever is there.
      expect(between(far.times, cut + SETTLED_MS, mended)).toBeGreaterThanOrEqual(8);
      expect(between(near.times, cut + SETTLED_MS, mended)).toBeGreaterThanOrEqual(10);
      expect(between(stage.times, mended + 3_500, mended + SETTLED_MS)).toBeGreaterThanOrEqual(2 * rate);
      expect([...near.refusals, ...far.refusals]).toEqual([]);
    },
  );

  it("holds while one is cut off and back over and over", async () => {
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
  }, 60_000);

  it("whose registration reaches Redis when it no longer counts on it is not taken for a member", async () => {
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
    expect(between(far.times, slow + SETTLED_MS, slow + 10_000)).toBeGreaterThanOrEqual(8);
    expect(fullestSecond(stage.times)).toBeLessThanOrEqual(rate);
  });

  it("that is gone in the middle of its calls blocks the others for a short while only", async () => {
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
  });

  it("that waits long for answers keeps its place", async () => {
    const [busy, other] = await stage.startMany(2, { rate: 2 });
    if (busy === undefined || other === undefined) throw new Error("there are two");
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
  });

  it("that is stopped between leave and request does not make the call", async () => {
    let offMs = 0;
    const { acquire } = await stage.start({ now: () => performance.now() + offMs });
    const leave = await acquire();
    offMs = 2_000;
    expect(leave.sent()).toBe(false);
    leave.release();
    const next = await acquire();
    expect(next.sent()).toBe(true);
    next.release();
  });
});

describe("an account that asks to be left alone", () => {
  it("is left alone by all, those included that come later", async () => {
    const [one] = await stage.startLoaded(2);
    one?.budget.pause(2_000);
    const paused = performance.now();
    const third = await stage.start({ instances: 2 });
    third.load();
    await until(() => stage.instances.every(({ times }) => between(times, paused + 1_900, Infinity) > 0));
    // A call may have had leave when it was said.
    expect(between(stage.times, paused + 100, paused + 1_990)).toBe(0);
    expect(fullestSecond(stage.times)).toBeLessThanOrEqual(10);
  });
});
