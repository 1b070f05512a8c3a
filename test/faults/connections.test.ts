import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "@jest/globals";
import { callAccount } from "../e2e/account.js";
import type { Exchange, Fault } from "./faultProxy.js";
import { changed, cutShort, reset, resetHalfway, staleConnections, status, truncated } from "./faults.js";
import {
  ALL_READS,
  EACH_READ,
  endSession,
  inEachField,
  LISTS,
  READS,
  startWithRecords,
  type Stocked,
} from "./reads.js";

// Connections that break, answers that end before they should, and an account that is down.

const TIMEOUT_MS = 4_000;
const PAGES = READS.map(({ page }) => page);

let stocked: Stocked | undefined;

async function start(): Promise<Stocked> {
  return (stocked = await startWithRecords({ AMO_TIMEOUT_MS: String(TIMEOUT_MS) }));
}

afterEach(async () => {
  await stocked?.gateway.close();
  stocked = undefined;
});

/** When the proxy saw requests for a page, in milliseconds. */
function timesOf({ gateway }: Stocked, page: string): readonly number[] {
  return gateway.faults.calls.filter((call) => call.page === page).map(({ at }) => at);
}

/** Milliseconds between one request for a page and the next. */
function pauses(account: Stocked, page: string): readonly number[] {
  const times = timesOf(account, page);
  return times.slice(1).map((at, index) => at - (times[index] ?? at));
}

describe("connections that break", () => {
  it("case 6: reads, always reset: 3 tries, the sibling whole", async () => {
    const account = await start();
    const { gateway, id } = account;
    for (const { field, page, document, healthy } of LISTS) {
      gateway.faults.clear();
      gateway.faults.add({ page, fault: reset });
      const { data, errors } = await gateway.ask(document, { id });
      expect(data).toEqual({ [field]: null, healthy });
      expect(errors).toMatchObject([{ path: [field], extensions: { code: "UPSTREAM_UNAVAILABLE" } }]);
      expect(errors[0]?.extensions["retryAfterSeconds"]).toBeGreaterThan(0);
      await sleep(500);
      expect(timesOf(account, page)).toHaveLength(3);
    }
  });

  it("case 6: sign-ins, always reset: 3 tries for all that wait", async () => {
    const account = await start();
    await endSession(account);
    const { gateway, id } = account;
    gateway.faults.add({ page: "auth", fault: reset });
    const { data, codes } = await gateway.ask(ALL_READS, { id });
    expect(data).toEqual(inEachField(() => null));
    expect(codes).toEqual(READS.map(() => "UPSTREAM_UNAVAILABLE"));
    await sleep(500);
    expect(gateway.faults.signIns).toHaveLength(3);
  });

  it("case 7: reads, each reset once: data by one more try each", async () => {
    const account = await start();
    const { gateway, id } = account;
    for (const page of PAGES) gateway.faults.add({ page, nth: 1, fault: reset });
    const { data, errors } = await gateway.ask(ALL_READS, { id });
    expect(errors).toEqual([]);
    expect(data).toEqual(inEachField(({ value }) => value));
    for (const page of PAGES) expect(timesOf(account, page)).toHaveLength(2);
  });

  it("case 7: a sign-in, reset once: one more sign-in", async () => {
    const account = await start();
    await endSession(account);
    const { gateway, id } = account;
    gateway.faults.add({ page: "auth", nth: 1, fault: reset });
    const { data, errors } = await gateway.ask(ALL_READS, { id });
    expect(errors).toEqual([]);
    expect(data).toEqual(inEachField(({ value }) => value));
    expect(gateway.faults.signIns).toHaveLength(2);
  });

  it("case 8: reads, always reset half-way: no part of them, the sibling whole", async () => {
    const account = await start();
    const { gateway, id } = account;
    for (const { field, page, document, healthy } of LISTS) {
      gateway.faults.clear();
      gateway.faults.add({ page, fault: resetHalfway });
      const { data, errors } = await gateway.ask(document, { id });
      expect(data).toEqual({ [field]: null, healthy });
      expect(errors).toMatchObject([{ path: [field], extensions: { code: "UPSTREAM_UNAVAILABLE" } }]);
      expect(timesOf(account, page)).toHaveLength(3);
    }
  });

  it("case 8: once reset half-way, the whole is read again", async () => {
    const account = await start();
    const { gateway, id } = account;
    for (const page of PAGES) gateway.faults.add({ page, nth: 1, fault: resetHalfway });
    const { data, errors } = await gateway.ask(ALL_READS, { id });
    expect(errors).toEqual([]);
    expect(data).toEqual(inEachField(({ value }) => value));
    for (const page of PAGES) expect(timesOf(account, page)).toHaveLength(2);
  });
});

