import { afterEach, describe, expect, test } from "@jest/globals";
import type { Crm } from "../../src/crm/crm.js";
import { AnswersInMemory } from "../../src/crm/idempotency/answersInMemory.js";
import { openSandboxAccount, type SandboxAccount } from "./sandboxAccount.js";

const HOUR = 60 * 60 * 1000;

describe("answers kept in memory", () => {
  const result = { item: { id: "1" } };
  const answered = { state: "answered", result };

  async function keep(answers: AnswersInMemory<unknown>, key: string, kept: unknown = result.item): Promise<void> {
    const claim = await answers.claim(key, "hash");
    if (claim.state !== "ours") throw new Error("the key is free");
    await claim.settle({ item: kept });
  }

  test("last for 24 hours from their creation, however often they are read", async () => {
    let now = HOUR;
    const answers = new AnswersInMemory(() => now);
    await keep(answers, "key");
    for (const hours of [12, 11.99]) {
      now += hours * HOUR;
      expect(await answers.claim("key", "hash")).toEqual(answered);
    }
    now += 0.02 * HOUR;
    expect(await answers.claim("key", "hash")).toMatchObject({ state: "ours" });
  });

  test("are for the same draft only, and none is kept of what added nothing", async () => {
    const answers = new AnswersInMemory();
    await keep(answers, "key");
    expect(await answers.claim("key", "other")).toEqual({ state: "reused" });
    const claim = await answers.claim("refused", "hash");
    if (claim.state !== "ours") throw new Error("the key is free");
    await claim.settle(null);
    expect(await answers.claim("refused", "other")).toMatchObject({ state: "ours" });
  });

  test("are 10 000 at most: those that were not asked for longest go", async () => {
    const answers = new AnswersInMemory();
    for (let n = 0; n < 10_000; n += 1) await keep(answers, `key ${n}`);
    await answers.claim("key 0", "hash");
    await keep(answers, "one more");
    const claims = await Promise.all(["key 0", "key 1", "key 2", "one more"].map((key) => answers.claim(key, "hash")));
    expect(claims.map(({ state }) => state)).toEqual(["answered", "ours", "answered", "answered"]);
  });

  test("do not fill the memory with long records", async () => {
    const answers = new AnswersInMemory();
    const body = "x".repeat(1_000_000);
    for (let n = 0; n < 40; n += 1) {
      await keep(answers, `key ${n}`, { id: "1", body });
    }
    expect(await answers.claim("key 0", "hash")).toMatchObject({ state: "ours" });
    expect(await answers.claim("key 39", "hash")).toMatchObject({ state: "answered" });
  });
});

describe("whoever waits for a creation that is under way", () => {
  let account: SandboxAccount;
  afterEach(() => account.close());

  function crmFor(signal: AbortSignal): Crm {
    return account.connection.forOperation({ caller: "test", signal, onCall: () => undefined });
  }

  test("and leaves is told that it may have been made; it is, once", async () => {
    account = await openSandboxAccount({ switches: { latencyMs: 150 } });
    const leaving = new AbortController();
    const calls = await account.callsOf(async () => {
      const first = account.crm.contacts.create({ name: "Ada" }, "key");
      const waiter = crmFor(leaving.signal).contacts.create({ name: "Ada" }, "key");
      leaving.abort();
      await expect(waiter).rejects.toMatchObject({ kind: "outcomeUnknown" });
      const written = await first;
      expect(await account.crm.contacts.create({ name: "Ada" }, "key")).toEqual(written);
    });
    expect(calls).toEqual(["contact_add ADD_PERSON"]);
  });

  test("of another draft and leaves is told that nothing was changed", async () => {
    account = await openSandboxAccount({ switches: { latencyMs: 150 } });
    const leaving = new AbortController();
    const first = account.crm.contacts.create({ name: "Ada" }, "key");
    const waiter = crmFor(leaving.signal).contacts.create({ name: "Eve" }, "key");
    leaving.abort();
    await expect(waiter).rejects.toMatchObject({ kind: "aborted" });
    expect(await first).toMatchObject({ name: "Ada" });
  });

  test("makes it when the one before was refused its sign-in, which was its own misfortune", async () => {
    account = await openSandboxAccount({ switches: { latencyMs: 50 } });
    const { login } = account.connection;
    const stranger = account.crmAs({ login, password: "wrong" });
    const refused = stranger.contacts.create({ name: "Ada" }, "key");
    const waiter = account.crm.contacts.create({ name: "Ada" }, "key");
    await expect(refused).rejects.toMatchObject({ kind: "notAuthenticated" });
    expect(await waiter).toMatchObject({ name: "Ada" });
  });

  test("for rows of two batches, each the other's, does not wait for ever", async () => {
    account = await openSandboxAccount({ switches: { latencyMs: 20 } });
    const [a, b] = ["A", "B"].map((name) => ({ draft: { name }, idempotencyKey: name }));
    if (!a || !b) throw new Error("there are two");
    const calls = await account.callsOf(async () => {
      const [ab, bac] = await Promise.all([
        account.crm.catalogs.createMany([a, b]),
        account.crm.catalogs.createMany([b, a, { draft: { name: "C" }, idempotencyKey: "C" }]),
      ]);
      expect(ab).toMatchObject([{ name: "A" }, { name: "B" }]);
      expect(bac).toMatchObject([ab[1], ab[0], { name: "C" }]);
    });
    expect(calls).toEqual(["catalogs", "catalogs"]);
  });
});
