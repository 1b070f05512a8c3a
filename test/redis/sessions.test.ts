import { afterEach, beforeEach, describe, expect, it, test } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { Keyspace } from "../../src/redis/keyspace.js";
import { RedisLink } from "../../src/redis/redisLink.js";
import { Seal } from "../../src/storage/seal.js";
import { SharedSessions } from "../../src/redis/sharedSessions.js";
import type { Upstream, UpstreamReply } from "../../src/transport/message.js";
import type { SessionUser } from "../../src/transport/sessionStore.js";
import {
  errorOf,
  Operation,
  optionsFor,
  READ,
  type Behaviour,
  type UpstreamOptions,
} from "../transport/scriptedAccount.js";
import { Stage } from "../transport/stage.js";
import { startRedis, type RedisServer } from "./redisServer.js";

const SECRET = "the-secret-that-all-instances-have";
const ACCOUNT = "https://acme.amocrm.com";
const BY_KEY: SessionUser = { login: "demo@amoql.dev", kind: "key", secret: "0123456789abcdef" };

const stage = new Stage();
let redis: RedisServer;
const links: RedisLink[] = [];

beforeEach(async () => {
  redis = await startRedis();
});

afterEach(async () => {
  await stage.close();
  await Promise.all(links.splice(0).map((link) => link.close()));
  await redis.close();
});

/** One more instance: a way to Redis and a way to the account of its own. */
async function instance(
  origin: string,
  changes: Partial<UpstreamOptions> = {},
  { user = BY_KEY, secret = SECRET } = {},
): Promise<{ upstream: Upstream; link: RedisLink }> {
  const link = new RedisLink({ url: redis.url, birthKey: new Keyspace(ACCOUNT, secret).plain("birth") });
  links.push(link);
  await link.settled();
  const sessions = new SharedSessions({
    link,
    keyspace: new Keyspace(ACCOUNT, secret),
    seal: new Seal([secret], "redis"),
  });
  return { upstream: stage.open(origin, { store: sessions.of(user), ...changes }), link };
}

async function three(origin: string, changes: Partial<UpstreamOptions> = {}): Promise<[Upstream, Upstream, Upstream]> {
  const one = async (): Promise<Upstream> => (await instance(origin, changes)).upstream;
  return Promise.all([one(), one(), one()]);
}

async function four(origin: string, changes: Partial<UpstreamOptions> = {}): Promise<Upstream[]> {
  return [...(await three(origin, changes)), (await instance(origin, changes)).upstream];
}

/** A call through each of them, so many times, all at once. */
function callsThrough(upstreams: readonly Upstream[], times: number): Promise<UpstreamReply>[] {
  const rounds = Array.from({ length: times }, () => upstreams);
  return rounds.flat().map((upstream) => upstream.send(READ, new Operation()));
}

const ok: Behaviour = (response) => response.end("<root/>");
const unauthorized: Behaviour = (response) => response.writeHead(401).end("<root><auth>false</auth></root>");
const slowly =
  (behave: Behaviour, milliseconds: number): Behaviour =>
  (...args) =>
    setTimeout(() => behave(...args), milliseconds);

/** Refuses the cookies of a set, which the test may add to. */
const without =
  (refused: ReadonlySet<string>): Behaviour =>
  (...args) =>
    (refused.has(args[1].cookie) ? unauthorized : ok)(...args);

async function verdict(upstream: Upstream): Promise<string> {
  const { kind, retryAfterSeconds } = await errorOf(upstream.send(READ, new Operation()));
  return `${kind} ${String(retryAfterSeconds)}`;
}

