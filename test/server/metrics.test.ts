import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { newContact } from "../e2e/account.js";
import { watch } from "../e2e/watch.js";
import { gate } from "../faults/faults.js";
import { startGatewayBehindFaults } from "../faults/faultyGateway.js";
import { startGateway, type TestGateway } from "../gateway.js";
import { post } from "./http.js";
import { untilUnderWay } from "./underWay.js";

const TOKEN = "an-access-token-of-ours";
const GOOD = "{ contacts(first: 1) { totalCount } }";

/** The samples that Prometheus would read: each series, labels included, and its value. */
async function scrape(gateway: TestGateway, headers: Record<string, string> = {}): Promise<Map<string, number>> {
  const text = await (await fetch(`${gateway.url}/metrics`, { headers })).text();
  return new Map(
    Array.from(text.matchAll(/^([a-z][^ ]*) (\S+)$/gm), ([, series = "", value]) => [series, Number(value)]),
  );
}

/** The operation names that are told apart. */
function namesIn(series: Map<string, number>): Set<string> {
  const names = [...series.keys()].flatMap(
    (key) => /^amoql_operations_total\{operation="([^"]*)"/.exec(key)?.[1] ?? [],
  );
  return new Set(names);
}

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.close());

/** Replaces the gateway of the test. */
async function restart(env: Readonly<Record<string, string>>): Promise<void> {
  await gateway.close();
  gateway = await startGateway({ env });
}

describe("the metrics", () => {
  it("count operations by name and code, and the calls they made by endpoint and outcome", async () => {
    await gateway.query("query List { contacts { nodes { id } } }");
    await gateway.query("query List { contacts { nodes { id } } }");
    await gateway.query("query List { nothing }");
    await gateway.query(GOOD);
    await gateway.query("{ broken");
    await fetch(`${gateway.url}/graphql?query=x`);
    const series = await scrape(gateway);
    expect(series.get('amoql_operations_total{operation="List",code="ok"}')).toBe(2);
    expect(series.get('amoql_operations_total{operation="anonymous",code="ok"}')).toBe(1);
    expect(series.get('amoql_operations_total{operation="anonymous",code="GRAPHQL_VALIDATION_FAILED"}')).toBe(1);
    expect(series.get('amoql_operations_total{operation="anonymous",code="GRAPHQL_PARSE_FAILED"}')).toBe(1);
    expect(series.get('amoql_operations_total{operation="anonymous",code="BAD_REQUEST"}')).toBe(1);
    expect(series.get('amoql_operation_seconds_count{operation="List"}')).toBe(2);
    expect(series.get('amoql_upstream_calls_total{endpoint="auth",outcome="ok"}')).toBe(1);
    expect(series.get('amoql_upstream_calls_total{endpoint="contacts",outcome="ok"}')).toBeGreaterThan(2);
  });

  it("count sign-ins by outcome", async () => {
    const signIn = (password: string) =>
      gateway.query(
        `mutation { sessionCreate(credentials: { password: { login: "demo@amoql.dev", password: "${password}" } }) { session { token } } }`,
      );
    await signIn("demo-password");
    await signIn("wrong");
    await signIn("wrong again");
    const series = await scrape(gateway);
    expect(series.get('amoql_sign_ins_total{outcome="ok"}')).toBe(1);
    expect(series.get('amoql_sign_ins_total{outcome="refused"}')).toBe(2);
  });

  it("count the requests that are under way, until their client is gone", async () => {
    await gateway.close();
    const faulty = await startGatewayBehindFaults();
    gateway = faulty;
    const { fault, open } = gate();
    faulty.faults.add({ page: "contacts", fault });
    const leaving = new AbortController();
    const staying = gateway.query(GOOD);
    const left = fetch(`${gateway.url}/graphql?query=${encodeURIComponent(GOOD)}`, {
      headers: { "apollo-require-preflight": "1" },
      signal: leaving.signal,
    }).catch(() => "left");
    await untilUnderWay(gateway.url, 2);
    leaving.abort();
    expect(await left).toBe("left");
    await untilUnderWay(gateway.url, 1);
    open();
    await staying;
    await untilUnderWay(gateway.url, 0);
  });

  it("tell of the process", async () => {
    const series = await scrape(gateway);
    expect(series.get("process_resident_memory_bytes")).toBeGreaterThan(10_000_000);
    expect(series.get("nodejs_heap_size_used_bytes")).toBeGreaterThan(1_000_000);
    const before = series.get("process_cpu_seconds_total") ?? Infinity;
    await gateway.query(GOOD);
    expect((await scrape(gateway)).get("process_cpu_seconds_total")).toBeGreaterThan(before);
    // That of half a second, in which starting it all may have taken the loop a while.
    const lag = async () => (await scrape(gateway)).get("nodejs_eventloop_lag_seconds") ?? NaN;
    expect(await lag()).toBeGreaterThanOrEqual(0);
    while ((await lag()) >= 0.2) await sleep(100);
  });

  it("tell that an account that is down is called no more", async () => {
    const state = async (name: string) => (await scrape(gateway)).get(`amoql_upstream_breaker_state{state="${name}"}`);
    expect([await state("closed"), await state("open"), await state("probing")]).toEqual([1, 0, 0]);
    // Nobody listens there.
    await restart({ AMO_URL: "http://127.0.0.1:1", AMO_TIMEOUT_MS: "300" });
    for (let round = 0; round < 12; round += 1) await gateway.query(GOOD);
    expect([await state("closed"), await state("open"), await state("probing")]).toEqual([0, 1, 0]);
  });
});

