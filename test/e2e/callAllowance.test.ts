import { afterEach, describe, expect, it } from "@jest/globals";
import { DEMO_TOKEN } from "../../src/sandbox/account.js";
import { startGatewayBehindFaults } from "../faults/faultyGateway.js";
import { status } from "../faults/faults.js";
import { startGateway, type GraphQLAnswer, type TestGateway } from "../gateway.js";
import { attempt, callAccount, newContact, newDeal, writesAmong, type Named } from "./account.js";

// MAX_CALLS when an operation turns out larger than its selection told.

let gateway: TestGateway;

afterEach(() => gateway.close());

const codesOf = ({ errors = [] }: Pick<GraphQLAnswer, "errors">): readonly string[] =>
  errors.map(({ extensions }) => extensions.code);

async function contacts(count: number): Promise<readonly Named[]> {
  const added: Named[] = [];
  for (let index = 0; index < count; index++) added.push(await newContact(gateway, { name: `Contact ${index}` }));
  return added;
}

it("stops reading where a list carries less than lists do", async () => {
  gateway = await startGateway({ env: { MAX_CALLS: "6" }, sandbox: { switches: { listContactData: false } } });
  await contacts(8);
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
  const linkedContacts = await contacts(9);
  const deal = await newDeal(gateway, { name: "Large" });
  const linked = Object.fromEntries(
    linkedContacts.map(({ crmId }, index) => [`deal[linked_contact][${index}]`, crmId]),
  );
  await callAccount(gateway, "deal_add", { ACTION: "EDIT", ID: deal.crmId, "deal[name]": "Large", ...linked });

  const answer = await gateway.query(
    `mutation ($deal: ID!, $contact: ID!) {
      large: dealUpdate(id: $deal, patch: { price: "6" }) { deal { price contacts { phoneNumbers { number } } } }
      small: contactUpdate(id: $contact, patch: { name: "Acknowledged" }) { contact { name } userErrors { code } }
    }`,
    { deal: deal.id, contact: linkedContacts[0]?.id },
  );
  expect(answer.data).toMatchObject({
    large: { deal: { price: "6" } },
    small: { contact: { name: "Acknowledged" }, userErrors: [] },
  });
  expect(answer.errors?.every(({ path }) => path?.[0] === "large")).toBe(true);
});

it("counts a call once that is made again", async () => {
  const faulty = await startGatewayBehindFaults({ env: { MAX_CALLS: "1" } });
  gateway = faulty;
  await newContact(gateway);
  faulty.faults.clear();
  faulty.faults.add({ page: "contacts", times: 1, fault: status(502) });
  const answer = await gateway.query("{ contacts { nodes { name } } }");
  expect(answer).toEqual({ data: { contacts: { nodes: [{ name: "Ada Lovelace" }] } } });
  expect(faulty.faults.calls.map(({ page }) => page)).toEqual(["contacts", "contacts"]);
});

it("counts changes, and what is read for them", async () => {
  gateway = await startGateway({ env: { MAX_CALLS: "5" } });
  const linked = Object.fromEntries((await contacts(3)).map(({ crmId }, i) => [`deal[linked_contact][${i}]`, crmId]));
  const deal = await newDeal(gateway, { name: "Large" });
  await callAccount(gateway, "deal_add", { ACTION: "EDIT", ID: deal.crmId, "deal[name]": "Large", ...linked });
  const changed = await attempt(
    gateway,
    `mutation ($id: ID!) {
      dealUpdate(id: $id, patch: { price: "6" }) { deal { price contacts { phoneNumbers { number } } } }
    }`,
    { id: deal.id },
  );
  // Two are left for three contacts.
  expect(changed.calls).toEqual(["deal_detail", "deal_add EDIT", "deal_detail"]);
  expect(codesOf(changed)).toEqual(Array(3).fill("QUERY_TOO_COMPLEX"));
});

