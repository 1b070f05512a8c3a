import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { UpstreamRequest } from "../../src/transport/message.js";
import { SharedReads } from "../../src/transport/sharedReads.js";
import { Operation, READ, WRITE, type Behaviour, type ScriptedAccount } from "../transport/scriptedAccount.js";
import { Stage } from "../transport/stage.js";
import { CacheStage, type CacheInstance } from "./cacheStage.js";
import { until } from "./until.js";

// Equal reads that share a call, next to writes on other gateways.

const SHARED: UpstreamRequest = { ...READ, shared: true };

const upstreams = new Stage();
let stage: CacheStage;

beforeEach(async () => {
  stage = await CacheStage.start();
});

afterEach(async () => {
  await upstreams.close();
  await stage.close();
});

/** Reads that came to the account and were not answered yet. */
const held: (() => void)[] = [];

/** Makes a write at once. Answers a read with its number when the test says so. */
const holding: Behaviour = (response, { path }, count) => {
  const answer = () => response.end(`<root>${count}</root>`);
  if (path === WRITE.path) answer();
  else held.push(answer);
};

function answerAll(): void {
  for (const answer of held.splice(0)) answer();
}

interface Gateway {
  readonly reads: SharedReads;
  readonly instance: CacheInstance;
}

async function gateways(): Promise<{ account: ScriptedAccount; one: Gateway; other: Gateway }> {
  const { account, upstream } = await upstreams.start(holding);
  const [first, second] = [await stage.instance(), await stage.instance()];
  const elsewhere = upstreams.open(account.origin);
  // They are signed in from now on.
  await Promise.all([upstream.account(new Operation()), elsewhere.account(new Operation())]);
  return {
    account,
    one: { instance: first, reads: new SharedReads(upstream, first.writes) },
    other: { instance: second, reads: new SharedReads(elsewhere, second.writes) },
  };
}

const read = async ({ reads }: Gateway): Promise<string> => (await reads.send(SHARED, new Operation())).text;

it("equal reads at once are one call, and ask Redis once together", async () => {
  const { account, one } = await gateways();
  one.instance.operations();
  const texts = Promise.all(Array.from({ length: 100 }, () => read(one)));
  await until(() => held.length === 1);
  const late = read(one);
  await sleep(50);
  expect(one.instance.operations()).toBe(2);
  answerAll();
  expect(new Set([...(await texts), await late])).toEqual(new Set(["<root>1</root>"]));
  expect(account.requests).toHaveLength(1);
});

it("nobody joins a read that began before a write on another gateway began, or was over", async () => {
  const { one, other } = await gateways();
  const before = read(one);
  await until(() => held.length === 1);
  other.instance.operations();
  await other.reads.send(WRITE, new Operation());
  expect(other.instance.operations()).toBe(2);
  await other.instance.writes.add();
  const during = read(one);
  await until(() => held.length === 2);
  const joined = read(one);
  await sleep(50);
  expect(held).toHaveLength(2);
  await other.instance.writes.add();
  const after = read(one);
  await until(() => held.length === 3);
  answerAll();
  const texts = await Promise.all([before, during, joined, after]);
  expect(texts[1]).toBe(texts[2]);
  expect(new Set(texts).size).toBe(3);
});

it("without Redis nobody joins anybody, and nothing is held up", async () => {
  const { one } = await gateways();
  await stage.redis.kill();
  await until(() => !one.instance.link.isUp);
  const texts = Promise.all([read(one), read(one)]);
  await one.reads.send(WRITE, new Operation());
  await until(() => held.length === 2);
  answerAll();
  expect(new Set(await texts).size).toBe(2);
});

it.each(["killed and restarted", "emptied"])("nobody joins a read from before Redis was %s", async (how) => {
  const { one } = await gateways();
  const before = read(one);
  await until(() => held.length === 1);
  if (how === "emptied") await stage.redis.client().flushall();
  else {
    // It comes back with what it held when the read began.
    await stage.redis.client().save();
    await stage.redis.kill();
    await until(() => !one.instance.link.isUp);
    await stage.redis.restart();
    await until(() => one.instance.link.isUp);
  }
  const first = read(one);
  await until(() => held.length === 2);
  const second = read(one);
  await sleep(50);
  expect(held).toHaveLength(2);
  answerAll();
  expect(await first).toBe(await second);
  expect(await first).not.toBe(await before);
});

it("a write whose end Redis was not told of is made up for when the way is open again", async () => {
  const { account, one } = await gateways();
  const [far, network] = await stage.farInstance();
  await far.writes.add();
  const during = read(one);
  await until(() => held.length === 1);
  network.cut();
  await far.writes.add();
  expect(await far.writes.current()).toBeNull();
  network.mend();
  await until(async () => (await far.writes.current()) !== null);
  const after = read(one);
  await until(() => held.length === 2);
  answerAll();
  expect(await after).not.toBe(await during);
  expect(account.requests).toHaveLength(2);
});
