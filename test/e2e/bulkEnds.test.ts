import { afterEach, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { startGateway, type TestGateway } from "../gateway.js";

// A bulk mutation that is cut short tells of each row what became of it.

interface Bulk {
  readonly contactBulkCreate: {
    readonly rows: readonly {
      readonly contact: { readonly id: string } | null;
      readonly userErrors: readonly { readonly code: string }[];
    }[];
  };
}

const BULK = `mutation ($input: [ContactCreateInput!]!) {
  contactBulkCreate(input: $input) { rows { contact { id } userErrors { code } } userErrors { code } }
}`;

const ROWS = Array.from({ length: 40 }, (_, index) => ({ name: `Row ${index}` }));

let gateway: TestGateway;
let isClosed = false;

afterEach(async () => {
  if (!isClosed) await gateway.close();
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  isClosed = false;
  gateway = await startGateway({ sandbox: { switches: { latencyMs: 100 } }, env });
}

/** Rows that were written, and the codes of the others, in order. */
function outcome(bulk: Bulk | null | undefined): { written: number; codes: string[] } {
  const rows = bulk?.contactBulkCreate.rows ?? [];
  expect(rows).toHaveLength(ROWS.length);
  const written = rows.filter((row) => row.contact !== null).length;
  expect(rows.slice(0, written).every((row) => row.userErrors.length === 0)).toBe(true);
  return { written, codes: [...new Set(rows.slice(written).flatMap((row) => row.userErrors.map(({ code }) => code)))] };
}

it("sends no further row once the operation's time is up", async () => {
  await start({ OPERATION_TIMEOUT_MS: "3000" });
  const { data } = await gateway.query<Bulk>(BULK, { input: ROWS });
  const { written, codes } = outcome(data);
  expect(written).toBeGreaterThan(0);
  expect(codes).toEqual(["NOT_SENT"]);
  expect(gateway.calls()).toHaveLength(written);
});

it("sends no further row once the gateway is closing, and answers all the same", async () => {
  await start();
  const answer = gateway.query<Bulk>(BULK, { input: ROWS });
  let done = 0;
  while (done === 0) {
    await sleep(10);
    done += gateway.calls().length;
  }
  isClosed = true;
  await Promise.all([gateway.close(), answer]);
  const { written, codes } = outcome((await answer).data);
  expect(written).toBeGreaterThan(0);
  expect(codes).toEqual(["NOT_SENT"]);
  expect(done + gateway.calls().length).toBe(written);
});
