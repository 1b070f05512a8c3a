import { describe, expect, it } from "@jest/globals";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gate, silence } from "../faults/faults.js";
import { startGatewayBehindFaults, type FaultyGateway } from "../faults/faultyGateway.js";
import { OwnTime } from "../faults/ownTime.js";
import { startGateway, type TestGateway } from "../gateway.js";
import { codes, post, send } from "./http.js";
import { untilIdle, untilUnderWay } from "./underWay.js";

type StartOptions = Parameters<typeof startGateway>[0];

async function withFaults(
  options: NonNullable<StartOptions>,
  use: (gateway: FaultyGateway) => Promise<void>,
): Promise<void> {
  const gateway = await startGatewayBehindFaults(options);
  try {
    await use(gateway);
  } finally {
    await gateway.close();
  }
}

async function withGateway(options: StartOptions, use: (gateway: TestGateway) => Promise<void>): Promise<void> {
  const gateway = await startGateway(options);
  try {
    await use(gateway);
  } finally {
    await gateway.close();
  }
}

/** Every contact with its notes: a call for the list and one for each of twenty. */
const NOTES = "{ contacts(first: 20) { nodes { notes { nodes { body } } } } }";
const DEMO_DATA = { empty: false };
const TIMES = { startedMs: expect.any(Number), waitedMs: expect.any(Number), tookMs: expect.any(Number) };

describe("what an operation costs", () => {
  it("is told to those who ask for it, and to no others", () =>
    withGateway({ sandbox: DEMO_DATA }, async ({ url }) => {
      const query = "{ contacts(first: 3) { nodes { notes { nodes { body } } } } }";
      const told = await post(url, { query }, { "amoql-trace": "1" });
      expect(told.extensions).toMatchObject({
        upstream: {
          calls: 4,
          waitedMs: expect.any(Number),
          requests: expect.arrayContaining([
            { endpoint: "auth", ...TIMES, outcome: "ok" },
            { endpoint: "contacts", ...TIMES, outcome: "ok" },
          ]),
        },
      });
      expect((await post(url, { query })).extensions).toBeUndefined();
      expect((await post(url, { query }, { "amoql-trace": "0" })).extensions).toBeUndefined();
    }));

  it("is told of a failed operation too", () =>
    withGateway({}, async ({ url }) => {
      const answer = await post(url, { query: "{ nothing }" }, { "amoql-trace": "1" });
      expect(answer.extensions).toMatchObject({ upstream: { calls: 0, requests: [] } });
    }));
});

describe("planning an operation", () => {
  const plan = { "amoql-plan": "1" };

  it("tells how many calls it may need and calls nobody", () =>
    withGateway({ sandbox: DEMO_DATA }, async ({ url, calls }) => {
      const query = "query ($first: Int) { contacts(first: $first) { nodes { notes { nodes { body } } } } }";
      const answer = await post(url, { query, variables: { first: 3 } }, plan);
      expect(answer).toMatchObject({ data: null, extensions: { upstream: { planned: 4, limit: 160 } } });
      expect(codes(await post(url, { query, variables: { first: "many" } }, plan))).toEqual(["BAD_USER_INPUT"]);
      const two = { query: "query A { viewer { login } } query B { viewer { login } }", operationName: "C" };
      expect(codes(await post(url, two, plan))).toEqual(["OPERATION_RESOLUTION_FAILURE"]);
      expect(calls()).toEqual([]);
    }));

  it.each(["1", "true", "1, 1"])("does not write either, whatever the header says: %j", (header) =>
    withGateway({}, async ({ url, calls }) => {
      const query = 'mutation { contactCreate(input: { name: "Ada" }) { contact { name } } }';
      const answer = await post(url, { query }, { "amoql-plan": header });
      expect(answer).toMatchObject({ data: null, extensions: { upstream: { planned: 2, limit: 160 } } });
      expect(calls()).toEqual([]);
    }),
  );

  it("tells of operations that would be refused for their calls", () =>
    withGateway({ env: { MAX_CALLS: "10" } }, async ({ url, calls }) => {
      expect(codes(await post(url, { query: NOTES }))).toEqual(["QUERY_TOO_COMPLEX"]);
      const answer = await post(url, { query: NOTES }, plan);
      expect(answer).toMatchObject({ data: null, extensions: { upstream: { planned: 21, limit: 10 } } });
      expect(calls()).toEqual([]);
    }));

  it("refuses what is not valid, and leaves no line in the log and no count", () => {
    const lines: string[] = [];
    return withGateway({ env: { LOG_LEVEL: "info" }, onLog: (line) => lines.push(line) }, async ({ url }) => {
      expect(codes(await post(url, { query: "{ nothing }" }, plan))).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
      await post(url, { query: "query Planned { viewer { login } }" }, plan);
      await post(url, { query: "query Run { viewer { login } }" });
      expect(lines.filter((line) => line.includes('"msg":"operation"'))).toEqual([
        expect.stringContaining('"operation":"Run"'),
      ]);
      expect(lines.join()).not.toContain("Planned");
      const metrics = await (await fetch(`${url}/metrics`)).text();
      expect(metrics).toContain('operation="Run"');
      expect(metrics).not.toContain('operation="Planned"');
    });
  });
});

