import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { between, BudgetStage, SETTLED_MS } from "./budgetStage.js";
import { fullestSecond } from "./instances.js";
import { until } from "./until.js";
import { startRedis, type RedisServer } from "./redisServer.js";

// What several instances may call together while Redis is gone, hangs, or has forgotten.

let redis: RedisServer;
let stage: BudgetStage;

beforeEach(async () => {
  redis = await startRedis();
  stage = new BudgetStage(redis);
});

afterEach(async () => {
  await stage.close();
  await redis.close();
});

describe("while Redis is gone", () => {
  it("each goes on with its share once it is sure, and with all of it when Redis is back, empty", async () => {
    const rate = 9;
    const instances = await stage.startLoaded(3, { rate });
    await redis.kill();
    await sleep(SETTLED_MS);
    const alone = performance.now();
    await sleep(3_000);
    const back = performance.now();
    for (const { times } of instances) expect(between(times, alone, back)).toBeGreaterThanOrEqual(6);
    await redis.restart();
    await sleep(SETTLED_MS);
    const again = performance.now();
    await sleep(3_000);
    expect(between(stage.times, again, again + 3_000)).toBeGreaterThanOrEqual(2 * rate);
    expect(fullestSecond(stage.times)).toBeLessThanOrEqual(rate);
    expect(instances.flatMap(({ refusals }) => refusals)).toEqual([]);
  });

  it.each([700, 8_000])("holds while Redis hangs for %d ms and then does what it was asked for", async (ms) => {
    const rate = 8;
    await stage.startLoaded(2, { rate });
    await sleep(500);
    redis.freeze();
    await sleep(ms);
    redis.thaw();
    const thawed = performance.now();
    await sleep(SETTLED_MS);
    expect(fullestSecond(stage.times)).toBeLessThanOrEqual(rate);
    expect(between(stage.times, thawed + 2_000, thawed + SETTLED_MS)).toBeGreaterThanOrEqual(2 * rate);
  });

  it("holds when everything is deleted, again and again", async () => {
    const rate = 8;
    await stage.startLoaded(2, { rate });
    const client = redis.client();
    for (let i = 0; i < 3; i += 1) {
      await sleep(1_000 + 137 * i);
      await client.flushall();
    }
    const last = performance.now();
    await sleep(SETTLED_MS);
    expect(fullestSecond(stage.times)).toBeLessThanOrEqual(rate);
    expect(between(stage.times, last + 4_000, last + SETTLED_MS)).toBeGreaterThanOrEqual(rate);
  });

  it.each(["everything", "the budget alone"])("what was called right before is not forgotten with %s", async (what) => {
    const rate = 8;
    const [one, other] = await stage.startMany(2, { rate });
    await one?.call(rate);
    const client = redis.client();
    if (what === "everything") await client.flushall();
    else expect(await client.del(stage.keyspace.plain("budget"))).toBe(1);
    other?.load();
    await until(() => (other?.times.length ?? 0) >= rate);
    expect(fullestSecond(stage.times)).toBeLessThanOrEqual(rate);
  });

  it("a full Redis still keeps count", async () => {
    const [only] = await stage.startMany(1);
    only?.load();
    await until(() => (only?.times.length ?? 0) > 0);
    await redis.client().config("SET", "maxmemory", "1");
    // Leave comes ten at a time, each second: those that have begun are let by.
    await sleep(500);
    const known = only?.times.length ?? 0;
    await until(() => (only?.times.length ?? 0) > known);
    const from = only?.times[known] ?? 0;
    await sleep(from + 3_000 - performance.now());
    expect(between(only?.times ?? [], from, from + 3_000)).toBeGreaterThanOrEqual(25);
    expect(fullestSecond(only?.times ?? [])).toBeLessThanOrEqual(10);
  });

  it("calls are refused, not kept waiting, where there are more instances than calls in a second", async () => {
    const instance = await stage.start({ rate: 2, instances: 3 });
    await redis.kill();
    instance.load(2);
    await until(() => instance.refusals.length > 0);
    expect(instance.refusals[0]).toMatch(/rate cannot be kept to for now/);
    expect(instance.times).toEqual([]);
    await redis.restart();
    await until(() => instance.times.length > 0);
  });

  it("an instance that starts without Redis begins with its share, and joins when Redis comes", async () => {
    await redis.kill();
    await stage.startLoaded(2, { rate: 8 });
    await sleep(1_500);
    await redis.restart();
    const back = performance.now();
    await sleep(SETTLED_MS);
    expect(fullestSecond(stage.times)).toBeLessThanOrEqual(8);
    expect(between(stage.times, back + 4_500, back + SETTLED_MS)).toBeGreaterThanOrEqual(8);
  });

  it("more than were said to be is told, and shares are made of the larger number", async () => {
    const rate = 9;
    const instances = await Promise.all([1, 2, 3].map(() => stage.start({ rate, instances: 2 })));
    await until(() => instances.every(({ crowds }) => crowds.length > 0));
    expect(instances.map(({ crowds }) => crowds)).toEqual([[3], [3], [3]]);
    for (const instance of instances) instance.load();
    await stage.untilCalled();
    await redis.kill();
    const killed = performance.now();
    await sleep(SETTLED_MS + 2_000);
    for (const { times } of instances) {
      expect(between(times, killed + SETTLED_MS, killed + SETTLED_MS + 2_000)).toBeGreaterThan(0);
    }
    expect(fullestSecond(stage.times)).toBeLessThanOrEqual(rate);
  });

  it("holds whatever happens, in whatever order", async () => {
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
    expect(fullestSecond(stage.times)).toBeLessThanOrEqual(rate);
    expect(between(stage.times, over + 4_500, over + SETTLED_MS)).toBeGreaterThanOrEqual(rate);
  });
});