describe("the names of operations", () => {
  it("are told apart up to a hundred of them", async () => {
    for (let number = 0; number < 120; number += 1) await gateway.query(`query Name${number} { __typename }`);
    await gateway.query("query Name7 { __typename }");
    const series = await scrape(gateway);
    expect(namesIn(series).size).toBe(101);
    expect(series.get('amoql_operations_total{operation="Name7",code="ok"}')).toBe(2);
    expect(series.get('amoql_operations_total{operation="other",code="ok"}')).toBe(20);
  });

  it("take no place by operations that were refused, or of callers who are nobody", async () => {
    await restart({ ACCESS_TOKENS: TOKEN });
    for (let number = 0; number < 110; number += 1) {
      await post(gateway.url, { query: `query Nobody${number} { __typename }` });
      await post(gateway.url, { query: `query Unknown${number} { viewer { login } }` }, { authorization: "Bearer x" });
      await post(
        gateway.url,
        { query: `query Wrong${number} { deal(id: "x") { id } }` },
        { authorization: `Bearer ${TOKEN}` },
      );
    }
    const signIn = `mutation SignIn { sessionCreate(credentials: { password: { login: "demo@amoql.dev", password: "demo-password" } }) { session { token } } }`;
    const wrongSignIn = signIn.replace("demo-password", "wrong").replace("SignIn", "WrongSignIn");
    await post(gateway.url, { query: wrongSignIn });
    await post(gateway.url, { query: signIn });
    await post(gateway.url, { query: "query Real { contacts { totalCount } }" }, { authorization: `Bearer ${TOKEN}` });
    await post(gateway.url, { query: "query Real { contacts { totalCount } }" });
    const series = await scrape(gateway);
    expect(namesIn(series)).toEqual(new Set(["other", "SignIn", "Real"]));
    expect(series.get('amoql_operations_total{operation="Real",code="UNAUTHENTICATED"}')).toBe(1);
    expect(series.get('amoql_operations_total{operation="other",code="BAD_USER_INPUT"}')).toBe(110);
  }, 120_000);

  it("are cut to a hundred characters", async () => {
    await gateway.query(`query ${"a".repeat(5_000)} { __typename }`);
    expect(namesIn(await scrape(gateway))).toEqual(new Set(["a".repeat(100)]));
  });
});

it("docs/observability.md names the metrics that are served, with their labels, and no others", async () => {
  const secret = "a".repeat(32);
  await restart({ CACHE_TTL: "60", WEBHOOK_SECRET: secret });
  await gateway.query(GOOD);
  await gateway.query(GOOD);
  await fetch(`${gateway.url}/webhooks/${secret}`, { method: "POST", body: "nothing" });
  const events = await watch(gateway, "SSE", "subscription { contactChanged { id } }");
  await newContact(gateway);
  await events.next();
  await events.stop();
  const alone = await (await fetch(`${gateway.url}/metrics`)).text();
  // Those of Redis are there when it is not.
  await restart({ REDIS_URL: "redis://127.0.0.1:1", SESSION_SECRET: "a secret of the instances in this test" });
  const text = alone + (await (await fetch(`${gateway.url}/metrics`)).text());
  const types = new Map(
    Array.from(text.matchAll(/^# TYPE (\S+) (\S+)$/gm), ([, name = "", type = ""]) => [name, type]),
  );
  const served = Array.from(types, ([name, type]) => {
    const samples = text.matchAll(new RegExp(`^${name}(?:_bucket|_sum|_count)?\\{(.*)\\} `, "gm"));
    const labels = new Set(
      Array.from(samples).flatMap(([, list = ""]) => Array.from(list.matchAll(/(\w+)="/g), ([, l]) => l)),
    );
    labels.delete("le");
    return { name, type, labels: [...labels].sort() };
  });
  const doc = await readFile("docs/observability.md", "utf8");
  const documented = Array.from(
    doc.matchAll(/^\| `([a-z_]+)` +\| (counter|gauge|histogram) +\| ([^|]*)\|/gm),
    ([, name, type, labels = ""]) => ({
      name,
      type,
      labels: Array.from(labels.matchAll(/`(\w+)`/g), ([, label]) => label).sort(),
    }),
  );
  const byName = (one: { name?: string | undefined }, other: { name?: string | undefined }) =>
    (one.name ?? "").localeCompare(other.name ?? "");
  expect(documented.length).toBeGreaterThan(10);
  expect(documented.sort(byName)).toEqual(served.sort(byName));
});
