import { afterEach, expect, test } from "@jest/globals";
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
  readonly enums?: readonly { readonly code: string | null; readonly value: string }[];
}

const PHONE: Field = {
  ...{ id: 1, code: "PHONE", type: "multitext" },
  enums: [
    { code: "WORK", value: "Work" },
    { code: "DACHA", value: "Dacha" },
    { code: "OTHER", value: "Other" },
  ],
};
const SITE: Field = { id: 2, code: null, type: "url" };
const PROFILE: Field = { id: 3, code: null, type: "url" };
const HOME: Field = { id: 4, code: null, type: "smart_address" };

/** An account with these fields, and one contact that has values of some. */
async function open(
  fields: readonly Field[],
  values: readonly (readonly [field: Field, ...values: object[]])[],
): Promise<{ crm: Crm; asked: readonly Asked[] }> {
  const filled = values.map(([{ id, code, type }, ...own]) => ({
    ...{ field_id: id, field_code: code, field_type: type },
    values: own,
  }));
  const account = await openToldAccount(({ method, path }): Reply => {
    if (path === "contacts/custom_fields") return listOf("custom_fields", fields);
    const contact = { id: 1, name: "A", updated_at: 1, custom_fields_values: filled };
    return method === "GET" && path === "contacts" ? listOf("contacts", [contact]) : { text: JSON.stringify(contact) };
  });
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
