import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { CacheStage, keep, textsOf, type CacheInstance } from "./cacheStage.js";
import { until } from "./until.js";

// What gateways keep for each other in Redis, and when it is told.

let stage: CacheStage;
let one: CacheInstance;
let other: CacheInstance;

beforeEach(async () => {
  stage = await CacheStage.start();
  [one, other] = [await stage.instance(), await stage.instance()];
});

afterEach(() => stage.close());

const nothing = () => Promise.resolve();

/** Something that waits until it is told to go on. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe("what one gateway read", () => {
  it("is told by all, with dates, absent fields and all", async () => {
    const value = { name: "Анна", at: new Date(0), empty: null, list: [{ id: "1" }], nothing: undefined };
    const shelf = one.cache.shelf<typeof value>();
    await (await shelf.look(["1"])).keep([{ key: "1", value, tags: ["contact:1"] }]);
    for (const { cache } of [one, other]) {
      const [answer] = (await cache.shelf<typeof value>().look(["1"])).answers;
      expect(answer?.value).toStrictEqual(value);
    }
  });

  it("costs one operation to look for, however much it is, and one to keep", async () => {
    const keys = Array.from({ length: 100 }, (_, index) => String(index + 1));
    one.operations();
    const { answers, keep: keepAll } = await one.shelf.look(keys);
    expect(answers).toEqual(keys.map(() => undefined));
    await keepAll(keys.map((key) => ({ key, value: { text: `read ${key}` }, tags: [`contact:${key}`] as const })));
    expect(one.operations()).toBe(2);
    expect(await textsOf(other.shelf, ...keys, "no")).toEqual([...keys.map((key) => `read ${key}`), null]);
    await one.cache.change(["contact:1"], nothing);
    expect(one.operations()).toBe(2);
  });

  it("is as old as its read, whichever clock, and ends with its time", async () => {
    const [short, long] = [await stage.instance({ ttlMs: 2_000 }), await stage.instance({ ttlMs: 60_000 })];
    const beganAt = performance.now();
    const { keep: keepLate } = await long.shelf.look([]);
    await sleep(300);
    await keepLate([{ key: "1", value: { text: "a" }, tags: ["records"] }]);
    const ageOf = async ({ shelf }: CacheInstance) => (await shelf.look(["1"])).answers[0]?.ageMs;
    const age = (await ageOf(short)) ?? 0;
    expect(age).toBeGreaterThanOrEqual(298);
    expect(age).toBeLessThanOrEqual(performance.now() - beganAt + 2);
    await until(async () => (await ageOf(short)) === undefined);
    expect(performance.now() - beganAt).toBeGreaterThanOrEqual(1_998);
    expect(await ageOf(long)).toBeGreaterThanOrEqual(1_998);
    for (const key of await stage.redis.client().keys("*read:*")) {
      expect(await stage.redis.client().pttl(key)).toBeLessThanOrEqual(60_000 - 1_998);
    }
  });

  it("is not kept when its read took longer than it may be told", async () => {
    const quick = await stage.instance({ ttlMs: 50 });
    const { keep: keepLate } = await quick.shelf.look([]);
    await sleep(60);
    await keepLate([{ key: "1", value: { text: "a" }, tags: ["records"] }]);
    expect(await textsOf(other.shelf, "1")).toEqual([null]);
  });

  it("stays when it is read again: the later read may have shared its call", async () => {
    const elder = await one.shelf.look([]);
    await sleep(50);
    await elder.keep([{ key: "1", value: { text: "a" }, tags: ["records"] }]);
    await keep(other.shelf, "1", "a");
    expect((await other.shelf.look(["1"])).answers[0]?.ageMs).toBeGreaterThanOrEqual(48);
  });

  it("cannot be changed", async () => {
    await keep(one.shelf, "1", "a");
    const [answer] = (await other.shelf.look(["1"])).answers;
    expect(() => Object.assign(answer?.value ?? {}, { text: "b" })).toThrow(TypeError);
  });

  it("is not kept when it is very large, nor told when all of it together is", async () => {
    const keys = Array.from({ length: 8 }, (_, index) => String(index + 1));
    for (const key of keys) await keep(one.shelf, key, "x".repeat(700_000));
    await keep(one.shelf, "giant", "x".repeat(1_000_000));
    expect(await textsOf(other.shelf, "giant")).toEqual([null]);
    expect((await textsOf(other.shelf, "8")).map((text) => text?.length)).toEqual([700_000]);
    const told = (await textsOf(other.shelf, ...keys)).map((text) => text !== null);
    expect(told).toEqual([true, true, true, true, false, false, false, false]);
  });

  it("tells those who look into Redis nothing, and ends by itself", async () => {
    await keep(one.shelf, JSON.stringify(["anna@example.com", "contact_search", "Ада"]), "Countess Lovelace", [
      "contact:17",
    ]);
    await one.cache.change(["contact:18", "contacts"], nothing);
    await one.writes.current();
    const client = stage.redis.client();
    const dump = await stage.dump();
    expect(dump.size).toBe(4);
    for (const [key, value] of dump) {
      expect(key + value).not.toMatch(/anna|example|contact_search|Ада|Countess|acme/);
      if (!key.endsWith("birth")) expect(await client.pttl(key)).toBeGreaterThan(0);
    }
    const [answer = ""] = await client.keys("*read:*");
    const sealed = (await client.hgetBuffer(answer, "value"))?.toString() ?? "";
    expect(Buffer.from(sealed, "base64").toString("latin1")).not.toMatch(/text|Countess/);
  });

  it("is no business of gateways of another format or secret, but what they write is", async () => {
    const newer = await stage.instance({ format: "2", secret: "another secret" });
    await keep(one.shelf, "1", "a");
    expect(await textsOf(newer.shelf, "1")).toEqual([null]);
    await keep(newer.shelf, "1", "b");
    expect(await textsOf(one.shelf, "1")).toEqual(["a"]);
    await newer.cache.change(["contact:1"], nothing);
    expect(await textsOf(one.shelf, "1")).toEqual([null]);
    expect(await textsOf(newer.shelf, "1")).toEqual([null]);
  });

  it("is not told when it was changed in Redis, or put in another's place", async () => {
    await keep(one.shelf, "1", "a");
    await keep(one.shelf, "2", "b");
    const client = stage.redis.client();
    const [first = "", second = ""] = await client.keys("*read:*");
    await client.copy(first, second, "REPLACE");
    const texts = await textsOf(other.shelf, "1", "2");
    expect(texts.filter((text) => text === null)).toHaveLength(1);
    await client.hset(first, "value", "xx");
    expect((await textsOf(other.shelf, "1", "2")).filter((text) => text === null)).toHaveLength(2);
  });
});

describe("a write on one gateway", () => {
  it("outdates what has one of its tags, on all of them, and nothing else", async () => {
    for (const key of ["1", "2"]) await keep(one.shelf, key, "before");
    await other.cache.change(["contact:1", "contacts"], nothing);
    expect(await textsOf(one.shelf, "1", "2")).toEqual([null, "before"]);
    await keep(one.shelf, "1", "after");
    expect(await textsOf(other.shelf, "1", "2")).toEqual(["after", "before"]);
    await one.cache.change(["records"], nothing);
    expect(await textsOf(other.shelf, "1", "2")).toEqual([null, null]);
  });

  it("is told to the others also by one that keeps nothing itself, and asks for nothing", async () => {
    const without = await stage.instance({ ttlMs: 0 });
    await keep(one.shelf, "1", "before");
    without.operations();
    await keep(without.shelf, "2", "nothing");
    expect(await textsOf(without.shelf, "1", "2")).toEqual([null, null]);
    expect(without.operations()).toBe(0);
    await without.cache.change(["contact:1"], nothing);
    expect(await textsOf(one.shelf, "1", "2")).toEqual([null, null]);
  });

  it("outdates what is read while it begins, or while it is over", async () => {
    const { opened, open } = gate();
    const before = await one.shelf.look([]);
    const begun = gate();
    const write = other.cache.change(["contact:1"], () => {
      begun.open();
      return opened;
    });
    await begun.opened;
    await before.keep([{ key: "1", value: { text: "before" }, tags: ["contact:1"] }]);
    expect(await textsOf(one.shelf, "1")).toEqual([null]);
    const during = await one.shelf.look([]);
    await keep(one.shelf, "1", "during", ["contact:1"]);
    expect(await textsOf(one.shelf, "1")).toEqual([null]);
    open();
    await write;
    await during.keep([{ key: "1", value: { text: "during" }, tags: ["contact:1"] }]);
    expect(await textsOf(one.shelf, "1")).toEqual([null]);
    expect(await stage.redis.client().keys("*read:*")).toEqual([]);
    await keep(one.shelf, "1", "after", ["contact:1"]);
    expect(await textsOf(other.shelf, "1")).toEqual(["after"]);
  });

  it("keeps what it touches out until it is over, though another one is over before", async () => {
    const [first, second] = [gate(), gate()];
    const writes = [
      one.cache.change(["contact:1", "contact:1"], () => first.opened),
      other.cache.change(["contact:1"], () => second.opened),
    ];
    await sleep(50);
    first.open();
    await writes[0];
    await keep(one.shelf, "1", "during");
    expect(await textsOf(one.shelf, "1")).toEqual([null]);
    second.open();
    await writes[1];
    await keep(one.shelf, "1", "after");
    expect(await textsOf(other.shelf, "1")).toEqual(["after"]);
  });

  it("is over however it ends", async () => {
    await keep(one.shelf, "1", "before");
    await expect(other.cache.change(["contact:1"], () => Promise.reject(new Error("broken")))).rejects.toThrow(
      "broken",
    );
    expect(await textsOf(one.shelf, "1")).toEqual([null]);
    await keep(one.shelf, "1", "after");
    expect(await textsOf(one.shelf, "1")).toEqual(["after"]);
  });

  it("that dies with its gateway keeps what it touches out until it is surely over", async () => {
    const [mortal, network] = await stage.farInstance({ writeMs: 600 });
    await keep(one.shelf, "1", "before");
    const diedAt = performance.now();
    const { opened, open } = gate();
    const write = mortal.cache.change(["contact:1"], () => opened);
    await until(async () => (await textsOf(one.shelf, "1"))[0] === null);
    network.cut();
    const during = await one.shelf.look([]);
    await until(async () => {
      await keep(one.shelf, "1", "after");
      return (await textsOf(one.shelf, "1"))[0] === "after";
    });
    expect(performance.now() - diedAt).toBeGreaterThanOrEqual(598);
    await stage.redis.client().del(await stage.redis.client().keys("*read:*"));
    await during.keep([{ key: "1", value: { text: "during" }, tags: ["contact:1"] }]);
    expect(await textsOf(one.shelf, "1")).toEqual([null]);
    open();
    await write;
  });

  it("that takes longer than it may is over when it is over, and does not end another's", async () => {
    const slow = await stage.instance({ writeMs: 100 });
    const [first, second] = [gate(), gate()];
    const late = slow.cache.change(["contact:1"], () => first.opened);
    await sleep(150);
    await keep(one.shelf, "1", "before");
    const write = one.cache.change(["contact:1"], () => second.opened);
    await until(async () => (await textsOf(one.shelf, "1"))[0] === null);
    first.open();
    await late;
    await keep(one.shelf, "1", "during");
    expect(await textsOf(one.shelf, "1")).toEqual([null]);
    second.open();
    await write;
  });

  it("to more records than can be remembered makes all be forgotten", async () => {
    const before = await one.shelf.look([]);
    await keep(one.shelf, "never written", "before", ["catalogs"]);
    const { opened, open } = gate();
    const write = one.cache.change(["contact:99"], () => opened);
    for (let round = 0; round < 11; round += 1) {
      const tags = Array.from({ length: 1_000 }, (_, index) => `deal:${round * 1_000 + index}` as const);
      await other.cache.change(tags, nothing);
    }
    expect(await textsOf(one.shelf, "never written")).toEqual([null]);
    await before.keep([{ key: "never written", value: { text: "before" }, tags: ["catalogs"] }]);
    expect(await textsOf(one.shelf, "never written")).toEqual([null]);
    const [writesKey = ""] = await stage.redis.client().keys("*:reads");
    expect(await stage.redis.client().hlen(writesKey)).toBeLessThan(10_000);
    await keep(one.shelf, "99", "during");
    expect(await textsOf(one.shelf, "99")).toEqual([null]);
    open();
    await write;
    await keep(one.shelf, "never written", "after", ["catalogs"]);
    expect(await textsOf(other.shelf, "never written")).toEqual(["after"]);
  });
});
