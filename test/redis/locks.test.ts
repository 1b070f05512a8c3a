import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Lease, LockKey, RecordLocks } from "../../src/crm/locks/recordLocks.js";
import { RecordLock } from "../../src/crm/locks/recordLock.js";
import { CrmError } from "../../src/domain/crmError.js";
import { Stopper } from "../../src/domain/stop.js";
import { Keyspace } from "../../src/redis/keyspace.js";
import { RedisLink } from "../../src/redis/redisLink.js";
import { SharedRecordLock } from "../../src/redis/sharedRecordLock.js";
import { startRedis, type RedisServer } from "./redisServer.js";
import { until } from "./until.js";

const BIRTH_KEY = "amoql:{test}:birth";
const CALL_MS = 200;
const MARGIN_MS = 1_000;
const CONTACT = { kind: "contact", id: "7" } as const satisfies LockKey;
const FOR_EVER = new Stopper();

let redis: RedisServer;
const links: RedisLink[] = [];
/** What ends the edits that a test began. */
const ends: Stopper[] = [];

beforeEach(async () => {
  redis = await startRedis();
});

afterEach(async () => {
  for (const end of ends.splice(0)) end.abort();
  await Promise.all(links.splice(0).map((link) => link.close()));
  await redis.close();
});

interface Instance {
  readonly locks: RecordLocks;
  readonly link: RedisLink;
}

/** The locks of one gateway. */
async function instance(callMs = CALL_MS): Promise<Instance> {
  const link = new RedisLink({ url: redis.url, birthKey: BIRTH_KEY });
  links.push(link);
  await link.settled();
  const keyspace = new Keyspace("https://acme.amocrm.com", "secret");
  const options = { link, keyspace, local: new RecordLock(), callMs, marginMs: MARGIN_MS };
  return { link, locks: new SharedRecordLock(options) };
}

function instances(count: number): Promise<Instance[]> {
  return Promise.all(Array.from({ length: count }, () => instance()));
}

/** Takes a lock and keeps it until it is told to let go. */
async function take({ locks }: Instance): Promise<{ lease: Lease; letGo(): Promise<void> }> {
  const end = new Stopper();
  ends.push(end);
  return new Promise((resolve, reject) => {
    const over: Promise<void> = locks.hold(
      CONTACT,
      FOR_EVER,
      (lease) =>
        new Promise((letGo) => {
          end.addEventListener("abort", letGo);
          resolve({
            lease,
            letGo: () => {
              end.abort();
              return over;
            },
          });
        }),
    );
    over.catch(reject);
  });
}

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const allows = (lease: Lease, forMs: number): boolean => {
  try {
    lease.check(forMs);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ kind: "unavailable", retryAfterSeconds: 5 });
    return false;
  }
};

const locksKept = (): Promise<string[]> => redis.client().keys("*:lock:*");

/** Makes Redis remember everything since long ago, so that locks that last long are given at once. */
const age = (): Promise<number> => redis.client().hset(BIRTH_KEY, "since", "1");

