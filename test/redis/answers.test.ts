import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { AnswersInMemory } from "../../src/crm/idempotency/answersInMemory.js";
import { IdempotentCreates, type Send } from "../../src/crm/idempotency/idempotentCreates.js";
import { CrmError, EarlierOutcomeUnknown } from "../../src/domain/crmError.js";
import { Stopper, type StopSignal } from "../../src/domain/stop.js";
import { Keyspace } from "../../src/redis/keyspace.js";
import { RedisLink } from "../../src/redis/redisLink.js";
import { Seal } from "../../src/storage/seal.js";
import { SharedAnswers } from "../../src/redis/sharedAnswers.js";
import { startRedis, type RedisServer } from "./redisServer.js";
import { until } from "./until.js";

interface Draft {
  readonly name: string;
}

interface Item {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
}

const BIRTH_KEY = "amoql:{test}:birth";
const LEASE_MS = 1_200;
const DAY_MS = 86_400_000;
const ADA: Draft = { name: "Ada" };
const EVE: Draft = { name: "Eve" };
const FOR_EVER = new Stopper();

let redis: RedisServer;
/** Names of the drafts that the account got. */
let sent: string[];
const links: RedisLink[] = [];
/** Accounts that may not have answered yet. */
const accounts: Stopper[] = [];

beforeEach(async () => {
  redis = await startRedis();
  sent = [];
});

afterEach(async () => {
  for (const account of accounts.splice(0)) account.abort();
  await Promise.all(links.splice(0).map((link) => link.close()));
  await redis.close();
});

async function connect(onCommand: () => void = () => undefined): Promise<RedisLink> {
  const link = new RedisLink({ url: redis.url, birthKey: BIRTH_KEY, onCommand });
  links.push(link);
  await link.settled();
  return link;
}

/** The answers as one more gateway sees them. */
function answersOver(
  link: RedisLink,
  { secret = "secret", leaseMs = LEASE_MS, kind = "contact", local = new AnswersInMemory<Item>() } = {},
): SharedAnswers<Item> {
  const keyspace = new Keyspace("https://acme.amocrm.com", secret);
  return new SharedAnswers<Item>({
    link,
    keyspace,
    seal: new Seal([secret], "redis"),
    kind,
    local,
    leaseMs,
  });
}

/** What one gateway makes of creations with a key. */
class Instance {
  private constructor(
    readonly link: RedisLink,
    private readonly creates: IdempotentCreates<Draft, Item>,
    /** How often Redis answered it. */
    readonly answered: () => number,
  ) {}

  static async start(options: { secret?: string; leaseMs?: number; kind?: string } = {}): Promise<Instance> {
    let answered = 0;
    const link = await connect(() => (answered += 1));
    return new Instance(link, new IdempotentCreates(answersOver(link, options)), () => answered);
  }

  /** Adds one record. */
  async create(draft: Draft, key: string | null, options: CreateOptions = {}): Promise<Item | CrmError | undefined> {
    const rows = [{ draft, ...(key !== null && { idempotencyKey: key }) }];
    const asker = { login: options.login ?? "ada@acme.test", signal: options.signal ?? FOR_EVER };
    const [outcome] = await this.creates.createAll(rows, asker, options.send ?? add);
    return outcome;
  }

  createAll(keys: readonly string[], send: Send<Draft, Item> = add): Promise<readonly (Item | CrmError)[]> {
    const rows = keys.map((key) => ({ draft: { name: key }, idempotencyKey: key }));
    return this.creates.createAll(rows, { login: "ada@acme.test", signal: FOR_EVER }, send);
  }
}

interface CreateOptions {
  readonly login?: string;
  readonly signal?: StopSignal;
  readonly send?: Send<Draft, Item>;
}

async function instances(count: number): Promise<[Instance, Instance, ...Instance[]]> {
  const all = await Promise.all(Array.from({ length: count }, () => Instance.start()));
  return all as [Instance, Instance, ...Instance[]];
}

