import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "@jest/globals";
import { errorOf, Operation, optionsFor, READ, WRITE } from "./scriptedAccount.js";
import type { Behaviour } from "./scriptedAccount.js";
import { Stage } from "./stage.js";

const stage = new Stage();

afterEach(() => stage.close());

const ok: Behaviour = (response) => response.end("<root/>");

/** Accepts the cookies of some sessions only; the others are refused in one of the known ways. */
function accepting(isGood: (cookie: string) => boolean, refuse: Behaviour = unauthorized): Behaviour {
  return (response, received, count) => (isGood(received.cookie) ? ok : refuse)(response, received, count);
}

const unauthorized: Behaviour = (response) => response.writeHead(401).end("<root><auth>false</auth></root>");

test("the session cookie of this host is sent, and no other", async () => {
  const { account, upstream } = await stage.start(ok);
  await upstream.send(READ, new Operation());
  expect(account.requests[0]?.cookie).toBe("session_id=session1");
  expect(account.signIns).toMatchObject([{ cookie: "", body: "USER_LOGIN=demo&USER_HASH=secret" }]);
});

test("twenty calls at once sign in once, and the one that began it is told", async () => {
  const { account, upstream } = await stage.start(ok);
  const operations = Array.from({ length: 20 }, () => new Operation());
  await Promise.all(operations.map((operation) => upstream.send(READ, operation)));
  expect(account.signIns).toHaveLength(1);
  expect(operations.flatMap(({ story }) => story).filter((line) => line === "auth ok")).toHaveLength(1);
});

test.each<[string, Behaviour]>([
  ["a 401", unauthorized],
  ["a 200 that says so", (response) => response.end("<root><auth>false</auth></root>")],
  ["a redirect to the login page", (response) => response.writeHead(302, { location: "/auth/login.php" }).end()],
])("twenty calls that meet %s sign in once more and are all served", async (_name, refuse) => {
  let isOver = false;
  const { account, upstream } = await stage.start(
    accepting((cookie) => !(isOver && cookie === "session_id=session1"), refuse),
    { concurrency: 4 },
  );
  await upstream.send(READ, new Operation());
  isOver = true;
  const replies = await Promise.all(Array.from({ length: 20 }, () => upstream.send(READ, new Operation())));
  expect(replies.map(({ text }) => text)).toEqual(Array(20).fill("<root/>"));
  expect(account.signIns).toHaveLength(2);
  // Those that waited in the queue did not try the dead session: four were in flight.
  expect(account.requests).toHaveLength(1 + 20 + 4);
});

test("a refused write was not executed, so it is sent again with a new session", async () => {
  let isOver = false;
  const { account, upstream } = await stage.start(accepting((cookie) => !(isOver && cookie === "session_id=session1")));
  await upstream.send(READ, new Operation());
  isOver = true;
  const operation = new Operation();
  expect(await upstream.send(WRITE, operation)).toEqual({ status: 200, text: "<root/>" });
  expect(operation.story).toEqual(["contact_add refused", "auth ok", "contact_add ok"]);
  expect(account.requests).toHaveLength(3);
});

test("an account that refuses every session is asked to sign in once an operation", async () => {
  const { account, upstream } = await stage.start(unauthorized);
  const { kind, retryAfterSeconds } = await errorOf(upstream.send(READ, new Operation()));
  expect([kind, retryAfterSeconds]).toEqual(["notAuthenticated", 60]);
  expect([account.signIns.length, account.requests.length]).toEqual([1, 1]);
  expect((await errorOf(upstream.send(READ, new Operation()))).kind).toBe("notAuthenticated");
  expect([account.signIns.length, account.requests.length]).toEqual([2, 2]);
});

test("twenty calls at once to an account that refuses every session sign in once", async () => {
  const { account, upstream } = await stage.start(unauthorized, { concurrency: 2 });
  const operation = new Operation();
  const all = () =>
    Promise.all(Array.from({ length: 20 }, () => errorOf(upstream.send(READ, operation)).then(({ kind }) => kind)));
  expect(new Set(await all())).toEqual(new Set(["notAuthenticated"]));
  expect(account.signIns).toHaveLength(1);
  expect(new Set(await all())).toEqual(new Set(["notAuthenticated"]));
  expect(account.signIns).toHaveLength(2);
});

