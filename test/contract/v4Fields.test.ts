import { afterEach, describe, expect, test } from "@jest/globals";
import type { Crm } from "../../src/crm/crm.js";
import { listOf, openToldAccount, type Asked, type Reply, type ToldAccount } from "./toldAccount.js";

// Accounts whose contacts have other fields than most.

const opened: ToldAccount[] = [];

afterEach(async () => {
  for (const account of opened.splice(0)) await account.close();
});

interface Field {
  readonly id: number;
  readonly code: string | null;
  readonly type: string;
  readonly enums?: readonly { readonly id: number; readonly code: string | null; readonly value: string }[];
}

const PHONE: Field = {
  ...{ id: 1, code: "PHONE", type: "multitext" },
  enums: [
    { id: 11, code: "WORK", value: "WORK" },
    { id: 12, code: "DACHA", value: "Summer house" },
    { id: 13, code: null, value: "Boat" },
    { id: 14, code: "MOBILE", value: "MOBILE" },
    { id: 15, code: "MOB", value: "MOB" },
    { id: 16, code: "OTHER", value: "OTHER" },
  ],
};
const SITE: Field = { id: 2, code: null, type: "url" };
const PROFILE: Field = { id: 3, code: null, type: "url" };
const HOME: Field = { id: 4, code: null, type: "smart_address" };

/** An account with these fields, and one contact that has values of some. */
async function open(
  fields: readonly Field[],
  values: readonly (readonly [field: Field, ...values: object[]])[],
  now?: () => number,
): Promise<{ crm: Crm; asked: readonly Asked[] }> {
  const account = await openToldAccount(({ method, path }): Reply => {
    if (path === "contacts/custom_fields") return listOf("custom_fields", fields);
    const filled = values.map(([{ id, code, type }, ...own]) => ({
      ...{ field_id: id, field_code: code, field_type: type },
      values: own,
    }));
    const contact = { id: 1, name: "A", updated_at: 1, custom_fields_values: filled };
    return method === "GET" && path === "contacts" ? listOf("contacts", [contact]) : { text: JSON.stringify(contact) };
  }, now && { now });
  opened.push(account);
  return account;
}

async function contactOf(crm: Crm) {
  const [contact] = await crm.contacts.getMany(["1"], crm.contacts.groups[0]);
  return contact;
}

const sent = (asked: readonly Asked[]): unknown => JSON.parse(asked.at(-1)?.body ?? "");

test("a web address is read from the field that it is written to, and not from another of its type", async () => {
  const { crm, asked } = await open([PHONE, SITE, PROFILE], [[PROFILE, { value: "profile.example" }]]);
  expect(await contactOf(crm)).toMatchObject({ webAddresses: [] });
  const { items } = await crm.contacts.page({ number: 1, size: 5 });
  expect(items).toMatchObject([{ webAddresses: [] }]);
  await crm.contacts.update("1", { webAddresses: [{ url: "site.example", label: null }] });
  expect(sent(asked)).toEqual({ custom_fields_values: [{ field_id: 2, values: [{ value: "site.example" }] }] });
  // The fields were asked for once.
  expect(asked.map(({ path }) => path)).toEqual(["contacts/1", "contacts/custom_fields", "contacts", "contacts/1"]);
});

test("where it takes no look at the account's fields to read a contact, none is taken", async () => {
  const { crm, asked } = await open([PHONE], [[PHONE, { value: "1", enum_code: "WORK" }]]);
  expect(await contactOf(crm)).toMatchObject({ phoneNumbers: [{ number: "1", label: "Work" }], webAddresses: [] });
  expect(asked).toHaveLength(1);
});

test("a choice of the account's own is kept when the list that it is in is written back", async () => {
  const { crm, asked } = await open([PHONE], [[PHONE, { value: "1", enum_code: "DACHA" }]]);
  const contact = await contactOf(crm);
  expect(contact).toMatchObject({ phoneNumbers: [{ number: "1", label: "DACHA" }] });
  await crm.contacts.update("1", {
    phoneNumbers: [
      { number: "1", label: "DACHA" },
      { number: "2", label: "Work" },
    ],
  });
  const values = [
    { value: "1", enum_code: "DACHA" },
    { value: "2", enum_code: "WORK" },
  ];
  expect(sent(asked)).toEqual({ custom_fields_values: [{ field_code: "PHONE", values }] });
});

test("so are one that has no code and one that is called almost as another", async () => {
  const phones = [
    { value: "1", enum_id: 13, enum_code: null },
    { value: "2", enum_id: 14, enum_code: "MOBILE" },
    { value: "3", enum_id: 16, enum_code: "OTHER" },
    { value: "4", enum_id: 15, enum_code: "MOB" },
  ];
  const { crm, asked } = await open([PHONE], [[PHONE, ...phones]]);
  const read = { "1": "Boat", "2": "MOBILE", "3": null, "4": "Mobile" };
  const phoneNumbers = Object.entries(read).map(([number, label]) => ({ number, label }));
  expect(await contactOf(crm)).toMatchObject({ phoneNumbers });
  await crm.contacts.update("1", { phoneNumbers });
  const values = [
    { value: "1", enum_id: 13 },
    { value: "2", enum_code: "MOBILE" },
    { value: "3", enum_code: "OTHER" },
    { value: "4", enum_code: "MOB" },
  ];
  expect(sent(asked)).toEqual({ custom_fields_values: [{ field_code: "PHONE", values }] });
});

