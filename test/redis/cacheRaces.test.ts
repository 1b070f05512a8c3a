import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Tag } from "../../src/crm/cache/tags.js";
import { CacheStage, type CacheInstance } from "./cacheStage.js";
import { until } from "./until.js";

// Reads and writes of several gateways in any order. No read may give what was there before a write that was over when it began.

const RECORDS = 3;

/** An account whose records are but the number of their latest write. */
class Account {
  readonly #versions: number[] = Array<number>(RECORDS).fill(0);
  /** Those that every read which begins now must tell of. */
  readonly #over: number[] = Array<number>(RECORDS).fill(0);
  #count = 0;

  get versions(): readonly number[] {
    return [...this.#versions];
  }

  get over(): readonly number[] {
    return [...this.#over];
  }

  /** Takes a while, and makes the change somewhere in it. */
  async write(record: number, [beforeMs, afterMs]: readonly [number, number]): Promise<number> {
    await sleep(beforeMs);
    this.#count += 1;
    this.#versions[record] = this.#count;
    const version = this.#count;
    await sleep(afterMs);
    return version;
  }

  isOver(record: number, version: number): void {
    this.#over[record] = Math.max(this.#over[record] ?? 0, version);
  }
}

interface Step {
  readonly kind: "one" | "list" | "write" | "empty" | "forget";
  readonly gateway: number;
  readonly record: number;
  /** Milliseconds after the beginning of all. */
  readonly atMs: number;
  /** Milliseconds before and after the moment that counts. */
  readonly takes: readonly [number, number];
}

interface Outcome {
  readonly told: number;
  readonly kept: number;
  readonly stale: readonly string[];
}

interface Versions {
  readonly versions: readonly number[];
}

/** Does all that the steps say, each at its time. */
async function play(stage: CacheStage, gateways: readonly CacheInstance[], steps: readonly Step[]): Promise<Outcome> {
  const account = new Account();
  const stale: string[] = [];
  let told = 0;
  let kept = 0;
  const shelves = gateways.map(({ cache }) => cache.shelf<Versions>());

  async function read({ kind, gateway, record, takes: [beforeMs, afterMs] }: Step): Promise<void> {
    const records = kind === "list" ? Array.from({ length: RECORDS }, (_, index) => index) : [record];
    const tags: readonly Tag[] = kind === "list" ? ["contacts"] : [`contact:${record + 1}`];
    const key = kind === "list" ? "list" : `record ${record}`;
    const { over } = account;
    const lookup = await shelves[gateway]?.look([key]);
    const known = lookup?.answers[0]?.value;
    let versions = known?.versions;
    if (versions === undefined) {
      await sleep(beforeMs);
      ({ versions } = account);
      await sleep(afterMs);
      await lookup?.keep([{ key, value: { versions }, tags }]);
      kept += 1;
    } else told += 1;
    for (const of of records) {
      if ((versions[of] ?? -1) < (over[of] ?? 0)) {
        stale.push(`${kind} ${of}: ${String(versions[of])} after ${String(over[of])}, ${known ? "told" : "read"}`);
      }
    }
  }

  async function write({ gateway, record, takes }: Step): Promise<void> {
    const tags: readonly Tag[] = [`contact:${record + 1}`, "contacts"];
    const version = await gateways[gateway]?.cache.change(tags, () => account.write(record, takes));
    account.isOver(record, version ?? 0);
  }

  const client = stage.redis.client();
  await Promise.all(
    steps.map(async (step) => {
      await sleep(step.atMs);
      if (step.kind === "empty") await client.flushall();
      else if (step.kind === "forget") await client.del(...(await client.keys("*:reads")), "none");
      else await (step.kind === "write" ? write(step) : read(step));
    }),
  );
  client.disconnect();
  return { told, kept, stale };
}

function steps(gateways: number, disasters: number): fc.Arbitrary<Step[]> {
  const kind = fc.oneof(
    { arbitrary: fc.constant("one" as const), weight: 60 },
    { arbitrary: fc.constant("list" as const), weight: 20 },
    { arbitrary: fc.constant("write" as const), weight: 18 },
    { arbitrary: fc.constantFrom("empty" as const, "forget" as const), weight: disasters },
  );
  const step = fc.record({
    kind,
    gateway: fc.nat(gateways - 1),
    record: fc.nat(RECORDS - 1),
    atMs: fc.nat(150),
    takes: fc.tuple(fc.nat(8), fc.nat(8)),
  });
  return fc.array(step, { minLength: 60, maxLength: 120 });
}

let stage: CacheStage;

beforeEach(async () => {
  stage = await CacheStage.start();
});

afterEach(() => stage.close());

describe("reads and writes of three gateways at once", () => {
  it.each([
    ["nothing happens to Redis", 0],
    ["Redis is emptied, or forgets the writes, again and again", 2],
  ])("no read is stale while %s", async (_, disasters) => {
    const gateways = await Promise.all(Array.from({ length: 3 }, () => stage.instance()));
    const client = stage.redis.client();
    let told = 0;
    // Where nothing is kept there is nothing to be stale: plans are made until enough reads were answered so.
    while (told <= 300) {
      await fc.assert(
        fc.asyncProperty(steps(gateways.length, disasters), async (plan) => {
          await client.flushall();
          const outcome = await play(stage, gateways, plan);
          told += outcome.told;
          expect(outcome.stale).toEqual([]);
        }),
        { numRuns: 40, endOnFailure: true },
      );
    }
  });

  it("no read is stale while Redis is killed and restarted, and what was kept is told again afterwards", async () => {
    const gateways = await Promise.all(Array.from({ length: 3 }, () => stage.instance({ settlingMs: 2_500 })));
    const random = fc.sample(steps(gateways.length, 0), { numRuns: 30 });
    let told = 0;
    const over = new AbortController();
    const restarts = (async () => {
      for (let round = 0; round < 3; round += 1) {
        await sleep(300);
        await stage.redis.kill();
        await sleep(100 * round);
        await stage.redis.restart();
        const before = told;
        await until(() => told > before);
        // What is told now is what could be stale.
        await sleep(1_000);
      }
    })().finally(() => over.abort());
    for (let round = 0; !over.signal.aborted; round += 1) {
      const outcome = await play(stage, gateways, random[round % random.length] ?? []);
      expect(outcome.stale).toEqual([]);
      told += outcome.told;
    }
    await restarts;
  });
});
