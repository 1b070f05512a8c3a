import { describe, expect, test } from "@jest/globals";
import type { Crm } from "../../src/crm/crm.js";
import { KeptReads, type Shelf } from "../../src/crm/cache/keptReads.js";
import { contractOf } from "./crmContract.js";
import { openSandboxAccount, type SandboxAccount } from "./sandboxAccount.js";

const CACHED = { connect: { cacheTtlMs: 60_000 } };

function operationOf({ connection }: SandboxAccount): Crm {
  return connection.forOperation({ caller: "test", signal: new AbortController().signal, onCall: () => undefined });
}

contractOf("a cache above the adapters, each call an operation of its own", async () => {
  const account = await openSandboxAccount(CACHED);
  const operation = () => operationOf(account);
  return {
    crm: {
      account: () => operation().account(),
      get contacts() {
        return operation().contacts;
      },
      get deals() {
        return operation().deals;
      },
      get notes() {
        return operation().notes;
      },
      get tasks() {
        return operation().tasks;
      },
      get catalogs() {
        return operation().catalogs;
      },
    },
    close: () => account.close(),
  };
});

test("an operation that has written reads from the account, whatever others have read since", async () => {
  const account = await openSandboxAccount(CACHED);
  try {
    const [writer, reader] = [operationOf(account), operationOf(account)];
    const id = (await writer.contacts.create({ name: "Ada" }))?.id ?? "";
    const read = (crm: Crm) => account.callsOf(() => crm.contacts.getMany([id]));
    expect(await read(reader)).toEqual(["contact_detail"]);
    expect(await read(writer)).toEqual(["contact_detail"]);
    expect([await read(reader), await read(operationOf(account))]).toEqual([[], []]);
  } finally {
    await account.close();
  }
});

interface Text {
  readonly text: string;
}

/** Makes a read that takes no time. */
async function keep(kept: KeptReads, shelf: Shelf<Text>, key: string, text: string): Promise<void> {
  await kept.during((underWay) => {
    shelf.keep(key, { text }, [`contact:${key}`, "records"], underWay);
    return Promise.resolve();
  });
}

describe("what is kept of an account", () => {
  test("lasts from the beginning of the read until its time is over, however often it is asked for", async () => {
    let now = 1_000;
    const kept = new KeptReads({ ttlMs: 100, now: () => now });
    const shelf = kept.shelf<Text>();
    await kept.during((underWay) => {
      now += 40;
      shelf.keep("1", { text: "a" }, ["records"], underWay);
      return Promise.resolve();
    });
    expect(shelf.get("1")).toEqual({ value: { text: "a" }, ageMs: 40 });
    now += 60;
    expect(shelf.get("1")).toEqual({ value: { text: "a" }, ageMs: 100 });
    now += 1;
    expect(shelf.get("1")).toBeUndefined();
  });

  test("that was read too slowly to be of use is not kept", async () => {
    let now = 1_000;
    const kept = new KeptReads({ ttlMs: 100, now: () => now });
    const shelf = kept.shelf<Text>();
    await kept.during((underWay) => {
      now += 101;
      shelf.keep("1", { text: "a" }, ["records"], underWay);
      return Promise.resolve();
    });
    expect(shelf.get("1")).toBeUndefined();
  });

  test("is bounded in number: what was not asked for longest goes", async () => {
    const kept = new KeptReads({ ttlMs: 60_000, maxAnswers: 3 });
    const shelf = kept.shelf<Text>();
    for (const key of ["1", "2", "3"]) await keep(kept, shelf, key, "a");
    shelf.get("1");
    await keep(kept, shelf, "4", "a");
    expect(["1", "2", "3", "4"].map((key) => shelf.get(key) !== undefined)).toEqual([true, false, true, true]);
    kept.forget(["records"]);
    expect(["1", "2", "3", "4"].map((key) => shelf.get(key))).toEqual([undefined, undefined, undefined, undefined]);
  });

  test("is bounded in size, whatever its kind: 64 MB when not said otherwise", async () => {
    const kept = new KeptReads({ ttlMs: 60_000 });
    const shelves = [kept.shelf<Text>(), kept.shelf<Text>()];
    // Each is estimated to take 4 MB.
    for (let key = 0; key < 20; key += 1) {
      const shelf = shelves[key % 2];
      if (shelf !== undefined) await keep(kept, shelf, String(key), "x".repeat(1_000_000));
    }
    const isKept = Array.from({ length: 20 }, (_, key) => shelves[key % 2]?.get(String(key)) !== undefined);
    expect(isKept.filter(Boolean)).toHaveLength(15);
    expect(isKept.slice(0, 5)).toEqual([false, false, false, false, false]);
  });

  test("is nothing that is larger than all the room there is", async () => {
    const kept = new KeptReads({ ttlMs: 60_000, maxBytes: 1_000 });
    const shelf = kept.shelf<Text>();
    await keep(kept, shelf, "1", "a");
    await keep(kept, shelf, "2", "x".repeat(1_000));
    expect([shelf.get("1")?.value, shelf.get("2")]).toEqual([{ text: "a" }, undefined]);
  });

  test("is forgotten by its tags alone, and not kept when one of them was touched while it was read", async () => {
    const kept = new KeptReads({ ttlMs: 60_000 });
    const shelf = kept.shelf<Text>();
    for (const key of ["1", "2"]) await keep(kept, shelf, key, "before");
    await kept.during(async (underWay) => {
      kept.forget(["contact:1"]);
      await Promise.resolve();
      shelf.keep("1", { text: "too late" }, ["contact:1"], underWay);
      shelf.keep("3", { text: "another" }, ["contact:3"], underWay);
    });
    expect(["1", "2", "3"].map((key) => shelf.get(key)?.value.text)).toEqual([undefined, "before", "another"]);
    await keep(kept, shelf, "1", "after");
    expect(shelf.get("1")?.value).toEqual({ text: "after" });
  });

  test("cannot be changed by those who share it", async () => {
    const kept = new KeptReads({ ttlMs: 60_000 });
    const shelf = kept.shelf<{ names: string[] }>();
    const value = { names: ["a"] };
    await kept.during((underWay) => {
      shelf.keep("1", value, ["records"], underWay);
      return Promise.resolve();
    });
    expect(() => shelf.get("1")?.value.names.push("b")).toThrow(TypeError);
  });
});
