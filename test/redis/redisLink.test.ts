import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { RedisLink, RedisUnavailable } from "../../src/redis/redisLink.js";
import { script } from "../../src/redis/script.js";
import { startRedis, type RedisServer } from "./redisServer.js";
import { startTcpProxy } from "./tcpProxy.js";
import { until } from "./until.js";

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
async function connect(
  url = redis.url,
): Promise<{ link: RedisLink; states: string[]; refusals: string[]; evictions: string[] }> {
  const states: string[] = [];
  const refusals: string[] = [];
  const evictions: string[] = [];
  const link = new RedisLink({
    url,
    birthKey: BIRTH_KEY,
    onState: (isUp, reason) => states.push(isUp ? "up" : `down ${String(reason)}`),
    onRefusal: (reason) => refusals.push(reason),
    onEviction: (policy) => evictions.push(policy),
  });
  links.push(link);
  await link.settled();
  return { link, states, refusals, evictions };
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
    // Whoever waits gives the event loop a turn.
    let hasTurned = false;
    setImmediate(() => (hasTurned = true));
    await expect(link.run(ECHO, [], ["x"])).rejects.toThrow(RedisUnavailable);
    expect(hasTurned).toBe(false);
    redis.thaw();
    await until(() => link.isUp);
    expect(await link.run(ECHO, [], ["x"])).toBe("x");
  });

  it("starts and comes back though connections are taken and never answered", async () => {
    const network = await startTcpProxy(redis.port);
    try {
      network.stall();
      const startedAt = performance.now();
      const { link, states } = await connect(`redis://127.0.0.1:${network.port}`);
      expect(performance.now() - startedAt).toBeLessThan(5_000);
      expect(states).toHaveLength(1);
      expect(link.state).toBe("unavailable");
      network.resume();
      await until(() => link.isUp);
      expect(await link.run(ECHO, [], ["x"])).toBe("x");
      // The connection that it made meanwhile was swallowed as well.
      network.stall();
      await until(() =>
        link.run(ECHO, [], ["x"]).then(
          () => false,
          () => true,
        ),
      );
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      network.resume();
      await until(() => link.isUp);
    } finally {
      await network.close();
    }
  });

  it("takes an error for a refusal, tells of it once, and goes on", async () => {
    const { link, refusals } = await connect();
    for (let count = 0; count < 3; count += 1)
      await expect(link.run(script("return redis.call('NONSENSE')"), [])).rejects.toThrow(RedisUnavailable);
    expect(link.state).toBe("refusing");
    expect(refusals).toEqual(["ERR"]);
    expect(await link.run(ECHO, [], ["x"])).toBe("x");
  });

  it.each([
    ["LOADING", "-LOADING Redis is loading the dataset in memory"],
    ["READONLY", "-READONLY You can't write against a read only replica. script: 0, on @user_script:1."],
    ["OOM", "-ERR Error running script (call to f_0): @user_script:5: @user_script: 5: -OOM command not allowed"],
  ])("reads %s as versions of Redis write it", async (reason, reply) => {
    const { link, states, refusals } = await connect();
    const failing = script(`return {err = ARGV[1]}`);
    await expect(link.run(failing, [], [reply.slice(1)])).rejects.toThrow(`(${reason})`);
    expect([...states, ...refusals]).toContain(reason === "OOM" ? "OOM" : `down ${reason}`);
  });

  it("tells why it is not let in", async () => {
    await redis.client().config("SET", "requirepass", "right");
    const { states } = await connect(`redis://:wrong@127.0.0.1:${redis.port}`);
    await until(() => states.length > 0);
    expect(states[0]).toMatch(/^down (?:WRONGPASS|NOAUTH)$/);
  });

  it("warns of a Redis that throws keys away", async () => {
    await redis.client().config("SET", "maxmemory", "100mb");
    await redis.client().config("SET", "maxmemory-policy", "volatile-lru");
    expect((await connect()).evictions).toEqual(["volatile-lru"]);
  });

  it("a full Redis refuses, and is not taken for one that is gone", async () => {
    const { link } = await connect();
    await redis.client().config("SET", "maxmemory", "1");
    await expect(link.run(script("return redis.call('SET', KEYS[1], ARGV[1])"), ["k"], ["v"])).rejects.toThrow(
      RedisUnavailable,
    );
    expect(link.state).toBe("refusing");
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
