import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { APIS, startGateway, type TestGateway } from "../gateway.js";
import { send } from "./account.js";

interface Written {
  readonly id: string;
  readonly version: string;
}

describe.each(APIS)("over the %s API", (api) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway({ api });
  });

  afterAll(() => gateway.close());

  it("a customer calls, buys, is looked after, and asks to be forgotten where that can be done", async () => {
    // Anna picks up the phone: somebody new.
    const created = await send<{ readonly contact: Written }>(
      gateway,
      `mutation ($input: ContactCreateInput!) { contactCreate(input: $input) { contact { id version } userErrors { code } } }`,
      {
        input: {
          name: "Ольга Ветрова",
          phoneNumbers: [{ number: "+7 921 555-01-02", label: "Mobile" }],
          tags: ["phone"],
        },
      },
    );
    const contact = created.value.contact;

    // Later the form with her details is saved: it still shows the version that Anna saw.
    const updated = await send(
      gateway,
      `mutation ($id: ID!, $patch: ContactPatchInput!, $ifVersion: String) {
      contactUpdate(id: $id, patch: $patch, ifVersion: $ifVersion) {
        contact { name position company { name } phoneNumbers { number } tags } userErrors { code }
      }
    }`,
      {
        id: contact.id,
        ifVersion: contact.version,
        patch: { position: "Owner", company: { name: "Café Vetrova" }, tags: ["phone", "wholesale"] },
      },
    );
    expect(updated.value).toEqual({
      contact: {
        name: "Ольга Ветрова",
        position: "Owner",
        company: { name: "Café Vetrova" },
        phoneNumbers: [{ number: "+7 921 555-01-02" }],
        tags: expect.arrayContaining(["phone", "wholesale"]),
      },
      userErrors: [],
    });

    // She wants coffee: a deal with her.
    const ordered = await send<{ readonly deal: Written }>(
      gateway,
      `mutation ($input: DealCreateInput!) {
      dealCreate(input: $input) { deal { id price status { name } contacts { name company { name } } } userErrors { code } }
    }`,
      { input: { name: "20 kg of beans", price: "18400.5", statusCrmId: "2", contactId: contact.id } },
    );
    const deal = ordered.value.deal;
    expect(deal).toMatchObject({
      price: "18400.5",
      status: { name: "Negotiation" },
      contacts: [{ name: "Ольга Ветрова", company: { name: "Café Vetrova" } }],
    });

    // What was agreed, and what is to be done.
    await send(
      gateway,
      `mutation ($input: NoteCreateInput!) { noteCreate(input: $input) { note { id } userErrors { code } } }`,
      { input: { subject: { dealId: deal.id }, body: "Wants delivery before 10 a.m.\nPays by invoice." } },
    );
    const planned = await send<{ readonly task: Written }>(
      gateway,
      `mutation ($input: TaskCreateInput!) { taskCreate(input: $input) { task { id } userErrors { code } } }`,
      {
        input: {
          subject: { dealId: deal.id },
          text: "Send the invoice",
          type: "LETTER",
          dueAt: "2027-04-01T09:00:00Z",
          responsibleUserCrmId: "2",
        },
      },
    );
    const task = planned.value.task;

    // John opens the deal: over the older APIs everything is on one page, and one call tells it all.
    const opened = await send(
      gateway,
      `query ($id: ID!) {
      deal(id: $id) {
        name
        contacts { name }
        notes { nodes { body author { name } } totalCount }
        tasks(isCompleted: false) { nodes { id text responsibleUser { name } } totalCount }
      }
    }`,
      { id: deal.id },
    );
    expect(opened.value).toEqual({
      name: "20 kg of beans",
      contacts: [{ name: "Ольга Ветрова" }],
      notes: {
        nodes: [{ body: "Wants delivery before 10 a.m.\nPays by invoice.", author: { name: "Anna Smirnova" } }],
        totalCount: 1,
      },
      tasks: {
        nodes: [{ id: task.id, text: "Send the invoice", responsibleUser: { name: "John Miller" } }],
        totalCount: 1,
      },
    });
    expect(opened.calls).toEqual(
      { legacy: ["deal_detail"], v4: ["GET contacts/id", "GET leads/id", "GET leads/id/notes", "GET tasks"] }[api],
    );

    // He sends the invoice, and the deal is won.
    const completed = await send(
      gateway,
      `mutation ($id: ID!) { taskComplete(id: $id) { task { isCompleted subject { name } } userErrors { code } } }`,
      { id: task.id },
    );
    expect(completed.value).toEqual({
      task: { isCompleted: true, subject: { name: "20 kg of beans" } },
      userErrors: [],
    });
    const won = await send(
      gateway,
      `mutation ($id: ID!) {
      dealUpdate(id: $id, patch: { statusCrmId: "142" }) { deal { status { name } price contacts { id } } userErrors { code } }
    }`,
      { id: deal.id },
    );
    expect(won.value).toEqual({
      deal: { status: { name: "Won" }, price: "18400.5", contacts: [{ id: contact.id }] },
      userErrors: [],
    });

    // A year later she asks to be forgotten.
    const forgotten = await send(
      gateway,
      `mutation ($id: ID!) { contactDelete(id: $id) { deletedContactId userErrors { code } } }`,
      { id: contact.id },
    );
    // API v4 cannot: somebody must do it in the CRM.
    expect(forgotten.value).toEqual(
      {
        legacy: { deletedContactId: contact.id, userErrors: [] },
        v4: { deletedContactId: null, userErrors: [{ code: "NOT_SUPPORTED" }] },
      }[api],
    );
    const { data } = await gateway.query(
      `query ($contact: ID!, $deal: ID!) {
      contact(id: $contact) { name }
      deal(id: $deal) { name contacts { name } tasks { nodes { isCompleted } } }
      contacts(search: "Ветрова") { totalCount }
    }`,
      { contact: contact.id, deal: deal.id },
    );
    const isForgotten = api === "legacy";
    expect(data).toEqual({
      contact: isForgotten ? null : { name: "Ольга Ветрова" },
      deal: {
        name: "20 kg of beans",
        contacts: isForgotten ? [] : [{ name: "Ольга Ветрова" }],
        tasks: { nodes: [{ isCompleted: true }] },
      },
      contacts: { totalCount: isForgotten ? 0 : 1 },
    });
  });
});