/** The account: it adds every record that it gets, after a while. */
const add: Send<Draft, Item> = async (drafts) => {
  sent.push(...drafts.map(({ name }) => name));
  await sleep(100);
  return drafts.map(({ name }, index) => ({ id: `${sent.length}-${index}`, name, createdAt: new Date(5) }));
};

/** An account that does not answer until it is told to. */
function hanging(): { send: Send<Draft, Item>; answer: () => void } {
  const told = new Stopper();
  accounts.push(told);
  const send: Send<Draft, Item> = async (drafts) => {
    const outcomes = await add(drafts);
    await new Promise<void>((resolve) => {
      if (told.aborted) resolve();
      else told.addEventListener("abort", resolve);
    });
    return outcomes;
  };
  return { send, answer: () => told.abort() };
}

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Makes Redis remember everything since long ago, so that keys are given at once. */
const longAgo = (): Promise<number> => redis.client().hset(BIRTH_KEY, "since", "1");

const keysKept = (): Promise<string[]> => redis.client().keys("*:creation:*");

const UNAVAILABLE = { kind: "unavailable", retryAfterSeconds: 5 };

describe("a key that comes to several gateways", () => {
  it("at once adds one record, and all get it as it was written", async () => {
    const four = await instances(4);
    const records = await Promise.all([...four, ...four].map((each) => each.create(ADA, "key")));
    expect(sent).toEqual(["Ada"]);
    expect(new Set(records.map((record) => JSON.stringify(record))).size).toBe(1);
    for (const record of records) expect(record).toEqual({ id: "1-0", name: "Ada", createdAt: new Date(5) });
  });

  it("one after another adds one record", async () => {
    const [a, b] = await instances(2);
    const record = await a.create(ADA, "key");
    expect(await b.create(ADA, "key")).toEqual(record);
    expect(await b.create(ADA, "key")).toEqual(record);
    expect(sent).toEqual(["Ada"]);
  });

  it("with another draft is refused, be the first under way or over", async () => {
    const [a, b] = await instances(2);
    const first = a.create(ADA, "key");
    await until(() => sent.length === 1);
    expect(await b.create(EVE, "key")).toMatchObject({ kind: "keyReused" });
    await first;
    expect(await b.create(EVE, "key")).toMatchObject({ kind: "keyReused" });
    expect(sent).toEqual(["Ada"]);
  });

  it("is another key for another login, and for another kind of record", async () => {
    const [a, b] = await instances(2);
    const deals = await Instance.start({ kind: "deal" });
    await a.create(ADA, "key");
    await b.create(ADA, "key", { login: "eve@acme.test" });
    await deals.create(ADA, "key");
    expect(sent).toEqual(["Ada", "Ada", "Ada"]);
  });

  it("is free when nothing was added", async () => {
    const [a, b] = await instances(2);
    const refusal = new CrmError("rejected", "no");
    expect(await a.create(ADA, "key", { send: () => Promise.resolve([refusal]) })).toBe(refusal);
    expect(await b.create(EVE, "key")).toMatchObject({ name: "Eve" });
  });

  it("is sent by the one that waited when the first added nothing", async () => {
    const [a, b] = await instances(2);
    const refusal = new CrmError("rejected", "no");
    const first = a.create(ADA, "key", {
      send: async () => {
        await sleep(200);
        return [refusal];
      },
    });
    await until(async () => (await keysKept()).length === 1);
    const second = b.create(ADA, "key");
    expect(await first).toBe(refusal);
    expect(await second).toMatchObject({ name: "Ada" });
    expect(sent).toEqual(["Ada"]);
  });

  it("in batches that overlap the other way round does not make them wait for ever", async () => {
    const [a, b] = await instances(2);
    const [one, other] = await Promise.all([a.createAll(["x", "y", "z"]), b.createAll(["z", "y", "x", "w"])]);
    expect([...sent].sort()).toEqual(["w", "x", "y", "z"]);
    expect(other.slice(0, 3)).toEqual([...one].reverse());
  });

  it("is not waited for by those who leave: they are told what may be", async () => {
    const [a, b] = await instances(2);
    const account = hanging();
    const first = a.create(ADA, "key", account);
    await until(() => sent.length === 1);
    const leaving = new Stopper();
    const answered = b.answered();
    const equal = b.create(ADA, "key", { signal: leaving });
    const behind = b.create(ADA, "key");
    await until(() => b.answered() > answered);
    leaving.abort();
    expect(await equal).toMatchObject({ kind: "outcomeUnknown" });
    account.answer();
    expect(await behind).toEqual(await first);
    expect(sent).toEqual(["Ada"]);
  });

  it("with an unknown outcome is never sent again", async () => {
    const [a, b] = await instances(2);
    const unknown = new CrmError("outcomeUnknown", "no answer");
    expect(await a.create(ADA, "key", { send: () => Promise.resolve([unknown]) })).toBe(unknown);
    expect(await b.create(ADA, "key")).toBeInstanceOf(EarlierOutcomeUnknown);
    expect(await a.create(ADA, "key")).toBeInstanceOf(EarlierOutcomeUnknown);
    expect(sent).toEqual([]);
  });

  it("shows nothing in Redis, and lapses after a day", async () => {
    const [a] = await instances(1);
    await a.create({ name: "Ada Lovelace" }, "secret-key", { login: "lovelace@acme.test" });
    const client = redis.client();
    const names = await keysKept();
    expect(names).toHaveLength(1);
    for (const name of await client.keys("*")) {
      const all = JSON.stringify([name, await client.hgetall(name)]);
      expect(all).not.toMatch(/lovelace|acme\.test|secret-key|contact/i);
      if (name !== BIRTH_KEY) expect(await client.pttl(name)).toBeGreaterThan(DAY_MS - 60_000);
      expect(await client.pttl(name)).toBeLessThanOrEqual(DAY_MS);
    }
  });

  it("whose answer was sealed with a secret that is gone has an unknown outcome", async () => {
    const [a] = await instances(1);
    await a.create(ADA, "key");
    const other = await Instance.start({ secret: "new" });
    expect(await other.create(ADA, "key")).toBeInstanceOf(EarlierOutcomeUnknown);
    expect(sent).toEqual(["Ada"]);
  });
});