describe("an operation", () => {
  it("ends with UPSTREAM_TIMEOUT when its time is up, and keeps what is there", () =>
    withFaults(
      {
        sandbox: DEMO_DATA,
        env: { OPERATION_TIMEOUT_MS: "3000", AMO_TIMEOUT_MS: "30000", AMO_CONCURRENCY: "1" },
      },
      async ({ url, faults }) => {
        faults.add({ page: "contact_detail", fault: silence });
        const time = new OwnTime();
        const answer = await post(url, { query: NOTES.replace("nodes {", "nodes { name") });
        expect(time.ms).toBeLessThan(3_600);
        time.stop();
        expect(new Set(codes(answer))).toEqual(new Set(["UPSTREAM_TIMEOUT"]));
        expect((answer.data as { contacts: { nodes: { name: string }[] } }).contacts.nodes).toHaveLength(20);
        // The read that was given up has made room for another, which is not made any more.
        await sleep(700);
        expect(faults.calls.map(({ page }) => page)).toEqual(["contacts", "contact_detail"]);
      },
    ));

  it("stops reading when its client has hung up", () =>
    withFaults({ sandbox: DEMO_DATA, env: { AMO_CONCURRENCY: "1" } }, async ({ url, faults }) => {
      const client = new AbortController();
      faults.add({ page: "contact_detail", nth: 3, fault: () => client.abort() });
      const body = JSON.stringify({ query: NOTES });
      const headers = { "content-type": "application/json" };
      const asked = fetch(`${url}/graphql`, { method: "POST", headers, body, signal: client.signal });
      await expect(asked).rejects.toThrow();
      while (!/outcome="aborted"\} 1/.test((await metrics(url)).text)) await sleep(10);
      await sleep(500);
      expect(faults.calls.map(({ page }) => page)).toEqual(["contacts", ...Array<string>(3).fill("contact_detail")]);
    }));

  it("finishes a write though its client has hung up", () =>
    withFaults({}, async ({ url, query, calls, faults }) => {
      const client = new AbortController();
      const { fault, open } = gate();
      faults.add({
        page: "contact_add",
        fault: (exchange) => {
          client.abort();
          return fault(exchange);
        },
      });
      const body = JSON.stringify({ query: `mutation { contactCreate(input: { name: "Anna" }) { contact { id } } }` });
      const headers = { "content-type": "application/json" };
      const asked = fetch(`${url}/graphql`, { method: "POST", headers, body, signal: client.signal });
      await expect(asked).rejects.toThrow();
      await untilUnderWay(url, 0);
      open();
      const written: string[] = [];
      while (written.length === 0) {
        await sleep(10);
        written.push(...calls());
      }
      expect(written).toEqual(["contact_add ADD_PERSON"]);
      const answer = await query("{ contacts { nodes { name } } }");
      expect(answer.data).toEqual({ contacts: { nodes: [{ name: "Anna" }] } });
    }));
});

async function metrics(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/metrics`, { headers });
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
}

describe("the pages for load balancers and Prometheus", () => {
  it("tell that the gateway is alive and ready without a call to the account", () =>
    withGateway({}, async ({ url, sandboxUrl }) => {
      const json = async (path: string) => {
        const response = await fetch(url + path);
        return [response.status, await response.json()];
      };
      expect(await json("/health")).toEqual([200, { status: "alive" }]);
      expect(await json("/ready")).toEqual([200, { ready: true }]);
      expect((await metrics(url)).status).toBe(200);
      expect(await (await fetch(`${sandboxUrl}/_sandbox/requests`)).json()).toEqual([]);
    }));

  it("show metrics beyond loopback to access tokens only", () =>
    withGateway({ env: { HOST: "0.0.0.0", ACCESS_TOKENS: "token-of-prometheus-itself" } }, async (gateway) => {
      const url = gateway.url.replace("0.0.0.0", "127.0.0.1");
      const statusFor = async (authorization?: string) =>
        (await metrics(url, authorization === undefined ? {} : { authorization })).status;
      expect(await statusFor()).toBe(401);
      expect(await statusFor("Bearer another-token-entirely")).toBe(401);
      expect(await statusFor("Bearer ")).toBe(401);
      expect(await statusFor("Bearer token-of-prometheus-itself")).toBe(200);
      expect((await fetch(`${url}/ready`)).status).toBe(200);
    }));

  it("show metrics beyond loopback to nobody where there are no access tokens", () =>
    withGateway({ env: { HOST: "0.0.0.0", ALLOW_ANONYMOUS: "true" } }, async (gateway) => {
      expect((await metrics(gateway.url.replace("0.0.0.0", "127.0.0.1"))).status).toBe(401);
    }));
});

describe("a gateway that closes", () => {
  it("finishes what is under way, and does not wait for connections that ask nothing", async () => {
    const gateway = await startGatewayBehindFaults();
    const { fault, open } = gate();
    gateway.faults.add({ page: "contacts", fault });
    const silent = connect(Number(new URL(gateway.url).port), "127.0.0.1");
    await once(silent, "connect");
    const underWay = gateway.query("{ contacts { nodes { id } } }");
    while (gateway.faults.calls.length === 0) await sleep(10);
    const time = new OwnTime();
    const closed = gateway.close();
    await expect(fetch(`${gateway.url}/ready`)).rejects.toThrow();
    open();
    expect(await underWay).toEqual({ data: { contacts: { nodes: [] } } });
    await closed;
    expect(time.ms).toBeLessThan(3_000);
    time.stop();
  });

  it("says at /ready that it is not, to those who still have a connection", async () => {
    const gateway = await startGatewayBehindFaults();
    const { fault, open } = gate();
    gateway.faults.add({ page: "contacts", fault });
    const socket = connect(Number(new URL(gateway.url).port), "127.0.0.1");
    const body = JSON.stringify({ query: "{ contacts { nodes { id } } }" });
    const head = `Host: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
    socket.write(`POST /graphql HTTP/1.1\r\n${head}\r\n\r\n${body}`);
    while (gateway.faults.calls.length === 0) await sleep(10);
    const closed = gateway.close();
    socket.write("GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await untilIdle();
    open();
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    await closed;
    const [, first = "", second = ""] = Buffer.concat(chunks).toString().split("HTTP/1.1 ");
    expect(first).toMatch(/^200 [\s\S]*\{"data":\{"contacts":\{"nodes":\[\]\}\}\}/);
    expect(second).toMatch(/^503 [\s\S]*connection: close[\s\S]*\{"ready":false\}/i);
  });
});

