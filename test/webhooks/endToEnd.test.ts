import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout } from "node:timers/promises";
import { connectCrm } from "../../src/crm/connectCrm.js";
import { DEMO_CREDENTIALS, DEMO_TOKEN } from "../../src/sandbox/account.js";
import { newContact, newDeal } from "../e2e/account.js";
import { watch, type Watch } from "../e2e/watch.js";
import { APIS, startGateway, type Api, type TestGateway } from "../gateway.js";
import { formOf } from "./form.js";

const SECRET = "a-secret-that-only-the-account-knows.1";
const OLD_SECRET = "a-secret-that-the-account-once-knew~2";

let gateway: TestGateway;
let log: string[];
const watches: Watch[] = [];
afterEach(async () => {
  await Promise.all(watches.splice(0).map((one) => one.stop()));
  await gateway.close();
});

async function start(api: Api): Promise<void> {
  log = [];
  gateway = await startGateway({
    api,
    env: { WEBHOOK_SECRET: `${SECRET},${OLD_SECRET}`, CACHE_TTL: "3600", LOG_LEVEL: "trace" },
    onLog: (line) => log.push(line),
  });
}

/** Registers the gateway with its account, as `amoql webhooks register` does. */
async function register(): Promise<void> {
  const account = connectCrm({
    origin: gateway.sandboxUrl,
    api: "v4",
    dealLinks: "many",
    ratePerSecond: Infinity,
    concurrency: 4,
    queueLimit: 10,
    timeoutMs: 10_000,
  });
  const connection = account.as({ login: DEMO_CREDENTIALS.login, token: DEMO_TOKEN });
  const call = { caller: "test", signal: new AbortController().signal, onCall: () => undefined };
  expect(await connection.webhooks(call)?.register(`${gateway.url}/webhooks/${SECRET}`)).toEqual([]);
  await connection.close();
  await account.close();
}

