import { describe, expect, it } from "@jest/globals";
import { readCost, readPlan, type UpstreamCall } from "../../src/playground/upstreamPanel/upstreamCost.js";
import { layOut, tellOutcome, tellTime } from "../../src/playground/upstreamPanel/waterfall.js";
import { startGateway } from "../gateway.js";

const QUERY = "{ contacts(first: 2) { nodes { name notes { nodes { body } } } } }";

function call(startedMs: number, waitedMs: number, tookMs: number): UpstreamCall {
  return { endpoint: "contacts", outcome: "ok", startedMs, waitedMs, tookMs };
}

describe("what the upstream panel reads of an answer", () => {
  it("is what a gateway tells, of calls and of cached reads", async () => {
    const gateway = await startGateway({ sandbox: { empty: false }, env: { CACHE_TTL: "60" } });
    try {
      const trace = { "amoql-trace": "1" };
      const first = readCost(await gateway.query(QUERY, {}, trace));
      expect(first).toMatchObject({ calls: 3, shared: 0, cached: 0, waitedMs: expect.any(Number) });
      expect(first?.requests.map(({ endpoint }) => endpoint)).toEqual([
        "auth",
        "contacts",
        "contact_detail",
        "contact_detail",
      ]);
      const again = readCost(await gateway.query(QUERY, {}, trace));
      expect(again).toMatchObject({ calls: 0, cached: 3 });
      expect(again?.requests[0]).toMatchObject({ outcome: "cached", ageMs: expect.any(Number) });
      expect(readPlan(await gateway.query(QUERY, {}, { "amoql-plan": "1" }))).toEqual({ planned: 3, limit: 160 });
      // Neither is told to those who do not ask.
      expect(readCost(await gateway.query(QUERY))).toBeNull();
      expect(readPlan(await gateway.query(QUERY))).toBeNull();
    } finally {
      await gateway.close();
    }
  });

  it.each([
    null,
    "text",
    { extensions: null },
    { extensions: { upstream: [] } },
    { extensions: { upstream: { calls: "3", planned: "3", limit: 160, requests: [] } } },
    { extensions: { upstream: { calls: 3, planned: 3, requests: {} } } },
  ])("is nothing where %j came instead", (answer) => {
    expect(readCost(answer)).toBeNull();
    expect(readPlan(answer)).toBeNull();
  });
});

describe("the waterfall", () => {
  it("lies between the request and the end of the last call, in the order of beginnings", () => {
    const [early, late] = layOut([call(50, 30, 20), call(0, 0, 25)]);
    expect(early).toMatchObject({ waiting: { from: 0, width: 0 }, calling: { from: 0, width: 25 } });
    expect(late).toMatchObject({ waiting: { from: 50, width: 30 }, calling: { from: 80, width: 20 } });
  });

  it("begins at the request for a read that was under way before", () => {
    const [shared, own] = layOut([call(-100, 0, 150), call(0, 0, 100)]);
    expect(shared?.calling).toEqual({ from: 0, width: 50 });
    expect(own?.calling).toEqual({ from: 0, width: 100 });
  });

  it("shows what took no time, and never leaves the axis", () => {
    for (const calls of [[call(0, 0, 0)], [call(10, 0, 0), call(0, 0, 10)], [call(0, 500, 0)]]) {
      for (const { waiting, calling } of layOut(calls)) {
        expect(calling.width).toBeGreaterThan(0);
        expect(waiting.width).toBeGreaterThanOrEqual(0);
        expect(calling.from).toBeGreaterThanOrEqual(waiting.from + waiting.width);
        expect(calling.from + calling.width).toBeLessThanOrEqual(100);
      }
    }
  });

  it("says how calls ended that were no plain ones", () => {
    expect(tellOutcome(call(0, 0, 1))).toBe("");
    expect(tellOutcome({ ...call(0, 0, 1), endpoint: "auth" })).toBe("sign-in, not counted");
    expect(tellOutcome({ ...call(0, 0, 1), outcome: "timeout" })).toBe("timeout");
    expect(tellOutcome({ ...call(0, 0, 0), outcome: "cached", ageMs: 1_234 })).toBe("cached, 1.2 s old");
  });

  it("tells times in the unit that fits", () => {
    expect([0.4, 999, 1_000, 59_900, 180_000].map(tellTime)).toEqual(["0 ms", "999 ms", "1.0 s", "59.9 s", "3 min"]);
  });
});
