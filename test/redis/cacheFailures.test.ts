import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { CacheStage, keep, textsOf, type CacheInstance } from "./cacheStage.js";
import { until } from "./until.js";

// What is told of kept answers when Redis, or the way to it, is not what it was.

const SETTLING_MS = 1_500;

let stage: CacheStage;

beforeEach(async () => {
  stage = await CacheStage.start();
});

afterEach(() => stage.close());

const nothing = () => Promise.resolve();

/** Keeps an answer until it is told. */
async function untilKept({ shelf }: CacheInstance, key: string, text: string): Promise<void> {
  await until(async () => {
    await keep(shelf, key, text);
    return (await textsOf(shelf, key))[0] === text;
  });
}

const areUp = (...all: readonly CacheInstance[]) => until(() => all.every(({ link }) => link.isUp));

/** The least milliseconds of several times: the machine is not held up each time, but what waits does so each time. */
async function leastMs(work: () => Promise<unknown>): Promise<number> {
  const took: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const startedAt = performance.now();
    await work();
    took.push(performance.now() - startedAt);
  }
  return Math.min(...took);
}

describe("without Redis", () => {
  it("nothing is kept or told, nothing waits, and writes are made", async () => {
    const [one, other] = [await stage.instance(), await stage.instance()];
    await keep(one.shelf, "1", "before");
    await stage.redis.kill();
    await until(() => !one.link.isUp && !other.link.isUp);
    const tookMs = await leastMs(async () => {
      await keep(one.shelf, "1", "a");
      expect(await textsOf(one.shelf, "1")).toEqual([null]);
      expect(await one.cache.change(["contact:1"], () => Promise.resolve("made"))).toBe("made");
      expect(await one.writes.current()).toBeNull();
    });
    expect(tookMs).toBeLessThan(300);
  });

  it("that hangs, all goes on after the first wait", async () => {
    const one = await stage.instance();
    await keep(one.shelf, "1", "before");
    stage.redis.freeze();
    expect(await textsOf(one.shelf, "1")).toEqual([null]);
    expect(await leastMs(() => one.cache.change(["contact:1"], nothing))).toBeLessThan(300);
    stage.redis.thaw();
    await areUp(one);
    expect(await textsOf(one.shelf, "1")).toEqual([null]);
    await untilKept(one, "1", "after");
  });
});

