import { once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { DEMO_CREDENTIALS } from "../../src/sandbox/account.js";
import { createSandbox } from "../../src/sandbox/sandbox.js";
import { answer } from "../codec/wireFixture.js";
import { start } from "../server/command.js";
import { post } from "../server/http.js";
import { EVERYTHING, expectCatalogsAlone, fillAccount, readEverything, XML_PAGES, type Records } from "./everyRead.js";
import { changed, raw, withStrayAnswer } from "./faults.js";
import { FaultProxy, type Fault } from "./faultProxy.js";
import { startGatewayBehindFaults, type FaultyGateway } from "./faultyGateway.js";

// Answers that are no HTTP, more than one answer, and cookies that are none of ours.

const OK = "HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\n";
const OUR_COOKIE = /^session_id=[^;]+$/;

const BROKEN: readonly [string, string | Buffer][] = [
  ["a header of 1 MB", `${OK}x-bomb: ${"x".repeat(1024 * 1024)}\r\ncontent-length: 0\r\n\r\n`],
  ["100 000 headers", `${OK}${"x: y\r\n".repeat(100_000)}content-length: 0\r\n\r\n`],
  ["a header without an end", `${OK}x-bomb: ${"x".repeat(1024 * 1024)}`],
  ["a header without a name", `${OK}: value\r\ncontent-length: 0\r\n\r\n`],
  ["a header with control characters", `${OK}x-a: \0\x01\x02\r\ncontent-length: 0\r\n\r\n`],
  ["a bad chunk", `${OK}transfer-encoding: chunked\r\n\r\nZZ\r\n<contacts/>\r\n0\r\n\r\n`],
  ["a negative chunk", `${OK}transfer-encoding: chunked\r\n\r\n-1\r\n<contacts/>\r\n0\r\n\r\n`],
  ["an endless chunk", `${OK}transfer-encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n<contacts/>`],
  ["a chunk that is cut off", `${OK}transfer-encoding: chunked\r\n\r\nFF\r\n<contacts>`],
  ["no last chunk", `${OK}transfer-encoding: chunked\r\n\r\n1\r\n<\r\n`],
  ["a bad status line", "HALLO WELT\r\n\r\n<contacts/>"],
  ["a status that is no number", "HTTP/1.1 abc OK\r\ncontent-length: 0\r\n\r\n"],
  ["a status of 7", "HTTP/1.1 7 OK\r\ncontent-length: 0\r\n\r\n"],
  ["a status of 99999", "HTTP/1.1 99999 OK\r\ncontent-length: 0\r\n\r\n"],
  ["a version that does not exist", "HTTP/9.9 200 OK\r\ncontent-length: 0\r\n\r\n"],
  ["another protocol", "SSH-2.0-OpenSSH_9.6\r\n"],
  ["the answer of a TLS server", Buffer.of(0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x28)],
  ["the settings of HTTP/2", Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")],
  ["a request", "GET / HTTP/1.1\r\nhost: x\r\n\r\n"],
  ["bytes at random", Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7919 + 131) % 256))],
  ["a NUL byte", "\0"],
  ["nothing", ""],
  ["a status line alone", "HTTP/1.1 200 OK\r\n"],
  ["two lengths", `${OK}content-length: 11\r\ncontent-length: 12\r\n\r\n<contacts/>`],
  ["a length and chunks", `${OK}content-length: 11\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
  ["a length that is no number", `${OK}content-length: many\r\n\r\n<contacts/>`],
  ["a negative length", `${OK}content-length: -1\r\n\r\n<contacts/>`],
  ["101", "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n"],
  ["100 for ever", "HTTP/1.1 100 Continue\r\n\r\n".repeat(1_000)],
];

/** What the account cannot be said to have answered. */
const NO_ANSWER = /^UPSTREAM_(BAD_RESPONSE|UNAVAILABLE|TIMEOUT)$/;

describe("an account that answers otherwise", () => {
  let gateway: FaultyGateway;
  let records: Records;

  beforeAll(async () => {
    gateway = await startGatewayBehindFaults();
    records = await fillAccount(gateway);
  });

  beforeEach(() => {
    gateway.faults.clear();
  });

  afterAll(() => gateway.close());

  it.each(BROKEN)("case 42: %s is an error of the field", async (_what, bytes) => {
    gateway.faults.add({ page: "contacts", fault: raw(bytes) });
    const { data, errors, ownMs } = await readEverything(gateway, records);
    expect(data).toEqual({ ...EVERYTHING, contacts: null });
    expect(errors).toMatchObject([{ path: ["contacts"], extensions: { code: expect.stringMatching(NO_ANSWER) } }]);
    expect(ownMs).toBeLessThan(2_000);
    expect(gateway.faults.calls.filter(({ page }) => page === "contacts").length).toBeLessThanOrEqual(3);

    gateway.faults.clear();
    gateway.faults.add({ page: "contact_add", fault: raw(bytes) });
    const written = await gateway.ask(
      `mutation { contactCreate(input: { name: "x" }) { contact { id } userErrors { code } } }`,
    );
    expect(written.data).toEqual({ contactCreate: null });
    expect(written.errors).toMatchObject([{ extensions: { code: "OUTCOME_UNKNOWN", mayHaveBeenApplied: true } }]);
    expect(gateway.faults.calls.filter(({ page }) => page === "contact_add")).toHaveLength(1);

    gateway.faults.clear();
    const healed = await readEverything(gateway, records);
    expect({ data: healed.data, errors: healed.errors }).toEqual({ data: EVERYTHING, errors: [] });
  });

  it("case 42: a process of its own lives through all of them, and says nothing of a crash", async () => {
    const sandbox = await createSandbox({ data: ":memory:", empty: true });
    const faults = await FaultProxy.start();
    faults.forwardTo(sandbox.url);
    const command = start(["serve"], {
      env: {
        PORT: "0",
        AMO_URL: faults.url,
        AMO_LOGIN: DEMO_CREDENTIALS.login,
        AMO_API_KEY: DEMO_CREDENTIALS.key,
        AMO_RATE: "1000",
        LOG_LEVEL: "fatal",
      },
    });
    try {
      const url = await command.listening();
      for (const [what, bytes] of BROKEN) {
        faults.clear();
        faults.add({ page: "contacts", fault: raw(bytes) });
        // Reads that succeed keep the breaker shut.
        const healthy = `catalogs { nodes { name } } deals(first: 1) { nodes { id } } search(query: "x") { deals { nodes { id } } }`;
        const answer = await post(url, { query: `{ contacts(first: 1) { nodes { id } } ${healthy} }` });
        expect({ what, status: answer.status, contacts: answer.data?.["contacts"] }).toEqual({
          what,
          status: 200,
          contacts: null,
        });
        expect(faults.calls.map(({ page }) => page)).toContain("contacts");
      }
      expect((await fetch(`${url}/health`)).status).toBe(200);
      expect(command.process.exitCode).toBeNull();
    } finally {
      command.process.kill("SIGTERM");
      const { code, stderr } = await command.ended;
      await faults.close();
      await sandbox.close();
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    }
  }, 120_000);

  const STRAY = answer("contacts.page.xml").replaceAll("Ivan Petrov", "Somebody Else");

  it("case 43: a second answer on the connection reaches nobody", async () => {
    const spoilt = new Set<Socket>();
    const used: Socket[] = [];
    gateway.faults.choose(({ socket }) => {
      used.push(socket);
      return undefined;
    });
    gateway.faults.add({
      page: "contacts",
      fault: async (exchange) => {
        expect(spoilt.has(exchange.socket)).toBe(false);
        spoilt.add(exchange.socket);
        await withStrayAnswer(STRAY)(exchange);
      },
    });
    for (let round = 0; round < 5; round += 1) {
      const { data, errors } = await readEverything(gateway, records);
      expect({ data, errors }).toEqual({ data: EVERYTHING, errors: [] });
    }
    const closed = [...spoilt].filter((socket) => !socket.destroyed).map((socket) => once(socket, "close"));
    await Promise.all(closed);
    expect(spoilt.size).toBe(5);
    expect(used.filter((socket) => spoilt.has(socket))).toEqual([]);
  });

  it("case 43: nor does one that comes while the connection rests", async () => {
    let spoilt: Socket | undefined;
    const strayLater: Fault = async (exchange) => {
      spoilt = exchange.socket;
      exchange.deliver(await exchange.forward());
      await sleep(30);
      exchange.socket.write(`${OK}content-length: ${String(STRAY.length)}\r\n\r\n${STRAY}`);
    };
    gateway.faults.add({ page: "contacts", times: 1, fault: strayLater });
    const ask = () => gateway.ask(`{ contacts(first: 5) { nodes { name } } }`);
    expect((await ask()).data).toEqual({ contacts: EVERYTHING.contacts });
    while (spoilt?.destroyed !== true) await sleep(5);
    for (let round = 0; round < 5; round += 1) {
      const { data, errors } = await ask();
      expect({ data, errors }).toEqual({ data: { contacts: EVERYTHING.contacts }, errors: [] });
    }
  });

  it("case 43: nor one that is given to a write", async () => {
    gateway.faults.add({ page: "contacts", fault: withStrayAnswer(answer("write.id.xml")) });
    const { data, errors } = await gateway.ask(
      `mutation ($id: ID!) { contactUpdate(id: $id, patch: { position: "Boss" }) { contact { name position } userErrors { code } } }`,
      { id: records.contact },
    );
    expect(errors).toEqual([]);
    const contact = { name: EVERYTHING.contact?.name, position: "Boss" };
    expect(data).toEqual({ contactUpdate: { contact, userErrors: [] } });
  });

  /** The account's answer with cookies on top of its own. */
  const withCookies = (...cookies: string[]): Fault =>
    changed((answer) => ({
      ...answer,
      headers: { ...answer.headers, "set-cookie": [...(answer.headers["set-cookie"] ?? []), ...cookies] },
    }));

  it.each<[string, string[]]>([
    ["of another domain", ["session_id=stolen; Domain=evil.example; Path=/", "track=1; Domain=evil.example"]],
    [
      "of a domain that ends like ours",
      ["session_id=stolen; Domain=7.0.0.1", "session_id=stolen; domain=evil.127.0.0.1"],
    ],
    ["of the end of our address", ["session_id=stolen; Domain=.0.0.1"]],
    ["of other names", ["PHPSESSID=1", "SESSION_ID=2", "session_idx=3", "xsession_id=4"]],
    ["that would be headers", ["session_id=a\tb", "session_id=", "session_id", "=session_id", "session_id=a b"]],
    ["60 in number", Array.from({ length: 60 }, (_, index) => `cookie${String(index)}=${"x".repeat(100)}; Path=/`)],
  ])("case 44: cookies %s at the sign-in are not sent on", async (_what, cookies) => {
    const fresh = await startGatewayBehindFaults();
    try {
      fresh.faults.add({ page: "auth", fault: withCookies(...cookies) });
      const filled = await fillAccount(fresh);
      const { data, errors } = await readEverything(fresh, filled);
      expect({ data, errors }).toEqual({ data: EVERYTHING, errors: [] });
      expect(fresh.faults.signIns).toHaveLength(1);
      const sent = new Set(fresh.faults.calls.map(({ cookie }) => cookie));
      expect(sent.size).toBe(1);
      for (const cookie of sent) {
        expect(cookie).toMatch(OUR_COOKIE);
        expect(cookie).not.toContain("stolen");
      }
    } finally {
      await fresh.close();
    }
  });

  it.each<[string, string[]]>([
    ["of another domain", ["session_id=stolen; Domain=evil.example"]],
    ["of our own name", ["session_id=stolen; Path=/"]],
    ["60 in number", Array.from({ length: 60 }, (_, index) => `cookie${String(index)}=x`)],
  ])("case 44: cookies %s beside data change nothing", async (_what, cookies) => {
    gateway.faults.add({ fault: withCookies(...cookies) });
    for (let round = 0; round < 2; round += 1) {
      const { data, errors } = await readEverything(gateway, records);
      expect({ data, errors }).toEqual({ data: EVERYTHING, errors: [] });
    }
    expect(gateway.faults.signIns).toEqual([]);
    for (const { cookie } of gateway.faults.calls) {
      expect(cookie).toMatch(OUR_COOKIE);
      expect(cookie).not.toContain("stolen");
    }
  });

  it("case 44: more cookies than an answer may have make it no answer", async () => {
    const cookies = Array.from({ length: 60 }, (_, index) => `cookie${String(index)}=${"x".repeat(4_000)}`);
    gateway.faults.add({ page: XML_PAGES, fault: withCookies(...cookies) });
    expectCatalogsAlone(await readEverything(gateway, records));
  });

  it("case 44: a session that is meant for another host is no session", async () => {
    const fresh = await startGatewayBehindFaults();
    try {
      const fault = changed((answer) => ({
        ...answer,
        headers: { ...answer.headers, "set-cookie": ["session_id=stolen; Domain=evil.example"] },
      }));
      fresh.faults.add({ page: "auth", fault });
      const { data, codes } = await fresh.ask(`{ contacts(first: 1) { nodes { id } } }`);
      expect({ data, codes }).toEqual({ data: { contacts: null }, codes: ["UPSTREAM_BAD_RESPONSE"] });
      expect(fresh.faults.calls).toEqual([]);
    } finally {
      await fresh.close();
    }
  });
});