/** The account's answer up to some share of it; what follows its last sign does not count. */
function cutAt(share: number): Fault {
  return changed((answer) => {
    const whole = answer.body.toString("latin1").trimEnd().length;
    return { ...answer, body: answer.body.subarray(0, Math.min(whole - 1, Math.floor(whole * share))) };
  });
}

/** The whole answer, which claims to be longer than it is. */
function announcedLonger(end: (exchange: Exchange) => void): Fault {
  return async (exchange) => {
    const { status, headers, body } = await exchange.forward();
    exchange.response.writeHead(status, { ...headers, "content-length": body.length + 100 });
    exchange.response.write(body, () => end(exchange));
  };
}

/** Chunks of the whole answer without the one that says that it was the last. */
const lastChunkMissing: Fault = async ({ forward, socket }) => {
  const { body } = await forward();
  const head = "HTTP/1.1 200 OK\r\ncontent-type: text/xml; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n";
  socket.end(Buffer.concat([Buffer.from(`${head}${body.length.toString(16)}\r\n`), body, Buffer.from("\r\n")]));
};

describe("answers that end before they should", () => {
  it.each(EACH_READ)("case 9: %s, cut off cleanly anywhere: no part of it", async (_field, read) => {
    const { gateway, id } = await start();
    for (const share of [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1]) {
      gateway.faults.clear();
      gateway.faults.add({ page: read.page, fault: cutAt(share) });
      const { data, errors } = await gateway.ask(read.document, { id });
      expect(data).toEqual({ [read.field]: null, healthy: read.healthy });
      expect(errors).toMatchObject([{ path: [read.field], extensions: { code: "UPSTREAM_BAD_RESPONSE" } }]);
    }
  });

  it("case 9: half a sign-in lets nobody in", async () => {
    const account = await start();
    await endSession(account);
    const { gateway, id } = account;
    gateway.faults.add({ page: "auth", fault: truncated });
    const { data, codes } = await gateway.ask(ALL_READS, { id });
    expect(data).toEqual(inEachField(() => null));
    expect(codes).toEqual(READS.map(() => "UPSTREAM_BAD_RESPONSE"));
    expect(gateway.faults.signIns).toHaveLength(1);
  });

  it.each<[string, Fault]>([
    ["half of the announced bytes", cutShort],
    ["all bytes, but more were announced", announcedLonger(({ socket }) => socket.end())],
    ["no last chunk", lastChunkMissing],
  ])("case 10: %s, then the connection ends: no part of it, and at once", async (_name, fault) => {
    const { gateway, id } = await start();
    gateway.faults.add({ page: PAGES, fault });
    const { data, codes, ownMs } = await gateway.ask(ALL_READS, { id });
    expect(data).toEqual(inEachField(() => null));
    expect(codes).toHaveLength(READS.length);
    for (const code of codes) expect(["UPSTREAM_UNAVAILABLE", "UPSTREAM_BAD_RESPONSE"]).toContain(code);
    expect(ownMs).toBeLessThan(1_500);
    for (const page of PAGES) expect(timesOf({ gateway, id }, page).length).toBeLessThanOrEqual(3);
  });

  it("case 10: more bytes announced than sent: no part of it, the sibling whole", async () => {
    const { gateway, id } = await start();
    for (const { field, page, document, healthy } of LISTS) {
      gateway.faults.clear();
      gateway.faults.add({ page, fault: announcedLonger(({ socket }) => socket.end()) });
      const { data, errors } = await gateway.ask(document, { id });
      expect(data).toEqual({ [field]: null, healthy });
      expect(errors).toMatchObject([{ path: [field], extensions: { code: "UPSTREAM_UNAVAILABLE" } }]);
    }
  });

  it("case 10: where the connection stays, the missing bytes are not waited for beyond the call's time", async () => {
    const { gateway, id } = await start();
    gateway.faults.add({ page: PAGES, fault: announcedLonger(() => undefined) });
    const { data, codes, ownMs } = await gateway.ask(ALL_READS, { id });
    expect(data).toEqual(inEachField(() => null));
    expect(codes).toEqual(READS.map(() => "UPSTREAM_TIMEOUT"));
    expect(ownMs).toBeLessThan(TIMEOUT_MS + 700);
  });
});