describe("a Redis that comes back", () => {
  it("as it was: a write that it was not told of makes all be forgotten, on all gateways", async () => {
    const [near, [far, network]] = [await stage.instance(), await stage.farInstance()];
    await keep(near.shelf, "1", "before");
    const read = await near.shelf.look([]);
    network.cut();
    await until(() => !far.link.isUp);
    await far.cache.change(["contact:1"], nothing);
    expect(await textsOf(far.shelf, "1")).toEqual([null]);
    network.mend();
    await areUp(far);
    await until(async () => (await textsOf(near.shelf, "1"))[0] === null);
    await read.keep([{ key: "1", value: { text: "before" }, tags: ["contact:1"] }]);
    expect(await textsOf(far.shelf, "1")).toEqual([null]);
    await untilKept(far, "1", "after");
    expect(await textsOf(near.shelf, "1")).toEqual(["after"]);
  });

  it("as it was: the gateway that owes it a write does not believe it before that is told", async () => {
    const [near, [far, network]] = [await stage.instance(), await stage.farInstance()];
    for (let round = 0; round < 5; round += 1) {
      await untilKept(near, "1", `before ${round}`);
      network[round % 2 === 0 ? "cut" : "stall"]();
      await far.cache.change(["contact:1"], nothing);
      network.mend();
      for (let isUp = false; !isUp; isUp = far.link.isUp) {
        expect(await textsOf(far.shelf, "1")).toEqual([null]);
        await sleep(5);
      }
      expect(await textsOf(far.shelf, "1")).toEqual([null]);
      expect(await textsOf(near.shelf, "1")).toEqual([null]);
    }
  });

  it("as it was: a write whose end it was not told of was known all the time, and is over when that is told", async () => {
    const [near, [far, network]] = [await stage.instance(), await stage.farInstance()];
    await keep(near.shelf, "1", "before");
    await far.cache.change(["contact:1"], async () => {
      await keep(near.shelf, "1", "before");
      network.cut();
      await until(() => !far.link.isUp);
    });
    await keep(near.shelf, "1", "perhaps");
    expect(await textsOf(near.shelf, "1")).toEqual([null]);
    await keep(near.shelf, "2", "another");
    network.mend();
    await untilKept(near, "1", "after");
    expect(await textsOf(far.shelf, "1", "2")).toEqual(["after", "another"]);
  });

  it("as it was: a write that took longer than it may, whose end it was not told of, is made up for", async () => {
    const [near, [far, network]] = [await stage.instance(), await stage.farInstance({ writeMs: 50 })];
    await far.cache.change(["contact:1"], async () => {
      await untilKept(near, "1", "before");
      network.cut();
      await until(() => !far.link.isUp);
    });
    network.mend();
    await until(async () => (await textsOf(near.shelf, "1"))[0] === null);
    await untilKept(near, "1", "after");
  });

  it("and goes again in the middle of a write: what was made up for meanwhile is not all", async () => {
    const [near, [far, network]] = [await stage.instance(), await stage.farInstance()];
    network.cut();
    await until(() => !far.link.isUp);
    await far.cache.change(["contact:1"], async () => {
      network.mend();
      await until(async () => (await far.writes.current()) !== null);
      await untilKept(near, "1", "before");
      network.cut();
      await until(() => !far.link.isUp);
    });
    network.mend();
    await until(async () => (await textsOf(near.shelf, "1"))[0] === null);
    await untilKept(near, "1", "after");
  });

  it("as it was a while ago: what was kept then is not told, for it does not know what was written since", async () => {
    const [one, other] = [await stage.instance(), await stage.instance()];
    await keep(one.shelf, "1", "before");
    expect(await textsOf(other.shelf, "1")).toEqual(["before"]);
    const read = await one.shelf.look([]);
    await stage.redis.client().save();
    await one.cache.change(["contact:1"], nothing);
    await stage.redis.kill();
    await until(() => !one.link.isUp && !other.link.isUp);
    await stage.redis.restart();
    await areUp(one, other);
    expect((await stage.redis.client().keys("*read:*")).length).toBe(1);
    await read.keep([{ key: "1", value: { text: "before" }, tags: ["contact:1"] }]);
    expect(await textsOf(other.shelf, "1")).toEqual([null]);
    await read.keep([{ key: "1", value: { text: "before" }, tags: ["contact:1"] }]);
    expect(await textsOf(other.shelf, "1")).toEqual([null]);
    await untilKept(one, "1", "after");
  });

  it("empty: nothing is kept until all have had the time to tell what they owe it", async () => {
    const [early, late] = [
      await stage.instance({ settlingMs: SETTLING_MS }),
      await stage.instance({ settlingMs: SETTLING_MS }),
    ];
    await untilKept(early, "1", "before");
    await stage.redis.kill();
    await until(() => !early.link.isUp && !late.link.isUp);
    await stage.redis.restart();
    await areUp(early);
    const backAt = performance.now();
    await keep(early.shelf, "1", "before");
    expect(await textsOf(early.shelf, "1")).toEqual([null]);
    expect(await early.writes.current()).toBeNull();
    await untilKept(early, "1", "after");
    expect(await early.writes.current()).not.toBeNull();
    expect(performance.now() - backAt).toBeGreaterThan(SETTLING_MS - 250);
    expect(await textsOf(late.shelf, "1")).toEqual(["after"]);
  });

  it("emptied meanwhile: it is found out, and reads and writes go on", async () => {
    const [one, other] = [await stage.instance(), await stage.instance()];
    await keep(one.shelf, "1", "before");
    const read = await one.shelf.look([]);
    const name = await one.writes.current();
    await stage.redis.client().flushall();
    expect(await textsOf(other.shelf, "1")).toEqual([null]);
    await read.keep([{ key: "1", value: { text: "before" }, tags: ["contact:1"] }]);
    expect(await textsOf(other.shelf, "1")).toEqual([null]);
    expect(await other.writes.current()).not.toBe(name);
    await keep(one.shelf, "1", "after");
    expect(await textsOf(other.shelf, "1")).toEqual(["after"]);
    await stage.redis.client().flushall();
    await other.cache.change(["contact:1"], nothing);
    expect(await textsOf(one.shelf, "1")).toEqual([null]);
    await keep(one.shelf, "1", "after");
    expect(await textsOf(other.shelf, "1")).toEqual(["after"]);
  });

  it("without what is known of the writes: all is forgotten", async () => {
    const [one, other] = [await stage.instance(), await stage.instance()];
    await keep(one.shelf, "1", "before");
    const read = await one.shelf.look([]);
    const client = stage.redis.client();
    const name = await one.writes.current();
    await client.del(...(await client.keys("*:reads")), ...(await client.keys("*:writes")));
    expect(await textsOf(other.shelf, "1")).toEqual([null]);
    await read.keep([{ key: "1", value: { text: "before" }, tags: ["contact:1"] }]);
    expect(await textsOf(other.shelf, "1")).toEqual([null]);
    expect(await one.writes.current()).not.toBe(name);
  });
});

describe("a Redis that is full", () => {
  it("keeps nothing more, and is told of writes", async () => {
    const [one, other] = [await stage.instance(), await stage.instance()];
    await keep(one.shelf, "1", "before");
    await keep(one.shelf, "2", "before");
    const client = stage.redis.client();
    await client.config("SET", "maxmemory", "1");
    const name = await one.writes.current();
    await other.writes.add();
    expect(await one.writes.current()).not.toBe(name);
    await other.cache.change(["contact:1"], async () => {
      expect(await textsOf(one.shelf, "1", "2")).toEqual([null, "before"]);
      await keep(one.shelf, "1", "during");
    });
    expect(await textsOf(one.shelf, "1", "2")).toEqual([null, "before"]);
    await keep(one.shelf, "1", "after");
    expect(await textsOf(one.shelf, "1", "2")).toEqual([null, "before"]);
    await client.config("SET", "maxmemory", "0");
    await keep(one.shelf, "1", "after");
    expect(await textsOf(other.shelf, "1", "2")).toEqual(["after", "before"]);
  });

  it("and empty has no memory of its own to begin with, and nothing is told", async () => {
    const one = await stage.instance();
    const client = stage.redis.client();
    await client.config("SET", "maxmemory", "1");
    await one.cache.change(["contact:1"], nothing);
    await keep(one.shelf, "1", "a");
    expect(await textsOf(one.shelf, "1")).toEqual([null]);
    await client.config("SET", "maxmemory", "0");
    await untilKept(one, "1", "a");
  });
});