describe("instances that share", () => {
  it("sign in once for 52 calls at once over four of them", async () => {
    const { account } = await stage.start(ok);
    account.signIn = slowly(account.signIn, 100);
    const replies = await Promise.all(callsThrough(await four(account.origin), 13));
    expect(replies.map(({ status }) => status)).toEqual(Array(52).fill(200));
    expect(account.signIns).toHaveLength(1);
    expect(new Set(account.requests.map(({ cookie }) => cookie))).toEqual(new Set(["session_id=session1"]));
  });

  it("give one that comes later the session, and what the account said of itself", async () => {
    const { account } = await stage.start(ok);
    const [first, second] = await three(account.origin);
    await first.send(READ, new Operation());
    const operation = new Operation();
    await second.send(READ, operation);
    expect(operation.story).toEqual(["contacts ok"]);
    expect(await second.account(new Operation())).toEqual({ subdomain: "acme", timeZone: null });
    expect(account.signIns).toHaveLength(1);
  });

  it("do so for equal credentials only", async () => {
    const { account } = await stage.start(ok);
    const users: SessionUser[] = [
      BY_KEY,
      { ...BY_KEY, login: "john@amoql.dev" },
      { ...BY_KEY, kind: "password" },
      { ...BY_KEY, secret: "fedcba9876543210" },
    ];
    for (const user of users) await (await instance(account.origin, {}, { user })).upstream.send(READ, new Operation());
    expect(account.signIns).toHaveLength(4);
  });

  it("and those with another secret know nothing of one another", async () => {
    const { account } = await stage.start(ok);
    await (await instance(account.origin)).upstream.send(READ, new Operation());
    const other = await instance(account.origin, {}, { secret: "a-secret-that-the-others-do-not-have" });
    await other.upstream.send(READ, new Operation());
    expect(account.signIns).toHaveLength(2);
  });

  it("keep nothing that can be read, and nothing for longer than the session lasts", async () => {
    const { account } = await stage.start(ok);
    await (await instance(account.origin)).upstream.send(READ, new Operation());
    const client = redis.client();
    const keys = (await client.keys("*")).filter((key) => !key.endsWith(":birth"));
    expect(keys).toHaveLength(1);
    const [key = ""] = keys;
    const kept = JSON.stringify([key, await client.hgetall(key)]);
    expect(kept).not.toMatch(/demo|acme|session1|0123456789abcdef/);
    expect(await client.pttl(key)).toBeGreaterThan(14.9 * 60_000);
    expect(await client.pttl(key)).toBeLessThanOrEqual(15 * 60_000);
  });

  it("take what was changed in Redis for nothing", async () => {
    const { account } = await stage.start(ok);
    await (await instance(account.origin)).upstream.send(READ, new Operation());
    const client = redis.client();
    const [key = ""] = (await client.keys("*")).filter((name) => !name.endsWith(":birth"));
    await client.hset(key, "sealed", Buffer.alloc(100).toString("base64"));
    const { upstream } = await instance(account.origin);
    await upstream.send(READ, new Operation());
    expect(account.signIns).toHaveLength(2);
  });
});

describe("a session that opens a token", () => {
  it("is signed in for, and is at hand for the calls that follow, on any instance", async () => {
    const { account } = await stage.start(ok);
    const [first, second, third] = await three(account.origin);
    await first.send(READ, new Operation());
    expect((await second.session(new Operation())).secret).toBe("session_id=session2");
    await third.send(READ, new Operation());
    expect(account.requests.at(-1)?.cookie).toBe("session_id=session2");
    expect(account.signIns).toHaveLength(2);
  });

  it("is tried though others were refused, and one that is refused is no matter of theirs", async () => {
    const { account } = await stage.start(ok);
    const { signIn } = account;
    account.signIn = unauthorized;
    const [first, second, third] = await three(account.origin);
    expect((await errorOf(second.session(new Operation()))).kind).toBe("notAuthenticated");
    account.signIn = signIn;
    await first.send(READ, new Operation());
    expect(account.signIns).toHaveLength(2);
    account.signIn = unauthorized;
    expect((await errorOf(third.session(new Operation()))).kind).toBe("notAuthenticated");
    expect(account.signIns).toHaveLength(3);
  });
});

