import { once } from "node:events";
import { createServer } from "node:net";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "@jest/globals";
import type { CrmErrorKind } from "../../src/domain/crmError.js";
import { Line } from "../../src/transport/line.js";
import { closeServer, errorOf, listen, Operation, optionsFor, READ, WRITE } from "./scriptedAccount.js";
import type { Behaviour } from "./scriptedAccount.js";
import { Stage } from "./stage.js";

const stage = new Stage();

afterEach(() => stage.close());

const hang: Behaviour = () => undefined;

/** A session, for calls that do without a sign-in. */
const SESSION = { secret: "session_id=x", account: { subdomain: "acme", timeZone: null }, endsAt: new Date(2 ** 42) };

function trickle(response: Parameters<Behaviour>[0]): void {
  response.write("<root>");
  const timer = setInterval(() => response.write(" "), 30);
  response.on("close", () => clearInterval(timer));
}

describe("answers that never become whole", () => {
  const faults: [string, Behaviour, CrmErrorKind, number][] = [
    ["hangs before headers", hang, "timeout", 1],
    ["hangs after headers", (response) => response.flushHeaders(), "timeout", 1],
    ["hangs half-way", (response) => response.write("<root><na"), "timeout", 1],
    ["trickles for ever", trickle, "timeout", 1],
    ["resets the connection", (response) => response.destroy(), "unavailable", 3],
    ["resets it half-way", (response) => response.write("<root>", () => response.destroy()), "unavailable", 3],
    [
      "sends less than it announced",
      (response) => {
        response.writeHead(200, { "content-length": "100", connection: "close" });
        response.write("<root/>", () => response.socket?.end());
      },
      "unavailable",
      3,
    ],
    ["says 500", (response) => response.writeHead(500).end("<html>/var/www</html>"), "unavailable", 1],
    ["says 503", (response) => response.writeHead(503).end("<html>/var/www</html>"), "unavailable", 3],
    ["says 402", (response) => response.writeHead(402).end("{}"), "unavailable", 1],
    ["sends too much", (response) => response.end(Buffer.alloc(5_000_000, 32)), "badResponse", 1],
    [
      "sends too much in chunks",
      (response) => {
        response.write(Buffer.alloc(3_000_000, 32));
        response.end(Buffer.alloc(3_000_000, 32));
      },
      "badResponse",
      1,
    ],
    [
      "sends a compressed bomb",
      (response) => response.setHeader("content-encoding", "gzip").end(gzipSync(Buffer.alloc(20_000_000))),
      "badResponse",
      1,
    ],
    [
      "falsely says gzip",
      (response) => response.setHeader("content-encoding", "gzip").end("<root/>"),
      "badResponse",
      1,
    ],
    [
      "truncates the compressed text",
      (response) =>
        response
          .setHeader("content-encoding", "gzip")
          .end(gzipSync(Buffer.from("<root>some text</root>")).subarray(0, -9)),
      "badResponse",
      1,
    ],
    [
      "compresses many times over",
      (response) => response.setHeader("content-encoding", Array(50).fill("gzip").join(", ")).end(gzipSync("<root/>")),
      "badResponse",
      1,
    ],
    ["redirects", (response) => response.writeHead(301, { location: "/elsewhere" }).end(), "badResponse", 1],
    [
      "sends huge headers",
      (response) => response.writeHead(200, { "x-bomb": "x".repeat(100_000) }).end("<root/>"),
      "badResponse",
      1,
    ],
  ];

  test.each(faults)("a read of an account that %s", async (_name, behave, kind, calls) => {
    const timeoutMs = kind === "timeout" ? 1_500 : 10_000;
    let isTooLate = false;
    const { account, upstream } = await stage.start(
      (...message) => {
        // The call's own time began before: it is up first, however late timers are.
        setTimeout(() => (isTooLate = true), timeoutMs + 50).unref();
        behave(...message);
      },
      { timeoutMs, entry: SESSION },
    );
    const error = await errorOf(upstream.send(READ, new Operation()));
    expect(isTooLate).toBe(false);
    expect(error.kind).toBe(kind);
    expect(error.message).not.toMatch(/127\.0\.0\.1|var|private/);
    expect(account.requests).toHaveLength(calls);
  });

  test.each(faults)("a write to an account that %s", async (name, behave, kind) => {
    const timeoutMs = kind === "timeout" ? 1_500 : 10_000;
    const { account, upstream } = await stage.start(behave, { timeoutMs, entry: SESSION });
    const error = await errorOf(upstream.send(WRITE, new Operation()));
    // 402 is a refusal: the account did not do it.
    expect(error.kind).toBe(name === "says 402" ? "unavailable" : "outcomeUnknown");
    expect(account.requests).toHaveLength(1);
  });
});

