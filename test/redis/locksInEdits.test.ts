import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { zonedDates } from "../../src/codec/date.js";
import type { ContactPort, TaskPort } from "../../src/crm/crm.js";
import { legacyCalls } from "../../src/crm/legacy/legacyCalls.js";
import { legacyContacts } from "../../src/crm/legacy/legacyContacts.js";
import { isRefused, legacySignIn } from "../../src/crm/legacy/legacySession.js";
import { legacyTasks } from "../../src/crm/legacy/legacyTasks.js";
import { RecordLock } from "../../src/crm/locks/recordLock.js";
import type { ContactPatch } from "../../src/domain/contact.js";
import { Stopper } from "../../src/domain/stop.js";
import { Keyspace } from "../../src/redis/keyspace.js";
import { RedisLink } from "../../src/redis/redisLink.js";
import { SharedRecordLock } from "../../src/redis/sharedRecordLock.js";
import { createSandbox, DEMO_CREDENTIALS, type Sandbox } from "../../src/sandbox/sandbox.js";
import { Line } from "../../src/transport/line.js";
import { SignedInUpstream } from "../../src/transport/signedInUpstream.js";
import { startRedis, type RedisServer } from "./redisServer.js";

// Edits by the real adapters, of several gateways that have nothing but Redis in common, at a real sandbox.

const BIRTH_KEY = "amoql:{test}:birth";
const TIMEOUT_MS = 1_000;

let redis: RedisServer;
let sandbox: Sandbox;
const closers: (() => Promise<void>)[] = [];

beforeEach(async () => {
  redis = await startRedis();
  closers.push(() => redis.close());
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function startSandbox(latencyMs: number): Promise<void> {
  sandbox = await createSandbox({ data: ":memory:", empty: true, switches: { latencyMs } });
  closers.push(() => sandbox.close());
}

interface Gateway {
  readonly contacts: ContactPort;
  readonly tasks: TaskPort;
}

async function gateway(): Promise<Gateway> {
  const link = new RedisLink({ url: redis.url, birthKey: BIRTH_KEY });
  await link.settled();
  const line = new Line({
    origin: sandbox.url,
    ratePerSecond: Infinity,
    concurrency: 4,
    queueLimit: 200,
    timeoutMs: TIMEOUT_MS,
  });
  const { login, key } = DEMO_CREDENTIALS;
  const upstream = new SignedInUpstream(line, { entry: legacySignIn(sandbox.url, { login, key }), isRefused });
  closers.push(async () => {
    await upstream.close();
    await line.close();
    await link.close();
  });
  const locks = new SharedRecordLock({
    link,
    keyspace: new Keyspace(sandbox.url, "secret"),
    local: new RecordLock(),
    callMs: TIMEOUT_MS,
    marginMs: 400,
  });
  const call = { caller: "test", signal: new Stopper(), onCall: () => undefined };
  const calls = legacyCalls(upstream, call, () => Promise.resolve(zonedDates("UTC")));
  return { contacts: legacyContacts(calls, locks), tasks: legacyTasks(calls, locks) };
}

const edits = (): number => sandbox.requests().filter(({ action }) => action === "EDIT").length;

it("changes of different fields of one contact by four gateways are all there afterwards", async () => {
  await startSandbox(10);
  const gateways = await Promise.all([gateway(), gateway(), gateway(), gateway()]);
  const [first] = gateways;
  const { id } = (await first.contacts.create({ name: "Ada" })) ?? { id: "" };
  const patches: readonly ContactPatch[] = [
    { position: "Analyst" },
    { tags: ["first", "second"] },
    { phoneNumbers: [{ label: "WORK", number: "1" }] },
    { emailAddresses: [{ label: "WORK", address: "ada@acme.test" }] },
  ];
  for (let round = 0; round < 5; round += 1) {
    const name = `Ada ${round}`;
    await Promise.all([
      ...gateways.map(({ contacts }, n) => contacts.update(id, patches[(n + round) % 4] ?? {})),
      first.contacts.update(id, { name }),
    ]);
    const [record] = await first.contacts.getMany([id]);
    expect(record).toMatchObject({
      name,
      position: "Analyst",
      tags: expect.arrayContaining(["first", "second"]),
      phoneNumbers: [{ number: "1" }],
      emailAddresses: [{ address: "ada@acme.test" }],
    });
    // Next time each field has to be written anew.
    await first.contacts.update(id, { position: null, tags: [], phoneNumbers: [], emailAddresses: [] });
  }
});

it("an edit that may outlast its lock is not sent, and says that nothing was changed", async () => {
  await startSandbox(600);
  const { contacts } = await gateway();
  const { id } = (await contacts.create({ name: "Ada" })) ?? { id: "" };
  const client = redis.client();
  const edit = contacts.update(id, { name: "Eve" });
  while ((await client.keys("*:lock:*")).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  // While the contact is being read.
  redis.freeze();
  await expect(edit).rejects.toMatchObject({ kind: "unavailable", retryAfterSeconds: 5 });
  redis.thaw();
  expect(edits()).toBe(0);
});

it("without Redis no contact and no task is changed, and new ones are added all the same", async () => {
  await startSandbox(0);
  const { contacts, tasks } = await gateway();
  await redis.kill();
  const refusal = { kind: "unavailable", retryAfterSeconds: 5 };
  const { id } = (await contacts.create({ name: "Ada" })) ?? { id: "" };
  await expect(contacts.update(id, { name: "Eve" })).rejects.toMatchObject(refusal);
  await expect(tasks.complete({ id: "1", subject: null })).rejects.toMatchObject(refusal);
  expect(await contacts.getMany([id])).toMatchObject([{ name: "Ada" }]);
});