test("a choice goes by its name, too, and one that is not there is not taken", async () => {
  const { crm, asked } = await open([PHONE], []);
  await crm.contacts.update("1", { phoneNumbers: [{ number: "1", label: "summer house" }] });
  const values = [{ value: "1", enum_code: "DACHA" }];
  expect(sent(asked)).toEqual({ custom_fields_values: [{ field_code: "PHONE", values }] });
  const calls = asked.length;
  for (const label of ["fax", "Reception"]) {
    await expect(crm.contacts.update("1", { phoneNumbers: [{ number: "1", label }] })).rejects.toMatchObject({
      kind: "notSupported",
      faults: [
        {
          path: ["phoneNumbers", "0", "label"],
          message: "The account keeps one of these: Work, DACHA, Boat, MOBILE, Mobile.",
        },
      ],
    });
  }
  expect(asked).toHaveLength(calls);
});

describe("what was added to the account a minute ago", () => {
  const MINUTE = 60_000;
  const writesOf = (asked: readonly Asked[]) => asked.filter(({ method }) => method !== "GET");

  test("is found, and not looked for more often than once a minute", async () => {
    let now = 0;
    const fields = [PHONE];
    const { crm, asked } = await open(fields, [], () => now);
    const write = () => crm.contacts.update("1", { webAddresses: [{ url: "site.example", label: null }] });
    await expect(write()).rejects.toMatchObject({ kind: "notSupported", faults: [{ path: ["webAddresses"] }] });
    fields.push(SITE);
    now += MINUTE - 1;
    await expect(write()).rejects.toMatchObject({ kind: "notSupported" });
    expect(asked).toHaveLength(1);
    now += 1;
    await write();
    expect(sent(asked)).toEqual({ custom_fields_values: [{ field_id: 2, values: [{ value: "site.example" }] }] });
    now += 9 * MINUTE;
    await write();
    expect(asked.map(({ path }) => path)).toEqual([
      ...Array<string>(2).fill("contacts/custom_fields"),
      ...["contacts/1", "contacts/1"],
    ]);
  });

  test("can be cleared", async () => {
    let now = 0;
    const fields = [PHONE];
    const { crm, asked } = await open(fields, [], () => now);
    await crm.contacts.update("1", { name: "B", webAddresses: [] });
    fields.push(SITE);
    now += MINUTE;
    await crm.contacts.update("1", { webAddresses: [] });
    expect(sent(asked)).toEqual({ custom_fields_values: [{ field_id: 2, values: null }] });
    expect(writesOf(asked)).toHaveLength(2);
  });

  test("is read", async () => {
    let now = 0;
    const [fields, values]: [Field[], [Field, object][]] = [[PHONE, SITE], [[SITE, { value: "site.example" }]]];
    const { crm } = await open(fields, values, () => now);
    const webAddresses = async () => (await crm.contacts.page({ number: 1, size: 5 })).items[0]?.webAddresses;
    expect(await webAddresses()).toEqual([{ url: "site.example", label: null }]);
    fields.splice(1, 1, PROFILE);
    values.splice(0, 1, [PROFILE, { value: "profile.example" }]);
    now += MINUTE;
    expect(await webAddresses()).toEqual([{ url: "profile.example", label: null }]);
  });

  test("is a choice, too", async () => {
    let now = 0;
    const fields: Field[] = [{ ...PHONE, enums: PHONE.enums?.slice(0, 1) ?? [] }];
    const { crm, asked } = await open(fields, [], () => now);
    const write = () => crm.contacts.update("1", { phoneNumbers: [{ number: "1", label: "Boat" }] });
    await expect(write()).rejects.toMatchObject({ kind: "notSupported" });
    fields.splice(0, 1, PHONE);
    now += MINUTE;
    await write();
    const values = [{ value: "1", enum_id: 13 }];
    expect(sent(asked)).toEqual({ custom_fields_values: [{ field_code: "PHONE", values }] });
  });
});

test("choices of other fields need no look at the account's fields", async () => {
  const COLOUR: Field = { id: 5, code: null, type: "select" };
  const { crm, asked } = await open([PHONE, COLOUR], [[COLOUR, { value: "Red", enum_id: 51, enum_code: null }]]);
  expect(await contactOf(crm)).toMatchObject({ phoneNumbers: [] });
  expect(asked).toHaveLength(1);
});

test("an address of several parts is read as one and written as its first part", async () => {
  const parts = [
    { value: "Street 1", enum_code: "address_line_1" },
    { value: "Prague", enum_code: "city" },
  ];
  const { crm, asked } = await open([HOME], [[HOME, ...parts]]);
  expect(await contactOf(crm)).toMatchObject({ address: "Street 1, Prague" });
  await crm.contacts.update("1", { address: "Street 2, Brno" });
  const values = [{ value: "Street 2, Brno", enum_code: "address_line_1" }];
  expect(sent(asked)).toEqual({ custom_fields_values: [{ field_id: 4, values }] });
});
