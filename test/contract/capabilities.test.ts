import { afterEach, describe, expect, test } from "@jest/globals";
import type { Crm } from "../../src/crm/crm.js";
import { CAPABILITIES, type Capability } from "../../src/domain/capability.js";
import { CrmError } from "../../src/domain/crmError.js";
import { openSandboxAccount, V4, type AccountSetup, type SandboxAccount } from "./sandboxAccount.js";

// What an adapter says its account can do, it does; what it does not say is refused as not supported, or not told. Nothing lies between.

const opened: SandboxAccount[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((account) => account.close()));
});

const subject = { kind: "contact", id: "1" } as const;
const task = { text: "Call", type: "CALL", dueAt: new Date("2026-12-01T06:00:00Z"), responsibleUserId: "1" } as const;

/** The contacts 1 and 2, both linked to deal 1; a note and two tasks of contact 1; two catalogs. */
async function open(setup: AccountSetup): Promise<SandboxAccount> {
  const account = await openSandboxAccount(setup);
  opened.push(account);
  const { crm } = account;
  for (const name of ["Ada", "Ben"]) await crm.contacts.create({ name });
  await addDeal(account);
  await crm.notes.create({ subject, body: "text" });
  for (const text of ["Call", "Call again"]) await crm.tasks.create({ ...task, text, subject });
  await crm.catalogs.createMany([{ draft: { name: "Goods" } }, { draft: { name: "Services" } }]);
  return account;
}

/** A deal with two contacts, as the gateway has no way to make one. */
async function addDeal({ url }: SandboxAccount): Promise<void> {
  const body = new URLSearchParams({
    USER_LOGIN: "demo@amoql.dev",
    USER_PASSWORD: "demo-password",
    ACTION: "ADD",
    "deal[name]": "Pilot",
    "deal[linked_contact][0]": "1",
    "deal[linked_contact][1]": "2",
  });
  const reply = await fetch(`${url}/private/api/deal_add.php`, { method: "POST", body });
  expect(await reply.text()).toContain("<result>");
}

/** The outcome of a row; its failure is thrown. */
function only<Outcome>([outcome]: readonly (Outcome | CrmError)[]): Outcome | undefined {
  if (outcome instanceof CrmError) throw outcome;
  return outcome;
}

/** What is not told, told as a refusal. */
function told<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new CrmError("notSupported", "It is not told.");
  return value;
}

const ATTEMPTS: { readonly [Name in Capability]: (crm: Crm) => Promise<unknown> } = {
  DELETE_CONTACTS: (crm) => crm.contacts.delete("2"),
  DELETE_DEALS: (crm) => crm.deals.delete("1"),
  DELETE_NOTES: (crm) => crm.notes.delete({ subject, id: "1" }),
  DELETE_TASKS: (crm) => crm.tasks.delete({ subject, id: "1" }),
  DELETE_CATALOGS: async (crm) => only(await crm.catalogs.deleteMany(["1"])),
  CONTACT_DEALS: async (crm) => told(only(await crm.contacts.getMany(["1"]))?.dealIds),
  CONTACT_POSITIONS: (crm) => crm.contacts.update("1", { position: "Director" }),
  CONTACT_WEB_ADDRESSES: (crm) => crm.contacts.update("1", { webAddresses: [{ url: "a.example", label: null }] }),
  CONTACT_POSTAL_ADDRESSES: (crm) => crm.contacts.update("1", { address: "Street 1" }),
  CONTACT_MESSENGERS: (crm) => crm.contacts.update("1", { instantMessengers: [{ address: "ada", protocol: "Skype" }] }),
  EDIT_DEALS_OF_SEVERAL_CONTACTS: (crm) => crm.deals.update("1", { name: "Renamed" }),
  PIPELINES: async (crm) => told(only(await crm.deals.getMany(["1"]))?.pipeline),
  LETTER_TASKS: (crm) => crm.tasks.create({ ...task, type: "LETTER", subject }),
  TASK_RESULTS: (crm) => crm.tasks.complete({ subject, id: "1" }, "Agreed on a price"),
  DETACH_TASKS: (crm) => crm.tasks.update({ subject, id: "2" }, { subject: null }),
  RETYPE_CATALOGS: async (crm) => only(await crm.catalogs.updateMany([{ id: "1", patch: { type: "PRODUCTS" } }])),
  TOTAL_COUNTS: async (crm) => told((await crm.contacts.page({ number: 1, size: 1 })).totalPages),
};

const LEGACY: readonly Capability[] = [
  ...(["DELETE_CONTACTS", "DELETE_DEALS", "DELETE_NOTES", "DELETE_TASKS", "DELETE_CATALOGS"] as const),
  ...(["CONTACT_POSITIONS", "CONTACT_WEB_ADDRESSES", "CONTACT_POSTAL_ADDRESSES", "CONTACT_MESSENGERS"] as const),
  ...(["LETTER_TASKS", "DETACH_TASKS", "RETYPE_CATALOGS", "TOTAL_COUNTS"] as const),
];

const V4_ALWAYS = [
  "CONTACT_DEALS",
  "EDIT_DEALS_OF_SEVERAL_CONTACTS",
  "PIPELINES",
  "LETTER_TASKS",
  "TASK_RESULTS",
] as const;

describe.each<[name: string, setup: AccountSetup, able: readonly Capability[]]>([
  ["the legacy API", { connect: { dealLinks: "many" } }, [...LEGACY, "EDIT_DEALS_OF_SEVERAL_CONTACTS"]],
  ["the legacy API of an account that takes one contact a deal", { connect: { dealLinks: "one" } }, LEGACY],
  [
    "API v4",
    V4,
    [
      ...V4_ALWAYS,
      ...(["CONTACT_POSITIONS", "CONTACT_WEB_ADDRESSES", "CONTACT_POSTAL_ADDRESSES", "CONTACT_MESSENGERS"] as const),
    ],
  ],
  [
    "API v4 of an account with the fields that it was set up with",
    { ...V4, switches: { v4Fields: "few" } },
    [...V4_ALWAYS, "CONTACT_POSITIONS"],
  ],
])("%s", (_name, setup, able) => {
  test("says what it can do, and can do no more", async () => {
    const { crm } = await open(setup);
    expect([...(await crm.capabilities())].sort()).toEqual([...able].sort());
    // What removes records comes last.
    for (const capability of [...CAPABILITIES].reverse()) {
      const outcome = await ATTEMPTS[capability](crm).then(
        () => "done",
        (error: unknown) => (error instanceof CrmError ? error.kind : error),
      );
      expect([capability, outcome]).toEqual([capability, able.includes(capability) ? "done" : "notSupported"]);
    }
  });
});

test("over the legacy API it takes no call to know, over v4 two that are not repeated", async () => {
  const legacy = await open({});
  expect(await legacy.callsOf(() => legacy.crm.capabilities())).toEqual([]);
  const v4 = await open(V4);
  expect([...(await v4.callsOf(() => v4.crm.capabilities()))].sort()).toEqual(["account", "custom_fields"]);
  expect(await v4.callsOf(() => v4.crm.capabilities())).toEqual([]);
});
