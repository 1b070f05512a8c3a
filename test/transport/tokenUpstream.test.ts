import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { afterEach, expect, test } from "@jest/globals";
import { CrmError } from "../../src/domain/crmError.js";
import { Line } from "../../src/transport/line.js";
import type { UpstreamCalls } from "../../src/transport/message.js";
import { FixedToken } from "../../src/transport/tokenSource.js";
import { TokenUpstream } from "../../src/transport/tokenUpstream.js";
import { closeServer, errorOf, listen, Operation, optionsFor, READ, WRITE } from "./scriptedAccount.js";

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Account {
  readonly upstream: UpstreamCalls;
  readonly seen: readonly IncomingMessage[];
  readonly wait: (milliseconds: number) => void;
}

/** An account that answers as the test says; `count` is the number of the request, from 1. */
async function open(behave: (response: ServerResponse, count: number) => unknown): Promise<Account> {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    behave(response, seen.length);
  });
  const origin = await listen(server);
  let later = 0;
  const line = new Line({ ...optionsFor(origin), now: () => performance.now() + later });
  const upstream = new TokenUpstream(line, new FixedToken("secret-token", line.now));
  closers.push(
    () => closeServer(server),
    () => line.close(),
    () => upstream.close(),
  );
  return { upstream, seen, wait: (milliseconds) => (later += milliseconds) };
}

test("every call bears the token, and nothing else lets it in; a PATCH is sent as one", async () => {
  const { upstream, seen } = await open((response) => response.end("{}"));
  await upstream.send(READ, new Operation());
  const body = { type: "application/json", text: "{}" };
  expect(await upstream.send({ ...WRITE, method: "PATCH", body }, new Operation())).toEqual({
    status: 200,
    text: "{}",
  });
  expect(seen.map(({ method, headers }) => [method, headers.authorization, headers.cookie])).toEqual([
    [READ.method, "Bearer secret-token", undefined],
    ["PATCH", "Bearer secret-token", undefined],
  ]);
});

test("what is no failure of the way there is the adapter's to read", async () => {
  const statuses = [204, 400, 403, 404, 405, 422];
  const { upstream } = await open((response, count) =>
    response.writeHead(statuses[count - 1] ?? 500, { "content-type": "application/problem+json" }).end(),
  );
  for (const status of statuses) expect(await upstream.send(READ, new Operation())).toMatchObject({ status });
});

test("a token that is refused is not tried again for a minute", async () => {
  const { upstream, seen, wait } = await open((response, count) => response.writeHead(count === 1 ? 401 : 200).end());
  const refused = { kind: "notAuthenticated", retryAfterSeconds: 60 };
  expect(await errorOf(upstream.send(READ, new Operation()))).toMatchObject(refused);
  expect(await errorOf(upstream.send(WRITE, new Operation()))).toMatchObject(refused);
  expect(seen).toHaveLength(1);
  wait(60_001);
  expect(await upstream.send(READ, new Operation())).toMatchObject({ status: 200 });
});

test("what a user with a good token may not do is refused to that call alone; three refusals in a row are of the token", async () => {
  const accepted = new Set([1, 3, 6]);
  const { upstream, seen } = await open((response, count) => response.writeHead(accepted.has(count) ? 200 : 401).end());
  const kinds: string[] = [];
  for (let count = 1; count <= 10; count += 1) {
    kinds.push(
      await upstream.send(READ, new Operation()).then(
        () => "accepted",
        (error: unknown) => (error instanceof CrmError ? error.kind : "a bug"),
      ),
    );
  }
  const forbidden = "forbidden";
  const over = "notAuthenticated";
  expect(kinds).toEqual([
    "accepted",
    forbidden,
    "accepted",
    forbidden,
    forbidden,
    "accepted",
    forbidden,
    forbidden,
    over,
    over,
  ]);
  expect(seen).toHaveLength(9);
});

test("of calls that wait in the queue when the token is refused none is made", async () => {
  const { upstream, seen } = await open((response) => setTimeout(() => response.writeHead(401).end(), 20));
  const calls = Array.from({ length: 100 }, () => errorOf(upstream.send(READ, new Operation())));
  for (const error of await Promise.all(calls)) expect(error).toMatchObject({ kind: "notAuthenticated" });
  expect(seen.length).toBeLessThanOrEqual(64);
});

test("the time that the body of a 429 names is waited for", async () => {
  const limited = { retry_after: 300, title: "Too Many Requests", status: 429 };
  const { upstream, seen } = await open((response) => response.writeHead(429).end(JSON.stringify(limited)));
  const error = { kind: "rateLimited", retryAfterSeconds: 300 };
  expect(await errorOf(upstream.send(READ, new Operation()))).toMatchObject(error);
  expect(await errorOf(upstream.send(READ, new Operation()))).toMatchObject({ kind: "rateLimited" });
  expect(seen).toHaveLength(1);
});

test("a 403 that is a page for people is a ban: nothing more is sent", async () => {
  const { upstream, seen } = await open((response) =>
    response.writeHead(403, { "content-type": "text/html" }).end("<html><body>403 Forbidden</body></html>"),
  );
  expect(await errorOf(upstream.send(READ, new Operation()))).toMatchObject({ kind: "unavailable" });
  expect(await errorOf(upstream.send(READ, new Operation()))).toMatchObject({ kind: "unavailable" });
  expect(seen).toHaveLength(1);
});

test("an upstream that is closed takes no more calls", async () => {
  const { upstream } = await open((response) => response.end("{}"));
  await upstream.close();
  expect(await errorOf(upstream.send(READ, new Operation()))).toMatchObject({ kind: "unavailable" });
});
