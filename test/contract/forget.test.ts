import { afterEach, describe, expect, test } from "@jest/globals";
import { connectCrm } from "../../src/crm/connectCrm.js";
import type { Crm, CrmAccount, CrmConnection } from "../../src/crm/crm.js";
import type { Subject } from "../../src/domain/subject.js";
import { createSandbox, DEMO_CREDENTIALS, type Sandbox } from "../../src/sandbox/sandbox.js";
import type { AccountAnswer, Exchange } from "../faults/faultProxy.js";
import { FaultProxy } from "../faults/faultProxy.js";
import { V4 } from "./sandboxAccount.js";

// What was read of a record is forgotten when it is said to have been changed elsewhere.

let sandbox: Sandbox;
let proxy: FaultProxy;
let account: CrmAccount;
let connection: CrmConnection;
afterEach(async () => {
  await connection.close();
  await account.close();
  await proxy.close();
  await sandbox.close();
});

const operation = (): Crm =>
  connection.forOperation({ caller: "test", signal: new AbortController().signal, onCall: () => undefined });

async function open(api: "legacy" | "v4"): Promise<void> {
  sandbox = await createSandbox({ data: ":memory:", empty: true });
  proxy = await FaultProxy.start();
  proxy.forwardTo(sandbox.url);
  account = connectCrm({
    origin: proxy.url,
    api,
    dealLinks: "many",
    ratePerSecond: Infinity,
    concurrency: 8,
    queueLimit: 200,
    timeoutMs: 10_000,
    cacheTtlMs: 3_600_000,
  });
  connection = account.as(api === "v4" ? V4.credentials : { login: DEMO_CREDENTIALS.login, key: DEMO_CREDENTIALS.key });
}

/** The account's answers to reads wait until they are let go. */
function heldAnswers() {
  const held: (() => void)[] = [];
  let isLetGo = false;
  proxy.add({
    fault: async ({ forward, deliver }: Exchange) => {
      const answer: AccountAnswer = await forward();
      if (!isLetGo) await new Promise<void>((resolve) => held.push(resolve));
      deliver(answer);
    },
  });
  return {
    async until(count: number): Promise<void> {
      while (held.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    letGo(): void {
      isLetGo = true;
      proxy.clear();
      for (const go of held.splice(0)) go();
    },
  };
}

describe.each(["legacy", "v4"] as const)("over the %s API", (api) => {
  test("the record, its list and its search, and nothing of other records", async () => {
    await open(api);
    const ids = [];
    for (const name of ["Ada", "Eve"]) ids.push((await operation().contacts.create({ name }))?.id ?? "");
    const [ada = "", eve = ""] = ids;
    const reads: (() => Promise<unknown>)[] = [
      () => operation().contacts.getMany([ada]),
      () => operation().contacts.page({ number: 1, size: 10 }),
      () => operation().contacts.page({ number: 1, size: 10, search: "Ada" }),
      () => operation().contacts.getMany([eve]),
    ];
    const readAll = async (): Promise<number[]> => {
      const calls: number[] = [];
      for (const read of reads) {
        const before = proxy.calls.length;
        await read();
        calls.push(proxy.calls.length - before);
      }
      return calls;
    };
    await readAll();
    expect(await readAll()).toEqual([0, 0, 0, 0]);
    const subject: Subject = { kind: "contact", id: ada };
    await account.forget(subject);
    const [first = 0, list = 0, search = 0, other] = await readAll();
    expect(Math.min(first, list, search)).toBeGreaterThan(0);
    expect(other).toBe(0);
    await account.forget(null);
    expect(Math.min(...(await readAll()))).toBeGreaterThan(0);
  });

  test("a read that is under way is joined by nobody, and its answer is not kept", async () => {
    await open(api);
    const id = (await operation().contacts.create({ name: "Ada" }))?.id ?? "";
    const answers = heldAnswers();
    const before = operation().contacts.getMany([id]);
    await answers.until(1);
    await account.forget({ kind: "contact", id });
    const after = operation().contacts.getMany([id]);
    await answers.until(2);
    answers.letGo();
    expect(await Promise.all([before, after])).toMatchObject([[{ name: "Ada" }], [{ name: "Ada" }]]);
    // The second one began afterwards, so it is kept.
    const calls = proxy.calls.length;
    await operation().contacts.getMany([id]);
    expect(proxy.calls.length).toBe(calls);
  });

  test("an answer that was asked for before is not kept when it comes afterwards", async () => {
    await open(api);
    const id = (await operation().contacts.create({ name: "Ada" }))?.id ?? "";
    const answers = heldAnswers();
    const before = operation().contacts.getMany([id]);
    await answers.until(1);
    await account.forget({ kind: "contact", id });
    answers.letGo();
    await before;
    const calls = proxy.calls.length;
    await operation().contacts.getMany([id]);
    expect(proxy.calls.length).toBeGreaterThan(calls);
  });
});
