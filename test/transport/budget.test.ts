import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "@jest/globals";
import { Budget } from "../../src/transport/budget.js";
import { Line } from "../../src/transport/line.js";
import { LocalCallWindow } from "../../src/transport/localCallWindow.js";
import type { UpstreamRequest } from "../../src/transport/message.js";
import { SignedInUpstream } from "../../src/transport/signedInUpstream.js";
import { closeServer, errorOf, listen, Operation, optionsFor, READ, WRITE } from "./scriptedAccount.js";
import type { Behaviour, UpstreamOptions } from "./scriptedAccount.js";
import { Stage } from "./stage.js";

const stage = new Stage();

afterEach(() => stage.close());

/** An upstream that is signed in already. */
async function start(behave: Behaviour, changes: Partial<UpstreamOptions> = {}) {
  const { account, upstream } = await stage.start(behave, changes);
  await upstream.account(new Operation());
  return { account, upstream };
}

const ok: Behaviour = (response) => response.end("<root/>");

function read(name: string): UpstreamRequest {
  return { ...READ, path: `/${name}` };
}

test("no second sees more calls than the rate, wherever it begins, sign-in and writes included", async () => {
  const rate = 10;
  const { account, upstream } = await start(ok, { ratePerSecond: rate });
  await Promise.all(Array.from({ length: 35 }, (_, i) => upstream.send(i % 5 === 0 ? WRITE : READ, new Operation())));
  const times = [...account.signIns, ...account.requests].map(({ at }) => at).sort((a, b) => a - b);
  expect(times).toHaveLength(36);
  expect(fullestSecond(times)).toBeLessThanOrEqual(rate);
}, 120_000);

/** The most of these times that lie in any one second. */
function fullestSecond(times: readonly number[]): number {
  return Math.max(...times.map((start) => times.filter((at) => at >= start && at < start + 1000).length));
}

/** A budget of a few calls a second, by a clock that the test sets. */
function startBudget(ratePerSecond: number) {
  const clock = { time: 0 };
  const now = (): number => clock.time;
  const window = new LocalCallWindow({ ratePerSecond, concurrency: 100, now });
  const budget = new Budget({ window, ratePerSecond, queueLimit: 100, timeoutMs: 10_000, now });
  let granted = 0;
  const take = async () => {
    const operation = new Operation();
    const ticket = await budget.acquire(
      { caller: "someone", operation },
      { signal: operation.signal, call: operation },
    );
    granted += 1;
    return ticket;
  };
  return { clock, take, granted: () => granted };
}

test("as many calls as the rate leave at once, and as many again as soon as a second has passed", async () => {
  const { clock, take, granted } = startBudget(10);
  const waiting = Array.from({ length: 21 }, take);
  const first = await Promise.all(waiting.slice(0, 10));
  for (const ticket of first) {
    ticket.sent();
    ticket.answered();
    ticket.release();
  }
  clock.time = 999;
  const last = take();
  await sleep(1);
  expect(granted()).toBe(10);
  clock.time = 1_000;
  const second = await Promise.all(waiting.slice(10, 20));
  expect(granted()).toBe(20);
  for (const ticket of second) ticket.release();
  // Those were never sent: others may leave in their place.
  await Promise.all([waiting[20], last]);
});

test("a call that was sent and not answered counts for a second more, and delays nothing else", async () => {
  const { clock, take, granted } = startBudget(2);
  const [answered, lost] = await Promise.all([take(), take()]);
  for (const ticket of [answered, lost]) ticket.sent();
  answered.answered();
  answered.release();
  clock.time = 990;
  lost.release();
  // The place of the answered call is free in 10 ms, that of the lost one in two seconds.
  const patience = sleep(1_900);
  const next = take();
  const afterwards = take();
  await sleep(1);
  expect(granted()).toBe(2);
  clock.time = 1_000;
  await Promise.race([next, patience]);
  expect(granted()).toBe(3);
  clock.time = 2_989;
  const onItsWay = await next;
  onItsWay.sent();
  await sleep(1);
  expect(granted()).toBe(3);
  clock.time = 2_990;
  await afterwards;
});

