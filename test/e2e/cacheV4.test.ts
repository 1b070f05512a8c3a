import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startGateway, type GraphQLAnswer, type TestGateway } from "../gateway.js";
import { send, TASK } from "./account.js";
import { ALL_READS, newCast, only, read, WRITES, type Read } from "./cacheTable.js";

// What cache.test.ts shows of the older APIs, of API v4: reads that are answered from what was read shortly before.

/** Writes that API v4 does not make, and one of a company as a contact, which it is not there. */
const NOT_OVER_V4 = [
  "contactUpdate of a company",
  "contactDelete",
  "dealDelete",
  "noteDelete",
  "taskUpdate that detaches a task",
  "taskDelete",
  "catalogBulkDelete",
];

let gateway: TestGateway;
/** Another gateway to the same account, without a cache: it tells what the account has. */
let uncached: TestGateway;

beforeAll(async () => {
  gateway = await startGateway({ api: "v4", env: { CACHE_TTL: "600" } });
  uncached = await startGateway({ api: "v4", env: { AMO_URL: gateway.sandboxUrl } });
});

afterAll(async () => {
  await uncached.close();
  await gateway.close();
});

it("an equal read costs no call and gives the same", async () => {
  const cast = await newCast(gateway);
  for (const which of ALL_READS) {
    const first = await read(gateway, which, cast);
    const second = await read(gateway, which, cast);
    expect({ which, errors: first.answer.errors, isRead: first.calls > 0 }).toEqual({ which, isRead: true });
    expect({ which, ...second }).toMatchObject({ which, answer: first.answer, calls: 0 });
  }
});

describe("a write is seen by the next read", () => {
  it.each(WRITES.filter(([name]) => !NOT_OVER_V4.includes(name)))("%s", async (_, document, reads) => {
    const cast = await newCast(gateway);
    const input = { ...TASK, subject: { contactId: cast["contact"] } };
    const before = new Map<Read, GraphQLAnswer>();
    for (const which of ALL_READS) before.set(which, (await read(gateway, which, cast)).answer);
    const { value } = await send<{ userErrors: unknown[] }>(gateway, document, only(document, { ...cast, input }));
    expect(value.userErrors).toEqual([]);
    for (const which of ALL_READS) {
      const { answer, upstream } = await read(gateway, which, cast);
      expect({ which, answer }).toEqual({ which, answer: (await read(uncached, which, cast)).answer });
      if (!reads.includes(which)) continue;
      expect({ which, answer }).not.toEqual({ which, answer: before.get(which) });
      expect(upstream.calls).toBeGreaterThan(0);
    }
  });
});