test("when the sign-in fails, those who wait for it are told so and none signs in anew", async () => {
  const { account, upstream } = await stage.start(unauthorized, { concurrency: 4 });
  await upstream.account(new Operation());
  account.signIn = (response) => setTimeout(() => response.writeHead(500).end(), 30);
  const errors = await Promise.all(Array.from({ length: 20 }, () => errorOf(upstream.send(READ, new Operation()))));
  expect(new Set(errors.map(({ kind }) => kind))).toEqual(new Set(["unavailable"]));
  expect([account.signIns.length, account.requests.length]).toEqual([2, 4]);
});

test("of sixty cookies, some from elsewhere, only the session is kept", async () => {
  const { account, upstream } = await stage.start(ok);
  account.signIn = (response) =>
    response
      .setHeader("set-cookie", [
        "session_id=mine; path=/",
        ...Array.from({ length: 58 }, (_, i) => `c${i}=${"x".repeat(200)}; path=/`),
        "session_id=theirs; domain=.example.org",
        "session_id=theirs; domain=127.0.0.1; domain=example.org",
      ])
      .end("<root><auth>true</auth></root>");
  await upstream.send(READ, new Operation());
  await upstream.send(WRITE, new Operation());
  expect(account.requests.map(({ cookie }) => cookie)).toEqual(["session_id=mine", "session_id=mine"]);
});

test("cookies of other answers are not taken", async () => {
  const { account, upstream } = await stage.start((response) =>
    response.setHeader("set-cookie", "session_id=other; path=/").end("<root/>"),
  );
  await upstream.send(READ, new Operation());
  await upstream.send(READ, new Operation());
  expect(account.requests.map(({ cookie }) => cookie)).toEqual(["session_id=session1", "session_id=session1"]);
});

test("a late refusal of an old session does not spoil the new one", async () => {
  let isOver = false;
  let answerLate = (): void => undefined;
  const { account, upstream } = await stage.start((response, received, count) => {
    if (received.path === "/slow" && received.cookie === "session_id=session1") {
      answerLate = () => void unauthorized(response, received, count);
    } else if (isOver && received.cookie === "session_id=session1") unauthorized(response, received, count);
    else response.end("<root/>");
  });
  const slow = upstream.send({ ...READ, path: "/slow" }, new Operation());
  while (account.requests.length === 0) await sleep(5);
  isOver = true;
  await upstream.send(READ, new Operation());
  answerLate();
  expect((await slow).status).toBe(200);
  await upstream.send(READ, new Operation());
  expect(account.signIns).toHaveLength(2);
});

test("a session is renewed ahead of its end", async () => {
  let time = 0;
  const { account, upstream } = await stage.start(ok, { now: () => time, sessionSeconds: 900 });
  await upstream.send(READ, new Operation());
  time = 12.9 * 60_000;
  await upstream.send(READ, new Operation());
  expect(account.signIns).toHaveLength(1);
  time = 13.1 * 60_000;
  await Promise.all([1, 2, 3].map(() => upstream.send(READ, new Operation())));
  expect(account.signIns).toHaveLength(2);
  expect(account.requests.at(-1)?.cookie).toBe("session_id=session2");
});

describe("credentials that are refused", () => {
  /** An account that refuses to sign in, called by a clock that the test sets. */
  async function startRefused(isRetryable: boolean) {
    const clock = { time: 0 };
    const now = () => clock.time;
    const { account } = await stage.start(ok);
    const { entry } = optionsFor(account.origin);
    if ("secret" in entry) throw new Error("it signs in");
    const upstream = stage.open(account.origin, { now, entry: { ...entry, isRetryable } });
    const { signIn } = account;
    account.signIn = unauthorized;
    const verdict = async () => {
      const { kind, retryAfterSeconds } = await errorOf(upstream.send(READ, new Operation()));
      return `${kind} ${retryAfterSeconds}`;
    };
    const mend = () => (account.signIn = signIn);
    return { account, upstream, clock, verdict, mend };
  }

  test("are tried once for all who wait", async () => {
    const { account, verdict } = await startRefused(true);
    expect(await Promise.all([verdict(), verdict(), verdict()])).toEqual(Array(3).fill("notAuthenticated 60"));
    expect([account.signIns.length, account.requests.length]).toEqual([1, 0]);
  });

  test("are tried again after a minute and then after twice as long each time, up to an hour, if they are a key", async () => {
    const { account, upstream, clock, verdict, mend } = await startRefused(true);
    for (const [index, seconds] of [60, 120, 240, 480, 960, 1920, 3600, 3600].entries()) {
      expect(await verdict()).toBe(`notAuthenticated ${seconds}`);
      clock.time += seconds * 1000 - 1_000;
      expect(await verdict()).toBe("notAuthenticated 1");
      expect(account.signIns).toHaveLength(index + 1);
      clock.time += 1_000;
    }
    mend();
    await upstream.send(READ, new Operation());
    account.signIn = unauthorized;
    clock.time += 3_600_000;
    expect(await verdict()).toBe("notAuthenticated 60");
  });

  test("are never tried again if they are a password", async () => {
    const { account, clock, verdict, mend } = await startRefused(false);
    expect(await verdict()).toBe("notAuthenticated 3600");
    mend();
    clock.time = 30 * 86_400_000;
    expect(await verdict()).toBe("notAuthenticated 3600");
    expect([account.signIns.length, account.requests.length]).toEqual([1, 0]);
  });
});

