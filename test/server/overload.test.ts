import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { startGateway, type TestGateway } from "../gateway.js";
import { codes, post } from "./http.js";

let gateway: TestGateway;
let blocker: NodeJS.Timeout | undefined;

beforeEach(async () => {
  gateway = await startGateway({ sandbox: { switches: { latencyMs: 300 } } });
});
afterEach(async () => {
  clearInterval(blocker);
  await gateway.close();
});

/** Keeps the loop of this process, which is the gateway's as well, busy for a while. */
function block(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

/** From now on the loop gets to do something else only every 300 milliseconds. */
function blockAgainAndAgain(): void {
  blocker = setInterval(() => block(300), 1);
}

async function status(path: string): Promise<number> {
  const response = await fetch(gateway.url + path);
  await response.arrayBuffer();
  return response.status;
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (.*)$`, "m").exec(text)?.[1]);
}

it("sheds operations while the event loop lags, and only those", async () => {
  blockAgainAndAgain();
  await sleep(2_500);
  const shed = await post(gateway.url, { query: "{ __typename }" });
  expect(shed.status).toBe(503);
  expect(shed.headers.get("retry-after")).toBe("1");
  expect(codes(shed)).toEqual(["RATE_LIMITED"]);
  expect(shed.errors?.[0]?.extensions).toEqual({
    code: "RATE_LIMITED",
    retryAfterSeconds: 1,
    requestId: expect.any(String),
  });
  expect(await status("/health")).toBe(200);
  expect(await status("/ready")).toBe(200);
  expect(await metric("amoql_requests_shed_total")).toBe(1);
  expect(await metric("nodejs_eventloop_lag_seconds")).toBeGreaterThan(0.2);
  clearInterval(blocker);
  await sleep(1_200);
  expect((await post(gateway.url, { query: "{ __typename }" })).data).toEqual({ __typename: "Query" });
  expect(await metric("nodejs_eventloop_lag_seconds")).toBeLessThan(0.2);
});

it("finishes a mutation that began before", async () => {
  const mutation = `mutation { contactCreate(input: { name: "Anna" }) { contact { name } userErrors { message } } }`;
  // Sign-in, write and read take 300 ms each, and longer as soon as the loop lags.
  const created = post(gateway.url, { query: mutation });
  await sleep(100);
  blockAgainAndAgain();
  const refused = (async () => {
    while ((await post(gateway.url, { query: "{ __typename }" })).status !== 503);
    return "refused";
  })();
  // The mutation has to be under way while others are refused, or this proves nothing.
  expect(await Promise.race([refused, created.then(() => "created")])).toBe("refused");
  clearInterval(blocker);
  expect((await created).data).toEqual({ contactCreate: { contact: { name: "Anna" }, userErrors: [] } });
});

it("does not mind a single long pause", async () => {
  await sleep(600);
  block(1_500);
  for (let round = 0; round < 12; round += 1) {
    expect((await post(gateway.url, { query: "{ __typename }" })).status).toBe(200);
    await sleep(100);
  }
});
