import { afterEach, describe, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { delayed } from "../faults/faults.js";
import { fullestSecond, untilUsed } from "./callTimes.js";
import { stage, type Instance, type Instances } from "./instances.js";
import { until } from "./until.js";

// How often the account is called by all instances together, counted in front of it.

const RATE = 6;
const ENV = { AMO_RATE: String(RATE), AMO_TIMEOUT_MS: "10000" };
const QUERIES = 12;
const SECONDS = 8;

let instances: Instances;

afterEach(() => instances.close());

const all = {
  /** When the account was called, sign-ins included, in milliseconds. */
  get times(): readonly number[] {
    return [...instances.account.calls, ...instances.account.signIns].map(({ at }) => at);
  },
};

/** Keeps as many different reads waiting as there are callers, until it is told to stop. */
function keepAsking(instance: Instance): { stop(): Promise<readonly string[]> } {
  let goesOn = true;
  const codes: string[] = [];
  const callers = Array.from({ length: QUERIES }, async (_, caller) => {
    for (let count = 0; goesOn; count += 1) {
      const search = `${instance.url} ${String(caller)} ${String(count)}`;
      const { errors = [] } = await instance.query(
        `query ($search: String) { contacts(first: 1, search: $search) { nodes { id } } }`,
        { search },
      );
      codes.push(...errors.map(({ extensions }) => extensions.code));
    }
  });
  return {
    async stop() {
      goesOn = false;
      await Promise.all(callers);
      return codes;
    },
  };
}

describe("the rate of an account", () => {
  it.each([1, 2, 4])("holds for %d instances together, and they use it", async (count) => {
    instances = await stage({ env: { ...ENV, AMO_CONCURRENCY: "4", INSTANCES: String(count) } });
    const gateways = await Promise.all(Array.from({ length: count }, () => instances.start()));
    instances.account.choose(() => delayed(30));
    const asking = gateways.map(keepAsking);
    // All are there, and none uses its share any more.
    await sleep(3_000);
    const from = performance.now();
    await sleep(SECONDS * 1_000);
    // A call counts until a second after its answer, so somewhat less than the rate arrives.
    await untilUsed(all, { from, seconds: SECONDS, calls: 0.8 * RATE * SECONDS });
    const codes = await Promise.all(asking.map((load) => load.stop()));

    expect(codes.flat()).toEqual([]);
    expect(fullestSecond(all.times)).toBeLessThanOrEqual(RATE);
    expect(instances.account.signIns).toHaveLength(1);
  });

  it("holds while Redis is killed and comes back empty under load, and calls go on meanwhile", async () => {
    const count = 3;
    instances = await stage({ env: { ...ENV, INSTANCES: String(count) } });
    const gateways = await Promise.all(Array.from({ length: count }, () => instances.start()));
    const asking = gateways.map(keepAsking);
    await sleep(3_000);
    await instances.redis.kill();
    const withoutRedis = performance.now();
    await sleep(8_000);
    // Each has its share once it is sure that nobody calls in its place.
    await untilUsed(all, { from: withoutRedis + 4_000, seconds: 4, calls: 0.6 * RATE * 4 });
    await instances.redis.restart();
    const backAt = performance.now();
    await sleep(8_000);
    await untilUsed(all, { from: backAt + 4_000, seconds: 4, calls: 0.6 * RATE * 4 });
    const codes = await Promise.all(asking.map((load) => load.stop()));

    expect(codes.flat()).toEqual([]);
    expect(fullestSecond(all.times)).toBeLessThanOrEqual(RATE);
  });

  it("holds while an instance is killed and started again", async () => {
    instances = await stage({ env: { ...ENV, INSTANCES: "2" } });
    const [stays, goes] = await Promise.all([instances.start(), instances.start()]);
    const asking = keepAsking(stays);
    const cutShort = keepAsking(goes)
      .stop()
      .catch(() => undefined);
    // They take turns: half of these are calls of the one that goes, and it has as many to make.
    await until(() => all.times.length >= QUERIES);
    await goes.kill();
    await cutShort;
    await sleep(3_000);
    const again = keepAsking(await instances.start());
    const from = performance.now();
    await sleep(4_000);
    await untilUsed(all, { from, seconds: 3, calls: 0.6 * RATE * 3 });
    await Promise.all([asking.stop(), again.stop()]);

    expect(fullestSecond(all.times)).toBeLessThanOrEqual(RATE);
  });

  it("holds while one instance hangs and wakes up", async () => {
    instances = await stage({ env: { ...ENV, INSTANCES: "2" } });
    const [stays, sleeps] = await Promise.all([instances.start(), instances.start()]);
    const asking = [keepAsking(stays), keepAsking(sleeps)];
    await until(() => all.times.length >= 2 * RATE);
    sleeps.freeze();
    await sleep(4_000);
    sleeps.thaw();
    const from = performance.now();
    await sleep(3_000);
    await untilUsed(all, { from, seconds: 2, calls: 0.6 * RATE * 2 });
    await Promise.all(asking.map((load) => load.stop()));

    expect(fullestSecond(all.times)).toBeLessThanOrEqual(RATE);
  });
});
