import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { between, BudgetStage, SETTLED_MS } from "./budgetStage.js";
import { fullestSecond, until } from "./instances.js";
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
    const from = performance.now();
    await sleep(3_000);
    expect(between(only?.times ?? [], from, from + 3_000)).toBeGreaterThanOrEqual(20);
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