describe("a session that the account refuses", () => {
  it("is replaced by one sign-in for all", async () => {
    const refused = new Set<string>();
    const { account } = await stage.start(without(refused));
    const all = await four(account.origin);
    await Promise.all(callsThrough(all, 1));
    refused.add("session_id=session1");
    account.signIn = slowly(account.signIn, 50);
    const replies = await Promise.all(callsThrough(all, 10));
    expect(replies.map(({ text }) => text)).toEqual(Array(40).fill("<root/>"));
    expect(account.signIns).toHaveLength(2);
  });

  it("is forgotten for a newcomer too, to which it is the first", async () => {
    const refused = new Set<string>();
    const { account } = await stage.start(without(refused));
    const [first, second, third] = await three(account.origin);
    await first.send(READ, new Operation());
    refused.add("session_id=session1");
    const operation = new Operation();
    expect((await second.send(READ, operation)).text).toBe("<root/>");
    expect(operation.story).toEqual(["contacts refused", "auth ok", "contacts ok"]);
    await third.send(READ, new Operation());
    expect(account.requests.at(-1)?.cookie).toBe("session_id=session2");
    expect(account.signIns).toHaveLength(2);
  });

  it("does not hurt the new one when it is refused late, on another instance", async () => {
    const refused = new Set<string>();
    const { account } = await stage.start(without(refused));
    const [first, second, third] = await three(account.origin);
    await Promise.all(callsThrough([first, second], 1));
    refused.add("session_id=session1");
    await first.send(READ, new Operation());
    await second.send(READ, new Operation());
    await third.send(READ, new Operation());
    expect(account.requests.at(-1)?.cookie).toBe("session_id=session2");
    expect(account.signIns).toHaveLength(2);
  });

  it("stops an operation whose instance signed in for nothing, on each of them", async () => {
    const { account } = await stage.start(unauthorized);
    const all = await three(account.origin);
    expect(await Promise.all(all.map(verdict))).toEqual(Array(3).fill("notAuthenticated 60"));
    // Each may take over what others signed in for before it finds out by itself.
    expect(account.signIns.length).toBeLessThanOrEqual(3);
    expect(account.requests.length).toBeLessThanOrEqual(9);
    const before = account.signIns.length;
    for (const upstream of all) expect(await verdict(upstream)).toBe("notAuthenticated 60");
    expect(account.signIns.length - before).toBeLessThanOrEqual(3);
  });
});

test("one instance renews ahead of the end, and the others take that over", async () => {
  const { account } = await stage.start(ok);
  account.signIn = slowly(account.signIn, 50);
  const clock = { time: 0 };
  const all = await three(account.origin, { now: () => clock.time });
  await Promise.all(callsThrough(all, 1));
  clock.time = 12.9 * 60_000;
  await Promise.all(callsThrough(all, 1));
  expect(account.signIns).toHaveLength(1);
  clock.time = 13.1 * 60_000;
  const client = redis.client();
  const [key = ""] = await client.keys("*:session:*");
  await client.pexpire(key, 1.9 * 60_000);
  await Promise.all(callsThrough(all, 3));
  await Promise.all(callsThrough(all, 1));
  expect(account.signIns).toHaveLength(2);
  expect(account.requests.slice(-3).map(({ cookie }) => cookie)).toEqual(Array(3).fill("session_id=session2"));
});

test("a session is as old for who takes it over as Redis says, whatever the clocks of the instances", async () => {
  const { account } = await stage.start(ok);
  const clock = { time: 5_000_000 };
  const first = await instance(account.origin, { now: () => clock.time });
  await first.upstream.send(READ, new Operation());
  const client = redis.client();
  const [key = ""] = await client.keys("*:session:*");
  await client.pexpire(key, 200_000);
  const second = await instance(account.origin, { now: () => 70 });
  await second.upstream.send(READ, new Operation());
  const leftMs = (await second.upstream.session(new Operation())).endsAt.getTime() - Date.now();
  // A minute less than at the account, as always.
  expect(leftMs).toBeLessThanOrEqual(140_000);
  expect(leftMs).toBeGreaterThan(138_000);
  expect(account.signIns).toHaveLength(1);
});