describe("a gateway that dies while a creation is under way", () => {
  it("leaves its outcome unknown to those who wait and to those who come later", async () => {
    const [a, b, c] = (await instances(3)) as [Instance, Instance, Instance];
    const account = hanging();
    const first = a.create(ADA, "key", account);
    await until(() => sent.length === 1);
    const waiter = b.create(ADA, "key");
    await a.link.close();
    expect(await waiter).toBeInstanceOf(EarlierOutcomeUnknown);
    expect(await c.create(ADA, "key")).toBeInstanceOf(EarlierOutcomeUnknown);
    expect(await c.create(EVE, "key")).toMatchObject({ kind: "keyReused" });
    expect(sent).toEqual(["Ada"]);
    account.answer();
    await first;
  });

  it("and one that is alive is waited for, for as long as it takes", async () => {
    const [a, b] = await instances(2);
    const account = hanging();
    const first = a.create(ADA, "key", account);
    await until(() => sent.length === 1);
    const waiter = b.create(ADA, "key");
    await sleep(2 * LEASE_MS);
    account.answer();
    expect(await waiter).toEqual(await first);
  });

  it("and one that slept tells the outcome after all", async () => {
    const [a, b] = await instances(2);
    const account = hanging();
    const first = a.create(ADA, "key", account);
    await until(() => sent.length === 1);
    // As a process that is stopped: no sign of life until its lease is over.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LEASE_MS + 50);
    account.answer();
    expect(await first).toMatchObject({ name: "Ada" });
    expect(await b.create(ADA, "key")).toEqual(await first);
  });
});