test("a caller who leaves does not end the sign-in that others wait for", async () => {
  const { account, upstream } = await stage.start(ok);
  account.signIn = (response) =>
    setTimeout(() => response.setHeader("set-cookie", "session_id=a").end("<root><auth>true</auth></root>"), 100);
  const leaving = new Operation();
  const left = errorOf(upstream.send(READ, leaving));
  const staying = upstream.send(READ, new Operation());
  while (account.signIns.length === 0) await sleep(5);
  leaving.leave();
  expect((await left).kind).toBe("aborted");
  expect((await staying).status).toBe(200);
  expect(account.signIns).toHaveLength(1);
});

test("what the account says of itself is asked once", async () => {
  const { account, upstream } = await stage.start(ok);
  expect(await upstream.account(new Operation())).toEqual({ subdomain: "acme", timeZone: null });
  await upstream.account(new Operation());
  expect(account.signIns).toHaveLength(1);
});

test.each<[string, Behaviour]>([
  ["sets no session cookie", (response) => response.end("<root><auth>true</auth></root>")],
  [
    "sets one for another host",
    (response) =>
      response.setHeader("set-cookie", "session_id=x; domain=.example.org").end("<root><auth>true</auth></root>"),
  ],
  ["is a page", (response) => response.end("<html>Welcome</html>")],
  ["is a redirect", (response) => response.writeHead(302, { location: "https://example.org/" }).end()],
])("a sign-in whose answer %s is a bad answer", async (_name, signIn) => {
  const { account, upstream } = await stage.start(ok);
  account.signIn = signIn;
  expect((await errorOf(upstream.send(WRITE, new Operation()))).kind).toBe("badResponse");
  expect(account.requests).toHaveLength(0);
});

test("a session can be resumed without the credentials, until it ends", async () => {
  let time = 0;
  const { account, upstream } = await stage.start(ok);
  const session = await upstream.session(new Operation());
  expect(session.secret).toBe("session_id=session1");
  expect(session.account).toEqual({ subdomain: "acme", timeZone: null });
  expect(session.endsAt.getTime() - Date.now()).toBeLessThanOrEqual(14 * 60_000);
  expect(session.endsAt.getTime() - Date.now()).toBeGreaterThan(13.9 * 60_000);

  const resumed = stage.open(account.origin, { entry: session, now: () => time });
  await resumed.send(READ, new Operation());
  expect(account.requests.map(({ cookie }) => cookie)).toEqual(["session_id=session1"]);
  time = 13.8 * 60_000;
  await resumed.send(READ, new Operation());
  time = 14.1 * 60_000;
  expect((await errorOf(resumed.send(READ, new Operation()))).kind).toBe("notAuthenticated");
  expect(account.requests).toHaveLength(2);
  expect(account.signIns).toHaveLength(1);
});

test("resuming does not lengthen a session", async () => {
  const { account, upstream } = await stage.start(ok);
  const session = await upstream.session(new Operation());
  const endsAt = new Date(Date.now() + 60_000);
  const again = await stage.open(account.origin, { entry: { ...session, endsAt } }).session(new Operation());
  // A minute, not the quarter of an hour of a new one.
  expect(Math.abs(again.endsAt.getTime() - endsAt.getTime())).toBeLessThan(5_000);
  const over = stage.open(account.origin, { entry: { ...session, endsAt: new Date(Date.now() - 1) } });
  expect((await errorOf(over.send(READ, new Operation()))).kind).toBe("notAuthenticated");
  expect(account.requests).toHaveLength(0);
});

test("a resumed session that the account refuses is not renewed", async () => {
  const { account, upstream } = await stage.start(unauthorized);
  const resumed = stage.open(account.origin, { entry: await upstream.session(new Operation()) });
  expect((await errorOf(resumed.send(READ, new Operation()))).kind).toBe("notAuthenticated");
  expect([account.signIns.length, account.requests.length]).toEqual([1, 1]);
});
