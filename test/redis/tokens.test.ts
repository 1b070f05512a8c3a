import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Keyspace } from "../../src/redis/keyspace.js";
import { RedisLink } from "../../src/redis/redisLink.js";
import { SharedEndedTokens } from "../../src/redis/sharedEndedTokens.js";
import { SessionTokens } from "../../src/server/sessionTokens.js";
import { startRedis, type RedisServer } from "./redisServer.js";
import { until } from "./until.js";

const SECRET = "the-secret-that-all-instances-have";
const ACCOUNT = "https://acme.amocrm.com";
const JOHN = { login: "john@amoql.dev", key: "fedcba9876543210" };

let redis: RedisServer;
const links: RedisLink[] = [];

beforeEach(async () => {
  redis = await startRedis();
});

afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.close()));
  await redis.close();
});

/** The tokens as one more instance sees them. */
async function instance(
  secrets: readonly [string, ...string[]] = [SECRET],
): Promise<{ tokens: SessionTokens; link: RedisLink }> {
  const keyspace = new Keyspace(ACCOUNT, secrets[0]);
  const link = new RedisLink({ url: redis.url, birthKey: keyspace.plain("birth") });
  links.push(link);
  await link.settled();
  return { link, tokens: new SessionTokens(ACCOUNT, secrets, new SharedEndedTokens({ link, keyspace })) };
}

function sealed({ tokens }: { tokens: SessionTokens }, lastsMs = 3_600_000): Promise<string> {
  return tokens.seal(JOHN, new Date(Date.now() + lastsMs));
}

async function end({ tokens }: { tokens: SessionTokens }, token: string): Promise<void> {
  const opened = await tokens.open(token);
  if (opened === null) throw new Error("it was over already");
  await tokens.end(opened);
}

const isOpen = async ({ tokens }: { tokens: SessionTokens }, token: string): Promise<boolean> =>
  (await tokens.open(token)) !== null;

describe("a token that was ended on one instance", () => {
  it("is over on all others at once, those that know it included, and no other token is", async () => {
    const [one, other] = [await instance(), await instance()];
    const [token, kept] = [await sealed(one), await sealed(one)];
    expect(await isOpen(other, token)).toBe(true);
    await end(one, token);
    expect([await isOpen(one, token), await isOpen(other, token), await isOpen(other, kept)]).toEqual([
      false,
      false,
      true,
    ]);
    expect(await isOpen(await instance(), token)).toBe(false);
  });

  it("is over on an instance that has a new secret in front, too", async () => {
    const [old, changed] = [await instance(), await instance(["a-new-secret-that-seals-from-now-on", SECRET])];
    const token = await sealed(old);
    expect(await isOpen(changed, token)).toBe(true);
    await end(old, token);
    expect(await isOpen(changed, token)).toBe(false);
  });

  it("stays so until it would have expired, on an instance with a clock that is late by some minutes as well", async () => {
    const one = await instance();
    const token = await sealed(one, 60_000);
    await end(one, token);
    const client = redis.client();
    const [key = ""] = await client.keys("*:ended:*");
    const keptMs = await client.pttl(key);
    expect(keptMs).toBeGreaterThan(60_000 + 10 * 60_000);
    expect(keptMs).toBeLessThanOrEqual(60_000 + 3_600_000);
    expect(await client.get(key)).toBe("");
  });

  it("is over for who met it, though Redis is gone", async () => {
    const [one, other, third] = [await instance(), await instance(), await instance()];
    const token = await sealed(one);
    await end(one, token);
    expect(await isOpen(other, token)).toBe(false);
    await redis.kill();
    expect([await isOpen(one, token), await isOpen(other, token)]).toEqual([false, false]);
    // This one cannot know. docs/sessions.md says so.
    expect(await isOpen(third, token)).toBe(true);
  });
});

describe("a Redis that is gone", () => {
  it("is told when it is back what was ended meanwhile", async () => {
    const [one, other] = [await instance(), await instance()];
    const tokens = await Promise.all(Array.from({ length: 1_100 }, () => sealed(one)));
    await redis.kill();
    for (const token of tokens) await end(one, token);
    const [first = "", last = ""] = [tokens[0], tokens.at(-1)];
    expect(await isOpen(one, first)).toBe(false);
    expect(await isOpen(other, first)).toBe(true);
    await redis.restart();
    await until(async () => !(await isOpen(other, last)));
    const open = [];
    for (const token of tokens) if (await isOpen(other, token)) open.push(token);
    expect(open).toEqual([]);
  });

  it("and has lost everything is told again what it knew", async () => {
    const [one, other] = [await instance(), await instance()];
    const token = await sealed(one);
    await end(one, token);
    await redis.kill();
    await redis.restart();
    await until(async () => !(await isOpen(other, token)));
  });
});

describe("an end that Redis has no room for, or refuses", () => {
  it("holds everywhere at once though Redis is full", async () => {
    const [one, other] = [await instance(), await instance()];
    const [token, kept] = [await sealed(one), await sealed(one)];
    await redis.client().config("SET", "maxmemory", "1");
    await end(one, token);
    expect([await isOpen(other, token), await isOpen(other, kept)]).toEqual([false, true]);
    const [key = ""] = await redis.client().keys("*:ended:*");
    expect(await redis.client().pttl(key)).toBeGreaterThan(3_600_000);
  });

  it("is told at a later request, when Redis takes it", async () => {
    const [one, other] = [await instance(), await instance()];
    const [first, token, kept] = [await sealed(one), await sealed(one), await sealed(one)];
    // All that was ended before has been told by then.
    await end(one, first);
    await until(async () => (await isOpen(one, kept)) && !(await isOpen(other, first)));
    const client = redis.client();
    await client.call("ACL", "SETUSER", "default", "-set");
    await end(one, token);
    expect(await isOpen(one, kept)).toBe(true);
    expect(await isOpen(other, token)).toBe(true);
    await client.call("ACL", "SETUSER", "default", "+set");
    await until(async () => {
      expect(await isOpen(one, kept)).toBe(true);
      return !(await isOpen(other, token));
    });
  });
});

it("many requests that find out together that all was lost tell it once", async () => {
  const one = await instance();
  const tokens = await Promise.all(Array.from({ length: 600 }, () => sealed(one)));
  const kept = await sealed(one);
  for (const token of tokens) await end(one, token);
  await until(() => isOpen(one, kept));
  const client = redis.client();
  await client.flushall();
  await client.config("RESETSTAT");
  const sets = async (): Promise<number> =>
    Number(/^cmdstat_set:calls=(\d+)/m.exec(await client.info("commandstats"))?.[1] ?? 0);
  // The first finds no state, others the new one.
  for (let round = 0; round < 2; round += 1) {
    const answers = await Promise.all(Array.from({ length: 50 }, () => isOpen(one, kept)));
    expect(answers).toEqual(Array(50).fill(true));
  }
  await until(async () => (await client.keys("*:ended:*")).length === 600);
  // Two states, and what of the round before was still to be told.
  expect(await sets()).toBeLessThanOrEqual(4 * 600);
});

it("what was deleted while Redis went on is told again by who ended it, at its next request with a token", async () => {
  const [one, other] = [await instance(), await instance()];
  const [token, kept] = [await sealed(one), await sealed(one)];
  await end(one, token);
  await redis.client().flushall();
  expect(await isOpen(other, token)).toBe(true);
  expect(await isOpen(one, kept)).toBe(true);
  await until(async () => (await redis.client().keys("*:ended:*")).length === 1);
  expect(await isOpen(other, token)).toBe(false);
});
