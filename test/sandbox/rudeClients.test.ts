import { connect } from "node:net";
import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { KEY_QUERY, texts } from "./account.js";
import { ChildSandbox, PROCESS_TIMEOUT } from "./childSandbox.js";

const MEGABYTE = 1_048_576;
const ADD = `POST /private/api/contact_add.php?${KEY_QUERY} HTTP/1.1\r\nHost: a\r\n`;
const CATALOGS = `POST /api/v2/catalogs?${KEY_QUERY} HTTP/1.1\r\nHost: a\r\n`;
const MULTIPART = "Content-Type: multipart/form-data; boundary=b\r\n";
const FIELD = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n';
const CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";

let sandbox: ChildSandbox;
let port: number;
beforeAll(async () => {
  sandbox = await ChildSandbox.start(":memory:");
  port = Number(new URL(sandbox.line).port);
}, PROCESS_TIMEOUT);
afterAll(() => sandbox.kill());

/**
 * Reads without pause, as a polite client does beside the rude ones; answers for how many milliseconds of computing the slowest read was
 * kept waiting. By the clock it may be more on a busy machine.
 */
function readsMeanwhile(): () => Promise<number> {
  const stop = new AbortController();
  let slowest = 0;
  const reading = (async () => {
    while (!stop.signal.aborted) {
      const before = sandbox.computedMs;
      const contacts = await sandbox.post("/private/api/contacts.php", "ELEMENT_COUNT=1");
      if (contacts.status !== 200) throw new Error(`a read was answered ${contacts.status}`);
      const log = await fetch(`${sandbox.line}/_sandbox/requests`, { method: "DELETE" });
      if (log.status !== 204) throw new Error(`the log was answered ${log.status}`);
      slowest = Math.max(slowest, sandbox.computedMs - before);
      await delay(20);
    }
  })();
  return async () => {
    stop.abort();
    await reading;
    return slowest;
  };
}

let stopReading: () => Promise<number>;
beforeEach(() => {
  stopReading = readsMeanwhile();
});
afterEach(async () => {
  expect(await stopReading()).toBeLessThan(500);
  // None of this is a fault of the sandbox, and none of it is stored.
  expect(sandbox.errors).toBe("");
  expect(texts((await sandbox.post("/private/api/contact_search.php", "SEARCH=rude")).text, "name")).toEqual([]);
});

/** Waits for the end of a connection, of which an error is only one kind. */
function closing(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.on("close", () => resolve()));
}

interface Cut {
  answer: string;
  /** Milliseconds from the connection's start to its end. */
  ms: number;
}

/** Connects and lets `talk` do its worst; answers when the connection is closed, which the sandbox has to do. */
async function converse(talk: (socket: Socket) => void): Promise<Cut> {
  const startedAt = performance.now();
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.on("data", (chunk: Buffer) => (answer += chunk.toString("latin1")));
  // A connection that is cut while it is written to ends with an error here, which is how it should end.
  socket.on("error", () => socket.destroy());
  socket.on("connect", () => talk(socket));
  await closing(socket);
  return { answer, ms: performance.now() - startedAt };
}

/** Sends `head`, then `piece` over and over until the connection ends. */
const trickle = (head: string, piece = "") =>
  converse((socket) => {
    socket.write(head);
    const timer = setInterval(() => socket.write(piece), 300);
    socket.on("close", () => clearInterval(timer));
  });

describe("slow clients", () => {
  test("are cut off after a while, whatever they are slow with, and hold up nobody", async () => {
    const large = `ACTION=ADD_PERSON&contact[person_name]=large&contact[person_position]=${"x".repeat(MEGABYTE / 2)}`;
    for (let index = 0; index < 2; index += 1) await sandbox.post("/private/api/contact_add.php", large);
    const list = `GET /private/api/contacts.php?${KEY_QUERY} HTTP/1.1\r\nHost: a\r\n\r\n`;
    const unread = connect(port, "127.0.0.1");
    unread.on("error", () => unread.destroy());
    const cut = closing(unread);
    const asking = setInterval(() => unread.write(list), 200);

    const slow = await Promise.all([
      ...Array.from({ length: 200 }, () => trickle("")),
      trickle("GET /private/api/contacts.php HTTP/1.1\r\n", "X: y\r\n"),
      trickle(`${ADD}Content-Length: 100000\r\n\r\nACTION=ADD_PERSON&contact[person_name]=rude`, "e"),
      trickle(`${ADD}Content-Length: 100000\r\n\r\nACTION=ADD_PERSON&contact[person_name]=rude`),
      trickle(`${ADD}${CHUNKED}`, "1\r\na\r\n"),
      trickle(`${ADD}${MULTIPART}Content-Length: 100000\r\n\r\n${FIELD}rude`, "e"),
      trickle(`${CATALOGS}Content-Length: 100000\r\n\r\n{"add":[{"name":"rude`, "e"),
    ]);
    for (const { answer, ms } of slow) {
      expect(answer).toMatch(/^HTTP\/1\.1 408 /);
      expect(answer).not.toMatch(/fastify|FST_|ERR_/i);
      expect(ms).toBeGreaterThan(5_000);
      // After ten seconds, and what else runs on the machine.
      expect(ms).toBeLessThan(30_000);
    }

    clearInterval(asking);
    await delay(15_000);
    let received = 0;
    unread.on("data", (chunk: Buffer) => (received += chunk.length));
    const resumedAt = performance.now();
    await cut;
    // What was on its way still comes, but not the answers, of more than a megabyte each, that were asked for.
    expect(performance.now() - resumedAt).toBeLessThan(2_000);
    expect(received).toBeLessThan(30 * MEGABYTE);
    expect(sandbox.peakMemory).toBeLessThan(500);
  }, 90_000);
});

