import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Change } from "../../src/domain/change.js";
import { LocalChangeFeed } from "../../src/domain/localChangeFeed.js";
import { ChangeQueue, MOST_WAITING } from "../../src/graphql/subscription/changeQueue.js";

// What becomes of changes that come faster than a subscriber takes them.

function change(id: string, action: Change["action"] = "updated", kind: Change["kind"] = "contact"): Change {
  return { kind, action, id, subject: null, at: new Date(0) };
}

let feed: LocalChangeFeed;
let queue: ChangeQueue;
beforeEach(() => {
  feed = new LocalChangeFeed();
  queue = new ChangeQueue(feed, ({ kind }) => kind !== "note");
});

async function told(): Promise<readonly string[]> {
  feed.tell(change("0", "deleted"));
  const all: string[] = [];
  for (;;) {
    const { value } = await queue.next();
    if (value === undefined || value.id === "0") return all;
    all.push(`${value.kind} ${value.id} ${value.action}`);
  }
}

describe("changes that wait", () => {
  it("are told in the order in which they came, those not wanted are not", async () => {
    feed.tell(change("2"));
    feed.tell(change("1", "updated", "note"));
    feed.tell(change("1"));
    feed.tell(change("1", "updated", "deal"));
    expect(await told()).toEqual(["contact 2 updated", "contact 1 updated", "deal 1 updated"]);
  });

  it.each([
    ["updated", "updated", "updated"],
    ["created", "updated", "created"],
    ["created", "deleted", "deleted"],
    ["updated", "deleted", "deleted"],
    ["deleted", "created", "created"],
  ] as const)("of one record, %s and %s, are one: %s", async (one, other, both) => {
    feed.tell(change("1", one));
    feed.tell(change("2"));
    feed.tell(change("1", other));
    expect(await told()).toEqual([`contact 1 ${both}`, "contact 2 updated"]);
  });

  it("are as many as may be, of however many changes", async () => {
    for (let times = 0; times < 3; times += 1) {
      for (let id = 1; id < MOST_WAITING; id += 1) feed.tell(change(String(id)));
    }
    expect(await told()).toHaveLength(MOST_WAITING - 1);
  });
});

describe("the queue ends", () => {
  const ended = { done: true, value: undefined };

  it("when it is told to, at once and for good", async () => {
    const waiting = queue.next();
    await queue.return();
    feed.tell(change("1"));
    expect(await waiting).toEqual(ended);
    expect(await queue.next()).toEqual(ended);
  });

  it("with an error when too many records wait", async () => {
    for (let id = 1; id <= MOST_WAITING + 1; id += 1) feed.tell(change(String(id)));
    await expect(queue.next()).rejects.toMatchObject({
      message: expect.stringContaining("read anew"),
      extensions: { code: "RATE_LIMITED", retryAfterSeconds: 1 },
    });
  });

  it("with an error when changes may have been missed", async () => {
    const waiting = queue.next();
    feed.tellGap();
    await expect(waiting).rejects.toMatchObject({
      message: expect.stringContaining("read anew"),
      extensions: { code: "UPSTREAM_UNAVAILABLE", retryAfterSeconds: 1 },
    });
  });
});