describe("without Redis", () => {
  it("no creation with a key is made; those without go on", async () => {
    const [a] = await instances(1);
    await redis.kill();
    expect(await a.create(ADA, "key")).toMatchObject(UNAVAILABLE);
    expect(await a.create(ADA, "key")).toMatchObject(UNAVAILABLE);
    expect(sent).toEqual([]);
    expect(await a.create(ADA, null)).toMatchObject({ name: "Ada" });
    await redis.restart();
    await until(() => a.link.isUp);
    expect(await a.create(ADA, "key")).toMatchObject({ name: "Ada" });
  });

  it("a row of a batch fails alone when its key cannot be looked at and its answer is not known here", async () => {
    const [a] = await instances(1);
    const [x] = await a.createAll(["x"]);
    redis.freeze();
    const [again, fresh] = await a.createAll(["x", "y"]);
    expect(again).toEqual(x);
    expect(fresh).toMatchObject(UNAVAILABLE);
    redis.thaw();
    expect(sent).toEqual(["x"]);
  });

  it("a key that was asked for in vain is as free as before", async () => {
    const [a, b] = await Promise.all([Instance.start({ leaseMs: 60_000 }), Instance.start({ leaseMs: 60_000 })]);
    await longAgo();
    await a.create(EVE, "another");
    redis.freeze();
    expect(await a.create(ADA, "key")).toMatchObject(UNAVAILABLE);
    redis.thaw();
    await until(() => a.link.isUp && b.link.isUp);
    expect(await b.create(ADA, "key")).toMatchObject({ name: "Ada" });
  });

  it("an answer is known here at once, and everywhere when Redis is back", async () => {
    const [a, b] = await instances(2);
    const account = hanging();
    const first = a.create(ADA, "key", account);
    await until(() => sent.length === 1);
    redis.freeze();
    await until(() => !a.link.isUp);
    account.answer();
    const record = await first;
    expect(await a.create(ADA, "key")).toEqual(record);
    redis.thaw();
    await until(() => a.link.isUp && b.link.isUp);
    await until(async () => {
      const [name] = await keysKept();
      return name !== undefined && (await redis.client().hexists(name, "answer")) === 1;
    });
    expect(await b.create(ADA, "key")).toEqual(record);
    expect(sent).toEqual(["Ada"]);
  });

  it("those who wait for another's creation are told what may be", async () => {
    const [a, b] = await instances(2);
    const account = hanging();
    const first = a.create(ADA, "key", account);
    await until(() => sent.length === 1);
    const answered = b.answered();
    const waiter = b.create(ADA, "key");
    await until(() => b.answered() > answered);
    await redis.kill();
    expect(await waiter).toMatchObject({ kind: "outcomeUnknown" });
    account.answer();
    await first;
  });

  it("with one that is full, no creation with a key is made, and those under way come to their end", async () => {
    const [a, b] = await instances(2);
    const account = hanging();
    const first = a.create(ADA, "key", account);
    await until(() => sent.length === 1);
    await redis.client().config("SET", "maxmemory", "1");
    expect(await b.create(EVE, "other")).toMatchObject(UNAVAILABLE);
    const waiter = b.create(ADA, "key");
    await sleep(2 * LEASE_MS);
    account.answer();
    const record = await first;
    expect(await waiter).toEqual(record);
    expect(await b.create(ADA, "key")).toEqual(record);
    await redis.client().config("SET", "maxmemory", "0");
    expect(await a.create(EVE, "another")).toMatchObject({ name: "Eve" });
    expect(sent).toEqual(["Ada", "Eve"]);
  });
});

