import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Change } from "../../src/domain/change.js";
import { Keyspace } from "../../src/redis/keyspace.js";
import { RedisLink } from "../../src/redis/redisLink.js";
import { SharedChanges } from "../../src/redis/sharedChanges.js";
import { SharedRepeats } from "../../src/redis/sharedRepeats.js";
import { openSharedState } from "../../src/redis/sharedState.js";
import { Seal } from "../../src/storage/seal.js";
import { startRedis, type RedisServer } from "./redisServer.js";
import { startTcpProxy, type TcpProxy } from "./tcpProxy.js";
import { until } from "./until.js";

const ACCOUNT = "https://acme.example.com";
const SECRET = "a secret that all gateways know";
const CHANGE: Change = {
  kind: "note",
  action: "created",
  id: "17",
  subject: { kind: "contact", id: "4711" },
  at: new Date("2026-11-22T12:00:00Z"),
};

interface Options {
  readonly secrets?: readonly [string, ...string[]];
  readonly account?: string;
  /** Where it reaches Redis, if not directly. */
  readonly port?: number;
}

/** What one gateway has of the feed, and what it was told. */
interface Instance {
  readonly link: RedisLink;
  readonly feed: SharedChanges;
  readonly repeats: SharedRepeats;
  readonly changes: Change[];
  gaps: number;
}

let redis: RedisServer;
let closing: (() => unknown)[];
beforeEach(async () => {
  redis = await startRedis();
  closing = [];
});
afterEach(async () => {
  for (const close of closing) await close();
  await redis.close();
});

/** A gateway that listens. */
async function instance({ secrets = [SECRET], account = ACCOUNT, port = redis.port }: Options = {}): Promise<Instance> {
  const url = `redis://127.0.0.1:${port}`;
  const keyspace = new Keyspace(account, secrets[0]);
  const link = new RedisLink({ url, birthKey: keyspace.plain("birth") });
  await link.settled();
  const feed = new SharedChanges({ url, link, keyspace, seal: new Seal(secrets, "redis"), triedEveryMs: 300 });
  closing.push(
    () => feed.close(),
    () => link.close(),
  );
  const made: Instance = { link, feed, repeats: new SharedRepeats({ link, keyspace }), changes: [], gaps: 0 };
  feed.listen(
    (change) => made.changes.push(change),
    () => (made.gaps += 1),
  );
  await until(() => made.gaps === 1);
  return made;
}

async function farInstance(): Promise<readonly [Instance, TcpProxy]> {
  const network = await startTcpProxy(redis.port);
  closing.push(() => network.close());
  return [await instance({ port: network.port }), network];
}

describe("a change", () => {
  it("is told once at each gateway, at its own at once", async () => {
    const [one, other] = [await instance(), await instance()];
    one.feed.tell(CHANGE);
    expect(one.changes).toEqual([CHANGE]);
    await until(() => other.changes.length > 0);
    expect(other.changes).toEqual([CHANGE]);
    other.feed.tell({ ...CHANGE, subject: null });
    await until(() => one.changes.length > 1);
    expect(one.changes).toEqual([CHANGE, { ...CHANGE, subject: null }]);
    expect([one.gaps, other.gaps]).toEqual([1, 1]);
  });

  it("is told in the order in which it came", async () => {
    const [one, other] = [await instance(), await instance()];
    const ids = Array.from({ length: 200 }, (_, index) => String(index + 1));
    for (const id of ids) one.feed.tell({ ...CHANGE, id });
    await until(() => other.changes.length === ids.length);
    expect(other.changes.map(({ id }) => id)).toEqual(ids);
  });

  it("is told by a gateway that closes", async () => {
    const [one, other] = [await instance(), await instance()];
    one.feed.tell(CHANGE);
    await one.feed.close();
    await one.link.close();
    await until(() => other.changes.length > 0);
  });

  it("is told while the secrets change, and not to gateways of another secret or another account", async () => {
    const older = await instance({ secrets: ["the old secret"] });
    const newer = await instance({ secrets: [SECRET, "the old secret"] });
    const strange = await instance({ secrets: ["a secret of somebody else"] });
    const elsewhere = await instance({ account: "https://other.example.com" });
    older.feed.tell(CHANGE);
    await until(() => newer.changes.length > 0);
    newer.feed.tell(CHANGE);
    const last = await instance();
    newer.feed.tell({ ...CHANGE, id: "18" });
    await until(() => last.changes.length > 0);
    expect([strange.changes, elsewhere.changes]).toEqual([[], []]);
  });

  it("tells nobody who listens to Redis which record it is, and nobody can slip one in", async () => {
    const [one, other] = [await instance(), await instance()];
    const spy = redis.client();
    const heard: string[] = [];
    spy.on("pmessage", (_pattern, channel: string, message: string) => heard.push(`${channel} ${message}`));
    await spy.psubscribe("*");
    one.feed.tell(CHANGE);
    await until(() => heard.length > 0);
    const [channel = "", message = ""] = heard[0]?.split(" ") ?? [];
    for (const part of [message, Buffer.from(message, "base64").toString("latin1")]) {
      expect(part).not.toMatch(/4711|contact|note|acme/);
    }
    const client = redis.client();
    await client.publish(channel, JSON.stringify({ from: "x", change: CHANGE }));
    await client.publish(channel, new Seal(["another secret"], "redis").seal({ from: "x", change: CHANGE }, channel));
    await client.publish(channel, new Seal([SECRET], "redis").seal({ from: "x", change: { kind: "moon" } }, channel));
    one.feed.tell({ ...CHANGE, id: "18" });
    await until(() => other.changes.some(({ id }) => id === "18"));
    expect(other.changes.map(({ id }) => id)).toEqual(["17", "18"]);
  });

  it("is a gap where a gateway with a later Node.js told of it", async () => {
    const one = await instance();
    const channel = new Keyspace(ACCOUNT, SECRET).plain("changes");
    // V8 begins what it writes with the version of its format, and reads none that is later than its own.
    await redis.client().publish(channel, sealedBytes(Buffer.from([0xff, 0x7f, 0x6f]), channel));
    await until(() => one.gaps === 2);
    expect(one.changes).toEqual([]);
  });
});

