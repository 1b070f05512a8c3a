import { afterEach, describe, expect, it } from "@jest/globals";
import { DEMO_TOKEN } from "../../src/sandbox/account.js";
import { fullestSecond } from "./callTimes.js";
import { stage, type Instance, type Instances } from "./instances.js";
import { until } from "./until.js";

// While a team moves to API v4, a gateway on each API is in front of one account, with one Redis: docs/migrating.md.

const RATE = 5;
const V4 = { AMO_API: "v4", AMO_TOKEN: DEMO_TOKEN, AMO_API_KEY: "" };

let instances: Instances;
afterEach(() => instances.close());

async function startBoth(env: Readonly<Record<string, string>> = {}): Promise<{ legacy: Instance; v4: Instance }> {
  instances = await stage({ env: { INSTANCES: "2", ...env } });
  const [legacy, v4] = await Promise.all([instances.start(), instances.start({ env: V4 })]);
  return { legacy, v4 };
}

interface Created {
  readonly contactCreate: { readonly contact: { readonly id: string; readonly name: string } };
}

const CREATE = `mutation ($input: ContactCreateInput!) {
  contactCreate(input: $input) { contact { id name } userErrors { code message } }
}`;

async function create(gateway: Instance, input: object): Promise<Created["contactCreate"]["contact"]> {
  const { data, errors } = await gateway.query<Created>(CREATE, { input });
  expect(errors).toBeUndefined();
  expect(data?.contactCreate).toMatchObject({ userErrors: [] });
  return data?.contactCreate.contact ?? { id: "", name: "" };
}

async function rename(gateway: Instance, id: string, name: string): Promise<void> {
  const answer = await gateway.query(
    `mutation ($id: ID!, $name: String) { contactUpdate(id: $id, patch: { name: $name }) { contact { name } userErrors { code } } }`,
    { id, name },
  );
  expect(answer).toMatchObject({ data: { contactUpdate: { contact: { name }, userErrors: [] } } });
}

async function nameOf(gateway: Instance, id: string): Promise<string | undefined> {
  const { data } = await gateway.query<{ contact: { name: string } }>(
    "query ($id: ID!) { contact(id: $id) { name } }",
    { id },
  );
  return data?.contact.name;
}

describe("a gateway on each API, with one Redis", () => {
  it("keep to one rate together", async () => {
    const both = await startBoth({ AMO_RATE: String(RATE), AMO_CONCURRENCY: "4" });
    const asked = Object.values(both).flatMap((gateway, place) =>
      Array.from({ length: 15 }, (_, index) =>
        gateway.query(`{ contacts(first: 1, search: "${String(place)} ${String(index)}") { nodes { id } } }`),
      ),
    );
    for (const { errors } of await Promise.all(asked)) expect(errors).toBeUndefined();
    const { calls, signIns } = instances.account;
    expect(calls.length).toBeGreaterThanOrEqual(asked.length);
    expect(fullestSecond([...calls, ...signIns].map(({ at }) => at))).toBeLessThanOrEqual(RATE);
  });

  it("see each other's changes at once, whatever either has kept", async () => {
    const { legacy, v4 } = await startBoth({ CACHE_TTL: "600" });
    const { id } = await create(legacy, { name: "Ada" });
    // A new Redis keeps nothing in its first seconds. Once both have kept it, nothing but a write makes them ask again.
    await until(async () => {
      const before = instances.account.calls.length;
      for (const reader of [legacy, v4]) expect(await nameOf(reader, id)).toBe("Ada");
      return instances.account.calls.length === before;
    });
    await rename(legacy, id, "Ada of the legacy API");
    for (const reader of [v4, legacy]) expect(await nameOf(reader, id)).toBe("Ada of the legacy API");
    await rename(v4, id, "Ada of API v4");
    for (const reader of [legacy, v4]) expect(await nameOf(reader, id)).toBe("Ada of API v4");
  });

  it("add nothing twice for one key, whichever the first was", async () => {
    const { legacy, v4 } = await startBoth();
    for (const [first, second] of [
      [legacy, v4],
      [v4, legacy],
    ] as const) {
      const input = { name: `By ${first.url}`, idempotencyKey: `a key of ${first.url}` };
      const added = await create(first, input);
      expect(await create(second, input)).toEqual(added);
    }
    const { data } = await legacy.query("{ contacts { totalCount } }");
    expect(data).toEqual({ contacts: { totalCount: 2 } });
  });
});