describe("one of more than were said to be is cut off, while the others go on with Redis", () => {
  it.each([
    { running: 3, instances: 2 },
    { running: 2, instances: 1 },
  ])("$running of $instances keep to the rate together", async ({ running, instances }) => {
    const rate = 6;
    const { way, url } = await stage.wayToRedis();
    const far = await stage.start({ rate, instances, url });
    const others = await stage.startMany(running - 1, { rate, instances });
    for (const instance of [far, ...others]) instance.load();
    await stage.untilCalled();
    await until(() => stage.instances.every(({ crowds }) => crowds.includes(running)));
    way.cut();
    const cut = performance.now();
    await sleep(SETTLED_MS + 3_500);
    expect(fullestSecond(stage.times)).toBeLessThanOrEqual(rate);
    const share = Math.floor(rate / running);
    const [from, to] = [cut + SETTLED_MS, cut + SETTLED_MS + 3_000];
    expect(between(far.times, from, to)).toBeGreaterThanOrEqual(2 * share);
    const left = others.reduce((sum, { times }) => sum + between(times, from, to), 0);
    expect(left).toBeGreaterThanOrEqual(2 * (rate - share));
  });

  it("the others have the whole rate again when it was not seen for two minutes", async () => {
    const rate = 6;
    let offMs = 0;
    const now = (): number => performance.now() + offMs;
    const { way, url } = await stage.wayToRedis();
    await stage.start({ rate, url });
    const stays = await stage.start({ rate, now });
    await until(() => stays.crowds.includes(2));
    way.cut();
    stays.load();
    await until(() => stays.times.length > 0);
    await sleep(3_000);
    const [from, to] = [performance.now() - 2_000, performance.now()];
    expect(between(stays.times, from, to)).toBeLessThanOrEqual(rate + 1);
    offMs = 121_000;
    await sleep(2_000);
    const later = performance.now();
    await sleep(3_000);
    expect(between(stays.times, later, later + 3_000)).toBeGreaterThanOrEqual(2.5 * rate);
  });
});

describe("an account that asks to be left alone", () => {
  it("is left alone by all though Redis is full", async () => {
    const [one, other] = await stage.startMany(2);
    if (one === undefined || other === undefined) throw new Error("there are two");
    await Promise.all([one.call(1), other.call(1)]);
    await redis.client().config("SET", "maxmemory", "1");
    one.budget.pause(3_000);
    const paused = performance.now();
    await sleep(200);
    other.load();
    await until(() => between(other.times, paused, Infinity) > 0);
    expect(between(other.times, paused, paused + 2_900)).toBe(0);
  });

  it("is left alone by all as soon as the instance that was asked finds Redis again", async () => {
    const { way, url } = await stage.wayToRedis();
    const near = await stage.start({ instances: 2 });
    const far = await stage.start({ instances: 2, url });
    await Promise.all([near.call(1), far.call(1)]);
    near.load();
    way.cut();
    const paused = performance.now();
    far.budget.pause(7_000);
    await sleep(300);
    way.mend();
    await until(() => between(near.times, paused + 6_900, Infinity) > 0);
    expect(between(near.times, paused + 4_000, paused + 6_900)).toBe(0);
  });
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
