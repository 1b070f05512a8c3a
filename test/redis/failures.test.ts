import { afterEach, describe, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { Stopper } from "../../src/domain/stop.js";
import { afterwards, silence } from "../faults/faults.js";
import type { GraphQLAnswer } from "../gateway.js";
import { stage, type Instance, type Instances } from "./instances.js";
import { until } from "./until.js";
import { startTcpProxy, type TcpProxy } from "./tcpProxy.js";

// What callers see while instances or Redis fail. docs/scaling.md has the table.

let instances: Instances;
let network: TcpProxy | null = null;

afterEach(async () => {
  await instances.close();
  await network?.close();
  network = null;
});

const CREATE = `mutation ($name: String!, $key: String) {
  contactCreate(input: { name: $name, idempotencyKey: $key }) { contact { id name } userErrors { code } }
}`;
const UPDATE = `mutation ($id: ID!, $patch: ContactPatchInput!) {
  contactUpdate(id: $id, patch: $patch) { contact { id position } userErrors { code } }
}`;
const READ = `query ($id: ID!) { contact(id: $id) { id name position } }`;

interface Created {
  readonly contactCreate: { readonly contact: { readonly id: string } };
}

async function newContact(instance: Instance, name = "Anna"): Promise<string> {
  const answer = await instance.query<Created>(CREATE, { name });
  if (!answer.data) throw new Error(JSON.stringify(answer.errors));
  return answer.data.contactCreate.contact.id;
}

const codesOf = ({ errors = [] }: GraphQLAnswer): readonly string[] => errors.map(({ extensions }) => extensions.code);

const health = async ({ url }: Instance): Promise<unknown> => (await fetch(`${url}/health`)).json();

const isDegraded = async (instance: Instance): Promise<boolean> =>
  ((await health(instance)) as { status: string }).status === "degraded";

async function two(env: Readonly<Record<string, string>> = {}): Promise<readonly [Instance, Instance]> {
  instances = await stage({ env: { INSTANCES: "2", ...env } });
  return Promise.all([instances.start(), instances.start()]);
}

describe("an instance is killed", () => {
  it("in the middle of a creation with a key: nobody adds the record again, whoever is asked", async () => {
    const [goes, stays] = await two();
    instances.account.add({ page: "contact_add", nth: 1, times: 1, fault: afterwards(silence) });
    const lost = goes.query(CREATE, { name: "Anna", key: "order-1" }).catch(() => "lost");
    await until(() => instances.account.calls.some(({ action }) => action === "ADD_PERSON"));
    await goes.kill();
    expect(await lost).toBe("lost");

    const again = await stays.query(CREATE, { name: "Anna", key: "order-1" });
    expect(codesOf(again)).toEqual(["OUTCOME_UNKNOWN"]);
    expect(instances.account.calls.filter(({ action }) => action === "ADD_PERSON")).toHaveLength(1);
  });

  it("while it holds the lock of a record: the next edit waits for the end of the lease and is made", async () => {
    const [goes, stays] = await two();
    const id = await newContact(stays);
    instances.account.clear();
    instances.account.add({ page: "contact_detail", nth: 1, times: 1, fault: silence });
    const lost = goes.query(UPDATE, { id, patch: { position: "lost" } }).catch(() => "lost");
    await until(() => instances.account.calls.length > 0);
    await goes.kill();
    await lost;
    const edit = await stays.query(UPDATE, { id, patch: { position: "made" } });
    expect(edit.data).toMatchObject({ contactUpdate: { contact: { position: "made" } } });
    expect(instances.account.calls.filter(({ action }) => action === "EDIT")).toHaveLength(1);
  });

  it("while it signs in: another one signs in instead", async () => {
    const [goes, stays] = await two();
    instances.account.add({ page: "auth", nth: 1, times: 1, fault: silence });
    const lost = goes.query("{ contacts(first: 1) { nodes { id } } }").catch(() => "lost");
    await until(() => instances.account.signIns.length > 0);
    await goes.kill();
    await lost;
    const read = await stays.query("{ contacts(first: 1) { nodes { id } } }");
    expect(codesOf(read)).toEqual([]);
    expect(instances.account.signIns).toHaveLength(2);
  });
});

describe("an instance that slept through its lease", () => {
  it("does not write what it had read before", async () => {
    const [sleeps, stays] = await two();
    const id = await newContact(stays);
    instances.account.clear();
    const asleep = new Stopper();
    let isRead = false;
    instances.account.add({
      page: "contact_detail",
      nth: 1,
      times: 1,
      fault: async ({ forward, deliver }) => {
        const answer = await forward();
        isRead = true;
        asleep.addEventListener("abort", () => deliver(answer));
      },
    });
    const late = sleeps.query(UPDATE, { id, patch: { name: "Late" } });
    await until(() => isRead);
    sleeps.freeze();
    asleep.abort();
    const edit = await stays.query(UPDATE, { id, patch: { position: "Boss" } });
    expect(edit.data).toMatchObject({ contactUpdate: { contact: { position: "Boss" } } });
    sleeps.thaw();
    expect(codesOf(await late)).not.toEqual([]);
    const { data } = await stays.query(READ, { id });
    expect(data).toMatchObject({ contact: { name: "Anna", position: "Boss" } });
  });
});

describe("Redis is gone", () => {
  it("reads, creations and deletions go on; edits and keys are refused; health says so; all comes back without a restart", async () => {
    const [one, other] = await two({ CACHE_TTL: "600" });
    const id = await newContact(one);
    await instances.redis.kill();

    expect(codesOf(await other.query(READ, { id }))).toEqual([]);
    expect(codesOf(await one.query(CREATE, { name: "Bert" }))).toEqual([]);
    instances.account.clear();
    const edit = await one.query(UPDATE, { id, patch: { position: "Boss" } });
    expect(edit.errors).toMatchObject([
      { extensions: { code: "UPSTREAM_UNAVAILABLE", retryAfterSeconds: expect.any(Number) } },
    ]);
    const keyed = await one.query(CREATE, { name: "Carl", key: "order-1" });
    expect(codesOf(keyed)).toEqual(["UPSTREAM_UNAVAILABLE"]);
    expect(instances.account.calls.filter(({ action }) => action !== null)).toEqual([]);
    expect(await health(one)).toEqual({ status: "degraded", redis: "unavailable" });
    expect((await fetch(`${one.url}/ready`)).status).toBe(200);

    await instances.redis.restart();
    await until(async () => !(await isDegraded(one)) && !(await isDegraded(other)));
    // A lock that was forgotten may be held still: for as long as one lasts, edits wait.
    const back = await other.query(UPDATE, { id, patch: { position: "Boss" } });
    expect(back.data).toMatchObject({ contactUpdate: { contact: { position: "Boss" } } });
    expect((await one.query(READ, { id })).data).toMatchObject({ contact: { position: "Boss" } });
    expect(codesOf(await one.query(CREATE, { name: "Carl", key: "order-1" }))).toEqual([]);
  });

  it("at the start: the gateway starts all the same", async () => {
    instances = await stage({ env: { INSTANCES: "2" } });
    await instances.redis.kill();
    const gateway = await instances.start();
    expect(await isDegraded(gateway)).toBe(true);
    expect(codesOf(await gateway.query("{ contacts(first: 1) { nodes { id } } }"))).toEqual([]);
    await instances.redis.restart();
    await until(async () => !(await isDegraded(gateway)));
  });

  it("takes connections and never answers, at the start: the gateway starts all the same", async () => {
    instances = await stage({ env: { INSTANCES: "2" } });
    instances.redis.freeze();
    const gateway = await instances.start();
    expect(await isDegraded(gateway)).toBe(true);
    instances.redis.thaw();
    await until(async () => !(await isDegraded(gateway)));
  });

  it("hangs: nobody waits for it for long", async () => {
    const [one] = await two({ CACHE_TTL: "600" });
    const id = await newContact(one);
    instances.redis.freeze();
    await one.query(READ, { id });
    expect(await isDegraded(one)).toBe(true);
    // Until its share is sure to be its own, calls wait; then they are as quick as without Redis.
    await until(async () => {
      const startedAt = performance.now();
      const answer = await one.query(READ, { id });
      expect(codesOf(answer)).toEqual([]);
      return performance.now() - startedAt < 300;
    });
    instances.redis.thaw();
    await until(async () => !(await isDegraded(one)));
  });

  it("is full: edits and keys are refused or made, nothing is lost, and no read is stale", async () => {
    const [one, other] = await two({ CACHE_TTL: "600" });
    const id = await newContact(one);
    await other.query(READ, { id });
    const client = instances.redis.client();
    await client.config("SET", "maxmemory-policy", "noeviction");
    await client.config("SET", "maxmemory", "1");
    const edit = await one.query(UPDATE, { id, patch: { position: "Boss" } });
    const wasMade = codesOf(edit).length === 0;
    if (!wasMade) {
      expect(codesOf(edit)).toEqual(["UPSTREAM_UNAVAILABLE"]);
      expect(await health(one)).toEqual({ status: "degraded", redis: "refusing" });
    }
    const { data } = await other.query(READ, { id });
    expect(data).toMatchObject({ contact: { position: wasMade ? "Boss" : null } });
    expect(codesOf(await one.query(CREATE, { name: "Bert" }))).toEqual([]);
    await client.config("SET", "maxmemory", "0");
    await until(async () => codesOf(await one.query(UPDATE, { id, patch: { position: "Chief" } })).length === 0);
    expect((await other.query(READ, { id })).data).toMatchObject({ contact: { position: "Chief" } });
  });

  it("is killed and restarted again and again under load: every acknowledged edit is there", async () => {
    const [one, other] = await two({ CACHE_TTL: "600" });
    const ids = await Promise.all(Array.from({ length: 6 }, (_, index) => newContact(one, `Contact ${index}`)));
    const latest = new Map<string, string>();
    const codes = new Set<string>();
    /** Records of which an edit was acknowledged since Redis was killed last. */
    const edited = new Set<string>();
    let goesOn = true;
    const load = ids.map(async (id, index) => {
      for (let round = 0; goesOn; round += 1) {
        const writer = (index + round) % 2 === 0 ? one : other;
        const position = `Round ${round}`;
        const edit = await writer.query(UPDATE, { id, patch: { position } });
        if (codesOf(edit).length === 0) {
          latest.set(id, position);
          edited.add(id);
        }
        for (const code of codesOf(edit)) codes.add(code);
        await sleep(50);
      }
    });
    for (let round = 0; round < 2; round += 1) {
      await until(() => edited.size === ids.length);
      await instances.redis.kill();
      edited.clear();
      await sleep(1_000);
      await instances.redis.restart();
    }
    await until(() => edited.size === ids.length);
    goesOn = false;
    await Promise.all(load);
    expect([...codes].filter((code) => code !== "UPSTREAM_UNAVAILABLE")).toEqual([]);
    expect(latest.size).toBe(ids.length);
    for (const [id, position] of latest) {
      for (const instance of [one, other]) {
        expect((await instance.query(READ, { id })).data).toMatchObject({ contact: { position } });
      }
    }
  });
});

describe("the network between one instance and Redis", () => {
  it.each(["cut", "stall"] as const)(
    "%s: that one has its share and no cache, the other goes on; then both are one again",
    async (how) => {
      instances = await stage({ env: { INSTANCES: "2", CACHE_TTL: "2" } });
      network = await startTcpProxy(instances.redis.port);
      const far = await instances.start({ env: { REDIS_URL: `redis://127.0.0.1:${network.port}` } });
      const near = await instances.start();
      const id = await newContact(near);
      network[how]();
      await until(() => isDegraded(far).then(async (is) => is || (await far.query(READ, { id }), false)));
      expect(await isDegraded(near)).toBe(false);
      expect(codesOf(await far.query(READ, { id }))).toEqual([]);
      expect(codesOf(await near.query(UPDATE, { id, patch: { position: "Boss" } }))).toEqual([]);
      expect((await far.query(READ, { id })).data).toMatchObject({ contact: { position: "Boss" } });
      network.mend();
      await until(async () => !(await isDegraded(far)));
      const edit = await far.query(UPDATE, { id, patch: { position: "Chief" } });
      expect(edit.data).toMatchObject({ contactUpdate: { contact: { position: "Chief" } } });
      expect((await near.query(READ, { id })).data).toMatchObject({ contact: { position: "Chief" } });
    },
  );
});