describe("credentials that are refused", () => {
  const asPassword = (origin: string): Partial<UpstreamOptions> => {
    const { entry } = optionsFor(origin);
    if ("secret" in entry) throw new Error("it signs in");
    return { entry: { ...entry, isRetryable: false } };
  };

  it("are tried once by four instances", async () => {
    const { account } = await stage.start(ok);
    account.signIn = slowly(unauthorized, 50);
    const all = await four(account.origin);
    for (const round of [await Promise.all(all.map(verdict)), await Promise.all(all.map(verdict))]) {
      for (const answer of round) expect(answer).toMatch(/^notAuthenticated (?:5\d|60)$/);
    }
    expect([account.signIns.length, account.requests.length]).toEqual([1, 0]);
  });

  it("are tried again by one of them, for which the time then doubles for all", async () => {
    const { account } = await stage.start(ok);
    account.signIn = unauthorized;
    const clock = { time: 0 };
    const all = await three(account.origin, { now: () => clock.time });
    expect(await Promise.all(all.map(verdict))).toEqual(Array(3).fill("notAuthenticated 60"));
    clock.time += 61_000;
    // Redis's clock goes its own way.
    const client = redis.client();
    const [key = ""] = await client.keys("*:refusals:*");
    await client.hincrby(key, "until", -61_000);
    for (const answer of await Promise.all(all.map(verdict))) expect(answer).toMatch(/^notAuthenticated 1(?:1\d|20)$/);
    expect(account.signIns).toHaveLength(2);
  });

  it("are good again for all when one got in", async () => {
    const { account } = await stage.start(ok);
    const { signIn } = account;
    account.signIn = unauthorized;
    const [first, second] = await three(account.origin);
    expect((await errorOf(first.send(READ, new Operation()))).kind).toBe("notAuthenticated");
    account.signIn = signIn;
    // Somebody signed in with the same key to get a token.
    await second.session(new Operation());
    const { upstream: third } = await instance(account.origin);
    expect((await third.send(READ, new Operation())).status).toBe(200);
    expect(account.signIns).toHaveLength(2);
  });

  it("are tried never again if they are a password, and by a new instance after an hour at the earliest", async () => {
    const { account } = await stage.start(ok);
    account.signIn = unauthorized;
    const clock = { time: 0 };
    const changes = { ...asPassword(account.origin), now: () => clock.time };
    const [first, second] = await three(account.origin, changes);
    expect(await Promise.all([first, second].map(verdict))).toEqual(Array(2).fill("notAuthenticated 3600"));
    clock.time = 30 * 86_400_000;
    await redis.client().flushall();
    expect(await Promise.all([first, second].map(verdict))).toEqual(Array(2).fill("notAuthenticated 3600"));
    expect(account.signIns).toHaveLength(1);
  });

  it("are not tried by an instance that starts anew", async () => {
    const { account } = await stage.start(ok);
    account.signIn = unauthorized;
    const changes = asPassword(account.origin);
    expect(await verdict((await instance(account.origin, changes)).upstream)).toBe("notAuthenticated 3600");
    expect(await verdict((await instance(account.origin, changes)).upstream)).toBe("notAuthenticated 3600");
    expect(account.signIns).toHaveLength(1);
  });
});

test("credentials that were refused while Redis got full are not tried by the other instances", async () => {
  const { account } = await stage.start(ok);
  account.signIn = slowly(unauthorized, 500);
  const [first, second, third] = await three(account.origin);
  const answer = verdict(first);
  while (account.signIns.length === 0) await sleep(5);
  await redis.client().config("SET", "maxmemory", "1");
  expect(await answer).toBe("notAuthenticated 60");
  for (const other of [second, third]) expect(await verdict(other)).toMatch(/^notAuthenticated (?:5\d|60)$/);
  expect(account.signIns).toHaveLength(1);
});

test("a session is there for all though Redis got full while one signed in", async () => {
  const { account } = await stage.start(ok);
  account.signIn = slowly(account.signIn, 500);
  const [first, second, third] = await three(account.origin);
  const replies = callsThrough([first, second], 1);
  while (account.signIns.length === 0) await sleep(5);
  await redis.client().config("SET", "maxmemory", "1");
  await Promise.all([...replies, third.send(READ, new Operation())]);
  expect(account.signIns).toHaveLength(1);
});

