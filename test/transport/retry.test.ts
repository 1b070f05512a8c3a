import { afterEach, describe, expect, test } from "@jest/globals";
import { retryAfterOfBody, retryAfterSeconds } from "../../src/transport/retryAfter.js";
import { errorOf, Operation, READ, WRITE } from "./scriptedAccount.js";
import type { Behaviour } from "./scriptedAccount.js";
import { Stage } from "./stage.js";

const stage = new Stage();

afterEach(() => stage.close());

/** Misbehaves a few times, then answers. */
function first(times: number, behave: Behaviour): Behaviour {
  return (response, received, count) => (count <= times ? behave(response, received, count) : response.end("<root/>"));
}

const reset: Behaviour = (response) => response.destroy();

function status(code: number, headers: Record<string, string> = {}, body = ""): Behaviour {
  return (response) => response.writeHead(code, headers).end(body);
}

describe("reads", () => {
  test.each<[string, Behaviour, number]>([
    ["a reset", reset, 1],
    ["two resets", reset, 2],
    ["a 503", status(503), 1],
    ["a 502 twice", status(502), 2],
    ["a 504", status(504), 1],
  ])("%s is got over, not at once", async (_name, behave, times) => {
    const { account, upstream } = await stage.start(first(times, behave));
    const operation = new Operation();
    expect((await upstream.send(READ, operation)).text).toBe("<root/>");
    expect(operation.story).toEqual(["auth ok", ...Array<string>(times).fill("contacts failed"), "contacts ok"]);
    const [one, two] = account.requests;
    expect((two?.at ?? 0) - (one?.at ?? 0)).toBeGreaterThan(90);
  });

  test("all tries share the time of the call", async () => {
    let time = 0;
    // All but 0.2 s go by before the first answer, and then none comes: without the rest as a limit the test would not end.
    const { upstream } = await stage.start(
      (response, _received, count) => {
        if (count > 1) return;
        time += 59_800;
        response.destroy();
      },
      { timeoutMs: 60_000, now: () => time },
    );
    const operation = new Operation();
    expect((await errorOf(upstream.send(READ, operation))).kind).toBe("timeout");
    expect(operation.story).toEqual(["auth ok", "contacts failed", "contacts timeout"]);
  });

  test("a caller who leaves between tries is not kept", async () => {
    const operation = new Operation();
    const { account, upstream } = await stage.start((response) => {
      response.destroy();
      setTimeout(() => operation.leave(), 30);
    });
    expect((await errorOf(upstream.send(READ, operation))).kind).toBe("aborted");
    expect(account.requests).toHaveLength(1);
  });

  test("half of the answers failing: most calls are served, with less than twice the calls", async () => {
    let seed = 7;
    const { account, upstream } = await stage.start((response, received, count) => {
      seed = (seed * 16807) % 2147483647;
      (seed / 2147483647 < 0.5 ? status(503) : (one: typeof response) => one.end("<root/>"))(response, received, count);
    });
    const results = await Promise.allSettled(Array.from({ length: 30 }, () => upstream.send(READ, new Operation())));
    expect(results.filter((result) => result.status === "fulfilled").length).toBeGreaterThanOrEqual(22);
    expect(account.requests.length).toBeLessThan(60);
  });
});

describe("too many calls", () => {
  test("a read obeys Retry-After once", async () => {
    const { account, upstream } = await stage.start(first(1, status(429, { "retry-after": "1" })));
    expect((await upstream.send(READ, new Operation())).text).toBe("<root/>");
    const [one, two] = account.requests;
    expect((two?.at ?? 0) - (one?.at ?? 0)).toBeGreaterThanOrEqual(990);
  });

  test("a second 429 is passed on", async () => {
    const { account, upstream } = await stage.start(status(429, { "retry-after": "1" }), { timeoutMs: 5_000 });
    const error = await errorOf(upstream.send(READ, new Operation()));
    expect([error.kind, error.retryAfterSeconds]).toEqual(["rateLimited", 1]);
    expect(account.requests).toHaveLength(2);
  });

  test.each<[string, () => Record<string, string>, least: number, most: number]>([
    ["a long time", () => ({ "retry-after": "3600" }), 3600, 3600],
    // A date is of whole seconds, and some time goes by until it is read.
    ["a date", () => ({ "retry-after": new Date(Date.now() + 600_000).toUTCString() }), 590, 600],
    ["nothing", () => ({}), 1, 1],
    ["nonsense", () => ({ "retry-after": "soon" }), 1, 1],
  ])("%s is not waited for", async (_name, headers, least, most) => {
    const { account, upstream } = await stage.start(status(429, headers()));
    const operation = new Operation();
    const error = await errorOf(upstream.send(READ, operation));
    expect(error.kind).toBe("rateLimited");
    expect(error.retryAfterSeconds).toBeGreaterThanOrEqual(least);
    expect(error.retryAfterSeconds).toBeLessThanOrEqual(most);
    expect(account.requests).toHaveLength(1);
    expect(operation.story).toEqual(["auth ok", "contacts limited"]);
  });

  test("a write is never sent again, and was not executed", async () => {
    const { account, upstream } = await stage.start(status(429, { "retry-after": "1" }));
    const error = await errorOf(upstream.send(WRITE, new Operation()));
    expect([error.kind, error.retryAfterSeconds]).toEqual(["rateLimited", 1]);
    expect(account.requests).toHaveLength(1);
  });
});

describe("Retry-After", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");

  test.each<[string | undefined, number | undefined]>([
    ["0", 0],
    [" 7 ", 7],
    ["99999999999999999999", 3600],
    ["Thu, 01 Jan 2026 00:01:30 GMT", 90],
    ["Thursday, 01-Jan-26 00:00:05 GMT", 5],
    ["Wed, 31 Dec 2025 23:00:00 GMT", 0],
    ["-1", undefined],
    ["1.5", undefined],
    ["", undefined],
    ["soon", undefined],
    [undefined, undefined],
  ])("%s", (header, seconds) => {
    expect(retryAfterSeconds(header, now)).toBe(seconds);
  });

  test.each<[string, number | undefined]>([
    ['{"title":"Too Many Requests","retry_after":300}', 300],
    ['{ "retry_after" : "7" }', 7],
    ['{"retry_after":99999999999999999999}', 3600],
    ['{"retry_after":-5}', undefined],
    ['{"retry_after":null}', undefined],
    ['{"retry_after":"soon"}', undefined],
    ["<html>retry_after: 5</html>", undefined],
  ])("of a body: %s", (body, seconds) => {
    expect(retryAfterOfBody(body)).toBe(seconds);
  });
});
