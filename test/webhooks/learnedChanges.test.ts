import { expect, test } from "@jest/globals";
import type { Change } from "../../src/domain/change.js";
import { LocalChangeFeed } from "../../src/domain/localChangeFeed.js";
import type { Subject } from "../../src/domain/subject.js";
import { LearnedChanges } from "../../src/webhooks/learnedChanges.js";
import { decodeNotification, type News } from "../../src/webhooks/notification.js";
import { OwnRepeats, REPEATS_MS } from "../../src/webhooks/repeats.js";
import { formOf } from "./form.js";

/** What happened in its order: records that were forgotten, and changes that were told. */
function desk() {
  const order: string[] = [];
  let now = 1;
  const feed = new LocalChangeFeed();
  feed.listen(({ kind, id, action }) => order.push(`${kind} ${id} ${action}`));
  const forget = async (shownBy: Subject | null): Promise<void> => {
    await Promise.resolve();
    order.push(shownBy === null ? "forgot any" : `forgot ${shownBy.kind} ${shownBy.id}`);
  };
  const learned = new LearnedChanges({ feed, repeats: new OwnRepeats(() => now), forget });
  return { learned, order, pass: (milliseconds: number) => (now += milliseconds) };
}

async function newsOf(...names: readonly string[]): Promise<News[]> {
  const forms = await Promise.all(names.map((name) => formOf(name)));
  return forms.flatMap((form) => decodeNotification(String(form), new Date()).news);
}

const change = (action: Change["action"], id = "3"): Change => ({
  kind: "deal",
  action,
  id,
  subject: null,
  at: new Date(),
});

test("what was read is forgotten before anyone is told", async () => {
  const { learned, order } = desk();
  const news = await newsOf("v4/notifications/contact.update", "webhooks/company.update", "webhooks/task.delete");
  expect(await learned.theirs(news)).toBe(3);
  expect(order).toEqual(["forgot contact 3", "contact 3 updated", "forgot contact 9", "forgot any", "task 4 deleted"]);
});

test("what the account sends again is told once, for twenty minutes", async () => {
  const { learned, order, pass } = desk();
  const news = await newsOf("v4/notifications/lead.status");
  expect(await learned.theirs(news)).toBe(1);
  pass(REPEATS_MS - 1);
  expect(await learned.theirs(news)).toBe(0);
  expect(order).toEqual(["forgot deal 2", "deal 2 updated", "forgot deal 2"]);
  pass(2);
  expect(await learned.theirs(news)).toBe(1);
});

test("that a record was created is told once, whoever comes first", async () => {
  const news = await newsOf("v4/notifications/lead.add");
  const first = desk();
  first.learned.ours(change("created"));
  expect(await first.learned.theirs(news)).toBe(0);
  expect(first.order).toEqual(["deal 3 created", "forgot deal 3"]);
  const second = desk();
  await second.learned.theirs(news);
  second.learned.ours(change("created"));
  await second.learned.settled();
  expect(second.order).toEqual(["forgot deal 3", "deal 3 created"]);
});

test("updates are told by both, since the account's may be of another one", async () => {
  const { learned, order } = desk();
  learned.ours(change("updated", "2"));
  await learned.theirs(await newsOf("v4/notifications/lead.status"));
  expect(order).toEqual(["deal 2 updated", "forgot deal 2", "deal 2 updated"]);
});

test("a record that is deleted, restored and deleted again is told of each time", async () => {
  const { learned, order } = desk();
  learned.ours(change("created", "2"));
  learned.ours(change("deleted", "2"));
  await learned.theirs(await newsOf("webhooks/lead.restore"));
  learned.ours(change("deleted", "2"));
  await learned.settled();
  expect(order.filter((text) => text.startsWith("deal"))).toEqual([
    "deal 2 created",
    "deal 2 deleted",
    "deal 2 created",
    "deal 2 deleted",
  ]);
});

test("the account's word of it is no repeat, though it says the same each time without a time", async () => {
  const { learned, order } = desk();
  const deleted = await newsOf("v4/notifications/lead.delete");
  await learned.theirs(deleted);
  await learned.theirs(await newsOf("webhooks/lead.restore"));
  expect(await learned.theirs(deleted)).toBe(1);
  expect(order.filter((text) => text.startsWith("deal"))).toEqual([
    "deal 2 deleted",
    "deal 2 created",
    "deal 2 deleted",
  ]);
});

test("changes are told in the order in which they were learned of", async () => {
  const { learned, order } = desk();
  learned.ours(change("created"));
  learned.ours(change("updated"));
  void learned.theirs(await newsOf("webhooks/leads.responsible"));
  learned.ours(change("deleted"));
  await learned.settled();
  expect(order.filter((text) => text.startsWith("deal"))).toEqual([
    "deal 3 created",
    "deal 3 updated",
    "deal 2 updated",
    "deal 3 updated",
    "deal 3 deleted",
  ]);
});

test("a failure is its own: the next ones have their turn", async () => {
  const feed = new LocalChangeFeed();
  const told: string[] = [];
  feed.listen(({ id }) => told.push(id));
  let hasFailed = false;
  const forget = (): Promise<void> => {
    if (hasFailed) return Promise.resolve();
    hasFailed = true;
    return Promise.reject(new Error("a bug"));
  };
  const learned = new LearnedChanges({ feed, repeats: new OwnRepeats(), forget });
  const [one, other] = [await newsOf("v4/notifications/lead.status"), await newsOf("v4/notifications/contact.update")];
  await expect(learned.theirs(one)).rejects.toThrow("a bug");
  expect(await learned.theirs(other)).toBe(1);
  // The account sends it again.
  expect(await learned.theirs(one)).toBe(1);
  expect(told).toEqual(["3", "2"]);
});
