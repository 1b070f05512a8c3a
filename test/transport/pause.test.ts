import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "@jest/globals";
import { errorOf, Operation, READ, WRITE } from "./scriptedAccount.js";
import type { Behaviour, UpstreamOptions } from "./scriptedAccount.js";
import { Stage } from "./stage.js";

const stage = new Stage();

afterEach(() => stage.close());

const ok: Behaviour = (response) => response.end("<root/>");

function tooMany(retryAfter?: string): Behaviour {
  return (response) => response.writeHead(429, retryAfter === undefined ? {} : { "retry-after": retryAfter }).end();
}

/** An upstream that is signed in already, to an account that does what `script.behave` says. */
async function start(behave: Behaviour, changes: Partial<UpstreamOptions> = {}) {
  const script: { behave: Behaviour } = { behave };
  const { account, upstream } = await stage.start((...message) => script.behave(...message), changes);
  await upstream.account(new Operation());
  return { account, upstream, script };
}

/** The same with a clock that the test sets. */
async function startAtNoon(behave: Behaviour, changes: Partial<UpstreamOptions> = {}) {
  const clock = { time: 0 };
  return { clock, ...(await start(behave, { now: () => clock.time, ...changes })) };
}

/** What was said of each call: its kind, and when to come back. */
async function verdicts(calls: readonly Promise<unknown>[]): Promise<string[]> {
  const errors = await Promise.all(calls.map((call) => errorOf(call)));
  return errors.map(({ kind, retryAfterSeconds }) => `${kind} ${retryAfterSeconds}`);
}

test("a 429 stops the calls of everybody until the time it names, and then they are made", async () => {
  const { account, upstream, clock } = await startAtNoon((response, received, count) =>
    (count === 1 ? tooMany("1") : ok)(response, received, count),
  );
  const refused = new Operation("one");
  const all = [upstream.send(READ, refused)];
  while (refused.records.length === 0) await sleep(1);
  all.push(...[1, 2, 3].map((i) => upstream.send(i === 1 ? WRITE : READ, new Operation("other"))));
  clock.time = 999;
  // By then they all have looked at the clock again.
  await sleep(1_200);
  expect(account.requests).toHaveLength(1);
  clock.time = 1_000;
  await Promise.all(all);
  expect(account.requests).toHaveLength(5);
});

test("calls that wait in the queue when a 429 comes wait on; the refused write is not made again", async () => {
  const { account, upstream } = await start(
    (response, received, count) => (count === 1 ? tooMany("1") : ok)(response, received, count),
    { concurrency: 1 },
  );
  const write = errorOf(upstream.send(WRITE, new Operation()));
  const waiting = [1, 2].map(() => upstream.send(READ, new Operation()));
  const { kind, retryAfterSeconds } = await write;
  expect([kind, retryAfterSeconds]).toEqual(["rateLimited", 1]);
  await Promise.all(waiting);
  expect(account.requests.map(({ path }) => path)).toEqual([WRITE.path, READ.path, READ.path]);
  expect((account.requests[1]?.at ?? 0) - (account.requests[0]?.at ?? 0)).toBeGreaterThanOrEqual(995);
});

test("a 429 that names no time stops the calls for a second", async () => {
  const { account, upstream } = await start((response, received, count) =>
    (count === 1 ? tooMany() : ok)(response, received, count),
  );
  expect(await verdicts([upstream.send(READ, new Operation())])).toEqual(["rateLimited 1"]);
  await upstream.send(WRITE, new Operation());
  const [one, two] = account.requests;
  expect((two?.at ?? 0) - (one?.at ?? 0)).toBeGreaterThanOrEqual(995);
});

test.each(["0", new Date(0).toUTCString()])("a 429 that says at once, as %s does, is not believed", async (time) => {
  const { account, upstream } = await start((response, received, count) =>
    (count === 1 ? tooMany(time) : ok)(response, received, count),
  );
  expect((await upstream.send(READ, new Operation())).status).toBe(200);
  const [one, two] = account.requests;
  expect((two?.at ?? 0) - (one?.at ?? 0)).toBeGreaterThanOrEqual(995);
});

