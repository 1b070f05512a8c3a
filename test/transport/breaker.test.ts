import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "@jest/globals";
import { errorOf, Operation, READ, WRITE } from "./scriptedAccount.js";
import type { Behaviour, UpstreamOptions } from "./scriptedAccount.js";
import { Stage } from "./stage.js";

const stage = new Stage();

afterEach(() => stage.close());

/** A signed-in upstream whose account does what `account.behave` says, and whose clock stands still. */
async function start(changes: Partial<UpstreamOptions> = {}) {
  const clock = { time: 0 };
  const script: { behave: Behaviour } = { behave: down };
  const { account, upstream } = await stage.start((...message) => script.behave(...message), {
    now: () => clock.time,
    ...changes,
  });
  await upstream.account(new Operation());
  return { account, upstream, clock, script };
}

const down: Behaviour = (response) => response.writeHead(500).end();
const up: Behaviour = (response) => response.end("<root/>");
const ban: Behaviour = (response) =>
  response.writeHead(403, { "content-type": "text/html" }).end("<!DOCTYPE html><html><h1>Forbidden</h1></html>");

test("an account that is down is left alone, tried once after a while, and used again when it is back", async () => {
  const { account, upstream, clock, script } = await start();
  const fail = () => errorOf(upstream.send(READ, new Operation()));
  // Ten calls with the sign-in, which went well.
  for (let i = 0; i < 9; i++) expect((await fail()).kind).toBe("unavailable");

  const error = await fail();
  expect([error.kind, error.retryAfterSeconds]).toEqual(["unavailable", 5]);
  expect(account.requests).toHaveLength(9);

  // One of many tries after five seconds; it fails, and twice that time passes before the next.
  clock.time = 5_100;
  await Promise.all([1, 2, 3, 4].map(fail));
  expect(account.requests).toHaveLength(10);
  expect((await fail()).retryAfterSeconds).toBe(10);

  clock.time = 15_200;
  script.behave = up;
  expect((await upstream.send(READ, new Operation())).status).toBe(200);
  await Promise.all([1, 2, 3].map(() => upstream.send(READ, new Operation())));
  expect(account.requests).toHaveLength(14);
});

test("each change of the state is told, and nothing else", async () => {
  const states: string[] = [];
  const { upstream, clock, script } = await start({ onState: (state) => states.push(state) });
  const fail = () => errorOf(upstream.send(READ, new Operation()));
  for (let i = 0; i < 12; i++) await fail();
  expect(states).toEqual(["open"]);
  clock.time = 5_100;
  await fail();
  expect(states.splice(0)).toEqual(["open", "probing", "open"]);
  clock.time = 15_200;
  script.behave = up;
  await upstream.send(READ, new Operation());
  await upstream.send(READ, new Operation());
  expect(states.splice(0)).toEqual(["probing", "closed"]);
  script.behave = ban;
  await fail();
  expect(states.splice(0)).toEqual(["open"]);
  clock.time = 75_300;
  // A caller who leaves says nothing about the account.
  script.behave = () => leaving.leave();
  const leaving = new Operation();
  expect((await errorOf(upstream.send(READ, leaving))).kind).toBe("aborted");
  expect(states).toEqual(["probing", "open"]);
});

test("gateways do not come back at the same moment: up to a fifth is added, and callers are told of it", async () => {
  const { account, upstream, clock } = await start({ random: () => 0.5 });
  const fail = () => errorOf(upstream.send(READ, new Operation()));
  for (let i = 0; i < 9; i++) await fail();
  expect((await fail()).retryAfterSeconds).toBe(6);
  clock.time = 5_400;
  await fail();
  expect(account.requests).toHaveLength(9);
  clock.time = 5_600;
  await fail();
  expect(account.requests).toHaveLength(10);
  expect((await fail()).retryAfterSeconds).toBe(11);
});

test("a blackout of a hundred calls costs less than half as many more", async () => {
  const { account, upstream, script } = await start({ concurrency: 4, now: () => performance.now() });
  script.behave = (response) => response.writeHead(503).end();
  const errors = await Promise.all(Array.from({ length: 100 }, () => errorOf(upstream.send(READ, new Operation()))));
  expect(new Set(errors.map(({ kind }) => kind))).toEqual(new Set(["unavailable"]));
  expect(account.requests.length).toBeLessThan(150);
});

test("calls of the caller's own making do not count", async () => {
  const { upstream, script } = await start({ now: () => performance.now() });
  script.behave = (response, _received, count) =>
    response.writeHead([400, 404, 422, 429][count % 4] ?? 404).end("<error/>");
  await Promise.allSettled(Array.from({ length: 40 }, () => upstream.send(READ, new Operation())));
  script.behave = up;
  expect((await upstream.send(READ, new Operation())).status).toBe(200);
});

test("ten failures in a row are enough, however much went well before", async () => {
  const { account, upstream, script } = await start();
  const fail = () => errorOf(upstream.send(READ, new Operation()));
  script.behave = up;
  for (let i = 0; i < 60; i++) await upstream.send(READ, new Operation());
  script.behave = down;
  for (let i = 0; i < 9; i++) await fail();
  script.behave = up;
  await upstream.send(READ, new Operation());
  script.behave = down;
  for (let i = 0; i < 10; i++) await fail();
  expect(account.requests).toHaveLength(60 + 9 + 1 + 10);
  expect((await fail()).kind).toBe("unavailable");
  expect(account.requests).toHaveLength(80);
});