describe("record locks of several gateways", () => {
  it("let 100 edits of one record by four instances lose nothing, and leave nothing behind", async () => {
    const four = await instances(4);
    let counter = 0;
    let holders = 0;
    await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        (four[n % 4] as Instance).locks.hold(CONTACT, FOR_EVER, async (lease) => {
          holders += 1;
          expect(holders).toBe(1);
          const read = counter;
          await sleep(Math.random() * 8);
          lease.check(CALL_MS);
          counter = read + 1;
          holders -= 1;
        }),
      ),
    );
    expect(counter).toBe(100);
    await until(async () => (await locksKept()).length === 0);
  });

  it("keep records apart", async () => {
    const [a, b] = (await instances(2)) as [Instance, Instance];
    const held = await take(a);
    await b.locks.hold({ kind: "deal", id: CONTACT.id }, FOR_EVER, () => Promise.resolve());
    await b.locks.hold({ kind: "contact", id: "8" }, FOR_EVER, () => Promise.resolve());
    await held.letGo();
  });

  it("are not kept from others by an instance that has many edits to make", async () => {
    const [busy, other] = (await instances(2)) as [Instance, Instance];
    const order: string[] = [];
    const edit = (by: Instance, name: string): Promise<void> =>
      by.locks.hold(CONTACT, FOR_EVER, async () => {
        await sleep(60);
        order.push(name);
      });
    const many = Array.from({ length: 40 }, () => edit(busy, "busy"));
    await until(() => order.length > 0);
    for (let n = 0; n < 3; n += 1) await edit(other, "other");
    expect(order.filter((name) => name === "busy").length).toBeLessThan(20);
    await Promise.all(many);
  });

  it("pass on what the work throws, and are free then", async () => {
    const [a, b] = (await instances(2)) as [Instance, Instance];
    const failure = new CrmError("notFound", "gone");
    await expect(a.locks.hold(CONTACT, FOR_EVER, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(await b.locks.hold(CONTACT, FOR_EVER, () => Promise.resolve("free"))).toBe("free");
  });

  it("are not waited for by those who leave", async () => {
    const [a, b] = (await instances(2)) as [Instance, Instance];
    const held = await take(a);
    const leaving = new Stopper();
    const waiter = b.locks.hold(CONTACT, leaving, () => Promise.reject(new Error("not reached")));
    setTimeout(() => leaving.abort(), 120);
    await expect(waiter).rejects.toMatchObject({ kind: "aborted" });
    await held.letGo();
    expect(await a.locks.hold(CONTACT, FOR_EVER, () => Promise.resolve("free"))).toBe("free");
  });

  it("are held for longer than they last by those who are alive", async () => {
    const [a, b] = (await instances(2)) as [Instance, Instance];
    const held = await take(a);
    let isOthers = false;
    const waiter = b.locks.hold(CONTACT, FOR_EVER, () => {
      isOthers = true;
      return Promise.resolve();
    });
    await sleep(2 * (CALL_MS + MARGIN_MS));
    expect(isOthers).toBe(false);
    expect(allows(held.lease, CALL_MS)).toBe(true);
    await held.letGo();
    await waiter;
  });

  it("say no more in Redis than the number of the record, the same whatever the secret, and every key lapses", async () => {
    const [a, b] = (await instances(2)) as [Instance, Instance];
    const held = await take(a);
    const waiter = b.locks.hold(CONTACT, FOR_EVER, () => Promise.resolve());
    await until(async () => (await locksKept()).length === 2);
    for (const key of await locksKept()) {
      expect(key).not.toMatch(/acme/);
      expect(key).toMatch(/^amoql:\{[\w-]{16}\}:lock:contact:7/);
      expect(await redis.client().pttl(key)).toBeGreaterThan(0);
    }
    await held.letGo();
    await waiter;
  });
});

describe("a holder that is lost", () => {
  it("may not write once its lock may be another's, which gets it when the lease is over", async () => {
    const [lost, other] = (await instances(2)) as [Instance, Instance];
    const held = await take(lost);
    expect(allows(held.lease, CALL_MS)).toBe(true);
    await lost.link.close();
    let isOthers = false;
    const waiter = other.locks.hold(CONTACT, FOR_EVER, () => {
      isOthers = true;
      expect(allows(held.lease, 0)).toBe(false);
      return Promise.resolve();
    });
    await until(() => !allows(held.lease, CALL_MS));
    expect(isOthers).toBe(false);
    await waiter;
    await held.letGo();
  });

  it("and that slept, as a process that is stopped does, may not write when it wakes", async () => {
    const [sleeper, other] = (await instances(2)) as [Instance, Instance];
    const held = await take(sleeper);
    // Nothing else of this process runs meanwhile, neither a renewal nor an answer.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, CALL_MS + MARGIN_MS + 100);
    expect(allows(held.lease, 0)).toBe(false);
    const others = await take(other);
    // Its renewals go on, and at last it gives back what it does not have.
    await sleep(MARGIN_MS);
    expect(allows(held.lease, 0)).toBe(false);
    await held.letGo();
    await sleep(MARGIN_MS);
    expect(allows(others.lease, CALL_MS)).toBe(true);
    await others.letGo();
  });
});