it("looks for a record that it has added and that the account does not number", async () => {
  gateway = await startGateway({ env: { MAX_CALLS: "1" }, sandbox: { switches: { addAnswersId: false } } });
  const contact = await attempt<{ contact: Named | null }>(
    gateway,
    'mutation { contactCreate(input: { name: "Ada" }) { contact { id } userErrors { code } } }',
  );
  expect([contact.errors, contact.value.contact?.id]).toEqual([[], expect.any(String)]);
  expect(contact.calls).toHaveLength(2);
  const subject = { contactId: contact.value.contact?.id };
  const note = await attempt<{ note: Named | null }>(
    gateway,
    "mutation ($input: NoteCreateInput!) { noteCreate(input: $input) { note { id } userErrors { code } } }",
    { input: { subject, body: "Called back" } },
  );
  expect([note.errors, note.value.note?.id]).toEqual([[], expect.any(String)]);
  expect(note.calls).toHaveLength(2);
});

describe("over API v4", () => {
  const start = async (most: number, switches = {}): Promise<void> => {
    gateway = await startGateway({ api: "v4", env: { MAX_CALLS: String(most) }, sandbox: { switches } });
  };

  it("counts the records that are read alone since the account takes no notice of a filter", async () => {
    await start(6, { v4Filters: false });
    const ids = (await contacts(9)).map(({ id }) => id);
    const { value, errors, calls } = await attempt<readonly ({ name: string } | null)[]>(
      gateway,
      "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Contact { name } } }",
      { ids: ids.slice(0, 8) },
    );
    expect(calls).toHaveLength(6);
    // One was in vain: it showed that the filter is not heeded.
    expect(value.filter((node) => node !== null)).toHaveLength(5);
    expect(codesOf({ errors })).toEqual(Array(3).fill("QUERY_TOO_COMPLEX"));
  });

  it("counts the further pages of notes", async () => {
    await start(3);
    const contact = await newContact(gateway);
    for (let page = 0; page < 2; page++) await addNotes(contact, 250);
    const notes = "query ($id: ID!) { contact(id: $id) { name notes { totalCount } } }";
    const whole = await attempt<{ notes: { totalCount: number } }>(gateway, notes, { id: contact.id });
    expect([whole.errors, whole.value.notes.totalCount, whole.calls.length]).toEqual([[], 500, 3]);
    await addNotes(contact, 1);
    const cut = await attempt(gateway, notes, { id: contact.id });
    expect([codesOf(cut), cut.calls.length]).toEqual([["QUERY_TOO_COMPLEX"], 3]);
    expect(cut.value).toMatchObject({ name: "Ada Lovelace" });
  });

  it("sends no row for which nothing can be read any more, and takes back none that was sent", async () => {
    await start(12, { v4Filters: false });
    const all = await contacts(16);
    const rows = all.slice(1).map(({ id }) => ({ id, patch: { name: "Known", company: null } }));
    const { value, errors, calls } = await attempt<{
      rows: readonly { contact: { name: string } | null; userErrors: readonly { code: string }[] }[];
    }>(
      gateway,
      `mutation ($rows: [ContactBulkUpdateInput!]!) {
        contactBulkUpdate(input: $rows) { rows { contact { name } userErrors { code } } }
      }`,
      { rows },
    );
    expect(errors).toEqual([]);
    // Eleven of the fifteen could be looked at. They are changed with one call more, and told as they were written.
    expect(value.rows.filter(({ contact }) => contact?.name === "Known")).toHaveLength(11);
    expect(value.rows.flatMap(({ userErrors }) => userErrors)).toEqual(Array(4).fill({ code: "NOT_SENT" }));
    expect(calls.filter((call) => call.startsWith("GET "))).toHaveLength(12);
    expect(writesAmong(calls)).toEqual(["PATCH contacts"]);
  });

  it("does not count what is read for all operations", async () => {
    await start(1);
    const contact = await newContact(gateway);
    const { value, errors } = await attempt(
      gateway,
      "query ($id: ID!) { contact(id: $id) { name responsibleUser { name } } }",
      { id: contact.id },
    );
    expect([errors, value]).toEqual([[], { name: "Ada Lovelace", responsibleUser: { name: "Anna Smirnova" } }]);
  });
});

/** Adds notes to a contact at the account itself. */
async function addNotes({ crmId }: Named, count: number): Promise<void> {
  const row = { entity_id: Number(crmId), note_type: "common", params: { text: "Called back" } };
  const response = await fetch(`${gateway.sandboxUrl}/api/v4/contacts/notes`, {
    method: "POST",
    headers: { authorization: `Bearer ${DEMO_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify(Array(count).fill(row)),
  });
  expect(response.status).toBe(200);
  gateway.calls();
}