test("reads that were given up on a slow way may arrive still: no second sees more calls than the rate", async () => {
  const rate = 6;
  const { account } = await stage.start(ok);
  let sent = 0;
  let arrive = Promise.resolve();
  const way = createServer((near) => {
    const far = connect(Number(new URL(account.origin).port), "127.0.0.1");
    for (const socket of [near, far]) socket.on("error", () => socket.destroy());
    near.on("data", (data) => {
      sent += 1;
      void arrive.then(() => far.write(data));
    });
    far.on("data", (data) => near.write(data));
    near.on("close", () => void arrive.then(() => far.end()));
  });
  stage.onClose(() => closeServer(way));
  const upstream = stage.open(await listen(way), { ratePerSecond: rate, timeoutMs: 10_000 });
  await upstream.account(new Operation());
  let letArrive = (): void => undefined;
  arrive = new Promise((resolve) => (letArrive = resolve));
  sent = 0;
  const leaving = new Operation();
  const left = Array.from({ length: rate - 1 }, () => errorOf(upstream.send(READ, leaving)));
  while (sent < rate - 1) await sleep(1);
  leaving.leave();
  expect(new Set((await Promise.all(left)).map(({ kind }) => kind))).toEqual(new Set(["aborted"]));
  // Those that come now want to leave as soon as they may; meanwhile the ones that were given up arrive.
  const others = Array.from({ length: rate }, () => upstream.send(READ, new Operation()));
  await sleep(300);
  letArrive();
  arrive = Promise.resolve();
  await Promise.all(others);
  const times = [...account.signIns, ...account.requests].map(({ at }) => at);
  expect(times.length).toBe(1 + rate - 1 + rate);
  expect(fullestSecond(times)).toBeLessThanOrEqual(rate);
}, 120_000);

test("no more calls are in flight than allowed", async () => {
  let inFlight = 0;
  let most = 0;
  const { upstream } = await start(
    (response) => {
      most = Math.max(most, ++inFlight);
      setTimeout(() => {
        inFlight -= 1;
        response.end("<root/>");
      }, 10);
    },
    { concurrency: 3 },
  );
  await Promise.all(Array.from({ length: 20 }, () => upstream.send(READ, new Operation())));
  expect(most).toBe(3);
});

test("operations take turns", async () => {
  const { account, upstream } = await start(ok, { concurrency: 1 });
  const [large, small, last] = [new Operation(), new Operation(), new Operation()];
  await Promise.all([
    ...[1, 2, 3, 4, 5].map((i) => upstream.send(read(`large${i}`), large)),
    ...[1, 2].map((i) => upstream.send(read(`small${i}`), small)),
    upstream.send(read("last1"), last),
  ]);
  expect(account.requests.map(({ path }) => path)).toEqual([
    "/large1",
    "/large2",
    "/small1",
    "/last1",
    "/large3",
    "/small2",
    "/large4",
    "/large5",
  ]);
});

test("callers take turns: one with two hundred waiting calls does not hold up another, nor turn it away", async () => {
  const { account, upstream } = await start((response) => setTimeout(() => response.end("<root/>"), 2), {
    concurrency: 2,
    queueLimit: 200,
  });
  const greedy = Array.from({ length: 202 }, (_, i) => upstream.send(read(`greedy${i}`), new Operation("greedy")));
  const outcomes = Promise.allSettled(greedy);
  await sleep(5);
  const before = account.requests.length;
  const modest = new Operation("modest");
  await upstream.send(read("modest1"), modest);
  const served = account.requests.findIndex(({ path }) => path === "/modest1");
  expect(served - before).toBeLessThanOrEqual(4);
  await upstream.send(read("modest2"), modest);
  await outcomes;
  expect(modest.story).toEqual(["contacts ok", "contacts ok"]);
});

