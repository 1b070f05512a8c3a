import { afterEach, describe, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { OwnTime } from "../faults/ownTime.js";
import { startGateway, type TestGateway } from "../gateway.js";
import { Collector, type CollectedSpan } from "./collector.js";
import { start } from "./command.js";
import { post } from "./http.js";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PARENT = "b7ad6b7169203331";

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((each) => each.close()));
});

/** A gateway that exports to a collector; the log lines it writes. */
async function startTraced(collector: { readonly url: string }, env: Readonly<Record<string, string>> = {}) {
  const lines: string[] = [];
  const gateway = await startGateway({
    sandbox: { empty: false },
    env: { LOG_LEVEL: "info", OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...env },
    onLog: (line) => lines.push(line),
  });
  return { gateway, log: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

async function startCollector(status?: number | null): Promise<Collector> {
  const collector = await Collector.start(status);
  closing.push(collector);
  return collector;
}

/** A gateway that closes waits a second for the last ones to be taken, and no longer: this process may be slower. */
async function untilCollected(collector: Collector, spans: number): Promise<void> {
  while (collector.spans.length < spans) await sleep(10);
}

function attributesOf(span: CollectedSpan | undefined): Record<string, unknown> {
  return Object.fromEntries((span?.attributes ?? []).map(({ key, value }) => [key, Object.values(value)[0]]));
}

const milliseconds = (nanoseconds = "0"): number => Number(BigInt(nanoseconds) / 1_000n) / 1_000;

describe("traces", () => {
  it("have a span for the operation and one for each call, below the caller's own", async () => {
    const collector = await startCollector();
    const { gateway, log } = await startTraced(collector);
    const before = Date.now();
    const query = `query Notes { contacts(first: 2, search: "a") { nodes { notes { nodes { body } } } } }`;
    await post(gateway.url, { query }, { traceparent: `00-${TRACE}-${PARENT}-01` });
    await gateway.close();
    await untilCollected(collector, 5);
    const [operation, ...others] = collector.spans.filter(({ name }) => name === "query Notes");
    expect(others).toEqual([]);
    expect(operation).toMatchObject({ traceId: TRACE, parentSpanId: PARENT, kind: 2 });
    const line = log().find(({ msg }) => msg === "operation");
    expect(attributesOf(operation)).toEqual({
      "graphql.operation.name": "Notes",
      "graphql.operation.type": "query",
      "amoql.request_id": line?.["requestId"],
      "amoql.calls": 3,
      "amoql.shared": 0,
      "amoql.cached": 0,
    });
    expect(line).toMatchObject({ traceId: TRACE, operation: "Notes", type: "query", calls: 3, shared: 0 });

    const calls = collector.spans.filter((span) => span !== operation && span.name !== "query Notes");
    expect(calls.map(({ name }) => name)).toEqual(["auth", "contact_search", "contact_detail", "contact_detail"]);
    for (const call of calls) {
      expect(call).toMatchObject({ traceId: TRACE, parentSpanId: operation?.spanId, kind: 3 });
      expect(attributesOf(call)).toEqual({
        "amoql.call.endpoint": call.name,
        "amoql.call.waited_ms": expect.any(Number),
        "amoql.call.outcome": "ok",
      });
      expect(milliseconds(call.startTimeUnixNano)).toBeGreaterThanOrEqual(milliseconds(operation?.startTimeUnixNano));
      expect(milliseconds(call.endTimeUnixNano)).toBeLessThanOrEqual(milliseconds(operation?.endTimeUnixNano) + 1);
    }
    // On the calendar, give or take what its clock and the monotonic one differ by.
    expect(milliseconds(operation?.startTimeUnixNano)).toBeGreaterThan(before - 5_000);
    expect(milliseconds(operation?.endTimeUnixNano)).toBeLessThan(Date.now() + 5_000);
    expect(new Set(collector.paths)).toEqual(new Set(["/v1/traces"]));
    expect(collector.resources[0]).toContainEqual({ key: "service.name", value: { stringValue: "amoql" } });
  });

  it("begin with the gateway where the caller has none, each on its own", async () => {
    const collector = await startCollector();
    const { gateway, log } = await startTraced(collector, { OTEL_SERVICE_NAME: "crm-gateway" });
    for (const traceparent of ["", "nonsense", `00-${TRACE}-0000000000000000-01`]) {
      await post(gateway.url, { query: "query A { __typename }" }, { traceparent });
    }
    await gateway.close();
    await untilCollected(collector, 3);
    const spans = collector.spans.filter(({ name }) => name === "query A");
    expect(spans).toHaveLength(3);
    expect(spans.map(({ parentSpanId }) => parentSpanId)).toEqual([undefined, undefined, undefined]);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(3);
    const logged = log().flatMap(({ traceId }) => (typeof traceId === "string" ? [traceId] : []));
    expect(logged).toEqual(spans.map(({ traceId }) => traceId));
    expect(collector.resources[0]).toContainEqual({ key: "service.name", value: { stringValue: "crm-gateway" } });
  });

  it("are not exported of a trace that the caller does not record", async () => {
    const collector = await startCollector();
    const { gateway, log } = await startTraced(collector);
    await post(gateway.url, { query: "query A { __typename }" }, { traceparent: `00-${TRACE}-${PARENT}-00` });
    await gateway.close();
    expect(collector.spans).toEqual([]);
    expect(log().find(({ msg }) => msg === "operation")).toMatchObject({ traceId: TRACE });
  });

  it("tell of failures by their code, also where there is no operation", async () => {
    const collector = await startCollector();
    const { gateway } = await startTraced(collector);
    await post(gateway.url, { query: `query Wrong { deal(id: "x") { id } }` });
    await post(gateway.url, { query: "{ broken" });
    await gateway.close();
    await untilCollected(collector, 2);
    const [wrong, broken] = ["query Wrong", "GraphQL operation"].map((name) =>
      collector.spans.find((span) => span.name === name),
    );
    expect(wrong?.status.code).toBe(2);
    expect(attributesOf(wrong)["error.type"]).toBe("BAD_USER_INPUT");
    expect(broken?.status.code).toBe(2);
    expect(attributesOf(broken)["error.type"]).toBe("GRAPHQL_PARSE_FAILED");
  });
});

describe("a collector that fails", () => {
  const failures = (log: readonly Record<string, unknown>[]) =>
    log.filter(({ msg }) => msg === "traces could not be exported");

  async function ask(gateway: TestGateway): Promise<void> {
    expect((await gateway.query("{ contacts(first: 1) { totalCount } }")).errors).toBeUndefined();
  }

  /** Closes a gateway; how long that took, in milliseconds of this process. */
  async function closingTime(gateway: TestGateway): Promise<number> {
    const time = new OwnTime();
    await gateway.close();
    time.stop();
    return time.ms;
  }

  it("and is not there disturbs nothing", async () => {
    const gone = await Collector.start();
    const { url } = gone;
    await gone.close();
    const { gateway } = await startTraced({ url });
    await ask(gateway);
    expect(await closingTime(gateway)).toBeLessThan(2_000);
  });

  it("and never answers disturbs nothing", async () => {
    const { gateway } = await startTraced(await startCollector(null));
    await ask(gateway);
    expect(await closingTime(gateway)).toBeLessThan(2_000);
  });

  it("and refuses every batch is told of once", async () => {
    const collector = await startCollector(400);
    const { gateway, log } = await startTraced(collector);
    // More than two full batches of 512 spans.
    for (let round = 0; round < 11; round += 1) {
      await Promise.all(Array.from({ length: 100 }, () => gateway.query("{ __typename }")));
    }
    await gateway.close();
    while (collector.paths.length < 2) await sleep(10);
    expect(failures(log())).toMatchObject([{ level: 40, reason: expect.any(String) }]);
  });
});

describe("without a collector", () => {
  /** Says at its end how many modules of OpenTelemetry were loaded; those of its API alone prom-client loads anyway. */
  const WATCH = `
    import { createRequire } from "node:module";
    const { cache } = createRequire(process.cwd() + "/");
    const count = () => Object.keys(cache).filter((path) => /@opentelemetry.(?!api.)/.test(path)).length;
    process.on("exit", () => console.log("loaded " + count()));
  `;

  async function modulesLoaded(
    env: Readonly<Record<string, string>>,
    before: () => Promise<void> = () => Promise.resolve(),
  ): Promise<number> {
    const gateway = start(["serve"], {
      env: { PORT: "0", SANDBOX_DATA: ":memory:", ...env },
      node: ["--import", `data:text/javascript,${encodeURIComponent(WATCH)}`],
    });
    await post(await gateway.listening(), { query: "{ contacts(first: 1) { totalCount } }" });
    await before();
    gateway.process.kill("SIGTERM");
    const { code, stdout } = await gateway.ended;
    expect(code).toBe(0);
    return Number(/^loaded (\d+)$/m.exec(stdout)?.[1]);
  }

  it("nothing of the tracing SDK is even loaded", async () => {
    expect(await modulesLoaded({})).toBe(0);
    const collector = await startCollector();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    expect(await modulesLoaded(env, () => untilCollected(collector, 1))).toBeGreaterThan(10);
    expect(collector.spans.map(({ name }) => name)).toContain("query");
  }, 120_000);
});
