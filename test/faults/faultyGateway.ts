import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "@jest/globals";
import { DEMO_CREDENTIALS } from "../../src/sandbox/account.js";
import { startGateway, type GraphQLAnswer, type TestGateway } from "../gateway.js";
import { FaultProxy } from "./faultProxy.js";
import { OwnTime } from "./ownTime.js";

/** The closed list of docs/errors.md without the codes of a mistaken client and of a bug. */
const CODES = [
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "QUERY_TOO_COMPLEX",
  "RATE_LIMITED",
  "UPSTREAM_UNAVAILABLE",
  "UPSTREAM_TIMEOUT",
  "UPSTREAM_BAD_RESPONSE",
  "OUTCOME_UNKNOWN",
];

/** Those that tell when to come back. */
const TEMPORARY = ["RATE_LIMITED", "UPSTREAM_UNAVAILABLE"];

/** What no answer may show, whatever the account sends: text of its pages, paths, secrets, stacks. */
const NEVER_SHOWN = [
  /\/private\/api|\/api\/v2|\.php/,
  /\/var\/www|maintenance|<html|<!DOCTYPE/i,
  /session_id|PHPSESSID|set-cookie/i,
  /SQLITE|ECONN|UND_ERR|HPE_|SyntaxError|TypeError/,
  /\n\s+at |node:internal|node_modules|\.ts:\d/,
  new RegExp(DEMO_CREDENTIALS.key),
  new RegExp(DEMO_CREDENTIALS.password),
];

/** A gateway that reaches its account through a proxy that can spoil requests and answers. */
export interface FaultyGateway extends TestGateway {
  readonly faults: FaultProxy;
  /**
   * Sends an operation and checks what holds whatever the account does: HTTP 200, an answer of GraphQL, codes of the closed list
   * and no bug, a time to come back where there is one, nothing shown that must not be, and a gateway that stays responsive
   * meanwhile.
   */
  ask<Data = Record<string, unknown>>(
    document: string,
    variables?: Readonly<Record<string, unknown>>,
  ): Promise<FaultyAnswer<Data>>;
}

/** An answer that keeps the rules, and how it came about. */
export interface FaultyAnswer<Data> {
  readonly data: Data | null;
  readonly errors: NonNullable<GraphQLAnswer["errors"]>;
  /** Codes of the errors. */
  readonly codes: readonly string[];
  readonly tookMs: number;
  /** The same in this process's own time, for what it may take at most. */
  readonly ownMs: number;
}

/** Starts an account, a proxy and a gateway in front of it. The caller closes what it got. */
export async function startGatewayBehindFaults(
  options: NonNullable<Parameters<typeof startGateway>[0]> = {},
): Promise<FaultyGateway> {
  const faults = await FaultProxy.start();
  const gateway = await startGateway({ ...options, env: { ...options.env, AMO_URL: faults.url } });
  faults.forwardTo(gateway.sandboxUrl);
  return {
    ...gateway,
    faults,
    ask: (document, variables) => ask(gateway, document, variables),
    async close() {
      await gateway.close();
      await faults.close();
    },
  };
}

async function ask<Data>(
  gateway: TestGateway,
  query: string,
  variables?: Readonly<Record<string, unknown>>,
): Promise<FaultyAnswer<Data>> {
  await untilCalm(gateway);
  const over = new AbortController();
  const time = new OwnTime();
  const slowest = slowestHealthCheck(gateway.url, time, over.signal);
  const startedAt = performance.now();
  const response = await fetch(`${gateway.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  const [tookMs, ownMs] = [performance.now() - startedAt, time.ms];
  over.abort();
  const slowestMs = await slowest.finally(() => time.stop());

  expect(response.status).toBe(200);
  for (const pattern of NEVER_SHOWN) expect(text).not.toMatch(pattern);
  const { data = null, errors = [] } = JSON.parse(text) as GraphQLAnswer<Data>;
  for (const error of errors) {
    expect(CODES).toContain(error.extensions.code);
    expect(error.message).not.toBe("");
    expect(error.extensions["requestId"]).toEqual(expect.any(String));
    if (TEMPORARY.includes(error.extensions.code)) {
      const { retryAfterSeconds } = error.extensions;
      expect(Number.isInteger(retryAfterSeconds) && Number(retryAfterSeconds) > 0).toBe(true);
    }
  }
  expect(slowestMs).toBeLessThan(1_000);
  return { data, errors, codes: errors.map(({ extensions }) => extensions.code), tookMs, ownMs };
}

/** Mean lag of its loop, in seconds, from which on a gateway may find that it cannot keep up. */
const LATE_SECONDS = 0.2;

/**
 * Waits until the loop of this process is on time. What a test computes for itself, such as a page of megabytes, blocks the gateway in
 * the same process: on a busy machine for so long that it would rightly refuse everything, whatever the account does.
 */
async function untilCalm(gateway: TestGateway): Promise<void> {
  for (;;) {
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    const lag = Number(/^nodejs_eventloop_lag_seconds (\S+)/m.exec(metrics)?.[1]);
    expect(lag).toBeGreaterThanOrEqual(0);
    if (lag < LATE_SECONDS) return;
    await sleep(100);
  }
}

/** Asks /health again and again until the signal, and once after it; the longest time that took, in milliseconds. */
async function slowestHealthCheck(url: string, time: OwnTime, signal: AbortSignal): Promise<number> {
  let slowest = 0;
  for (let isLast = false; !isLast;) {
    isLast = signal.aborted;
    const startedAt = time.ms;
    const response = await fetch(`${url}/health`);
    expect(response.status).toBe(200);
    await response.arrayBuffer();
    slowest = Math.max(slowest, time.ms - startedAt);
    if (!isLast) await sleep(50, undefined, { signal }).catch(() => undefined);
  }
  return slowest;
}
