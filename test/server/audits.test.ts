import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { serverAudits } from "graphql-http";
import { startGateway, type TestGateway } from "../gateway.js";

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

/** The audits also GET and POST other types, which a browser could send for another site: our clients say that they are none. */
const audits = serverAudits({
  url: () => `${gateway.url}/graphql`,
  fetchFn: (input: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set("apollo-require-preflight", "1");
    return fetch(input, { ...init, headers });
  },
});

describe("GraphQL over HTTP", () => {
  it("is audited in 61 points", () => {
    expect(audits).toHaveLength(61);
  });

  it.each(audits.map((audit) => [audit.id, audit.name, audit] as const))("%s %s", async (_id, _name, audit) => {
    const result = await audit.fn();
    // The response of a failed audit cannot be printed.
    expect({ status: result.status, reason: "reason" in result ? result.reason : undefined }).toEqual({ status: "ok" });
  });
});