/** What another program does in the account. */
async function elsewhere(method: string, path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${gateway.sandboxUrl}/api/v4/${path}`, {
    method,
    headers: { authorization: `Bearer ${DEMO_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
}

async function watching(query: string): Promise<Watch> {
  const one = await watch(gateway, "SSE", query);
  watches.push(one);
  return one;
}

/** Waits until the account has told of something. */
async function untilNotified(): Promise<void> {
  const counted = /^amoql_notifications_total\{outcome="(?:taken|repeated)"\} [1-9]/m;
  while (!counted.test(await (await fetch(`${gateway.url}/metrics`)).text())) await setTimeout(10);
}

const nameOf = async (id: string): Promise<unknown> =>
  (await gateway.query("query ($id: ID!) { contact(id: $id) { name } }", { id })).data?.["contact"];

describe.each(APIS)("what another program changes in the account, over the %s API", (api) => {
  beforeEach(async () => {
    await start(api);
    await register();
  });

  test("is told to those who subscribed, and read anew by everyone", async () => {
    const { id, crmId } = await newContact(gateway, { name: "Ada" });
    const contacts = await watching("subscription { contactChanged { action id contact { name } } }");
    // The account tells of the creation as well, upon which what was read before it is forgotten.
    await untilNotified();
    expect([await nameOf(id), await nameOf(id)]).toEqual([{ name: "Ada" }, { name: "Ada" }]);
    gateway.calls();
    expect(await nameOf(id)).toEqual({ name: "Ada" });
    expect(gateway.calls()).toEqual([]);
    await elsewhere("PATCH", `contacts/${crmId}`, { name: "Ada Lovelace" });
    // That it was created was told before.
    expect(await contacts.next()).toEqual({
      data: { contactChanged: { action: "UPDATED", id, contact: { name: "Ada Lovelace" } } },
    });
    expect(await nameOf(id)).toEqual({ name: "Ada Lovelace" });
  });

  test("is told of deals, tasks and notes alike", async () => {
    const { id, crmId } = await newDeal(gateway, { name: "Beans" });
    const [deals, tasks, notes] = [
      await watching("subscription { dealChanged { action deal { name } } }"),
      await watching("subscription { taskChanged { action task { text } subject { id } } }"),
      await watching("subscription { noteAdded { note { body } subject { id } } }"),
    ];
    await elsewhere("POST", "leads", [{ name: "Rice" }]);
    await elsewhere("POST", "tasks", [
      { text: "Call", complete_till: 1_796_688_000, entity_type: "leads", entity_id: Number(crmId) },
    ]);
    await elsewhere("POST", `leads/${crmId}/notes`, [{ note_type: "common", params: { text: "Called" } }]);
    expect(await deals.next()).toEqual({ data: { dealChanged: { action: "CREATED", deal: { name: "Rice" } } } });
    expect(await tasks.next()).toEqual({
      data: { taskChanged: { action: "CREATED", task: { text: "Call" }, subject: { id } } },
    });
    expect(await notes.next()).toEqual({ data: { noteAdded: { note: { body: "Called" }, subject: { id } } } });
  });
});

describe("the secret", () => {
  beforeEach(() => start("v4"));

  test("is in no log line and no metric, whatever becomes of a notification", async () => {
    const post = async (secret: string, body: string | URLSearchParams, type?: string): Promise<number> => {
      const init = { method: "POST", body, ...(type !== undefined && { headers: { "content-type": type } }) };
      return (await fetch(`${gateway.url}/webhooks/${secret}`, init)).status;
    };
    const form = await formOf("v4/notifications/lead.add");
    expect([
      await post(SECRET, form),
      await post(OLD_SECRET, form),
      await post(SECRET, await formOf("webhooks/message.add")),
      await post(SECRET, "leads", "application/x-www-form-urlencoded"),
      await post(SECRET, "{}", "application/json"),
      await post(SECRET, `leads[add][0][id]=1&x=${"y".repeat(1_048_576)}`, "application/x-www-form-urlencoded"),
      await post(`${SECRET}/`, form),
      await post(`${SECRET}%`, form),
      await post(`${SECRET}${SECRET}${SECRET}`, form),
    ]).toEqual([200, 200, 200, 400, 415, 413, 404, 400, 404]);
    for (const init of [
      {},
      { method: "PUT", body: form },
      { method: "POST", headers: { origin: "https://evil.example" } },
    ]) {
      expect((await fetch(`${gateway.url}/webhooks/${SECRET}`, init)).ok).toBe(false);
    }
    const socket = connect(Number(new URL(gateway.url).port), "127.0.0.1");
    socket.end(`POST /webhooks/${SECRET} HTTP/1.1\r\nthis is no header\r\n\r\n`);
    expect(String((await once(socket, "data"))[0])).toMatch(/^HTTP\/1.1 400 /);
    expect(log.some((line) => line.includes("HPE_INVALID_HEADER_TOKEN"))).toBe(true);
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toContain('amoql_notifications_total{outcome="taken"} 1');
    expect(metrics).toContain('amoql_notifications_total{outcome="repeated"} 1');
    expect(metrics).toContain('amoql_notifications_total{outcome="unknown"} 1');
    expect(log.filter((line) => line.includes('"msg":"refused"')).length).toBeGreaterThan(5);
    for (const text of [metrics, ...log]) {
      expect(text).not.toMatch(/a-secret-that/);
      expect(text).not.toContain("/webhooks/");
      // Bytes that could not be read.
      expect(text).not.toContain([...Buffer.from("a-secret-that")].join(","));
    }
  });
});

test("without a secret there is no webhook", async () => {
  gateway = await startGateway({ api: "v4" });
  const form = await formOf("v4/notifications/lead.add");
  for (const secret of ["", "undefined", SECRET]) {
    const answer = await fetch(`${gateway.url}/webhooks/${secret}`, { method: "POST", body: form });
    expect(answer.status).toBe(404);
  }
  expect(await (await fetch(`${gateway.url}/metrics`)).text()).not.toMatch(/amoql_notifications_total\{/);
});