test("a list of as many entries as a request may have is read at once", async () => {
  const { text } = await sandbox.post("/private/api/contact_detail.php", "ID[]=1&".repeat(10_000));
  expect(texts(text, "code")).toEqual(["400"]);
});

test("clients that hang up at any point leave nothing behind", async () => {
  const hangUp = (head: string, ms: number) =>
    converse((socket) => {
      socket.write(head);
      setTimeout(() => socket.destroy(), ms);
    });
  const list = `GET /private/api/contacts.php?${KEY_QUERY} HTTP/1.1\r\nHost: a\r\n\r\n`;
  const heads = [
    "GET /private/api/con",
    `${ADD}Content-Length: 1000\r\n\r\nACTION=ADD_PERSON&contact[person_name]=rude`,
    `${ADD}${CHUNKED}`,
    `${ADD}${MULTIPART}Content-Length: 1000\r\n\r\n${FIELD}rude`,
    `${ADD}${MULTIPART}${CHUNKED}5\r\n--b\r\n\r\n`,
    `${CATALOGS}Content-Length: 1000\r\n\r\n{"add":[{"name":"rude"}]`,
    list,
    list.repeat(20),
  ];
  await Promise.all(heads.flatMap((head) => [0, 1, 5, 20, 100].map((ms) => hangUp(head, ms))));
});

describe("what is no HTTP, or too much of it,", () => {
  const list = `GET /private/api/contacts.php?${KEY_QUERY} HTTP/1.1\r\nHost: a\r\n\r\n`;
  test.each<[string, string, number]>([
    ["garbage", "\u0000\u00ff\u0016\u0003 garbage\r\n\r\n", 400],
    ["a TLS hello", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003", 400],
    ["two lengths", `${ADD}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`, 400],
    ["a length and chunks", `${ADD}Content-Length: 3\r\n${CHUNKED}0\r\n\r\n`, 400],
    ["a length that is no number", `${ADD}Content-Length: -1\r\n\r\n`, 400],
    ["a chunk of no length", `${ADD}${CHUNKED}zz\r\nrude\r\n`, 400],
    ["a huge header", `GET / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(MEGABYTE)}\r\n\r\n`, 431],
    ["a huge address", `GET /${"x".repeat(MEGABYTE)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
    ["a hundred thousand headers", `GET / HTTP/1.1\r\nHost: a\r\n${"X: y\r\n".repeat(100_000)}\r\n`, 431],
    ["garbage behind a request", `${list}\u0000\u00ff garbage\r\n\r\n`, 400],
  ])("%s is refused and the connection closed", async (_what, text, status) => {
    const { answer, ms } = await converse((socket) => socket.write(text, "latin1"));
    // Of what is far too long the answer may be lost with the connection, which is reset while it is still written to.
    if (answer !== "" || text.length < MEGABYTE / 2) expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).not.toMatch(/fastify|FST_|HPE_|at .*\.js/i);
    // Long before a slow client would be cut off.
    expect(ms).toBeLessThan(5_000);
  });
});

describe("huge bodies", () => {
  /** Sends `total` bytes of `piece` in chunks, whatever is answered meanwhile. */
  const flood = (head: string, piece: string, total: number) =>
    converse((socket) => {
      socket.write(`${head}${CHUNKED}`);
      const chunk = `${piece.length.toString(16)}\r\n${piece}\r\n`;
      let left = total;
      // Looks for an answer between any two chunks: a write to a connection that is closed by then ends it before it was read.
      const more = () => {
        if (socket.destroyed) return;
        if (left > 0) {
          left -= piece.length;
          if (socket.write(chunk)) setImmediate(more);
          else socket.once("drain", () => setImmediate(more));
          return;
        }
        socket.write("0\r\n\r\n");
        setTimeout(() => socket.destroy(), 500);
      };
      more();
    });

  test.each<[string, string, string, RegExp]>([
    ["XML API", ADD, "contact[person_name]=rude&".repeat(4_000), /<code>413<\/code>/],
    ["JSON API", CATALOGS, `{"add":[{"name":"rude${"x".repeat(100_000)}`, /"status":413/],
    ["multipart", `${ADD}${MULTIPART}`, `${FIELD}${"rude".repeat(200_000)}\r\n`, /<code>413<\/code>/],
  ])(
    "of 200 MB are refused by the %s and not collected",
    async (_what, head, piece, form) => {
      const before = sandbox.peakMemory;
      let answer = "";
      // A client that is writing when its connection ends loses the answer with it, so several come: what one of them reads counts.
      for (let client = 0; answer === "" && client < 30; client += 1) {
        answer = (await flood(head, piece, 200 * MEGABYTE)).answer;
      }
      expect(answer).toMatch(/^HTTP\/1\.1 413 /);
      expect(answer).toMatch(form);
      expect(sandbox.peakMemory - before).toBeLessThan(100);
    },
    90_000,
  );

  test("leave no more than a line in the request log", async () => {
    const before = sandbox.peakMemory;
    await stopReading();
    for (let index = 0; index < 150; index += 1) {
      const answer = await sandbox.post("/private/api/contact_detail.php", `ID=${"x".repeat(MEGABYTE - 100)}`);
      expect(texts(answer.text, "code")).toEqual(["400"]);
    }
    expect(sandbox.peakMemory - before).toBeLessThan(80);
    const log = await (await fetch(`${sandbox.line}/_sandbox/requests`)).text();
    expect(log.length).toBeLessThan(150 * 500);
    const address = await fetch(`${sandbox.line}/${"x".repeat(10_000)}`);
    expect(address.status).toBe(404);
    const entries = (await (await fetch(`${sandbox.line}/_sandbox/requests`)).json()) as { path: string }[];
    expect(entries.at(-1)?.path.length).toBeLessThan(300);
  }, 90_000);
});