/** What a gateway seals that serializes a value to these bytes. */
function sealedBytes(bytes: Buffer, name: string): string {
  const key = createHash("sha256").update("redis:").update(SECRET).digest();
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(name));
  const text = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64");
}

describe("a gap is told", () => {
  it("when Redis is back: others may have told of something meanwhile", async () => {
    const [one, other] = [await instance(), await instance()];
    await redis.kill();
    await until(() => !one.link.isUp && !other.link.isUp);
    one.feed.tell(CHANGE);
    expect(one.changes).toEqual([CHANGE]);
    await redis.restart();
    await until(() => one.gaps > 1 && other.gaps > 1);
    await until(() => one.link.isUp && other.link.isUp);
    one.feed.tell({ ...CHANGE, id: "18" });
    await until(() => other.changes.length > 0);
    expect(other.changes).toMatchObject([{ id: "18" }]);
  });

  it("when a gateway that lost Redis alone could not tell: at the others, which never lost it", async () => {
    const [far, network] = await farInstance();
    const near = await instance();
    network.cut();
    await until(() => !far.link.isUp);
    far.feed.tell(CHANGE);
    far.feed.tell({ ...CHANGE, id: "18" });
    near.feed.tell({ ...CHANGE, id: "19" });
    expect(near.gaps).toBe(1);
    network.mend();
    await until(() => near.gaps > 1 && far.gaps > 1);
    expect(near.changes.map(({ id }) => id)).toEqual(["19"]);
    expect(far.changes.map(({ id }) => id)).toEqual(["17", "18"]);
    near.feed.tell({ ...CHANGE, id: "20" });
    await until(() => far.changes.some(({ id }) => id === "20"));
  });

  it("when the network lets nothing pass and tells nobody", async () => {
    const [far, network] = await farInstance();
    const near = await instance();
    network.stall();
    near.feed.tell(CHANGE);
    // Until the connection that listens is found to be broken.
    const client = redis.client();
    await until(async () => String(await client.client("LIST")).match(/ sub=1 /g)?.length === 1);
    network.mend();
    await until(() => far.gaps > 1);
    expect(far.changes).toEqual([]);
    near.feed.tell({ ...CHANGE, id: "18" });
    await until(() => far.changes.some(({ id }) => id === "18"));
  });
});

describe("news", () => {
  it("are new once, whichever gateway hears of them", async () => {
    const [one, other] = [await instance(), await instance()];
    expect(await one.repeats.isRepeat("created deal 3")).toBe(false);
    expect(await other.repeats.isRepeat("created deal 3")).toBe(true);
    expect(await one.repeats.isRepeat("created deal 3")).toBe(true);
    const asked = await Promise.all([one, other, one, other].map(({ repeats }) => repeats.isRepeat("created deal 4")));
    expect(asked.filter((isRepeat) => !isRepeat)).toHaveLength(1);
  });

  it("are forgotten after twenty minutes", async () => {
    const one = await instance();
    await one.repeats.isRepeat("created deal 3");
    const client = redis.client();
    const [key = ""] = (await client.keys("*")).filter((name) => name.includes(":heard:"));
    const left = await client.pttl(key);
    expect(left).toBeGreaterThan(19 * 60_000);
    expect(left).toBeLessThanOrEqual(20 * 60_000);
  });

  it("are new for each gateway while Redis is gone", async () => {
    const [one, other] = [await instance(), await instance()];
    await redis.kill();
    await until(() => !one.link.isUp && !other.link.isUp);
    expect(await one.repeats.isRepeat("created deal 3")).toBe(false);
    expect(await one.repeats.isRepeat("created deal 3")).toBe(true);
    expect(await other.repeats.isRepeat("created deal 3")).toBe(false);
  });
});

it("the user of Redis that docs/scaling.md describes may do all of this", async () => {
  const text = await readFile(new URL("../../docs/scaling.md", import.meta.url), "utf8");
  const [, rights = ""] = /`(~amoql:\* [^`]+)`/.exec(text) ?? [];
  await redis.client().acl("SETUSER", "amoql", "on", ">word", ...rights.split(" "));
  const told: string[] = [];
  const open = () =>
    openSharedState({
      url: `redis://amoql:word@127.0.0.1:${redis.port}`,
      account: ACCOUNT,
      secrets: [SECRET],
      instances: 2,
      ratePerSecond: 6,
      concurrency: 4,
      callMs: 1_000,
      operationMs: 1_000,
      cacheTtlMs: 1_000,
      recordFormat: "1",
      onState: (isUp) => told.push(isUp ? "up" : "down"),
      onRefusal: (reason) => told.push(reason),
      onEviction: () => undefined,
      onCommand: () => undefined,
      onCrowd: () => undefined,
    });
  const [one, other] = [await open(), await open()];
  closing.push(
    () => one.close(),
    () => other.close(),
  );
  other.changes.listen(
    ({ id }) => told.push(id),
    () => told.push("listens"),
  );
  await until(() => told.includes("listens"));
  one.changes.tell(CHANGE);
  await until(() => told.includes(CHANGE.id));
  expect(await one.repeats.isRepeat("created deal 3")).toBe(false);
  expect(await other.repeats.isRepeat("created deal 3")).toBe(true);
  expect(told).toEqual(["up", "up", "listens", CHANGE.id]);
});