describe("an instance that signs in", () => {
  it("and dies meanwhile is followed by one other", async () => {
    const { account } = await stage.start(ok);
    const { signIn } = account;
    account.signIn = () => undefined;
    const dying = await instance(account.origin, { timeoutMs: 20_000 });
    const others = await three(account.origin);
    const lost = errorOf(dying.upstream.send(READ, new Operation()));
    while (account.signIns.length === 0) await sleep(5);
    // From Redis, a process that was killed and one whose connection is gone for good look the same.
    await dying.link.close();
    account.signIn = signIn;
    const replies = await Promise.all(others.map((upstream) => upstream.send(READ, new Operation())));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(account.signIns).toHaveLength(2);
    await dying.upstream.close();
    await lost;
  });

  it("for longer than the lease keeps its turn", async () => {
    const { account } = await stage.start(ok);
    account.signIn = slowly(account.signIn, 4_000);
    const [first, second] = await three(account.origin, { timeoutMs: 10_000 });
    await Promise.all(callsThrough([first, second], 1));
    expect(account.signIns).toHaveLength(1);
  });

  it("and fails leaves the turn to the next", async () => {
    const { account } = await stage.start(ok);
    const { signIn } = account;
    account.signIn = (response, received, count) =>
      count === 1 ? response.writeHead(404).end() : signIn(response, received, count);
    const [first, second] = await three(account.origin);
    const startedAt = performance.now();
    const outcomes = await Promise.allSettled([first, second].map((upstream) => upstream.send(READ, new Operation())));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(performance.now() - startedAt).toBeLessThan(2_500);
    expect(account.signIns).toHaveLength(2);
  });

  it("does not keep those waiting that close or whose callers leave", async () => {
    const { account } = await stage.start(ok);
    account.signIn = () => undefined;
    const [first, second, third] = await three(account.origin, { timeoutMs: 20_000 });
    const signing = errorOf(first.send(READ, new Operation()));
    while (account.signIns.length === 0) await sleep(5);
    const leaving = new Operation();
    const left = errorOf(second.send(READ, leaving));
    const closed = errorOf(third.send(READ, new Operation()));
    await sleep(100);
    const startedAt = performance.now();
    leaving.leave();
    expect((await left).kind).toBe("aborted");
    await third.close();
    expect((await closed).kind).toBe("aborted");
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(account.signIns).toHaveLength(1);
    await first.close();
    await signing;
  });
});

describe("without Redis", () => {
  it("each instance signs in for itself, and they share again when it is back", async () => {
    const { account } = await stage.start(ok);
    await redis.kill();
    const instances = await Promise.all([1, 2].map(() => instance(account.origin)));
    for (const { upstream } of instances) await upstream.send(READ, new Operation());
    expect(account.signIns).toHaveLength(2);
    await redis.restart();
    const [late, later] = await three(account.origin);
    await late.send(READ, new Operation());
    await later.send(READ, new Operation());
    expect(account.signIns).toHaveLength(3);
  });

  it("that hangs, a sign-in waits no longer than it takes to find out", async () => {
    const { account } = await stage.start(ok);
    const [first, second] = await three(account.origin);
    redis.freeze();
    const startedAt = performance.now();
    await Promise.all(callsThrough([first, second], 1));
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(account.signIns).toHaveLength(2);
    redis.thaw();
  });

  it("that goes while others wait for a sign-in, they sign in", async () => {
    const { account } = await stage.start(ok);
    const { signIn } = account;
    account.signIn = slowly(signIn, 1_000);
    const [first, second] = await three(account.origin, { timeoutMs: 5_000 });
    const one = first.send(READ, new Operation());
    while (account.signIns.length === 0) await sleep(5);
    const other = second.send(READ, new Operation());
    await sleep(100);
    await redis.kill();
    expect((await Promise.all([one, other])).map(({ status }) => status)).toEqual([200, 200]);
    expect(account.signIns).toHaveLength(2);
  });
});
