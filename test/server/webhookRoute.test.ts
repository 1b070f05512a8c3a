import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import Fastify, { type FastifyInstance } from "fastify";
import type { Change } from "../../src/domain/change.js";
import { LocalChangeFeed } from "../../src/domain/localChangeFeed.js";
import type { Subject } from "../../src/domain/subject.js";
import { answerHttpErrors } from "../../src/server/httpErrors.js";
import { Metrics } from "../../src/server/metrics.js";
import { subdomainOf, webhookRoute } from "../../src/server/webhookRoute.js";
import { LearnedChanges } from "../../src/webhooks/learnedChanges.js";
import { OwnRepeats } from "../../src/webhooks/repeats.js";
import { formOf } from "../webhooks/form.js";

const SECRET = "a-secret-that-only-the-account-knows.1";
const OLD_SECRET = "a-secret-that-the-account-once-knew~2";

let app: FastifyInstance;
let url: string;
let metrics: Metrics;
let told: Change[];
let log: string[];
let forget: (shownBy: Subject | null) => Promise<void>;
beforeEach(async () => {
  metrics = new Metrics();
  told = [];
  log = [];
  forget = () => Promise.resolve();
  const feed = new LocalChangeFeed();
  feed.listen((change) => told.push(change));
  const stream = { write: (line: string) => void log.push(line) };
  app = Fastify({ forceCloseConnections: true, logger: { level: "error", stream } });
  answerHttpErrors(app);
  await app.register(webhookRoute, {
    secrets: [SECRET, OLD_SECRET],
    subdomain: "demo",
    learned: new LearnedChanges({ feed, repeats: new OwnRepeats(), forget: (shownBy) => forget(shownBy) }),
    metrics,
  });
  url = await app.listen({ port: 0, host: "127.0.0.1" });
});
afterEach(() => app.close());

const post = (body: string | URLSearchParams, secret = SECRET, init: RequestInit = {}): Promise<Response> =>
  fetch(`${url}/webhooks/${secret}`, { method: "POST", body, ...init });

/** How many there were of each outcome. */
async function counted(): Promise<Record<string, number>> {
  const text = await metrics.registry.getSingleMetricAsString("amoql_notifications_total");
  const lines = text.matchAll(/^amoql_notifications_total\{outcome="(\w+)"\} (\d+)$/gm);
  return Object.fromEntries(Array.from(lines, ([, outcome = "", count]) => [outcome, Number(count)]));
}

describe("a notification", () => {
  test("is taken, and again when it comes again", async () => {
    for (const secret of [SECRET, OLD_SECRET]) {
      const answer = await post(await formOf("v4/notifications/lead.add"), secret);
      expect([answer.status, await answer.text()]).toEqual([200, ""]);
    }
    expect(told).toMatchObject([{ kind: "deal", id: "3", action: "created" }]);
    expect(await counted()).toEqual({ taken: 1, repeated: 1 });
  });

  test("of what is not known here is answered like any other", async () => {
    expect((await post(await formOf("webhooks/message.add"))).status).toBe(200);
    expect(await counted()).toEqual({ unknown: 1 });
  });

  test("may say its charset, and need not name its account", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded; charset=UTF-8" };
    expect((await post("leads%5Badd%5D%5B0%5D%5Bid%5D=7", SECRET, { headers })).status).toBe(200);
    expect(told).toMatchObject([{ id: "7" }]);
  });

  test("is answered in time, however long it takes to forget what was read", async () => {
    let hasForgotten = (): void => undefined;
    forget = () => new Promise((resolve) => (hasForgotten = resolve));
    const startedAt = performance.now();
    expect((await post(await formOf("v4/notifications/lead.status"))).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThan(900);
    expect(told).toEqual([]);
    hasForgotten();
    while (told.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(told).toMatchObject([{ id: "2" }]);
    expect(await counted()).toEqual({ taken: 1 });
  });

  test("that meets a bug is answered like any bug, so that the account sends it again", async () => {
    forget = () => Promise.reject(new Error("a bug"));
    const answer = await post(await formOf("v4/notifications/lead.status"));
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: "INTERNAL_SERVER_ERROR" } }] });
    forget = () => Promise.resolve();
    expect((await post(await formOf("v4/notifications/lead.status"))).status).toBe(200);
    expect(told).toMatchObject([{ id: "2" }]);
  });

  test("that meets a bug behind the answer leaves a line in the log", async () => {
    let fail: (bug: Error) => void = () => undefined;
    forget = () => new Promise((_, reject) => (fail = reject));
    expect((await post(await formOf("v4/notifications/lead.status"))).status).toBe(200);
    fail(new Error("a bug"));
    while (log.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(JSON.parse(log.join(""))).toMatchObject({ msg: "a notification failed", err: { message: "a bug" } });
  });
});

describe("refused", () => {
  test("whoever has no secret is told what there is elsewhere: nothing", async () => {
    const elsewhere = await (await fetch(`${url}/elsewhere`, { method: "POST" })).text();
    const withoutId = (text: string) => text.replace(/"requestId":"[^"]*"/, "");
    const wrong = ["x", `${SECRET}x`, SECRET.slice(1), SECRET.toUpperCase(), `${SECRET}/`, encodeURIComponent("../")];
    for (const secret of wrong) {
      const answer = await post(await formOf("v4/notifications/lead.add"), secret);
      expect([secret, answer.status, withoutId(await answer.text())]).toEqual([secret, 404, withoutId(elsewhere)]);
    }
    expect((await fetch(`${url}/webhooks/${SECRET}`)).status).toBe(404);
    expect(told).toEqual([]);
  });

  test("before the body is read", async () => {
    const answer = await post("x".repeat(2_000_000), "wrong");
    expect(answer.status).toBe(404);
  });

  test.each([
    ["the form of another thing", "a=b", "application/x-www-form-urlencoded", 400],
    ["nothing", "", "application/x-www-form-urlencoded", 400],
    ["JSON", "{}", "application/json", 415],
    ["text", "leads[add][0][id]=1", "text/plain", 415],
    [
      "more than a megabyte",
      `leads[add][0][id]=1&x=${"y".repeat(1_048_576)}`,
      "application/x-www-form-urlencoded",
      413,
    ],
  ])("%s", async (_what, body, type, status) => {
    const answer = await post(body, SECRET, { headers: { "content-type": type } });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: "BAD_REQUEST" } }] });
    expect(told).toEqual([]);
    expect(await counted()).toEqual({ refused: 1 });
  });

  test("another account", async () => {
    const form = await formOf("v4/notifications/lead.add", { "account[subdomain]": "other" });
    const answer = await post(form);
    expect(answer.status).toBe(403);
    expect(told).toEqual([]);
    expect(await counted()).toEqual({ refused: 1 });
  });
});

test.each([
  ["https://acme.amocrm.com", "acme"],
  ["https://acme.amocrm.ru", "acme"],
  ["https://new-acme.kommo.com", "new-acme"],
  ["https://crm.acme.example", null],
  ["https://amocrm.com", null],
  ["https://acme.amocrm.com.example", null],
  ["http://127.0.0.1:4010", null],
])("the account at %s is %s", (origin, subdomain) => {
  expect(subdomainOf(origin)).toBe(subdomain);
});