test("after a pause one call goes first, and the others when it was not refused again", async () => {
  const BUSY = 5;
  let inFlight = 0;
  const together: number[] = [];
  const answers: (() => void)[] = [];
  const { account, upstream } = await start(
    (response, received, count) => {
      if (count <= BUSY) {
        tooMany("1")(response, received, count);
        return;
      }
      together.push(++inFlight);
      answers.push(() => {
        inFlight -= 1;
        response.end("<root/>");
      });
      const answer = (): void => answers.splice(0).forEach((each) => each());
      // Time for others to come beside the first; those after it are answered when there are as many as may be.
      if (together.length === 1) setTimeout(answer, 40);
      else if (together.length > 4) answer();
    },
    { concurrency: 4 },
  );
  const reads = Array.from({ length: 8 }, () => upstream.send(READ, new Operation()));
  const results = await Promise.allSettled(reads);
  // Four were under way at the first refusal, one went ahead after a second, and one after another.
  const [, , , fourth = NaN, fifth = NaN, sixth = NaN] = account.requests.map(({ at }) => at);
  expect(fifth - fourth).toBeGreaterThanOrEqual(990);
  expect(sixth - fifth).toBeGreaterThanOrEqual(990);
  // All were served but the one that was refused twice, if it was one of the four.
  expect(results.filter(({ status }) => status === "fulfilled").length).toBeGreaterThanOrEqual(7);
  expect(together[0]).toBe(1);
  expect(together[1]).toBe(1);
  expect(Math.max(...together)).toBe(4);
}, 120_000);

test("a long Retry-After is told at once to the call, to those that wait, and to all that come before it is over", async () => {
  const { account, upstream, script, clock } = await startAtNoon(
    (...message) => void setTimeout(() => tooMany("600")(...message), 30),
    { concurrency: 1 },
  );
  const calls = [READ, READ, WRITE].map((request) => upstream.send(request, new Operation()));
  expect(await verdicts(calls)).toEqual(Array(3).fill("rateLimited 600"));
  clock.time = 590_500;
  expect(await verdicts([READ, WRITE].map((request) => upstream.send(request, new Operation())))).toEqual(
    Array(2).fill("rateLimited 10"),
  );
  expect(account.requests).toHaveLength(1);
  clock.time = 600_001;
  script.behave = ok;
  await Promise.all([1, 2, 3].map(() => upstream.send(READ, new Operation())));
  expect(account.requests).toHaveLength(4);
});

test.each(["86400", new Date(Date.now() + 40 * 86_400_000).toUTCString()])(
  "of %s an hour is believed; one call tries after that",
  async (retryAfter) => {
    const { account, upstream, script, clock } = await startAtNoon(tooMany(retryAfter), { sessionSeconds: 100_000 });
    expect(await verdicts([upstream.send(WRITE, new Operation())])).toEqual(["rateLimited 3600"]);
    clock.time = 3_599_000;
    expect(await verdicts([upstream.send(READ, new Operation())])).toEqual(["rateLimited 1"]);
    clock.time = 3_600_001;
    expect(await verdicts([1, 2, 3].map(() => upstream.send(READ, new Operation())))).toEqual(
      Array(3).fill("rateLimited 3600"),
    );
    expect(account.requests).toHaveLength(2);
    clock.time = 7_300_000;
    script.behave = ok;
    await Promise.all([1, 2, 3].map(() => upstream.send(READ, new Operation())));
    expect(account.requests).toHaveLength(5);
  },
);

test("a shorter time named later does not shorten the pause", async () => {
  const answers: (() => void)[] = [];
  const { account, upstream, clock } = await startAtNoon((response, received, count) => {
    answers.push(() => void tooMany(count === 1 ? "600" : "1")(response, received, count));
  });
  const both = [1, 2].map(() => errorOf(upstream.send(READ, new Operation())));
  while (account.requests.length < 2) await sleep(1);
  answers[0]?.();
  expect((await Promise.race(both)).retryAfterSeconds).toBe(600);
  answers[1]?.();
  expect((await Promise.all(both)).map(({ kind }) => kind)).toEqual(["rateLimited", "rateLimited"]);
  clock.time = 5_000;
  expect(await verdicts([upstream.send(READ, new Operation())])).toEqual(["rateLimited 595"]);
  expect(account.requests).toHaveLength(2);
});

