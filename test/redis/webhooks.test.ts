import { afterEach, expect, it } from "@jest/globals";
import { begin, openSubscriptions, untilOpen, type Watch } from "../e2e/watch.js";
import { formOf } from "../webhooks/form.js";
import { stage, type Instance, type Instances } from "./instances.js";
import { until } from "./until.js";

// A notification that any instance is sent is for all of them.

const SECRET = "a-secret-that-only-the-account-knows.1";
const ENV = { WEBHOOK_SECRET: SECRET, CACHE_TTL: "3600", INSTANCES: "2" };

let instances: Instances;
const watches: Watch[] = [];
afterEach(async () => {
  await Promise.all(watches.splice(0).map((one) => one.stop()));
  await instances.close();
});

const notify = async ({ url }: Instance, body: URLSearchParams): Promise<number> =>
  (await fetch(`${url}/webhooks/${SECRET}`, { method: "POST", body })).status;

const counted = async ({ url }: Instance): Promise<readonly string[]> =>
  Array.from(
    (await (await fetch(`${url}/metrics`)).text()).matchAll(/^amoql_notifications_total\{outcome="(\w+)"\} 1$/gm),
    ([, outcome = ""]) => outcome,
  );

const isWell = async ({ url }: Instance): Promise<boolean> =>
  ((await (await fetch(`${url}/health`)).json()) as { status: string }).status === "alive";

async function watching({ url }: Instance, query: string): Promise<Watch> {
  const before = await openSubscriptions(url);
  const one = begin(url, "SSE", query);
  watches.push(one);
  await untilOpen(url, before + 1);
  return one;
}

async function newContact(instance: Instance): Promise<{ id: string; crmId: string }> {
  const answer = await instance.query<{ contactCreate: { contact: { id: string; crmId: string } } }>(
    `mutation { contactCreate(input: { name: "Ada" }) { contact { id crmId } } }`,
  );
  if (!answer.data) throw new Error(JSON.stringify(answer.errors));
  return answer.data.contactCreate.contact;
}

it("is forgotten, told and known at all instances", async () => {
  instances = await stage({ env: ENV });
  const [one, other] = await Promise.all([instances.start(), instances.start()]);
  const { id, crmId } = await newContact(one);
  const read = () => other.query("query ($id: ID!) { contact(id: $id) { name } }", { id });
  // A cache that is new keeps nothing at first.
  await until(async () => {
    const calls = instances.account.calls.length;
    await read();
    return instances.account.calls.length === calls;
  });
  const events = await watching(other, "subscription { contactChanged { action id } }");
  const form = await formOf("v4/notifications/contact.update", { "contacts[update][0][id]": crmId });
  expect(await notify(one, form)).toBe(200);
  expect(await events.next()).toEqual({ data: { contactChanged: { action: "UPDATED", id } } });
  const calls = instances.account.calls.length;
  await read();
  expect(instances.account.calls.length).toBeGreaterThan(calls);
  expect(await notify(other, form)).toBe(200);
  expect([await counted(one), await counted(other)]).toEqual([["taken"], ["repeated"]]);
});

it("ends subscriptions when an instance may have missed something", async () => {
  instances = await stage({ env: ENV });
  const [one, other] = await Promise.all([instances.start(), instances.start()]);
  const events = await watching(other, "subscription { contactChanged { action } }");
  await instances.redis.kill();
  await instances.redis.restart();
  expect(await events.next()).toMatchObject({ errors: [{ extensions: { code: "UPSTREAM_UNAVAILABLE" } }] });
  await untilOpen(other.url, 0);
  const again = await watching(other, "subscription { contactChanged { action id } }");
  await until(() => isWell(one));
  const { id } = await newContact(one);
  expect(await again.next()).toEqual({ data: { contactChanged: { action: "CREATED", id } } });
});
