import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import { onStage, SETTLED_MS, type BudgetInstance } from "./budgetStage.js";
import { between, fullestSecond, untilUsed } from "./callTimes.js";
import { until } from "./until.js";

// What several instances may call together while Redis is gone, hangs, or has forgotten.

describe("while Redis is gone", () => {
  it.concurrent("holds whatever happens, in whatever order", () =>
    onStage(async (stage, redis) => {
      const rate = 9;
      const ways = await Promise.all([1, 2, 3].map(() => stage.wayToRedis()));
      for (const { url } of ways) (await stage.start({ rate, instances: 3, url })).load();
      await stage.untilCalled();
      const random = mulberry32(Number(process.env["SEED"] ?? 1));
      const events: (() => unknown)[] = [
        ...ways.flatMap(({ way }) => [() => way.cut(), () => way.stall(), () => way.mend(), () => way.mend()]),
        () => redis.freeze(),
        () => redis.thaw(),
        () => redis.thaw(),
        () => {
          redis.thaw();
          return redis.client().flushall();
        },
        () => redis.kill().then(() => redis.restart()),
      ];
      for (let i = 0; i < 24; i += 1) {
        await sleep(random() ** 2 * 3_000);
        await events[Math.floor(random() * events.length)]?.();
      }
      for (const { way } of ways) way.mend();
      redis.thaw();
      const over = performance.now();
      await sleep(SETTLED_MS);
      await untilUsed(stage, { from: over + 4_500, seconds: 2, calls: rate });
      expect(fullestSecond(stage.times)).toBeLessThanOrEqual(rate);
    }),
  );

  it.concurrent("each goes on with its share once it is sure, and with all of it when Redis is back, empty", () =>
    onStage(async (stage, redis) => {
      const rate = 9;
      const instances = await stage.startLoaded(3, { rate });
      await redis.kill();
      const alone = performance.now() + SETTLED_MS;
      await sleep(SETTLED_MS + 3_000);
      for (const one of instances) await untilUsed(one, { from: alone, seconds: 3, calls: 6 });
      await redis.restart();
      const again = performance.now() + SETTLED_MS;
      await sleep(SETTLED_MS + 3_000);
      await untilUsed(stage, { from: again, seconds: 3, calls: 2 * rate });
      expect(fullestSecond(stage.times)).toBeLessThanOrEqual(rate);
      expect(instances.flatMap(({ refusals }) => refusals)).toEqual([]);
    }),
  );

  it.concurrent.each([8_000, 700])("holds while Redis hangs for %d ms and then does what it was asked for", (ms) =>
    onStage(async (stage, redis) => {
      const rate = 8;
      await stage.startLoaded(2, { rate });
      await sleep(500);
      redis.freeze();
      await sleep(ms);
      redis.thaw();
      const thawed = performance.now();
      await sleep(SETTLED_MS);
      await untilUsed(stage, { from: thawed + 2_000, seconds: 4.5, calls: 2 * rate });
      expect(fullestSecond(stage.times)).toBeLessThanOrEqual(rate);
    }),
  );

  it.concurrent("holds when everything is deleted, again and again", () =>
    onStage(async (stage, redis) => {
      const rate = 8;
      await stage.startLoaded(2, { rate });
      const client = redis.client();
      for (let i = 0; i < 3; i += 1) {
        await sleep(1_000 + 137 * i);
        await client.flushall();
      }
      const last = performance.now();
      await sleep(SETTLED_MS);
      await untilUsed(stage, { from: last + 4_000, seconds: 2.5, calls: rate });
      expect(fullestSecond(stage.times)).toBeLessThanOrEqual(rate);
    }),
  );

  it.concurrent.each(["everything", "the budget alone"])(
    "what was called right before is not forgotten with %s",
    (what) =>
      onStage(async (stage, redis) => {
        const rate = 8;
        const [one, other] = (await stage.startMany(2, { rate })) as [BudgetInstance, BudgetInstance];
        await one.call(rate);
        const client = redis.client();
        if (what === "everything") await client.flushall();
        else expect(await client.del(stage.keyspace.plain("budget"))).toBe(1);
        other.load();
        await until(() => other.times.length >= rate);
        expect(fullestSecond(stage.times)).toBeLessThanOrEqual(rate);
      }),
  );

  it.concurrent("a full Redis still keeps count", () =>
    onStage(async (stage, redis) => {
      const only = await stage.start();
      only.load();
      await stage.untilCalled();
      await redis.client().config("SET", "maxmemory", "1");
      const full = performance.now();
      await untilUsed(only, { from: full, seconds: 3, calls: 25 });
      expect(fullestSecond(only.times)).toBeLessThanOrEqual(10);
    }),
  );

  it.concurrent("calls are refused, not kept waiting, where there are more instances than calls in a second", () =>
    onStage(async (stage, redis) => {
      const instance = await stage.start({ rate: 2, instances: 3 });
      await redis.kill();
      instance.load(2);
      await until(() => instance.refusals.length > 0);
      expect(instance.refusals[0]).toMatch(/rate cannot be kept to for now/);
      expect(instance.times).toEqual([]);
      await redis.restart();
      await until(() => instance.times.length > 0);
    }),
  );

  it.concurrent("an instance that starts without Redis begins with its share, and joins when Redis comes", () =>
    onStage(async (stage, redis) => {
      await redis.kill();
      await stage.startLoaded(2, { rate: 8 });
      await sleep(1_500);
      await redis.restart();
      const back = performance.now();
      await sleep(SETTLED_MS);
      await untilUsed(stage, { from: back + 4_500, seconds: 2, calls: 8 });
      expect(fullestSecond(stage.times)).toBeLessThanOrEqual(8);
    }),
  );

  it.concurrent("more than were said to be is told, and shares are made of the larger number", () =>
    onStage(async (stage, redis) => {
      const rate = 9;
      const instances = await Promise.all([1, 2, 3].map(() => stage.start({ rate, instances: 2 })));
      await until(() => instances.every(({ crowds }) => crowds.length > 0));
      expect(instances.map(({ crowds }) => crowds)).toEqual([[3], [3], [3]]);
      for (const instance of instances) instance.load();
      await stage.untilCalled();
      await redis.kill();
      const alone = performance.now() + SETTLED_MS;
      await sleep(SETTLED_MS + 2_000);
      for (const one of instances) await untilUsed(one, { from: alone, seconds: 2, calls: 1 });
      expect(fullestSecond(stage.times)).toBeLessThanOrEqual(rate);
    }),
  );
});