test("a sign-in that is refused with 429 stops all calls, and is made once for all who wait for it", async () => {
  const { account, upstream } = await stage.start(ok);
  const { signIn } = account;
  account.signIn = (response, received, count) => (count === 1 ? tooMany("1") : signIn)(response, received, count);
  await Promise.all(Array.from({ length: 20 }, () => upstream.send(READ, new Operation())));
  expect(account.signIns).toHaveLength(2);
  expect((account.signIns[1]?.at ?? 0) - (account.signIns[0]?.at ?? 0)).toBeGreaterThanOrEqual(990);
});

test("after a long Retry-After to a sign-in nobody signs in", async () => {
  const { account, upstream } = await stage.start(ok);
  account.signIn = tooMany("3600");
  expect(await verdicts(Array.from({ length: 20 }, () => upstream.send(READ, new Operation())))).toEqual(
    Array(20).fill("rateLimited 3600"),
  );
  const [error] = await verdicts([upstream.send(WRITE, new Operation())]);
  expect(error).toBe("rateLimited 3600");
  expect([account.signIns.length, account.requests.length]).toEqual([1, 0]);
});

test("an operation that ends before the pause does leaves the queue", async () => {
  const { account, upstream } = await start((response, received, count) =>
    (count === 1 ? tooMany("1") : ok)(response, received, count),
  );
  await errorOf(upstream.send(WRITE, new Operation()));
  const ending = new Operation();
  const calls = [READ, WRITE].map((request) => errorOf(upstream.send(request, ending)));
  const staying = upstream.send(READ, new Operation());
  await sleep(10);
  ending.leave();
  const first = await Promise.race([...calls, staying]);
  expect(first).toMatchObject({ kind: "aborted" });
  expect((await Promise.all(calls)).map(({ kind }) => kind)).toEqual(["aborted", "aborted"]);
  await staying;
  expect(account.requests).toHaveLength(2);
});

test("a pause beyond the operation's time is told at once, to calls that wait too; others wait for its end", async () => {
  const { account, upstream, clock } = await startAtNoon(
    (response, received, count) => {
      if (count > 1) ok(response, received, count);
      else setTimeout(() => tooMany("2")(response, received, count), 30);
    },
    { concurrency: 1, timeoutMs: 10_000 },
  );
  const hurried = () => new Operation("hurried", 2_000);
  // Not even the refused read itself is made again.
  const refused = upstream.send(READ, hurried());
  const waiting = [READ, WRITE].map((request) => upstream.send(request, hurried()));
  const patient = [Infinity, 2_001].map((deadline) => upstream.send(READ, new Operation("patient", deadline)));
  expect(await verdicts([refused, ...waiting])).toEqual(Array(3).fill("rateLimited 2"));
  expect(await verdicts([upstream.send(READ, hurried())])).toEqual(["rateLimited 2"]);
  expect(account.requests).toHaveLength(1);
  clock.time = 2_000;
  await Promise.all(patient);
  expect(account.requests).toHaveLength(3);
});

test("the call that goes ahead may be given up: then the next one does", async () => {
  const { account, upstream, clock, script } = await startAtNoon(tooMany("600"));
  await errorOf(upstream.send(READ, new Operation()));
  clock.time = 600_001;
  const leaving = new Operation();
  script.behave = () => leaving.leave();
  const left = errorOf(upstream.send(READ, leaving));
  const next = upstream.send(READ, new Operation());
  while (account.requests.length < 2) await sleep(1);
  script.behave = ok;
  expect((await left).kind).toBe("aborted");
  expect((await next).status).toBe(200);
  expect(account.requests).toHaveLength(3);
});

test("a call that always meets 429 is made twice at most", async () => {
  const { account, upstream } = await start(tooMany("1"), { timeoutMs: 5_000 });
  expect(await verdicts([upstream.send(READ, new Operation())])).toEqual(["rateLimited 1"]);
  expect(account.requests).toHaveLength(2);
});
