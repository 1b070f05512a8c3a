import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { CrmError } from "../../src/domain/crmError.js";
import { Keyspace } from "../../src/redis/keyspace.js";
import { RedisLink } from "../../src/redis/redisLink.js";
import { SharedSignInLimit } from "../../src/redis/sharedSignInLimit.js";
import { OwnSignInLimit, type EndAttempt, type SignInLimit } from "../../src/server/signInLimit.js";
import { startRedis, type RedisServer } from "./redisServer.js";

const SECRET = "the-secret-that-all-instances-have";

let redis: RedisServer;
const links: RedisLink[] = [];

beforeEach(async () => {
  redis = await startRedis();
});

afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.close()));
  await redis.close();
});

/** The limit as one more instance has it. */
async function instance(): Promise<SignInLimit> {
  const keyspace = new Keyspace("https://acme.amocrm.com", SECRET);
  const link = new RedisLink({ url: redis.url, birthKey: keyspace.plain("birth") });
  links.push(link);
  await link.settled();
  return new SharedSignInLimit({ link, keyspace, own: new OwnSignInLimit() });
}

const instances = (count: number) => Promise.all(Array.from({ length: count }, () => instance()));

/** The end of an attempt that may be made, or the seconds to wait for one. */
async function attempt(limit: SignInLimit | undefined, address: string, login: string): Promise<EndAttempt | number> {
  if (limit === undefined) throw new Error("there is no such instance");
  try {
    return await limit.begin(address, login);
  } catch (error) {
    if (error instanceof CrmError && error.kind === "rateLimited") return error.retryAfterSeconds ?? 0;
    throw error;
  }
}

/** Makes an attempt that fails. Returns whether it was let through. */
async function fails(limit: SignInLimit | undefined, address: string, login: string): Promise<boolean> {
  const end = await attempt(limit, address, login);
  if (typeof end === "number") return false;
  await end(true);
  return true;
}

describe("attempts over four instances", () => {
  it("may fail 5 times a minute for one login, however it is written", async () => {
    const four = await instances(4);
    const logins = ["mary@amoql.dev", "Mary@amoql.dev", "MARY@amoql.dev"];
    const passed = [];
    for (let at = 0; at < 12; at += 1) {
      passed.push(await fails(four[at % 4], `10.0.0.${at}`, logins[at % 3] ?? ""));
    }
    expect(passed).toEqual([...Array<boolean>(5).fill(true), ...Array<boolean>(7).fill(false)]);
    const seconds = await attempt(four[3], "10.0.1.1", "mary@amoql.dev");
    expect(seconds).toBeGreaterThan(50);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(await fails(four[3], "10.0.1.1", "john@amoql.dev")).toBe(true);
  });

  it("may fail 20 times a minute for one client address", async () => {
    const four = await instances(4);
    let passed = 0;
    for (let at = 0; at < 30; at += 1) if (await fails(four[at % 4], "10.0.0.1", `user${at}`)) passed += 1;
    expect(passed).toBe(20);
    expect(await attempt(four[0], "10.0.0.1", "somebody")).toBeGreaterThan(50);
    expect(await fails(four[0], "10.0.0.2", "somebody")).toBe(true);
  });

  it("count while they are under way, so that of many at once no more are let through", async () => {
    const four = await instances(4);
    const begun = await Promise.all(
      Array.from({ length: 40 }, (_, at) => attempt(four[at % 4], `10.0.0.${at}`, "mary@amoql.dev")),
    );
    const ends = begun.filter((end) => typeof end === "function");
    expect(ends).toHaveLength(5);
    expect(new Set(begun.filter((end) => typeof end === "number"))).toEqual(new Set([1]));
    // None of them was wrong: all places are free again.
    for (const end of ends) await end(false);
    const again = await Promise.all(
      Array.from({ length: 5 }, (_, at) => attempt(four[at % 4], "10.0.0.1", "mary@amoql.dev")),
    );
    expect(again.every((end) => typeof end === "function")).toBe(true);
  });

  it("count for the address only if the login lets them through, and the other way round", async () => {
    const two = await instances(2);
    for (let at = 0; at < 5; at += 1) await fails(two[0], "10.0.0.1", "mary@amoql.dev");
    for (let at = 0; at < 30; at += 1) expect(await fails(two[1], "10.0.0.2", "mary@amoql.dev")).toBe(false);
    expect(await fails(two[1], "10.0.0.2", "john@amoql.dev")).toBe(true);
  });

  it("are forgotten a minute after the first failure, those of a dead instance included", async () => {
    const two = await instances(2);
    for (let at = 0; at < 3; at += 1) await fails(two[0], "10.0.0.1", "mary@amoql.dev");
    // Nobody will end these, nor those of the other login.
    for (let at = 0; at < 2; at += 1) await attempt(two[0], "10.0.0.1", "mary@amoql.dev");
    for (let at = 0; at < 5; at += 1) await attempt(two[0], "10.0.0.1", "john@amoql.dev");
    for (const login of ["mary@amoql.dev", "john@amoql.dev"]) {
      expect(await attempt(two[1], "10.0.0.1", login)).toBe(1);
    }
    const client = redis.client();
    for (const key of await client.keys("*:sign-in-*")) {
      const leftMs = await client.pttl(key);
      expect(leftMs).toBeGreaterThan(50_000);
      expect(leftMs).toBeLessThanOrEqual(60_000);
      expect(key).not.toMatch(/mary|10\.0/);
      if (key.includes("failures")) await client.pexpire(key, 1);
      // What was under way then counts as over when its own minute is, whatever the key says.
      else for (const member of await client.zrange(key, "0", "-1")) await client.zadd(key, 1, member);
    }
    for (const login of ["mary@amoql.dev", "john@amoql.dev"]) {
      expect(await fails(two[1], "10.0.0.1", login)).toBe(true);
    }
  });
});

describe("without Redis", () => {
  it("each instance bounds what it sees, what it saw before included", async () => {
    const two = await instances(2);
    for (let at = 0; at < 3; at += 1) await fails(two[0], "10.0.0.1", "mary@amoql.dev");
    await redis.kill();
    const passed = [0, 0];
    for (let at = 0; at < 10; at += 1) {
      for (const which of [0, 1]) {
        if (await fails(two[which], "10.0.0.1", "mary@amoql.dev")) passed[which] = (passed[which] ?? 0) + 1;
      }
    }
    expect(passed).toEqual([2, 5]);
  });

  it("an attempt that began before it went ends, and counts here", async () => {
    const [limit] = await instances(1);
    const ends = await Promise.all(Array.from({ length: 5 }, () => attempt(limit, "10.0.0.1", "mary@amoql.dev")));
    await redis.kill();
    for (const end of ends) if (typeof end === "function") await end(true);
    expect(await attempt(limit, "10.0.0.1", "mary@amoql.dev")).toBeGreaterThan(50);
  });
});