it("an answer that Redis was not told yet is not given up when its key is asked for in vain", async () => {
  let time = 1;
  const local = new AnswersInMemory<Item>(() => time);
  const link = await connect();
  const answers = answersOver(link, { local });
  await longAgo();
  const claim = await answers.claim("key", "draft");
  if (claim.state !== "ours") throw new Error("it is free");
  const client = redis.client();
  await client.call("ACL", "SETUSER", "default", "-hset");
  // Too long to be kept with the latest ones, which Redis is told again in any case.
  const item = { id: "1", name: "x".repeat(4_100_000), createdAt: new Date(5) };
  await claim.settle({ item });
  time += DAY_MS + 1;
  redis.freeze();
  await expect(answers.claim("key", "draft")).rejects.toMatchObject(UNAVAILABLE);
  redis.thaw();
  await client.call("ACL", "SETUSER", "default", "+hset");
  await until(() => link.isUp);
  await until(async () => (await client.hexists((await keysKept())[0] ?? "", "answer")) === 1);
  expect(await answers.claim("key", "draft")).toEqual({ state: "answered", result: { item } });
});

describe("a Redis that forgot everything", () => {
  it("by a restart is told the latest answers again", async () => {
    const [a, b] = await instances(2);
    const records = await Promise.all(["x", "y", "z"].map((name) => a.create({ name }, name)));
    await redis.kill();
    await until(() => !a.link.isUp && !b.link.isUp);
    await redis.restart();
    await until(() => a.link.isUp && b.link.isUp);
    expect(await Promise.all(["x", "y", "z"].map((name) => b.create({ name }, name)))).toEqual(records);
    expect(sent).toHaveLength(3);
  });

  it.each(["a restart", "being emptied"])("by %s does not let a creation under way be made twice", async (how) => {
    const [a, b] = await instances(2);
    const account = hanging();
    const first = a.create(ADA, "key", account);
    await until(() => sent.length === 1);
    if (how === "a restart") {
      await redis.kill();
      await redis.restart();
      await until(() => a.link.isUp && b.link.isUp);
    } else await redis.client().flushall();
    const second = b.create(ADA, "key");
    await sleep(2 * LEASE_MS);
    const [name = ""] = await keysKept();
    expect(await redis.client().pttl(name)).toBeGreaterThan(0);
    account.answer();
    expect(await second).toEqual(await first);
    expect(sent).toEqual(["Ada"]);
  });
});

it("an answer that comes when the key was lost and used again does not take the place of the other", async () => {
  // Its signs of life are too far apart to come again in time.
  const late = await Instance.start({ leaseMs: 60_000 });
  const [b, c] = await instances(2);
  await longAgo();
  const account = hanging();
  const first = late.create(ADA, "key", account);
  await until(() => sent.length === 1);
  await redis.client().flushall();
  const record = await b.create(ADA, "key");
  account.answer();
  await first;
  expect(await c.create(ADA, "key")).toEqual(record);
});

it("whatever happens to Redis, no key adds two records and no two callers get different ones", async () => {
  const four = await instances(4);
  const seen = new Map<string, Set<string>>();
  let isOver = false;
  let turn = 0;
  const callers = four.map(async (each) => {
    while (!isOver) {
      turn += 1;
      // Each key comes about four times, to any instance, while it is under way or later.
      const name = `key ${Math.floor(turn / 4)}`;
      const outcome = await each.create({ name }, name);
      if (outcome === undefined) throw new Error("a creation has an outcome");
      if (outcome instanceof CrmError) {
        expect(["unavailable", "outcomeUnknown"]).toContain(outcome.kind);
        await sleep(20);
      } else seen.set(name, (seen.get(name) ?? new Set()).add(outcome.id));
    }
  });
  for (const harm of ["freeze", "cut", "kill", "cut", "freeze", "kill"]) {
    await sleep(500);
    if (harm === "cut") await redis.client().call("CLIENT", "KILL", "TYPE", "normal");
    if (harm === "freeze") {
      redis.freeze();
      await sleep(600);
      redis.thaw();
    }
    if (harm === "kill") {
      await redis.kill();
      await sleep(200);
      await redis.restart();
    }
    const before = sent.length;
    await until(() => sent.length > before + 3);
  }
  await until(() => seen.size > 10);
  isOver = true;
  await Promise.all(callers);
  expect(new Set(sent).size).toBe(sent.length);
  for (const ids of seen.values()) expect(ids.size).toBe(1);
}, 60_000);
