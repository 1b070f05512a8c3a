import { afterEach, describe, expect, it } from "@jest/globals";
import { DEMO_CREDENTIALS } from "../../src/sandbox/account.js";
import { delayed } from "../faults/faults.js";
import { stage, type Instance, type Instances } from "./instances.js";
import { until } from "./until.js";

// What instances behind one load balancer have to know of each other.

let instances: Instances;

afterEach(() => instances.close());

const CREATE = `mutation ($name: String!, $key: String) {
  contactCreate(input: { name: $name, idempotencyKey: $key }) { contact { id name } userErrors { code } }
}`;
const UPDATE = `mutation ($id: ID!, $patch: ContactPatchInput!) {
  contactUpdate(id: $id, patch: $patch) { contact { id } userErrors { code } }
}`;
const READ = `query ($id: ID!) { contact(id: $id) { name position tags } }`;
const SIGN_IN = `mutation ($login: String!, $key: String!) {
  sessionCreate(credentials: { apiKey: { login: $login, key: $key } }) { session { token } userErrors { code } }
}`;

interface Created {
  readonly contactCreate: { readonly contact: { readonly id: string; readonly name: string } };
}

async function create(instance: Instance, name: string, key?: string): Promise<string> {
  const answer = await instance.query<Created>(CREATE, { name, key });
  if (answer.errors !== undefined || !answer.data) throw new Error(JSON.stringify(answer));
  return answer.data.contactCreate.contact.id;
}

async function start(count: number, env: Readonly<Record<string, string>> = {}): Promise<readonly Instance[]> {
  instances = await stage({ env: { INSTANCES: String(count), ...env } });
  return Promise.all(Array.from({ length: count }, () => instances.start()));
}

function first(all: readonly Instance[]): Instance {
  return pair(all)[0];
}

function pair(all: readonly Instance[]): readonly [Instance, Instance] {
  const [one, other] = all;
  if (one === undefined || other === undefined) throw new Error("two instances were started");
  return [one, other];
}

/** Reads until nobody has to be asked: a new Redis keeps nothing in its first seconds. */
async function isKept(instance: Instance, id: string): Promise<void> {
  await until(async () => {
    instances.account.clear();
    await instance.query(READ, { id });
    return instances.account.calls.length === 0;
  });
}

