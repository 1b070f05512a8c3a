import { deserialize, serialize } from "node:v8";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { TASK, send } from "../e2e/account.js";
import { ALL_READS, newCast, only, read, WRITES, type Read } from "../e2e/cacheTable.js";
import { startGateway, type GraphQLAnswer, type TestGateway } from "../gateway.js";

import { until } from "./until.js";
import { startRedis, type RedisServer } from "./redisServer.js";

// Every kind of read on one gateway, next to every kind of write on another.

// Jest gives each test a world with dates of its own; what comes out of Redis are those of the process.
globalThis.Date = (deserialize(serialize(new Date())) as Date).constructor as DateConstructor;

let redis: RedisServer;
let writer: TestGateway;
let reader: TestGateway;
/** Another gateway to the same account, without a cache: it tells what the account has. */
let uncached: TestGateway;

beforeAll(async () => {
  redis = await startRedis();
  const shared = {
    REDIS_URL: redis.url,
    INSTANCES: "3",
    SESSION_SECRET: "a secret that all instances of the test share",
    AMO_TIMEOUT_MS: "2000",
    CACHE_TTL: "600",
  };
  writer = await startGateway({ env: shared });
  reader = await startGateway({ env: { ...shared, AMO_URL: writer.sandboxUrl } });
  uncached = await startGateway({ env: { ...shared, AMO_URL: writer.sandboxUrl, CACHE_TTL: "0" } });
  // Nothing is kept until the new Redis may be believed.
  await until(async () => {
    const { upstream } = await read(reader, "catalogs", {});
    return upstream.cached === 1;
  });
});

afterAll(async () => {
  await uncached.close();
  await reader.close();
  await writer.close();
  await redis.close();
});

it.each(ALL_READS)("an equal read on another gateway costs no call and gives the same: %s", async (which) => {
  const cast = await newCast(writer);
  const first = await read(writer, which, cast);
  expect(first.answer.errors).toBeUndefined();
  expect(first.upstream.calls).toBeGreaterThan(0);
  const second = await read(reader, which, cast);
  expect(second.upstream).toMatchObject({ calls: 0 });
  expect(second.answer).toEqual(first.answer);
});

describe("a write is seen by the next read on another gateway", () => {
  it.each(WRITES)("%s", async (_, document, reads) => {
    const cast = await newCast(writer);
    const input = { ...TASK, subject: { contactId: cast["contact"] } };
    const before = new Map<Read, GraphQLAnswer>();
    for (const which of ALL_READS) {
      before.set(which, (await read(writer, which, cast)).answer);
      expect((await read(reader, which, cast)).upstream).toMatchObject({ calls: 0 });
    }
    const { value } = await send<{ userErrors: unknown[] }>(writer, document, only(document, { ...cast, input }));
    expect(value.userErrors).toEqual([]);
    for (const which of ALL_READS) {
      const { answer, upstream } = await read(reader, which, cast);
      expect({ which, answer }).toEqual({ which, answer: (await read(uncached, which, cast)).answer });
      if (!reads.includes(which)) continue;
      expect({ which, answer }).not.toEqual({ which, answer: before.get(which) });
      expect(upstream.calls).toBeGreaterThan(0);
    }
  });

  it("but does not make any gateway forget what it does not touch", async () => {
    const cast = await newCast(writer);
    for (const which of ALL_READS) await read(writer, which, cast);
    await send(writer, `mutation ($id: ID!) { dealUpdate(id: $id, patch: { price: "1" }) { userErrors { code } } }`, {
      id: cast["deal"],
    });
    for (const which of ["contact", "colleague", "company", "catalogs"] as const) {
      expect((await read(reader, which, cast)).upstream).toMatchObject({ calls: 0, cached: 1 });
    }
  });
});
