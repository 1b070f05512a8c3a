import { afterEach, expect, test } from "@jest/globals";
import { CrmError } from "../../src/domain/crmError.js";
import { errorOf, Operation, READ, WRITE } from "./scriptedAccount.js";
import { Stage } from "./stage.js";

const stage = new Stage();

afterEach(() => stage.close());

test("a write is looked at when its turn has come, with the time that is left for it", async () => {
  const { account, upstream } = await stage.start((response) => setTimeout(() => response.end("<root/>"), 100), {
    concurrency: 1,
    timeoutMs: 5_000,
  });
  const operation = new Operation();
  await upstream.send(READ, operation);
  const seen: { requests: number; mayTakeMs: number }[] = [];
  const ahead = upstream.send(READ, operation);
  await upstream.send(
    { ...WRITE, beforeSending: (mayTakeMs) => seen.push({ requests: account.requests.length, mayTakeMs }) },
    operation,
  );
  await ahead;
  expect(seen).toEqual([{ requests: 2, mayTakeMs: 5_000 }]);
});

test("a write that may not be sent any more is not: the caller gets the reason, and others go on", async () => {
  const { account, upstream } = await stage.start((response) => response.end("<root/>"), { concurrency: 1 });
  const operation = new Operation();
  const reason = new CrmError("unavailable", "too late");
  const refuse = (): never => {
    throw reason;
  };
  expect(await errorOf(upstream.send({ ...WRITE, beforeSending: refuse }, operation))).toBe(reason);
  expect(account.requests).toHaveLength(0);
  await upstream.send(WRITE, operation);
  expect(account.requests).toHaveLength(1);
});

test("a write that is made again with a new session is looked at again, with the rest of its time", async () => {
  const { account, upstream } = await stage.start(
    (response, _received, count) => (count === 2 ? response.writeHead(401).end() : response.end("<root/>")),
    { timeoutMs: 5_000 },
  );
  const operation = new Operation();
  await upstream.send(READ, operation);
  const left: number[] = [];
  await upstream.send({ ...WRITE, beforeSending: (mayTakeMs) => left.push(mayTakeMs) }, operation);
  expect(account.requests).toHaveLength(3);
  expect(left).toEqual([5_000, expect.any(Number)]);
  expect(left[1]).toBeLessThan(5_000);
});