describe("what instances share", () => {
  it("one sign-in, however many of them are called at once", async () => {
    const gateways = await start(4);
    await Promise.all(
      gateways.flatMap((gateway, at) =>
        Array.from({ length: 10 }, (_, count) =>
          gateway.query(`{ contacts(first: 1, search: "${at} ${count}") { nodes { id } } }`),
        ),
      ),
    );
    expect(instances.account.signIns).toHaveLength(1);
  });

  it("answers, and each write is seen on every instance at once", async () => {
    const [one, other] = pair(await start(2, { CACHE_TTL: "600" }));
    const id = await create(one, "Anna");
    await isKept(one, id);
    instances.account.clear();
    expect((await other.query(READ, { id })).data).toEqual({ contact: { name: "Anna", position: null, tags: [] } });
    expect(instances.account.calls).toEqual([]);
    for (let round = 0; round < 10; round += 1) {
      const [writer, reader] = round % 2 === 0 ? [one, other] : [other, one];
      await writer.query(UPDATE, { id, patch: { position: `Position ${round}` } });
      expect((await reader.query(READ, { id })).data).toMatchObject({ contact: { position: `Position ${round}` } });
    }
  });

  it("no read joins one that began before a write on another instance", async () => {
    const [one, other] = pair(await start(2));
    const id = await create(one, "Anna");
    instances.account.clear();
    instances.account.add({ page: "contact_detail", nth: 1, times: 1, fault: delayed(1_500) });
    const slow = other.query(READ, { id });
    await until(() => instances.account.calls.length > 0);
    await one.query(UPDATE, { id, patch: { position: "Boss" } });
    expect((await other.query(READ, { id })).data).toMatchObject({ contact: { position: "Boss" } });
    await slow;
  });

  it("locks: edits of one record on all instances at once lose nothing", async () => {
    const gateways = await start(3);
    const id = await create(first(gateways), "Anna");
    for (let round = 0; round < 5; round += 1) {
      // Each edit writes the whole record: one that read it before another was written would take that back.
      const patches = [
        { name: `Name ${round}` },
        { position: `Position ${round}` },
        { tags: [`tag${round}`] },
        { phoneNumbers: [{ number: `+7 ${round}`, label: "WORK" }] },
        { emailAddresses: [{ address: `anna${round}@example.com`, label: "WORK" }] },
        { webAddresses: [{ url: `https://example.com/${round}` }] },
      ];
      const edits = await Promise.all(
        patches.map(async (patch, at) => gateways[at % gateways.length]?.query(UPDATE, { id, patch })),
      );
      for (const edit of edits) expect(edit).toMatchObject({ data: { contactUpdate: { userErrors: [] } } });
      const { data } = await first(gateways).query(
        `query ($id: ID!) { contact(id: $id) {
          name position tags phoneNumbers { number } emailAddresses { address } webAddresses { url }
        } }`,
        { id },
      );
      expect(data).toEqual({
        contact: {
          name: `Name ${round}`,
          position: `Position ${round}`,
          tags: [`tag${round}`],
          phoneNumbers: [{ number: `+7 ${round}` }],
          emailAddresses: [{ address: `anna${round}@example.com` }],
          webAddresses: [{ url: `https://example.com/${round}` }],
        },
      });
    }
    const locks = await instances.redis.client().keys("*:lock:*");
    expect(locks).toEqual([]);
  });

  it("idempotency keys: one record, whoever is asked and however often", async () => {
    const gateways = await start(4);
    const ids = await Promise.all(
      Array.from({ length: 20 }, (_, count) => create(gateways[count % 4] as Instance, "Anna", "order-1")),
    );
    expect(new Set(ids).size).toBe(1);
    expect(instances.account.calls.filter(({ action }) => action === "ADD_PERSON")).toHaveLength(1);
  });

  it("ended sessions: a token that one instance ended is worth nothing to the others", async () => {
    const [one, other] = pair(await start(2));
    const { data } = await one.query<{ sessionCreate: { session: { token: string } } }>(SIGN_IN, {
      login: DEMO_CREDENTIALS.login,
      key: DEMO_CREDENTIALS.key,
    });
    const authorization = `Bearer ${data?.sessionCreate.session.token ?? ""}`;
    expect((await other.query("{ viewer { login } }", {}, { authorization })).errors).toBeUndefined();
    await one.query(`mutation { sessionDelete { ended } }`, {}, { authorization });
    const { errors } = await other.query("{ viewer { login } }", {}, { authorization });
    expect(errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
  });

  it("wrong passwords: five for all together", async () => {
    const gateways = await start(3);
    const codes: unknown[] = [];
    for (let count = 0; count < 7; count += 1) {
      const answer = await gateways[count % 3]?.query(SIGN_IN, { login: "guess@example.com", key: "f".repeat(32) });
      codes.push(answer?.errors?.[0]?.extensions.code ?? "refused");
    }
    expect(codes).toEqual([...Array<string>(5).fill("refused"), "RATE_LIMITED", "RATE_LIMITED"]);
  });

  it("clocks: an hour fast and an hour slow, and all of it holds", async () => {
    instances = await stage({ env: { INSTANCES: "2", AMO_RATE: "6", CACHE_TTL: "600" } });
    const [fast, slow] = await Promise.all([
      instances.start({ clockOffMs: 3_600_000 }),
      instances.start({ clockOffMs: -3_600_000 }),
    ]);
    const id = await create(fast, "Anna", "order-1");
    expect(await create(slow, "Anna", "order-1")).toBe(id);
    await isKept(slow, id);
    instances.account.clear();
    await fast.query(READ, { id });
    expect(instances.account.calls).toEqual([]);
    await fast.query(UPDATE, { id, patch: { position: "Boss" } });
    expect((await slow.query(READ, { id })).data).toMatchObject({ contact: { position: "Boss" } });
    expect(instances.account.signIns).toEqual([]);
  });
});

describe("what is kept in Redis", () => {
  it("tells nobody anything, and ends by itself", async () => {
    const [one] = pair(await start(2, { CACHE_TTL: "600" }));
    const id = await create(one, "Anna Schmidt", "order-1");
    await one.query(READ, { id });
    const client = instances.redis.client();
    const keys = await client.keys("*");
    expect(keys.length).toBeGreaterThan(3);
    for (const key of keys) {
      const type = await client.type(key);
      const value =
        type === "string"
          ? await client.get(key)
          : type === "hash"
            ? JSON.stringify(await client.hgetall(key))
            : JSON.stringify(await client.zrange(key, "0", "-1"));
      expect(`${key} ${value ?? ""}`).not.toMatch(/Anna|demo@|order-1|session_id|127\.0\.0\.1/);
      expect(await client.pttl(key)).not.toBe(-1);
    }
  });
});
