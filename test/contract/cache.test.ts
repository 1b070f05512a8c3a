import { describe, expect, test } from "@jest/globals";
import type { Crm } from "../../src/crm/crm.js";
import type { KeptAnswer, Shelf } from "../../src/crm/cache/keptReads.js";
import { KeptReadsInMemory } from "../../src/crm/cache/keptReadsInMemory.js";
import { contractOf, V4_API } from "./crmContract.js";
import { openSandboxAccount, V4, type AccountSetup, type SandboxAccount } from "./sandboxAccount.js";

const CACHED = { connect: { cacheTtlMs: 60_000 } };

function operationOf({ connection }: SandboxAccount): Crm {
  return connection.forOperation({ caller: "test", signal: new AbortController().signal, onCall: () => undefined });
}

async function openOperations(setup: AccountSetup) {
  const account = await openSandboxAccount(setup);
  const operation = () => operationOf(account);
  return {
    crm: {
      account: () => operation().account(),
      api: operation().api,
      capabilities: () => operation().capabilities(),
      makesChangesTogether: operation().makesChangesTogether,
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
}

contractOf("a cache above the adapters, each call an operation of its own", () => openOperations(CACHED));
contractOf(
  "the same over API v4",
  () => openOperations({ ...V4, connect: { ...V4.connect, ...CACHED.connect } }),
  V4_API,
);

test("groups of fields are kept apart", async () => {
  const account = await openSandboxAccount({ ...V4, connect: { ...V4.connect, ...CACHED.connect } });
  try {
    const id = (await operationOf(account).contacts.create({ name: "Ada" }))?.id ?? "";
    const subject = { kind: "contact", id } as const;
    await operationOf(account).notes.create({ subject, body: "text" });
    const read = (field: "name" | "notes") => {
      const { contacts } = operationOf(account);
      return contacts.getMany(
        [id],
        contacts.groups.find((group) => group.includes(field)),
      );
    };
    const [record] = await read("name");
    expect(record).not.toHaveProperty("notes");
    expect(await read("notes")).toMatchObject([{ notes: [{ body: "text" }] }]);
    expect(await account.callsOf(() => Promise.all([read("name"), read("notes")]))).toEqual([]);
    await operationOf(account).notes.update({ subject, id: "1" }, "changed");
    expect(await read("notes")).toMatchObject([{ notes: [{ body: "changed" }] }]);
  } finally {
    await account.close();
  }
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
async function keep(shelf: Shelf<Text>, key: string, text: string): Promise<void> {
  await (await shelf.look([])).keep([{ key, value: { text }, tags: [`contact:${key}`, "records"] }]);
}

async function get<Value>(shelf: Shelf<Value>, key: string): Promise<KeptAnswer<Value> | undefined> {
  return (await shelf.look([key])).answers[0];
}

async function textsOf(shelf: Shelf<Text>, keys: readonly string[]): Promise<readonly (string | undefined)[]> {
  return (await shelf.look(keys)).answers.map((answer) => answer?.value.text);
}

const nothing = () => Promise.resolve();

describe("what is kept of an account", () => {
  test("lasts from the beginning of the read until its time is over, however often it is asked for", async () => {
    let now = 1_000;
    const shelf = new KeptReadsInMemory({ ttlMs: 100, now: () => now }).shelf<Text>();
    const { keep } = await shelf.look(["1"]);
    now += 40;
    await keep([{ key: "1", value: { text: "a" }, tags: ["records"] }]);
    expect(await get(shelf, "1")).toEqual({ value: { text: "a" }, ageMs: 40 });
    now += 60;
    expect(await get(shelf, "1")).toEqual({ value: { text: "a" }, ageMs: 100 });
    now += 1;
    expect(await get(shelf, "1")).toBeUndefined();
  });

  test("that was read too slowly to be of use is not kept", async () => {
    let now = 1_000;
    const shelf = new KeptReadsInMemory({ ttlMs: 100, now: () => now }).shelf<Text>();
    const { keep } = await shelf.look(["1"]);
    now += 101;
    await keep([{ key: "1", value: { text: "a" }, tags: ["records"] }]);
    expect(await get(shelf, "1")).toBeUndefined();
  });

  test("of two equal answers is the elder, whichever came first", async () => {
    let now = 1_000;
    const shelf = new KeptReadsInMemory({ ttlMs: 100, now: () => now }).shelf<Text>();
    const elder = await shelf.look(["1"]);
    now += 40;
    const younger = await shelf.look(["1"]);
    await elder.keep([{ key: "1", value: { text: "a" }, tags: ["records"] }]);
    await younger.keep([{ key: "1", value: { text: "a" }, tags: ["records"] }]);
    expect(await get(shelf, "1")).toEqual({ value: { text: "a" }, ageMs: 40 });
  });

  test("is bounded in number: what was not asked for longest goes", async () => {
    const kept = new KeptReadsInMemory({ ttlMs: 60_000, maxAnswers: 3 });
    const shelf = kept.shelf<Text>();
    for (const key of ["1", "2", "3"]) await keep(shelf, key, "a");
    await get(shelf, "1");
    await keep(shelf, "4", "a");
    const keys = ["1", "2", "3", "4"];
    expect(await textsOf(shelf, keys)).toEqual(["a", undefined, "a", "a"]);
    await kept.change(["records"], nothing);
    expect(await textsOf(shelf, keys)).toEqual([undefined, undefined, undefined, undefined]);
  });

  test("is bounded in size, whatever its kind: 64 MB when not said otherwise", async () => {
    const kept = new KeptReadsInMemory({ ttlMs: 60_000 });
    const shelves = [kept.shelf<Text>(), kept.shelf<Text>()];
    // Each is estimated to take 4 MB.
    for (let key = 0; key < 20; key += 1) {
      const shelf = shelves[key % 2];
      if (shelf !== undefined) await keep(shelf, String(key), "x".repeat(1_000_000));
    }
    const keys = Array.from({ length: 20 }, (_, key) => String(key));
    const found = await Promise.all(shelves.map((shelf) => textsOf(shelf, keys)));
    const isKept = keys.map((_, key) => found[key % 2]?.[key] !== undefined);
    expect(isKept.filter(Boolean)).toHaveLength(15);
    expect(isKept.slice(0, 5)).toEqual([false, false, false, false, false]);
  });

  test("is nothing that is larger than all the room there is", async () => {
    const shelf = new KeptReadsInMemory({ ttlMs: 60_000, maxBytes: 1_000 }).shelf<Text>();
    await keep(shelf, "1", "a");
    await keep(shelf, "2", "x".repeat(1_000));
    expect(await textsOf(shelf, ["1", "2"])).toEqual(["a", undefined]);
  });

  test("is forgotten by its tags alone, and not kept when one of them was written while it was read", async () => {
    const kept = new KeptReadsInMemory({ ttlMs: 60_000 });
    const shelf = kept.shelf<Text>();
    for (const key of ["1", "2"]) await keep(shelf, key, "before");
    const read = await shelf.look([]);
    await kept.change(["contact:1"], nothing);
    await read.keep([
      { key: "1", value: { text: "too late" }, tags: ["contact:1"] },
      { key: "3", value: { text: "another" }, tags: ["contact:3"] },
    ]);
    expect(await textsOf(shelf, ["1", "2", "3"])).toEqual([undefined, "before", "another"]);
    await keep(shelf, "1", "after");
    expect(await textsOf(shelf, ["1"])).toEqual(["after"]);
  });

  test("is never from before a write that was too long ago to be remembered", async () => {
    const kept = new KeptReadsInMemory({ ttlMs: 60_000 });
    const shelf = kept.shelf<Text>();
    for (const key of ["1", "2"]) await keep(shelf, key, "before");
    const read = await shelf.look([]);
    for (let id = 1; id <= 10_001; id += 1) if (id !== 2) await kept.change([`contact:${id}`], nothing);
    expect(await textsOf(shelf, ["1", "2"])).toEqual([undefined, "before"]);
    for (let id = 20_000; id < 20_010; id += 1) await kept.change([`contact:${id}`], nothing);
    await read.keep([{ key: "1", value: { text: "too late" }, tags: ["contact:1"] }]);
    expect(await textsOf(shelf, ["1", "2"])).toEqual([undefined, undefined]);
    await keep(shelf, "1", "after");
    expect(await textsOf(shelf, ["1"])).toEqual(["after"]);
  });

  test("cannot be changed by those who share it", async () => {
    const shelf = new KeptReadsInMemory({ ttlMs: 60_000 }).shelf<{ names: string[] }>();
    const { keep } = await shelf.look([]);
    await keep([{ key: "1", value: { names: ["a"] }, tags: ["records"] }]);
    const answer = await get(shelf, "1");
    expect(() => answer?.value.names.push("b")).toThrow(TypeError);
  });
});
