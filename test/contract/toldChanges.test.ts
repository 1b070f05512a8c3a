import { afterEach, describe, expect, test } from "@jest/globals";
import type { Crm } from "../../src/crm/crm.js";
import type { Change } from "../../src/domain/change.js";
import type { CrmError } from "../../src/domain/crmError.js";
import { afterwards, reset, status } from "../faults/faults.js";
import { FaultProxy } from "../faults/faultProxy.js";
import { openSandboxAccount, V4, type AccountSetup, type SandboxAccount } from "./sandboxAccount.js";

// What is told of the changes that an operation makes, over the real adapters.

let account: SandboxAccount | undefined;
afterEach(async () => {
  await account?.close();
  account = undefined;
});

const operationOf = ({ connection }: SandboxAccount): Crm =>
  connection.forOperation({ caller: "test", signal: new AbortController().signal, onCall: () => undefined });

const lineOf = ({ kind, action, id, subject }: Change): string =>
  [kind, id, action, ...(subject === null ? [] : ["of", subject.kind, subject.id])].join(" ");

async function open(setup: AccountSetup = {}) {
  const changes: Change[] = [];
  account = await openSandboxAccount({
    ...setup,
    connect: { ...setup.connect, onChange: (change) => changes.push(change) },
  });
  return { account, crm: operationOf(account), changes, told: () => changes.splice(0).map(lineOf) };
}

describe.each([
  ["the legacy API", {}],
  ["API v4", V4],
] as const)("over %s", (_name, setup) => {
  test("contacts and deals", async () => {
    const { crm, told, changes } = await open(setup);
    const before = Date.now();
    const contact = (await crm.contacts.create({ name: "Ada" }))?.id ?? "";
    expect(changes[0]?.at.getTime()).toBeGreaterThanOrEqual(before);
    const deal = (await crm.deals.create({ name: "Beans" }))?.id ?? "";
    expect(told()).toEqual([`contact ${contact} created`, `deal ${deal} created`]);
    await crm.contacts.update(contact, { position: "CEO" });
    await crm.deals.update(deal, { price: "5" });
    expect(told()).toEqual([`contact ${contact} updated`, `deal ${deal} updated`]);
    await expect(crm.contacts.update("999", { position: "CEO" })).rejects.toMatchObject({ kind: "notFound" });
    await expect(crm.deals.update("999", { price: "5" })).rejects.toMatchObject({ kind: "notFound" });
    expect(told()).toEqual([]);
  });

  test("notes and tasks, with what they are attached to", async () => {
    const { crm, told } = await open(setup);
    const contact = (await crm.contacts.create({ name: "Ada" }))?.id ?? "";
    const deal = (await crm.deals.create({ name: "Beans" }))?.id ?? "";
    const subject = { kind: "contact", id: contact } as const;
    told();
    const note = (await crm.notes.create({ subject, body: "text" }))?.id ?? "";
    await crm.notes.update({ subject, id: note }, "changed");
    expect(told()).toEqual([
      `note ${note} created of contact ${contact}`,
      `note ${note} updated of contact ${contact}`,
    ]);
    const draft = {
      text: "Call",
      type: "CALL",
      dueAt: new Date("2026-12-01T09:00:00Z"),
      responsibleUserId: "1",
    } as const;
    const task = (await crm.tasks.create({ ...draft, subject }))?.id ?? "";
    await crm.tasks.update({ subject, id: task }, { text: "Call again" });
    expect(told()).toEqual([
      `task ${task} created of contact ${contact}`,
      `task ${task} updated of contact ${contact}`,
    ]);
    const moved = { kind: "deal", id: deal } as const;
    await crm.tasks.update({ subject, id: task }, { subject: moved });
    expect(told().sort()).toEqual([
      `task ${task} updated of contact ${contact}`,
      `task ${task} updated of deal ${deal}`,
    ]);
    await crm.tasks.complete({ subject: moved, id: task });
    expect(told()).toEqual([`task ${task} updated of deal ${deal}`]);
    const alone = (await crm.tasks.create({ ...draft, subject: null }))?.id ?? "";
    expect(told()).toEqual([`task ${alone} created`]);
  });

  test("a creation with a key that was made before is not told again", async () => {
    const { account, crm, told } = await open(setup);
    const create = (by: Crm) => by.contacts.create({ name: "Ada" }, "order-1");
    await create(crm);
    await create(operationOf(account));
    expect(told()).toHaveLength(1);
  });

  test("a change is told of once the cache has forgotten what was before it", async () => {
    const read: Promise<unknown>[] = [];
    account = await openSandboxAccount({
      ...setup,
      connect: {
        ...("connect" in setup && setup.connect),
        cacheTtlMs: 60_000,
        onChange: ({ id, action }) => {
          if (action === "updated" && account) read.push(operationOf(account).contacts.getMany([id]));
        },
      },
    });
    const id = (await operationOf(account).contacts.create({ name: "Ada" }))?.id ?? "";
    await operationOf(account).contacts.getMany([id]);
    await operationOf(account).contacts.update(id, { name: "Ada Lovelace" });
    expect(await read[0]).toMatchObject([{ name: "Ada Lovelace" }]);
  });
});

