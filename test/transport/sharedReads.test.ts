import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "@jest/globals";
import type { UpstreamRequest } from "../../src/transport/message.js";
import { SharedReads } from "../../src/transport/sharedReads.js";
import { errorOf, Operation, READ, WRITE } from "./scriptedAccount.js";
import type { Behaviour, ScriptedAccount } from "./scriptedAccount.js";
import { Stage } from "./stage.js";

const stage = new Stage();

afterEach(() => stage.close());

const SHARED: UpstreamRequest = { ...READ, shared: true };

/** Tells what the account knew when the read came, after a while. */
const slow: Behaviour = (response, _received, count) => setTimeout(() => response.end(`<root>${count}</root>`), 80);

async function start(): Promise<{ account: ScriptedAccount; reads: SharedReads }> {
  const { account, upstream } = await stage.start(slow);
  return { account, reads: new SharedReads(upstream) };
}

const textOf = async (reply: Promise<{ text: string }>): Promise<string> => (await reply).text;

test("equal reads at once are one call, and those who joined are told so", async () => {
  const { account, reads } = await start();
  const operations = Array.from({ length: 100 }, () => new Operation());
  const texts = await Promise.all(operations.map((operation) => textOf(reads.send(SHARED, operation))));
  expect(new Set(texts)).toEqual(new Set(["<root>1</root>"]));
  expect(account.requests).toHaveLength(1);
  const told = operations.map(({ story }) => story.at(-1));
  expect(told.filter((line) => line === "contacts ok")).toHaveLength(1);
  expect(told.filter((line) => line === "contacts shared")).toHaveLength(99);
});

test("reads one after another, other reads, and reads that must be fresh are calls of their own", async () => {
  const { account, reads } = await start();
  await reads.send(SHARED, new Operation());
  await Promise.all([
    reads.send(SHARED, new Operation()),
    reads.send({ ...SHARED, path: `${SHARED.path}?PAGEN_1=2` }, new Operation()),
    reads.send(READ, new Operation()),
  ]);
  expect(account.requests).toHaveLength(4);
});

test("in a pause a shared read waits as long as the most patient who wants it", async () => {
  const { account, upstream } = await stage.start(
    (response, received, count) => {
      if (count > 1) slow(response, received, count);
      else setTimeout(() => response.writeHead(429, { "retry-after": "1" }).end(), 50);
    },
    { concurrency: 1 },
  );
  await upstream.account(new Operation());
  const reads = new SharedReads(upstream);
  const refused = errorOf(reads.send(WRITE, new Operation()));
  const both = [performance.now() + 500, Infinity].map((deadline) =>
    reads.send(SHARED, new Operation("someone", deadline)),
  );
  const alone = errorOf(reads.send({ ...SHARED, path: "/other" }, new Operation("someone", performance.now() + 500)));
  expect((await refused).kind).toBe("rateLimited");
  expect((await alone).kind).toBe("rateLimited");
  expect(new Set(await Promise.all(both.map(textOf)))).toEqual(new Set(["<root>2</root>"]));
  expect(account.requests).toHaveLength(2);
});

test("nobody joins a read that began before a write was over", async () => {
  const { account, reads } = await start();
  const before = textOf(reads.send(SHARED, new Operation()));
  await sleep(20);
  const write = reads.send(WRITE, new Operation());
  const during = textOf(reads.send(SHARED, new Operation()));
  await write;
  const after = textOf(reads.send(SHARED, new Operation()));
  expect(new Set(await Promise.all([before, during, after])).size).toBe(3);
  expect(account.requests).toHaveLength(4);
});

test("a caller who leaves does not take the read from the others", async () => {
  const { account, reads } = await start();
  const leaver = new Operation();
  const left = errorOf(reads.send(SHARED, leaver));
  const stays = textOf(reads.send(SHARED, new Operation()));
  while (account.requests.length === 0) await sleep(5);
  leaver.leave();
  expect((await left).kind).toBe("aborted");
  expect(await stays).toBe("<root>1</root>");
  expect(account.requests).toHaveLength(1);
});

test("a shared read takes the turn of the caller who began it", async () => {
  const { account, upstream } = await stage.start((response) => setTimeout(() => response.end("<root/>"), 5), {
    concurrency: 1,
  });
  const reads = new SharedReads(upstream);
  await upstream.account(new Operation());
  const greedy = Array.from({ length: 30 }, (_, i) =>
    reads.send({ ...SHARED, path: `/greedy${i}` }, new Operation("greedy")),
  );
  await reads.send({ ...SHARED, path: "/modest" }, new Operation("modest"));
  expect(account.requests.length).toBeLessThanOrEqual(4);
  await Promise.all(greedy);
});

test("a read that nobody waits for any more is given up, and the next one is new", async () => {
  const { account, reads } = await start();
  const leavers = [new Operation(), new Operation()];
  const left = leavers.map((leaver) => errorOf(reads.send(SHARED, leaver)));
  while (account.requests.length === 0) await sleep(5);
  leavers.forEach((leaver) => leaver.leave());
  expect((await Promise.all(left)).map(({ kind }) => kind)).toEqual(["aborted", "aborted"]);
  expect(await textOf(reads.send(SHARED, new Operation()))).toBe("<root>2</root>");
  expect(account.requests).toHaveLength(2);
});
