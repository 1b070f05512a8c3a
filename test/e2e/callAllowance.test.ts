import { afterEach, expect, it } from "@jest/globals";
import { startGateway, type TestGateway } from "../gateway.js";
import { callAccount, newContact, newDeal } from "./account.js";

// MAX_CALLS when an operation turns out larger than its selection told.

let gateway: TestGateway;

afterEach(() => gateway.close());

it("stops reading where a list carries less than lists do", async () => {
  gateway = await startGateway({ env: { MAX_CALLS: "6" }, sandbox: { switches: { listContactData: false } } });
  for (let index = 0; index < 8; index++) await newContact(gateway, { name: `Contact ${index}` });
  gateway.calls();
  const answer = await gateway.query(`{ contacts(first: 8) { nodes { name phoneNumbers { number } } } }`);
  expect(answer.errors).toHaveLength(8);
  expect(new Set(answer.errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(["QUERY_TOO_COMPLEX"]));
  expect(answer.data).toEqual({
    contacts: { nodes: Array.from({ length: 8 }, (_, index) => ({ name: `Contact ${index}`, phoneNumbers: null })) },
  });
  expect(gateway.calls()).toEqual(["contacts"]);
});

it("does not take back what the account acknowledged", async () => {
  gateway = await startGateway({ env: { MAX_CALLS: "8" } });
  const contacts = [];
  for (let index = 0; index < 9; index++) contacts.push(await newContact(gateway, { name: `Contact ${index}` }));
  const deal = await newDeal(gateway, { name: "Large" });
  const linked = Object.fromEntries(contacts.map(({ crmId }, index) => [`deal[linked_contact][${index}]`, crmId]));
  await callAccount(gateway, "deal_add", { ACTION: "EDIT", ID: deal.crmId, "deal[name]": "Large", ...linked });

  const answer = await gateway.query(
    `mutation ($deal: ID!, $contact: ID!) {
      large: dealUpdate(id: $deal, patch: { price: "6" }) { deal { price contacts { phoneNumbers { number } } } }
      small: contactUpdate(id: $contact, patch: { name: "Acknowledged" }) { contact { name } userErrors { code } }
    }`,
    { deal: deal.id, contact: contacts[0]?.id },
  );
  expect(answer.data).toMatchObject({
    large: { deal: { price: "6" } },
    small: { contact: { name: "Acknowledged" }, userErrors: [] },
  });
  expect(answer.errors?.every(({ path }) => path?.[0] === "large")).toBe(true);
});
