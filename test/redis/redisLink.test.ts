import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { RedisLink, RedisUnavailable } from "../../src/redis/redisLink.js";
import { script } from "../../src/redis/script.js";
import { startRedis, type RedisServer } from "./redisServer.js";

const ECHO = script("return ARGV[1]");
const NOW = script("return string.format('%.0f', now())");
const BIRTH_KEY = "amoql:{test}:birth";

let redis: RedisServer;
const links: RedisLink[] = [];

beforeEach(async () => {
  redis = await startRedis();
});

afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.close()));
  await redis.close();
});

/** A link, and the states it told of. */
async function connect(): Promise<{ link: RedisLink; states: string[] }> {
  const states: string[] = [];
  const link = new RedisLink({
    url: redis.url,
    birthKey: BIRTH_KEY,
    onState: (isUp, reason) => states.push(isUp ? "up" : `down ${String(reason)}`),
  });
  links.push(link);
  await link.settled();
  return { link, states };
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe("the way to Redis", () => {
  it("runs scripts, those that Redis does not know yet included", async () => {
    const { link, states } = await connect();
    expect(await link.run(ECHO, [], ["hello"])).toBe("hello");
    expect(await link.run(ECHO, [], ["again"])).toBe("again");
    expect(Number(await link.run(NOW, []))).toBeGreaterThan(1_700_000_000_000);
    expect(states).toEqual(["up"]);
  });

  it("tells that there is no Redis, and finds it when it comes", async () => {
    await redis.kill();
    const { link, states } = await connect();
    expect(link.isUp).toBe(false);
    await expect(link.run(ECHO, [], ["x"])).rejects.toThrow(RedisUnavailable);
    await redis.restart();
    await until(() => link.isUp);
    expect(await link.run(ECHO, [], ["x"])).toBe("x");
    expect(states).toEqual(["down ECONNREFUSED", "up"]);
  });

  it("fails at once while Redis hangs, and goes on when it answers again", async () => {
    const { link } = await connect();
    redis.freeze();
    await expect(link.run(ECHO, [], ["x"])).rejects.toThrow(RedisUnavailable);
    expect(link.isUp).toBe(false);
    const startedAt = performance.now();
    await expect(link.run(ECHO, [], ["x"])).rejects.toThrow(RedisUnavailable);
    expect(performance.now() - startedAt).toBeLessThan(100);
    redis.thaw();
    await until(() => link.isUp);
    expect(await link.run(ECHO, [], ["x"])).toBe("x");
  });

  it("throws what is wrong with a script as it is", async () => {
    const { link } = await connect();
    await expect(link.run(script("return redis.call('NONSENSE')"), [])).rejects.not.toBeInstanceOf(RedisUnavailable);
    expect(link.isUp).toBe(true);
  });

  it("a full Redis refuses, and is not taken for one that is gone", async () => {
    const { link } = await connect();
    await redis.client().config("SET", "maxmemory", "1");
    await expect(link.run(script("return redis.call('SET', KEYS[1], ARGV[1])"), ["k"], ["v"])).rejects.toThrow(
      RedisUnavailable,
    );
    expect(link.isUp).toBe(true);
    expect(await link.run(ECHO, [], ["x"])).toBe("x");
  });
});

describe("what was kept and may be lost", () => {
  const since = async (): Promise<number> => Number(await redis.client().hget(BIRTH_KEY, "since"));
  const redisNow = async (): Promise<number> => Number((await redis.client().time())[0]) * 1_000;

  it("counts from the first time that anybody asked", async () => {
    await connect();
    const first = await since();
    await connect();
    expect(await since()).toBe(first);
  });

  it("counts from the moment when somebody finds it gone, whoever that is", async () => {
    const { link } = await connect();
    const before = await since();
    await redis.client().flushall();
    await link.greetAgain();
    const after = await since();
    expect(after).toBeGreaterThan(before);
    await redis.client().flushall();
    await connect();
    expect(await since()).toBeGreaterThan(after);
  });

  it("counts from the return of Redis after a restart, whoever comes first", async () => {
    const { link } = await connect();
    await redis.kill();
    await until(() => !link.isUp);
    await redis.restart();
    const startedAt = await redisNow();
    await until(() => link.isUp);
    await connect();
    expect(await since()).toBeGreaterThanOrEqual(startedAt);
  });
});