describe("without Redis", () => {
  const refusal = { kind: "unavailable", retryAfterSeconds: 5 };
  const notReached = (): Promise<never> => Promise.reject(new Error("not reached"));

  it("no edit is begun; they are again when it is back, however it comes back", async () => {
    const [a, b] = (await instances(2)) as [Instance, Instance];
    await redis.kill();
    await expect(a.locks.hold(CONTACT, FOR_EVER, notReached)).rejects.toMatchObject(refusal);
    await until(() => !a.link.isUp && !b.link.isUp);
    await expect(a.locks.hold(CONTACT, FOR_EVER, notReached)).rejects.toMatchObject(refusal);
    await redis.restart();
    await until(() => a.link.isUp && b.link.isUp);
    expect(
      await Promise.all([a, b].map(({ locks }) => locks.hold(CONTACT, FOR_EVER, () => Promise.resolve("done")))),
    ).toEqual(["done", "done"]);
  });

  it("those who wait for a record are refused as well", async () => {
    const [a, b] = (await instances(2)) as [Instance, Instance];
    const held = await take(a);
    const waiter = b.locks.hold(CONTACT, FOR_EVER, notReached);
    await Promise.all([expect(waiter).rejects.toMatchObject(refusal), sleep(100).then(() => redis.kill())]);
    await held.letGo();
  });

  it("an edit that is under way may write for a while, and not any more when a call may outlast its lock", async () => {
    const callMs = 2_000;
    const a = await instance(callMs);
    await age();
    const held = await take(a);
    redis.freeze();
    expect(allows(held.lease, callMs)).toBe(true);
    await until(() => !allows(held.lease, callMs));
    expect(allows(held.lease, 0)).toBe(true);
    await held.letGo();
    redis.thaw();
    await until(() => a.link.isUp);
    expect(await a.locks.hold(CONTACT, FOR_EVER, () => Promise.resolve("free"))).toBe("free");
  });

  it("a lock that could not be given back, and one that was asked for in vain, do not outlast the outage", async () => {
    const [a, b] = await Promise.all([instance(3_600_000), instance(3_600_000)]);
    await age();
    const held = await take(a);
    redis.freeze();
    await expect(a.locks.hold({ kind: "deal", id: "7" }, FOR_EVER, notReached)).rejects.toMatchObject(refusal);
    await held.letGo();
    redis.thaw();
    await until(() => b.link.isUp && a.link.isUp);
    expect(await b.locks.hold(CONTACT, FOR_EVER, () => Promise.resolve("free"))).toBe("free");
    expect(await b.locks.hold({ kind: "deal", id: "7" }, FOR_EVER, () => Promise.resolve("free"))).toBe("free");
  });

  it("with one that is full, no edit is begun, and those under way keep their locks", async () => {
    const [a, b] = (await instances(2)) as [Instance, Instance];
    const held = await take(a);
    await redis.client().config("SET", "maxmemory", "1");
    await expect(b.locks.hold({ kind: "deal", id: "7" }, FOR_EVER, notReached)).rejects.toMatchObject(refusal);
    await sleep(CALL_MS + MARGIN_MS);
    expect(allows(held.lease, CALL_MS)).toBe(true);
    await held.letGo();
    await redis.client().config("SET", "maxmemory", "0");
    expect(await b.locks.hold(CONTACT, FOR_EVER, () => Promise.resolve("free"))).toBe("free");
  });

  it("and one that forgot everything gives no lock that somebody may still have", async () => {
    const [a, b] = (await instances(2)) as [Instance, Instance];
    const held = await take(a);
    await redis.client().flushall();
    await b.locks.hold(CONTACT, FOR_EVER, () => {
      expect(allows(held.lease, 0)).toBe(false);
      return Promise.resolve();
    });
    await held.letGo();
  });
});

describe("whatever happens to Redis", () => {
  it("no edit that was written is lost", async () => {
    const four = await instances(4);
    let value = 0;
    let written = 0;
    let refused = 0;
    let isOver = false;
    const edit = async ({ locks }: Instance): Promise<void> => {
      try {
        await locks.hold(CONTACT, FOR_EVER, async (lease) => {
          const read = value;
          // Some take longer than a lock lasts.
          await sleep(Math.random() < 0.2 ? MARGIN_MS + Math.random() * 1_000 : Math.random() * 20);
          lease.check(CALL_MS);
          // The write takes up to the time of a call on its way to the account.
          await sleep(Math.random() * CALL_MS * 0.5);
          value = read + 1;
          written += 1;
        });
      } catch (error) {
        expect(error).toMatchObject({ kind: "unavailable" });
        refused += 1;
        await sleep(50);
      }
    };
    const editors = four.flatMap((each) =>
      [1, 2].map(async () => {
        while (!isOver) await edit(each);
      }),
    );
    for (const harm of ["flush", "kill", "freeze", "cut", "flush", "kill"]) {
      await sleep(700);
      if (harm === "flush") await redis.client().flushall();
      if (harm === "freeze") {
        redis.freeze();
        await sleep(900);
        redis.thaw();
      }
      if (harm === "cut") await redis.client().call("CLIENT", "KILL", "TYPE", "normal");
      if (harm === "kill") {
        await redis.kill();
        await sleep(300);
        await redis.restart();
      }
      const before = written;
      await until(() => written > before + 3);
    }
    isOver = true;
    await Promise.all(editors);
    expect(value).toBe(written);
    expect(refused).toBeGreaterThan(0);
    await until(async () => (await locksKept()).length === 0);
  }, 60_000);
});
