import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { v4Answer } from "../codec/v4/fixture.js";
import { openToldAccount, listOf, type Reply, type ToldAccount } from "./toldAccount.js";

// What a user sees and can do who is no administrator, where the account shows its pipelines and fields to those alone.

let account: ToldAccount;

const FORBIDDEN: Reply = { status: 403, text: v4Answer("error.403") };
const field = (id: number, code: string | null, type: string, value: object) => ({
  ...{ field_id: id, field_code: code, field_type: type },
  values: [value],
});
const PHONE = field(1, "PHONE", "multitext", { value: "1", enum_code: "WORK" });
const CONTACTS = [
  { id: 1, name: "Ada", custom_fields_values: [PHONE, field(2, null, "url", { value: "a.example" })] },
  { id: 2, name: "Ben", custom_fields_values: [PHONE, field(3, "ADDRESS", "text", { value: "Street 1" })] },
  // A label by its number alone.
  { id: 3, name: "Cem", custom_fields_values: [field(1, "PHONE", "multitext", { value: "2", enum_id: 13 })] },
];
const LEAD = { id: 5, name: "Pilot", price: 0, status_id: 11, pipeline_id: 7 };

beforeEach(async () => {
  account = await openToldAccount(({ method, path, body }) => {
    if (path === "leads/pipelines" || path === "contacts/custom_fields") return FORBIDDEN;
    if (path === "account") return { text: v4Answer("account") };
    if (path === "contacts" && method === "GET") return listOf("contacts", CONTACTS);
    if (path === "contacts") return listOf("contacts", [{ id: 9, request_id: "0" }]);
    if (path === "leads" && method === "GET") return listOf("leads", [LEAD]);
    if (path.startsWith("leads/")) return { text: JSON.stringify({ ...LEAD, ...(body && JSON.parse(body)) }) };
    return { text: JSON.stringify(CONTACTS.find(({ id }) => path === `contacts/${id}`)) };
  });
});

afterEach(() => account.close());

const asksFor = (path: string): number => account.asked.filter((asked) => asked.path === path).length;
const writes = (): readonly string[] =>
  account.asked.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);

test("a deal's stage and pipeline are their numbers, and the pipelines are not asked for again", async () => {
  const { crm } = account;
  for (let turn = 0; turn < 2; turn += 1) {
    const group = crm.deals.groups.find((fields) => fields.includes("status"));
    expect(await crm.deals.getMany(["5"], group)).toEqual([
      { id: "5", status: { id: "11", name: null }, pipeline: { id: "7", name: null } },
    ]);
  }
  expect(asksFor("leads/pipelines")).toBe(1);
});

test("a page of contacts lacks what only the account's fields tell apart, and nothing else", async () => {
  const { crm } = account;
  const { items } = await crm.contacts.page({ number: 1, size: 50 });
  const [ada, ben, cem] = items;
  expect(ada).toMatchObject({ name: "Ada", phoneNumbers: [{ number: "1", label: "Work" }], address: null });
  expect(ada).not.toHaveProperty("webAddresses");
  expect(ben).toMatchObject({ name: "Ben", webAddresses: [], address: "Street 1" });
  expect(cem).toMatchObject({ phoneNumbers: [{ number: "2", label: null }], webAddresses: [], address: null });
  expect(asksFor("contacts/custom_fields")).toBe(1);
});

test("what is lacking is refused when it is asked for, of this contact alone", async () => {
  const { crm } = account;
  const group = crm.contacts.groups.find((fields) => fields.includes("webAddresses"));
  expect(await crm.contacts.getMany(["1", "2", "3"], group)).toMatchObject([
    { kind: "forbidden", message: expect.stringContaining("fields of contacts") },
    { webAddresses: [] },
    { webAddresses: [] },
  ]);
  await expect(crm.contacts.update("1", { name: "B" }, "any")).rejects.toMatchObject({ kind: "forbidden" });
  expect(writes()).toEqual([]);
});

describe("a change that takes what the user does not see is not supported, and not sent:", () => {
  test.each([
    ["position", { position: "Buyer" }],
    ["webAddresses", { webAddresses: [{ url: "b.example", label: null }] }],
    ["address", { address: null }],
    ["phoneNumbers", { phoneNumbers: [{ number: "1", label: "Summer house" }] }],
  ])("%s of a contact", async (path, patch) => {
    const expected = {
      kind: "notSupported",
      faults: [{ path: [path], message: expect.stringContaining("may not see the account's fields") }],
    };
    await expect(account.crm.contacts.update("1", patch)).rejects.toMatchObject(expected);
    const isFilled = !Object.values(patch).includes(null);
    const creation = account.crm.contacts.create({ name: "B", ...patch });
    // A new contact has nothing to clear.
    if (isFilled) await expect(creation).rejects.toMatchObject(expected);
    else await creation;
    expect(writes()).toHaveLength(isFilled ? 0 : 1);
  });

  test("a deal's stage", async () => {
    const expected = {
      kind: "notSupported",
      faults: [{ path: ["statusId"], message: expect.stringContaining("pipelines") }],
    };
    await expect(account.crm.deals.update("5", { statusId: "12" })).rejects.toMatchObject(expected);
    await expect(account.crm.deals.create({ name: "B", statusId: "142" })).rejects.toMatchObject(expected);
    expect(writes()).toEqual([]);
  });
});

test("all else can be changed, and a deal won in the pipeline that it is in", async () => {
  const { crm } = account;
  await crm.contacts.create({ name: "B", phoneNumbers: [{ number: "1", label: "Work" }] });
  await crm.deals.update("5", { statusId: "142" });
  expect(writes()).toEqual(["POST contacts", "PATCH leads/5"]);
  expect(JSON.parse(account.asked.at(-1)?.body ?? "")).toEqual({ status_id: 142, pipeline_id: 7 });
  expect(await crm.capabilities()).toEqual(
    new Set(["CONTACT_DEALS", "EDIT_DEALS_OF_SEVERAL_CONTACTS", "PIPELINES", "TASK_RESULTS", "LETTER_TASKS"]),
  );
});
