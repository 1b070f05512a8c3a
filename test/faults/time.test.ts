import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "@jest/globals";
import { callAccount } from "../e2e/account.js";
import { delayed, halfThenSilence, headersThenSilence, silence, trickle } from "./faults.js";
import { OwnTime } from "./ownTime.js";
import {
  ALL_READS,
  EACH_LIST,
  EACH_READ,
  endSession,
  inEachField,
  READS,
  startWithRecords,
  type Stocked,
} from "./reads.js";

// An account that takes its time.

/** So long that the siblings of what hangs are there by then, though this process waits for others for a second. */
const TIMEOUT_MS = 1_600;
/** What this process itself may need beside a time that is kept. */
const MARGIN_MS = 700;

const PAGES = READS.map(({ page }) => page);

let stocked: Stocked | undefined;

async function start(timeoutMs = TIMEOUT_MS): Promise<Stocked> {
  return (stocked = await startWithRecords({ AMO_TIMEOUT_MS: String(timeoutMs) }));
}

afterEach(async () => {
  await stocked?.gateway.close();
  stocked = undefined;
});

/** The time is up, and not before. */
function expectTimedOut({ tookMs, ownMs }: { readonly tookMs: number; readonly ownMs: number }): void {
  expect(tookMs).toBeGreaterThan(TIMEOUT_MS - 20);
  expect(ownMs).toBeLessThan(TIMEOUT_MS + MARGIN_MS);
}

describe("answers that come late", () => {
  it("case 1: reads after 0.8 s are data, by one call each", async () => {
    const { gateway, id } = await start(4_000);
    gateway.faults.add({ page: PAGES, fault: delayed(800) });
    const { data, errors, tookMs } = await gateway.ask(ALL_READS, { id });
    expect(errors).toEqual([]);
    expect(data).toEqual(inEachField(({ value }) => value));
    expect(tookMs).toBeGreaterThan(790);
    await sleep(300);
    expect(gateway.faults.calls.map(({ page }) => page).sort()).toEqual([...PAGES].sort());
  });

  it("case 1: a write after 0.8 s is done, by one call", async () => {
    const { gateway } = await start(4_000);
    gateway.faults.add({ page: "contact_add", fault: delayed(800) });
    const { data, errors } = await gateway.ask(
      `mutation { contactCreate(input: { name: "Late" }) { contact { name } userErrors { code } } }`,
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({ contactCreate: { contact: { name: "Late" }, userErrors: [] } });
    expect(gateway.calls()).toEqual(["contact_add ADD_PERSON", "contact_detail"]);
    expect((await callAccount(gateway, "contacts", {})).match(/<name>Late</g)).toHaveLength(1);
  });

  it("case 1: a sign-in after 0.8 s lets all in, by one sign-in", async () => {
    const { gateway, id } = await start(4_000);
    await endSession({ gateway, id });
    gateway.faults.add({ page: "auth", fault: delayed(800) });
    const { data, errors } = await gateway.ask(ALL_READS, { id });
    expect(errors).toEqual([]);
    expect(data).toEqual(inEachField(({ value }) => value));
    expect(gateway.faults.signIns).toHaveLength(1);
  });
});

describe("answers that never come", () => {
  it.each(EACH_READ)("case 2: %s hangs before headers", async (_field, { field, page, document, healthy }) => {
    const { gateway, id } = await start();
    gateway.faults.add({ page, fault: silence });
    const answer = await gateway.ask(document, { id });
    const { data, errors } = answer;
    expect(data).toEqual({ [field]: null, healthy });
    expect(errors).toMatchObject([{ path: [field], extensions: { code: "UPSTREAM_TIMEOUT" } }]);
    expectTimedOut(answer);
    expect(gateway.faults.calls.filter((call) => call.page === page)).toHaveLength(1);
  });

  it("case 2: a sign-in that hangs takes one call's time, for all that wait for it", async () => {
    const { gateway, id } = await start();
    await endSession({ gateway, id });
    gateway.faults.add({ page: "auth", fault: silence });
    const answer = await gateway.ask(ALL_READS, { id });
    const { data, codes } = answer;
    expect(data).toEqual(inEachField(() => null));
    expect(codes).toEqual(READS.map(() => "UPSTREAM_TIMEOUT"));
    expectTimedOut(answer);
    expect(gateway.faults.signIns).toHaveLength(1);
  });

  it.each([
    ["case 3: headers without a body", headersThenSilence],
    ["case 4: half a body", halfThenSilence],
    ["case 5: a byte every 300 ms", trickle(300)],
    ["case 5: a byte every 20 ms", trickle(20)],
  ])("%s: the time of the call is kept, and no socket stays behind", async (_name, fault) => {
    const { gateway, id } = await start();
    const sockets = new Set<Socket>();
    gateway.faults.add({
      page: PAGES,
      fault: (exchange) => {
        sockets.add(exchange.socket);
        return fault(exchange);
      },
    });
    const answer = await gateway.ask(ALL_READS, { id });
    const { data, codes } = answer;
    expect(data).toEqual(inEachField(() => null));
    expect(codes).toEqual(READS.map(() => "UPSTREAM_TIMEOUT"));
    expectTimedOut(answer);
    expect(gateway.faults.calls).toHaveLength(READS.length);
    expect(sockets.size).toBe(READS.length);
    expect(await soon(() => [...sockets].every(({ destroyed }) => destroyed), 1_000)).toBe(true);
  });

  it("case 3: after answers that hung no connection stays open for longer than idle ones do", async () => {
    const { gateway, id } = await start();
    gateway.faults.add({ page: ["contacts", "catalogs"], times: 2, fault: headersThenSilence });
    expect((await gateway.ask(ALL_READS, { id })).codes).toEqual(["UPSTREAM_TIMEOUT", "UPSTREAM_TIMEOUT"]);
    expect(await soon(() => gateway.faults.openConnections === 0, 7_000)).toBe(true);
    const { errors } = await gateway.ask(ALL_READS, { id });
    expect(errors).toEqual([]);
  });

  it.each(EACH_LIST)("case 4: half of %s, the sibling whole", async (_field, { field, page, document, healthy }) => {
    const { gateway, id } = await start();
    gateway.faults.add({ page, fault: halfThenSilence });
    const answer = await gateway.ask(document, { id });
    const { data, errors } = answer;
    expect(data).toEqual({ [field]: null, healthy });
    expect(errors).toMatchObject([{ path: [field], extensions: { code: "UPSTREAM_TIMEOUT" } }]);
    expectTimedOut(answer);
  });

  it.each(EACH_READ)(
    "case 5: %s by the byte, the sibling whole",
    async (_field, { field, page, document, healthy }) => {
      const { gateway, id } = await start();
      gateway.faults.add({ page, fault: trickle(300) });
      const answer = await gateway.ask(document, { id });
      const { data, errors } = answer;
      expect(data).toEqual({ [field]: null, healthy });
      expect(errors).toMatchObject([{ path: [field], extensions: { code: "UPSTREAM_TIMEOUT" } }]);
      expectTimedOut(answer);
    },
  );
});

/** Whether something comes true within a time of this process, in milliseconds. */
async function soon(isTrue: () => boolean, within: number): Promise<boolean> {
  const time = new OwnTime();
  while (!isTrue() && time.ms < within) await sleep(20);
  time.stop();
  return isTrue();
}