describe("one of more than were said to be is cut off, while the others go on with Redis", () => {
  it.concurrent.each([
    { running: 3, instances: 2 },
    { running: 2, instances: 1 },
  ])("$running of $instances keep to the rate together", ({ running, instances }) =>
    onStage(async (stage) => {
      const rate = 6;
      const { way, url } = await stage.wayToRedis();
      const far = await stage.start({ rate, instances, url });
      const others = await stage.startMany(running - 1, { rate, instances });
      for (const instance of [far, ...others]) instance.load();
      await stage.untilCalled();
      await until(() => stage.instances.every(({ crowds }) => crowds.includes(running)));
      way.cut();
      const settled = performance.now() + SETTLED_MS;
      await sleep(SETTLED_MS + 3_500);
      const share = Math.floor(rate / running);
      await untilUsed(far, { from: settled, seconds: 3, calls: 2 * share });
      const left = {
        get times() {
          return others.flatMap(({ times }) => times);
        },
      };
      await untilUsed(left, { from: settled, seconds: 3, calls: 2 * (rate - share) });
      expect(fullestSecond(stage.times)).toBeLessThanOrEqual(rate);
    }),
  );

  it.concurrent("the others have the whole rate again when it was not seen for two minutes", () =>
    onStage(async (stage) => {
      const rate = 6;
      let offMs = 0;
      const now = (): number => performance.now() + offMs;
      const { way, url } = await stage.wayToRedis();
      await stage.start({ rate, url });
      const stays = await stage.start({ rate, now });
      await until(() => stays.crowds.includes(2));
      way.cut();
      const settled = performance.now() + SETTLED_MS;
      stays.load();
      await sleep(SETTLED_MS + 2_000);
      await untilUsed(stays, { from: settled, seconds: 2, calls: rate / 2 });
      expect(between(stays.times, settled, settled + 2_000)).toBeLessThanOrEqual(rate + 1);
      offMs = 121_000;
      await sleep(2_000);
      await untilUsed(stays, { from: performance.now(), seconds: 3, calls: 2.5 * rate });
      expect(fullestSecond(stage.times)).toBeLessThanOrEqual(rate);
    }),
  );
});

describe("an account that asks to be left alone", () => {
  it.concurrent("is left alone by all though Redis is full", () =>
    onStage(async (stage, redis) => {
      const [one, other] = (await stage.startMany(2)) as [BudgetInstance, BudgetInstance];
      await Promise.all([one.call(1), other.call(1)]);
      await redis.client().config("SET", "maxmemory", "1");
      const paused = performance.now();
      one.budget.pause(3_000);
      await stage.untilPaused();
      other.load();
      await until(() => between(other.times, paused, Infinity) > 0);
      expect(between(other.times, paused, paused + 2_900)).toBe(0);
    }),
  );

  it.concurrent("is left alone by all as soon as the instance that was asked finds Redis again", () =>
    onStage(async (stage) => {
      const { way, url } = await stage.wayToRedis();
      const near = await stage.start({ instances: 2 });
      const far = await stage.start({ instances: 2, url });
      await Promise.all([near.call(1), far.call(1)]);
      near.load();
      way.cut();
      const paused = performance.now();
      far.budget.pause(9_000);
      await sleep(300);
      way.mend();
      const told = await stage.untilPaused();
      await until(() => between(near.times, paused + 8_900, Infinity) > 0);
      // A call may have had leave when Redis was told.
      expect(between(near.times, told + 100, paused + 8_900)).toBe(0);
    }),
  );
});

/** Numbers from 0 up to 1 that are the same for the same seed. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