test("in a full queue the newest call of the greediest gives way to another caller", async () => {
  const gate = new AbortController();
  const { account, upstream } = await start(
    (response) => {
      if (gate.signal.aborted) response.end("<root/>");
      else gate.signal.addEventListener("abort", () => response.end("<root/>"));
    },
    { concurrency: 1, queueLimit: 4, ratePerSecond: 100 },
  );
  const greedy = [0, 1, 2, 3, 4].map((i) => upstream.send(read(`greedy${i}`), new Operation("greedy")));
  const outcomes = Promise.allSettled(greedy);
  while (account.requests.length === 0) await sleep(5);
  // The queue is full, and the caller is the greediest itself.
  expect((await errorOf(upstream.send(READ, new Operation("greedy")))).kind).toBe("rateLimited");
  const modest = upstream.send(read("modest"), new Operation("modest"));
  const displaced = await errorOf(greedy[4] ?? modest);
  expect([displaced.kind, displaced.retryAfterSeconds]).toEqual(["rateLimited", 1]);
  // It was told so while nothing had been answered yet.
  expect(account.requests).toHaveLength(1);
  gate.abort();
  await Promise.all([modest, outcomes]);
  expect(account.requests.map(({ path }) => path)).toEqual(["/greedy0", "/greedy1", "/modest", "/greedy2", "/greedy3"]);
});

test("in a full queue the newest call of the largest operation gives way to another of the same caller", async () => {
  const gate = new AbortController();
  const { account, upstream } = await start(
    (response) => {
      if (gate.signal.aborted) response.end("<root/>");
      else gate.signal.addEventListener("abort", () => response.end("<root/>"));
    },
    { concurrency: 1, queueLimit: 4 },
  );
  const [large, small] = [new Operation(), new Operation()];
  const calls = [0, 1, 2, 3, 4].map((i) => upstream.send(read(`large${i}`), large));
  const outcomes = Promise.allSettled(calls);
  while (account.requests.length === 0) await sleep(5);
  const first = upstream.send(read("small"), small);
  expect((await errorOf(calls[4] ?? first)).kind).toBe("rateLimited");
  // Three to one: with another it would have two, which is not half of three.
  expect((await errorOf(upstream.send(READ, small))).kind).toBe("rateLimited");
  gate.abort();
  await Promise.all([first, outcomes]);
  expect(account.requests.map(({ path }) => path)).toEqual(["/large0", "/large1", "/small", "/large2", "/large3"]);
});

test("nothing is sent for the waiting calls of an operation that ended", async () => {
  const { account, upstream } = await start((response) => setTimeout(() => response.end("<root/>"), 200), {
    concurrency: 1,
  });
  const ending = new Operation("greedy");
  const ended = Array.from({ length: 50 }, (_, i) =>
    errorOf(upstream.send(i % 2 === 0 ? read(`ended${i}`) : WRITE, ending)),
  );
  const others = [1, 2].map((i) => upstream.send(read(`other${i}`), new Operation("other")));
  while (account.requests.length === 0) await sleep(1);
  ending.leave();
  expect(new Set((await Promise.all(ended)).map(({ kind }) => kind))).toEqual(new Set(["aborted"]));
  await Promise.all(others);
  expect(account.requests.map(({ path }) => path)).toEqual(["/ended0", "/other1", "/other2"]);
});

test("a first sign-in waits for its caller's turn: only renewals go first", async () => {
  const order: string[] = [];
  const { account, upstream } = await stage.start(
    (response, { path }) => {
      order.push(path);
      setTimeout(() => response.end("<root/>"), 100);
    },
    { concurrency: 1 },
  );
  await upstream.account(new Operation());
  const { signIn } = account;
  account.signIn = (response, received, count) => {
    order.push("sign-in");
    signIn(response, received, count);
  };
  const line = new Line(optionsFor(account.origin, { concurrency: 1 }));
  stage.onClose(() => line.close());
  const [one, other] = [1, 2].map(() => new SignedInUpstream(line, optionsFor(account.origin)));
  if (one === undefined || other === undefined) throw new Error("there are two");
  await one.account(new Operation());
  order.length = 0;
  await Promise.all([
    ...[1, 2, 3].map((i) => one.send(read(`one${i}`), new Operation("a"))),
    sleep(1).then(() => other.account(new Operation("b"))),
  ]);
  expect(order).toEqual(["/one1", "/one2", "sign-in", "/one3"]);
});