describe("connections that the account closes between two requests", () => {
  const WRITE = `mutation ($name: String!) {
    contactCreate(input: { name: $name }) { contact { name } userErrors { code } }
  }`;

  it("case 11: none is lost and no write is sent twice, though every kept connection breaks at its next use", async () => {
    const { gateway, id } = await start();
    gateway.faults.add({ page: [...PAGES, "contact_add"], fault: staleConnections() });
    for (const name of ["First", "Second", "Third"]) {
      const read = await gateway.ask(`query ($id: ID!) { contact(id: $id) { name } deals { nodes { name } } }`, { id });
      expect(read.errors).toEqual([]);
      expect(read.data).toEqual({ contact: { name: "Ada" }, deals: { nodes: [{ name: "Order" }] } });
      const written = await gateway.ask(WRITE, { name });
      expect(written.errors).toEqual([]);
      expect(written.data).toEqual({ contactCreate: { contact: { name }, userErrors: [] } });
    }
    const reached = gateway.calls();
    // Some did break: the proxy saw requests that the account did not.
    expect(gateway.faults.calls.length).toBeGreaterThan(reached.length);
    expect(gateway.faults.calls.filter(({ action }) => action === "ADD_PERSON")).toHaveLength(3);
    expect(reached.filter((call) => call === "contact_add ADD_PERSON")).toHaveLength(3);
    const stored = await callAccount(gateway, "contacts", {});
    for (const name of ["First", "Second", "Third"]) expect(stored.split(`<name>${name}</name>`)).toHaveLength(2);
  });

  it("case 11: connections cut while idle are not noticed by anyone", async () => {
    const { gateway, id } = await start();
    for (const name of ["First", "Second", "Third"]) {
      gateway.faults.cut();
      const written = await gateway.ask(WRITE, { name });
      expect(written.errors).toEqual([]);
      gateway.faults.cut();
      expect((await gateway.ask(ALL_READS.replace("first: 5", "first: 2"), { id })).errors).toEqual([]);
    }
    expect(gateway.calls().filter((call) => call === "contact_add ADD_PERSON")).toHaveLength(3);
  });
});

describe("an account that is down", () => {
  it.each([500, 502, 503, 504])("case 12: always %i: 3 tries at most, the sibling whole", async (code) => {
    const account = await start();
    const { gateway, id } = account;
    for (const { field, page, document, healthy } of LISTS) {
      gateway.faults.clear();
      gateway.faults.add({ page, fault: status(code) });
      const { data, errors } = await gateway.ask(document, { id });
      expect(data).toEqual({ [field]: null, healthy });
      expect(errors).toMatchObject([{ path: [field], extensions: { code: "UPSTREAM_UNAVAILABLE" } }]);
      expect(errors[0]?.message).not.toMatch(/[<>]/);
      expect(timesOf(account, page)).toHaveLength(code === 500 ? 1 : 3);
    }
  });

  it.each([500, 502, 504])("case 12: ten answers of %i, and the account is left alone", async (code) => {
    const { gateway, id } = await start();
    gateway.faults.add({ page: [...PAGES, "contact_add"], fault: status(code) });
    const ten = Array.from({ length: 10 }, (_, index) => `c${index}: contacts(first: ${index + 1}) { totalCount }`);
    const { codes } = await gateway.ask(`{ ${ten.join(" ")} }`);
    expect(new Set(codes)).toEqual(new Set(["UPSTREAM_UNAVAILABLE"]));
    gateway.faults.clear();
    const { data, errors, ownMs } = await gateway.ask(ALL_READS, { id });
    expect(data).toEqual(inEachField(() => null));
    for (const { extensions } of errors) {
      expect(extensions.code).toBe("UPSTREAM_UNAVAILABLE");
      expect(extensions["retryAfterSeconds"]).toBeGreaterThanOrEqual(1);
    }
    expect(ownMs).toBeLessThan(500);
    expect([...gateway.faults.calls, ...gateway.faults.signIns]).toEqual([]);
  });

  it.each([
    [503, 1],
    [502, 2],
  ])("case 13: %i, %i times: data, and time to recover in between", async (code, times) => {
    const account = await start();
    const { gateway, id } = account;
    for (const { field, page, document, value, healthy } of LISTS) {
      gateway.faults.clear();
      gateway.faults.add({ page, times, fault: status(code) });
      const { data, errors } = await gateway.ask(document, { id });
      expect(errors).toEqual([]);
      expect(data).toEqual({ [field]: value, healthy });
      const [first, second = Infinity] = pauses(account, page);
      expect(pauses(account, page)).toHaveLength(times);
      expect(first).toBeGreaterThanOrEqual(95);
      expect(second).toBeGreaterThanOrEqual(195);
    }
  });
});