describe("the log", () => {
  it("tells of each operation in one line, with the id that its errors carry", async () => {
    const lines: string[] = [];
    await withGateway({ env: { LOG_LEVEL: "info" }, onLog: (line) => lines.push(line) }, async ({ url }) => {
      await post(url, { query: "query List { contacts { nodes { id } } }" });
      const failed = await post(url, { query: `query Wrong { deal(id: "x") { id } }` });
      const operations = lines
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter((line) => line["msg"] === "operation");
      expect(operations).toMatchObject([
        { operation: "List", type: "query", code: "ok", calls: 1, shared: 0, requestId: expect.any(String) },
        {
          operation: "Wrong",
          type: "query",
          code: "BAD_USER_INPUT",
          calls: 0,
          waitedMs: 0,
          tookMs: expect.any(Number),
          requestId: failed.errors?.[0]?.extensions["requestId"],
        },
      ]);
    });
  });

  const SECRET = "secret-9931";
  const json = { "content-type": "application/json" };
  it.each<[what: string, path: string, init: RequestInit, status: number, code: string]>([
    ["an address where nothing is", `/${SECRET}`, {}, 404, "BAD_REQUEST"],
    ["an address that cannot be read", `/%ff${SECRET}`, {}, 400, "BAD_REQUEST"],
    ["a page of another origin", "/graphql", { headers: { origin: "https://evil.example" } }, 403, "FORBIDDEN"],
    ["a body that is not JSON", "/graphql", { method: "POST", headers: json, body: SECRET }, 400, "BAD_REQUEST"],
    [
      "a body that is too large",
      "/graphql",
      { method: "POST", headers: json, body: SECRET.repeat(100_000) },
      413,
      "BAD_REQUEST",
    ],
    [
      "a body of another type",
      "/graphql",
      { method: "POST", headers: { "content-type": "application/xml" }, body: SECRET },
      415,
      "BAD_REQUEST",
    ],
    [
      "an answer that nobody can give",
      "/graphql",
      { method: "POST", headers: { ...json, accept: "text/html" }, body: `{"query":"{ __typename }"}` },
      406,
      "BAD_REQUEST",
    ],
    [
      "a method that GraphQL has no use for",
      "/graphql",
      { method: "PUT", headers: json, body: "{}" },
      405,
      "BAD_REQUEST",
    ],
    ["a request without a document", "/graphql", { method: "POST", headers: json, body: "{}" }, 400, "BAD_REQUEST"],
    ["a batch", "/graphql", { method: "POST", headers: json, body: `[{"query":"{ ${SECRET} }"}]` }, 400, "BAD_REQUEST"],
  ])("tells of %s in one line, with the id that the answer carries", async (_what, path, init, status, code) => {
    const lines: string[] = [];
    await withGateway({ env: { LOG_LEVEL: "info" }, onLog: (line) => lines.push(line) }, async ({ url }) => {
      lines.length = 0;
      const answer = await send(url + path, init);
      expect(answer.status).toBe(status);
      expect(lines).toHaveLength(1);
      expect(JSON.parse(lines[0] ?? "")).toMatchObject({
        level: 30,
        msg: "refused",
        requestId: answer.errors?.[0]?.extensions["requestId"],
        status,
        code,
      });
      expect(lines[0]).not.toContain(SECRET);
    });
  });
});
