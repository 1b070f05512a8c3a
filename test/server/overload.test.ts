import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { startGateway, type TestGateway } from "../gateway.js";
import { codes, post } from "./http.js";
import { untilUnderWay } from "./underWay.js";

let gateway: TestGateway;
let blocker: NodeJS.Timeout | undefined;
let log: string[];

beforeEach(async () => {
  log = [];
  gateway = await startGateway({
    sandbox: { switches: { latencyMs: 2_500 } },
    env: { LOG_LEVEL: "info" },
    onLog: (line) => log.push(line),
  });
});
afterEach(async () => {
  clearTimeout(blocker);
  await gateway.close();
});

/** Keeps the loop of this process, which is the gateway's as well, busy for a while. */
function block(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

/** From now on the loop is busy for a while again and again, and free for anything else in between. */
function blockAgainAndAgain(busyMs: number, freeMs: number): void {
  blocker = setTimeout(() => {
    block(busyMs);
    blockAgainAndAgain(busyMs, freeMs);
  }, freeMs);
}

const typename = () => post(gateway.url, { query: "{ __typename }" });

async function status(path: string): Promise<number> {
  const response = await fetch(gateway.url + path);
  await response.arrayBuffer();
  return response.status;
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  expect(text).not.toContain("NaN");
  return Number(new RegExp(`^${name} (.*)$`, "m").exec(text)?.[1]);
}

it.each([
  { busyMs: 300, freeMs: 1 },
  // Longer than the window over which the lag is measured.
  { busyMs: 700, freeMs: 1 },
  // With many timers that are in time for each one that is late.
  { busyMs: 600, freeMs: 100 },
])(
  "sheds operations while the event loop is busy for $busyMs ms and free for $freeMs, and only those",
  async (load) => {
    blockAgainAndAgain(load.busyMs, load.freeMs);
    let shed = await typename();
    while (shed.status !== 503) shed = await typename();
    expect(shed.headers.get("retry-after")).toBe("1");
    expect(codes(shed)).toEqual(["RATE_LIMITED"]);
    expect(shed.errors?.[0]?.extensions).toEqual({
      code: "RATE_LIMITED",
      retryAfterSeconds: 1,
      requestId: expect.any(String),
    });
    expect(JSON.parse(log.at(-1) ?? "")).toMatchObject({
      msg: "refused",
      requestId: shed.errors?.[0]?.extensions["requestId"],
      status: 503,
      code: "RATE_LIMITED",
    });
    expect(await status("/health")).toBe(200);
    expect(await status("/ready")).toBe(200);
    expect(await metric("amoql_requests_shed_total")).toBe(1);
    expect(await metric("nodejs_eventloop_lag_seconds")).toBeGreaterThan(0.2);
    clearTimeout(blocker);
    let served = await typename();
    while (served.status === 503) served = await typename();
    expect(served.data).toEqual({ __typename: "Query" });
    while ((await metric("nodejs_eventloop_lag_seconds")) >= 0.2) await sleep(100);
  },
  120_000,
);

it("finishes a mutation that began before", async () => {
  const mutation = `mutation { contactCreate(input: { name: "Anna" }) { contact { name } userErrors { message } } }`;
  // Sign-in, write and read take two and a half seconds each, and longer as soon as the loop lags.
  const created = post(gateway.url, { query: mutation });
  await untilUnderWay(gateway.url, 1);
  blockAgainAndAgain(300, 1);
  const refused = (async () => {
    while ((await typename()).status !== 503);
    return "refused";
  })();
  // The mutation has to be under way while others are refused, or this proves nothing.
  expect(await Promise.race([refused, created.then(() => "created")])).toBe("refused");
  clearTimeout(blocker);
  expect((await created).data).toEqual({ contactCreate: { contact: { name: "Anna" }, userErrors: [] } });
}, 120_000);

it.each([300, 700, 1_500])("does not mind a single pause of %i ms", async (milliseconds) => {
  // Starting it all may have taken the loop a while.
  while ((await metric("nodejs_eventloop_lag_seconds")) >= 0.2) await sleep(100);
  block(milliseconds);
  for (let round = 0; round < 12; round += 1) {
    expect((await typename()).status).toBe(200);
    await sleep(100);
  }
});
