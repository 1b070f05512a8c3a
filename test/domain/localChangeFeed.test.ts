import { expect, test } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { Change } from "../../src/domain/change.js";
import { LocalChangeFeed } from "../../src/domain/localChangeFeed.js";

const CHANGE: Change = { kind: "deal", action: "updated", id: "7", subject: null, at: new Date(0) };

test("all that listen are told, until they cease to", () => {
  const feed = new LocalChangeFeed();
  const told: string[] = [];
  feed.tell(CHANGE);
  const ceases = feed.listen(({ id }) => told.push(`one ${id}`));
  feed.listen(({ id }) => told.push(`other ${id}`));
  feed.tell(CHANGE);
  ceases();
  ceases();
  feed.tell({ ...CHANGE, id: "8" });
  expect(told).toEqual(["one 7", "other 7", "other 8"]);
});

test("the same listener may listen twice", () => {
  const feed = new LocalChangeFeed();
  let count = 0;
  const listener = (): void => void (count += 1);
  feed.listen(listener)();
  feed.listen(listener);
  feed.tell(CHANGE);
  expect(count).toBe(1);
});

test("one that ceases while all are told takes nobody else's turn", () => {
  const feed = new LocalChangeFeed();
  const told: string[] = [];
  const ceases = feed.listen(() => {
    told.push("one");
    ceases();
  });
  feed.listen(() => told.push("other"));
  feed.tell(CHANGE);
  expect(told).toEqual(["one", "other"]);
});

test("a gap is told to those who want to know", () => {
  const feed = new LocalChangeFeed();
  const told: string[] = [];
  feed.listen(() => told.push("change"));
  const ceases = feed.listen(
    () => told.push("change"),
    () => told.push("gap"),
  );
  feed.tellGap();
  ceases();
  feed.tellGap();
  expect(told).toEqual(["gap"]);
});

test("a listener that fails keeps nothing from the others, and its failure is that of the process", async () => {
  const program = `
    import { LocalChangeFeed } from ${JSON.stringify(new URL("../../src/domain/localChangeFeed.ts", import.meta.url))};
    const feed = new LocalChangeFeed();
    feed.listen(() => { throw new Error("a bug"); });
    feed.listen(({ id }) => console.log("told", id));
    feed.tell({ id: "7" });
    console.log("goes on");
  `;
  const child = spawn(
    process.execPath,
    ["--import", "@swc-node/register/esm-register", "--input-type=module", "--eval", program],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  expect({ code: child.exitCode, stdout }).toEqual({ code: 1, stdout: "told 7\ngoes on\n" });
  expect(stderr).toContain("Error: a bug");
});