describe("answers below HTTP", () => {
  const raw: [string, string, CrmErrorKind][] = [
    ["a bad status line", "HALLO\r\n\r\n", "badResponse"],
    ["a bad chunk", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n<root/>\r\n", "badResponse"],
    ["two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 7\r\ncontent-length: 9\r\n\r\n<root/>", "unavailable"],
  ];

  test.each(raw)("%s", async (_name, answer, kind) => {
    const origin = await startRaw((socket) => socket.end(answer));
    expect((await errorOf(stage.open(origin).account(new Operation()))).kind).toBe(kind);
  });

  test("a second answer on the same connection reaches nobody", async () => {
    let count = 0;
    const origin = await startRaw((socket) => {
      count += 1;
      const one = `<root><auth>true</auth><n>${count}</n></root>`;
      const head = `HTTP/1.1 200 OK\r\nset-cookie: session_id=abc\r\ncontent-length: `;
      const stray = "<root><n>stray</n></root>";
      socket.write(`${head}${one.length}\r\n\r\n${one}${head}${stray.length}\r\n\r\n${stray}`);
    });
    const upstream = stage.open(origin);
    const texts = [];
    for (let i = 0; i < 5; i++) texts.push((await upstream.send(READ, new Operation())).text);
    expect(texts.join()).not.toContain("stray");
    expect(new Set(texts).size).toBe(5);
  });

  test("nor does it reach calls that wait for the connection", async () => {
    let count = 0;
    const origin = await startRaw((socket) => {
      count += 1;
      const head = `HTTP/1.1 200 OK\r\nset-cookie: session_id=abc\r\ncontent-length: `;
      const one = `<root><auth>true</auth><n>${count}</n></root>`;
      const stray = "<root><n>stray</n></root>";
      socket.write(`${head}${one.length}\r\n\r\n${one}`);
      setImmediate(() => socket.write(`${head}${stray.length}\r\n\r\n${stray}`));
    });
    const upstream = stage.open(origin, { concurrency: 1 });
    const replies = await Promise.all(Array.from({ length: 8 }, () => upstream.send(READ, new Operation())));
    expect(replies.map(({ text }) => text).join()).not.toContain("stray");
  });

  async function startRaw(behave: (socket: Socket) => void): Promise<string> {
    const server = createServer((socket) => {
      socket.on("error", () => socket.destroy());
      socket.on("data", () => behave(socket));
    });
    stage.onClose(() => closeServer(server));
    return listen(server);
  }
});

describe("connections", () => {
  test("a write is made again while nothing listens, and sent once when something does", async () => {
    const { account, upstream } = await stage.start((response) => response.end("<root><id>1</id></root>"));
    await upstream.account(new Operation());
    const { port } = new URL(account.origin);
    await account.close();
    const operation = new Operation();
    const writing = upstream.send(WRITE, operation);
    while (operation.records.length === 0) await sleep(1);
    const bodies: string[] = [];
    const server = createServer((socket) => {
      socket.on("data", (data) => {
        bodies.push(data.toString());
        socket.end("HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n<root/>");
      });
    });
    stage.onClose(() => closeServer(server));
    server.listen(Number(port), "127.0.0.1");
    await once(server, "listening");
    expect((await writing).text).toBe("<root/>");
    expect(operation.story).toEqual(["contact_add failed", "contact_add ok"]);
    expect(bodies).toHaveLength(1);
  });

  test("a write that can never be sent is unavailable, not of unknown outcome", async () => {
    const { account, upstream } = await stage.start(hang);
    await upstream.account(new Operation());
    await account.close();
    const error = await errorOf(upstream.send(WRITE, new Operation()));
    expect(error.kind).toBe("unavailable");
    expect(error.retryAfterSeconds).toBeGreaterThan(0);
  });

  test("an account that never finishes connecting is given up after some two seconds, and nothing was sent", async () => {
    // It takes the connection and then says nothing of TLS.
    const server = createServer((socket) => socket.on("error", () => socket.destroy()));
    stage.onClose(() => closeServer(server));
    const { port } = new URL(await listen(server));
    const upstream = stage.open(`https://127.0.0.1:${port}`, { entry: SESSION, timeoutMs: 12_000 });
    const operation = new Operation();
    const { kind } = await errorOf(upstream.send(WRITE, operation));
    expect(["timeout", "unavailable"]).toContain(kind);
    expect(operation.records[0]?.outcome).toBe("failed");
    expect(operation.records[0]?.tookMs).toBeGreaterThan(1_400);
    expect(operation.records[0]?.tookMs).toBeLessThan(6_000);
  });

  test("a write does not ride on a connection that the account is about to close", async () => {
    // Each connection serves one request and dies at the next, though it said keep-alive.
    const seen = new WeakSet<object>();
    const { account, upstream } = await stage.start((response) => {
      const socket = response.socket;
      if (socket === null || seen.has(socket)) {
        response.destroy();
        return;
      }
      seen.add(socket);
      response.end("<root/>");
    });
    await upstream.send(READ, new Operation());
    await upstream.send(WRITE, new Operation());
    await upstream.send(WRITE, new Operation());
    expect((await upstream.send(READ, new Operation())).text).toBe("<root/>");
    expect(account.requests.filter(({ path }) => path === WRITE.path)).toHaveLength(2);
  });

  test("a redirect is not followed: neither cookie nor body reach another origin", async () => {
    const { account: thief } = await stage.start((response) => response.end("<root/>"));
    for (const status of [301, 302, 307, 308]) {
      const { upstream } = await stage.start((response) =>
        response.writeHead(status, { location: `${thief.origin}/auth/login` }).end(),
      );
      expect((await errorOf(upstream.send(READ, new Operation()))).kind).toBe("badResponse");
      expect((await errorOf(upstream.send(WRITE, new Operation()))).kind).toBe("outcomeUnknown");
    }
    expect(thief.requests).toEqual([]);
    expect(thief.signIns).toEqual([]);
  });

  test("only https, or http on loopback, is opened", () => {
    expect(() => new Line(optionsFor("http://acme.amocrm.com"))).toThrow(TypeError);
    expect(() => new Line(optionsFor("http://127.0.0.1.example.org"))).toThrow(TypeError);
    expect(() => stage.open("http://localhost:1")).not.toThrow();
    expect(() => stage.open("https://acme.amocrm.com")).not.toThrow();
  });
});

describe("callers who leave", () => {
  test("a read stops and its connection is dropped", async () => {
    const { account, upstream } = await stage.start(hang);
    const operation = new Operation();
    const reading = errorOf(upstream.send(READ, operation));
    while (account.requests.length === 0) await sleep(5);
    operation.leave();
    expect((await reading).kind).toBe("aborted");
    expect(operation.story).toEqual(["auth ok", "contacts aborted"]);
  });

  test("a write that was sent is awaited to its end", async () => {
    const { account, upstream } = await stage.start((response) => setTimeout(() => response.end("<root/>"), 100));
    const operation = new Operation();
    const writing = upstream.send(WRITE, operation);
    while (account.requests.length === 0) await sleep(5);
    operation.leave();
    expect((await writing).text).toBe("<root/>");
  });

  test("a write that was not sent never is", async () => {
    const { account, upstream } = await stage.start((response) => response.end("<root/>"));
    const operation = new Operation();
    operation.leave();
    expect((await errorOf(upstream.send(WRITE, operation))).kind).toBe("aborted");
    expect(account.requests).toHaveLength(0);
  });
});

describe("an account that is unavailable says when to come back", () => {
  const html = "<html>Forbidden</html>";
  const faults: [string, Behaviour, number, string][] = [
    ["resets the connection", (response) => response.destroy(), 5, "failed"],
    ["says 500", (response) => response.writeHead(500).end(), 5, "failed"],
    ["says 503", (response) => response.writeHead(503, { "retry-after": "30" }).end(), 30, "failed"],
    ["says 402", (response) => response.writeHead(402).end("{}"), 3600, "refused"],
    ["blocks us", (response) => response.writeHead(403).end(html), 60, "banned"],
  ];

  test.each(faults)("when it %s", async (_name, behave, seconds, outcome) => {
    const { upstream } = await stage.start(behave);
    const operation = new Operation();
    const { kind, retryAfterSeconds } = await errorOf(upstream.send(READ, operation));
    expect([kind, retryAfterSeconds]).toEqual(["unavailable", seconds]);
    expect(operation.story.at(-1)).toBe(`contacts ${outcome}`);
  });

  test.each(faults)("at the sign-in, when it %s", async (_name, behave, seconds, outcome) => {
    const { account, upstream } = await stage.start(behave);
    account.signIn = behave;
    const operation = new Operation();
    const { kind, retryAfterSeconds } = await errorOf(upstream.send(WRITE, operation));
    expect([kind, retryAfterSeconds]).toEqual(["unavailable", seconds]);
    expect(operation.story.at(-1)).toBe(`auth ${outcome}`);
  });
});

describe("closing", () => {
  test("awaits writes, stops reads, takes no more calls", async () => {
    const { account, upstream } = await stage.start((response, { path }) => {
      if (path === WRITE.path) setTimeout(() => response.end("<root/>"), 150);
    });
    const writing = upstream.send(WRITE, new Operation());
    const reading = errorOf(upstream.send(READ, new Operation()));
    while (account.requests.length < 2) await sleep(5);
    const closing = upstream.close();
    const { kind, retryAfterSeconds } = await errorOf(upstream.send(READ, new Operation()));
    expect([kind, retryAfterSeconds]).toEqual(["unavailable", 5]);
    expect((await reading).kind).toBe("aborted");
    await closing;
    expect((await writing).text).toBe("<root/>");
  });
});

test("closing a line twice is closing it once", async () => {
  const line = new Line(optionsFor("http://127.0.0.1:1"));
  await Promise.all([line.close(), line.close()]);
  await expect(line.close()).resolves.toBeUndefined();
});

test("statuses that are the adapter's business come back with their text", async () => {
  for (const status of [200, 204, 400, 403, 404, 422]) {
    const { upstream } = await stage.start((response) =>
      response.writeHead(status).end(status === 204 ? "" : "<error/>"),
    );
    const reply = await upstream.send(READ, new Operation());
    expect(reply).toEqual({ status, text: status === 204 ? "" : "<error/>" });
  }
});

test("compressed answers are read", async () => {
  const { upstream } = await stage.start((response) =>
    response.setHeader("content-encoding", "gzip").end(gzipSync("<имя/>")),
  );
  expect((await upstream.send(READ, new Operation())).text).toBe("<имя/>");
});