test("a renewed sign-in goes before the calls that wait", async () => {
  const order: string[] = [];
  const { account, upstream } = await start(
    (response, { path, cookie }, count) => {
      order.push(path);
      if (count === 1) response.writeHead(401).end();
      else response.end(cookie);
    },
    { concurrency: 1 },
  );
  const { signIn } = account;
  account.signIn = (response, received, count) => {
    order.push("sign-in");
    signIn(response, received, count);
  };
  await Promise.all([1, 2, 3].map((i) => upstream.send(read(String(i)), new Operation())));
  expect(order).toEqual(["/1", "sign-in", expect.any(String), expect.any(String), expect.any(String)]);
});

test("a call that finds the queue full is told so at once", async () => {
  const { account, upstream } = await start(() => undefined, { ratePerSecond: 2, concurrency: 1, queueLimit: 2 });
  const operation = new Operation();
  const waiting = [1, 2, 3].map(() => errorOf(upstream.send(READ, operation)));
  while (account.requests.length === 0) await sleep(1);
  // The account never answers, so this does not wait for its turn.
  const error = await errorOf(upstream.send(READ, operation));
  expect(error.kind).toBe("rateLimited");
  expect(error.retryAfterSeconds).toBe(2);
  operation.leave();
  expect((await Promise.all(waiting)).map(({ kind }) => kind)).toEqual(["aborted", "aborted", "aborted"]);
  expect(account.requests).toHaveLength(1);
});

test("a call whose caller leaves gives up its place", async () => {
  let answer = (): void => undefined;
  const { account, upstream } = await start(
    (response, { path }) => {
      if (path === "/first") answer = () => void response.end("<root/>");
      else response.end("<root/>");
    },
    { concurrency: 1, queueLimit: 1 },
  );
  const first = upstream.send(read("first"), new Operation());
  while (account.requests.length === 0) await sleep(1);
  const leaving = new Operation();
  const left = errorOf(upstream.send(read("left"), leaving));
  await sleep(5);
  leaving.leave();
  expect((await left).kind).toBe("aborted");
  expect(leaving.records).toEqual([]);
  const next = upstream.send(read("next"), new Operation());
  answer();
  await Promise.all([first, next]);
  expect(account.requests.map(({ path }) => path)).toEqual(["/first", "/next"]);
});

test("waiting does not use up the time of a call, and is told apart from it", async () => {
  const seen: string[] = [];
  let time = 0;
  const { upstream } = await start(
    (response) => {
      // Nothing would be left of the fourth call's time if waiting had used it up, and it would end before this answer.
      time += 6_000;
      setTimeout(() => response.end("<root/>"), 20);
    },
    { concurrency: 1, timeoutMs: 10_000, now: () => time, onCall: ({ endpoint }) => seen.push(endpoint) },
  );
  const operation = new Operation();
  await Promise.all([1, 2, 3, 4].map(() => upstream.send(READ, operation)));
  expect(operation.records.map(({ waitedMs, tookMs }) => [waitedMs, tookMs])).toEqual([
    [0, 6_000],
    [6_000, 6_000],
    [12_000, 6_000],
    [18_000, 6_000],
  ]);
  expect(seen).toEqual(["auth", "contacts", "contacts", "contacts", "contacts"]);
});

test("the users of one line share its budget", async () => {
  let inFlight = 0;
  let most = 0;
  const { account } = await start((response) => {
    most = Math.max(most, ++inFlight);
    setTimeout(() => {
      inFlight -= 1;
      response.end("<root/>");
    }, 20);
  });
  const options = optionsFor(account.origin, { concurrency: 2 });
  const line = new Line(options);
  const users = [1, 2, 3].map(() => new SignedInUpstream(line, options));
  await Promise.all(users.flatMap((user) => [1, 2, 3].map(() => user.send(READ, new Operation()))));
  await Promise.all(users.map((user) => user.close()));
  await line.close();
  expect(most).toBe(2);
  expect(account.requests).toHaveLength(9);
});

test("no call is forgotten, even if a place becomes free while the clock is being read", async () => {
  let time = 0;
  const { account, upstream } = await start(ok, { ratePerSecond: 1, concurrency: 1, now: () => (time += 470) });
  await Promise.all(Array.from({ length: 20 }, () => upstream.send(READ, new Operation())));
  expect(account.requests).toHaveLength(20);
}, 120_000);
