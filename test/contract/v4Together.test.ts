import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Crm } from "../../src/crm/crm.js";
import { openSandboxAccount, V4, type SandboxAccount } from "./sandboxAccount.js";

// Rows of which some take a look at the account go in one call with the others, though the account is not known yet.

let account: SandboxAccount;

const task = { text: "Call", dueAt: new Date("2026-12-01T06:00:00Z"), responsibleUserId: "1" } as const;
const subject = { kind: "contact", id: "1" } as const;

beforeEach(async () => {
  account = await openSandboxAccount(V4);
  const { crm } = account;
  for (const name of ["Ada", "Ben"]) await crm.contacts.create({ name });
  for (const name of ["Pilot", "Order"]) await crm.deals.create({ name });
  for (const type of ["CALL", "LETTER"] as const) await crm.tasks.create({ ...task, type, subject });
});

afterEach(() => account.close());

test.each<[what: string, work: (crm: Crm) => readonly Promise<unknown>[], calls: readonly string[]]>([
  [
    "new contacts, one with a position",
    (crm) => ["A", "B", "C"].map((name) => crm.contacts.create({ name, ...(name === "B" && { position: "Buyer" }) })),
    ["custom_fields", "contacts"],
  ],
  [
    "contacts, one of which gets an address",
    (crm) => [crm.contacts.update("1", { tags: ["a"] }), crm.contacts.update("2", { address: "Street 1" })],
    ["custom_fields", "contacts"],
  ],
  [
    "new tasks, one of them a letter",
    (crm) => (["CALL", "LETTER", "MEETING"] as const).map((type) => crm.tasks.create({ ...task, type, subject })),
    ["account", "tasks"],
  ],
  [
    "new deals, one at a stage",
    (crm) => [crm.deals.create({ name: "A" }), crm.deals.create({ name: "B", statusId: "2" })],
    ["pipelines", "leads"],
  ],
  [
    "deals, one of which is moved",
    (crm) => [crm.deals.update("1", { name: "A" }), crm.deals.update("2", { statusId: "2" })],
    ["pipelines", "leads"],
  ],
  [
    "tasks that are completed, one of them a letter",
    (crm) => ["1", "2"].map((id) => crm.tasks.complete({ subject, id })),
    ["tasks", "account", "users", "tasks"],
  ],
])("%s", async (_what, work, calls) => {
  const crm = account.crmAs(V4.credentials);
  const made = await account.callsOf(() => Promise.all(work(crm)));
  // Names and kinds are asked for at the same time.
  expect([...made].sort()).toEqual([...calls].sort());
  expect(made.at(-1)).toBe(calls.at(-1));
});