test.each([
  ["half of a call's time, it is left alone", 10_000, 5_000, 10],
  ["less than half of a call's time, that says nothing", 10_000, 4_900, 13],
  ["less than a second, that says nothing", 1_750, 900, 13],
])("where callers leave an account that hangs after %s", async (_what, timeoutMs, afterMs, calls) => {
  const { account, upstream, clock, script } = await start({ timeoutMs });
  script.behave = () => undefined;
  for (let i = 1; i <= 13; i++) {
    const operation = new Operation();
    const read = errorOf(upstream.send(READ, operation));
    if (i > calls) {
      expect((await read).kind).toBe("unavailable");
      continue;
    }
    while (account.requests.length < i) await sleep(1);
    clock.time += afterMs;
    operation.leave();
    expect((await read).kind).toBe("aborted");
    expect(operation.story).toEqual(["contacts aborted"]);
  }
  expect(account.requests).toHaveLength(calls);
});

test("an account that says when it is back is not called before", async () => {
  const { account, upstream, clock, script } = await start();
  const fail = () => errorOf(upstream.send(READ, new Operation()));
  script.behave = (response) => response.writeHead(503, { "retry-after": "1200" }).end();
  for (let i = 0; i < 9; i++) expect((await fail()).retryAfterSeconds).toBe(1200);
  clock.time = 1_199_000;
  expect((await fail()).retryAfterSeconds).toBe(1);
  expect(account.requests).toHaveLength(9);
});

test.each([
  ["1800", 1800],
  ["86400", 3600],
  ["5", 60],
])("a ban that names %s seconds is kept for %i", async (named, seconds) => {
  const { account, upstream, clock, script } = await start({ sessionSeconds: 100_000 });
  script.behave = (response) =>
    response.writeHead(403, { "content-type": "text/html", "retry-after": named }).end("<html>Forbidden</html>");
  const operation = new Operation();
  expect((await errorOf(upstream.send(READ, operation))).retryAfterSeconds).toBe(seconds);
  expect(operation.story).toEqual(["contacts banned"]);
  clock.time = seconds * 1000 - 1_000;
  expect((await errorOf(upstream.send(READ, new Operation()))).retryAfterSeconds).toBe(1);
  expect(account.requests).toHaveLength(1);
});

test("a shorter ban told to another call does not shorten a longer one", async () => {
  const { account, upstream, clock, script } = await start();
  const answers: (() => void)[] = [];
  script.behave = (response, received, count) => {
    if (count === 1) response.setHeader("retry-after", "1800");
    answers.push(() => void ban(response, received, count));
  };
  const banned = [1, 2].map(() => errorOf(upstream.send(READ, new Operation())));
  while (account.requests.length < 2) await sleep(1);
  answers[0]?.();
  await Promise.race(banned);
  answers[1]?.();
  await Promise.all(banned);
  clock.time = 61_000;
  expect((await errorOf(upstream.send(READ, new Operation()))).retryAfterSeconds).toBe(1_739);
});

test("a ban stops all calls for a minute, those that wait included, sign-ins too", async () => {
  const { account, upstream, clock, script } = await start({ concurrency: 1 });
  script.behave = (...message) => void setTimeout(() => ban(...message), 50);
  const banned = [READ, READ, WRITE].map((request) => errorOf(upstream.send(request, new Operation())));
  for (const error of await Promise.all(banned)) {
    expect([error.kind, error.retryAfterSeconds]).toEqual(["unavailable", 60]);
  }
  clock.time = 59_000;
  expect((await errorOf(upstream.send(READ, new Operation()))).retryAfterSeconds).toBe(1);
  expect([account.requests.length, account.signIns.length]).toEqual([1, 1]);

  clock.time = 60_100;
  expect((await errorOf(upstream.send(READ, new Operation()))).retryAfterSeconds).toBe(60);
  clock.time = 120_200;
  script.behave = up;
  expect((await upstream.send(READ, new Operation())).status).toBe(200);
  expect(account.requests).toHaveLength(3);
});

test.each<[string, Behaviour]>([
  [
    "XHTML",
    (response) =>
      response.writeHead(403).end('<?xml version="1.0"?>\n<!DOCTYPE html><html><body>Forbidden</body></html>'),
  ],
  [
    "a page that cannot be decoded",
    (response) =>
      response
        .writeHead(403, { "content-type": "text/html; charset=utf-8" })
        .end(
          Buffer.concat([
            Buffer.from("<html><h1>Доступ закрыт"),
            Buffer.from([0xd0, 0x98, 0xff]),
            Buffer.from("</h1>"),
          ]),
        ),
  ],
])("a ban may come as %s", async (_name, behave) => {
  const { account, upstream, script } = await start();
  script.behave = behave;
  for (const request of [WRITE, READ]) {
    const error = await errorOf(upstream.send(request, new Operation()));
    expect([error.kind, error.retryAfterSeconds]).toEqual(["unavailable", 60]);
  }
  expect(account.requests).toHaveLength(1);
});

test("a ban that meets a sign-in is not answered with another sign-in", async () => {
  const { account, upstream } = await stage.start(up);
  account.signIn = ban;
  const errors = await Promise.all(Array.from({ length: 20 }, () => errorOf(upstream.send(READ, new Operation()))));
  expect(new Set(errors.map(({ kind, retryAfterSeconds }) => `${kind} ${retryAfterSeconds}`))).toEqual(
    new Set(["unavailable 60"]),
  );
  await errorOf(upstream.send(WRITE, new Operation()));
  expect([account.signIns.length, account.requests.length]).toEqual([1, 0]);
});

test("a 403 that is not a page for people is about this call alone", async () => {
  const { upstream, script } = await start();
  script.behave = (response) => response.writeHead(403).end("<root><error><code>403</code></error></root>");
  expect((await upstream.send(READ, new Operation())).status).toBe(403);
  script.behave = up;
  expect((await upstream.send(READ, new Operation())).status).toBe(200);
});