test("what is deleted, over the legacy API, which can", async () => {
  const { crm, told } = await open();
  const contact = (await crm.contacts.create({ name: "Ada" }))?.id ?? "";
  const deal = (await crm.deals.create({ name: "Beans" }))?.id ?? "";
  const subject = { kind: "deal", id: deal } as const;
  const note = (await crm.notes.create({ subject, body: "text" }))?.id ?? "";
  told();
  await crm.notes.delete({ subject, id: note });
  await crm.deals.delete(deal);
  await crm.contacts.delete(contact);
  expect(told()).toEqual([
    `note ${note} deleted of deal ${deal}`,
    `deal ${deal} deleted`,
    `contact ${contact} deleted`,
  ]);
  await expect(crm.contacts.delete(contact)).rejects.toMatchObject({ kind: "notFound" });
  expect(told()).toEqual([]);
});

test("nothing is told of what is not supported, over API v4", async () => {
  const { crm, told } = await open(V4);
  const contact = (await crm.contacts.create({ name: "Ada" }))?.id ?? "";
  told();
  await expect(crm.contacts.delete(contact)).rejects.toMatchObject({ kind: "notSupported" });
  expect(told()).toEqual([]);
});

describe("a change of which nobody knows", () => {
  let proxy: FaultProxy;
  afterEach(() => proxy.close());

  async function openBehindProxy() {
    proxy = await FaultProxy.start();
    const opened = await open({ connect: { origin: proxy.url } });
    proxy.forwardTo(opened.account.url);
    const contact = (await opened.crm.contacts.create({ name: "Ada" }))?.id ?? "";
    opened.told();
    return { ...opened, contact };
  }

  test("whether it was made is told of as an update", async () => {
    const { crm, told, contact } = await openBehindProxy();
    proxy.add({ page: "contact_add", fault: afterwards(reset) });
    const change = crm.contacts.update(contact, { name: "Ada L." });
    await expect(change).rejects.toMatchObject({ kind: "outcomeUnknown" } satisfies Partial<CrmError>);
    expect(told()).toEqual([`contact ${contact} updated`]);
    proxy.clear();
    proxy.add({ page: "contact_delete", fault: afterwards(reset) });
    await expect(crm.contacts.delete(contact)).rejects.toMatchObject({ kind: "outcomeUnknown" });
    expect(told()).toEqual([`contact ${contact} updated`]);
  });

  test("is not told of when it was surely not made, and neither is a creation of which the number is unknown", async () => {
    const { crm, told, contact } = await openBehindProxy();
    proxy.add({ page: "contact_add", fault: status(429) });
    await expect(crm.contacts.update(contact, { name: "Ada L." })).rejects.toMatchObject({ kind: "rateLimited" });
    proxy.clear();
    proxy.add({ page: "contact_add", fault: afterwards(reset) });
    await expect(crm.contacts.create({ name: "Eve" })).rejects.toMatchObject({ kind: "outcomeUnknown" });
    expect(told()).toEqual([]);
  });
});
