import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { APIS, startGateway, type Api, type TestGateway } from "../gateway.js";
import { newContact, newDeal, newNote, newTask, send } from "./account.js";
import { begin, TRANSPORTS, untilOpen, watch, type Watch } from "./watch.js";

// A change that is made by HTTP comes as an event to clients of either transport, over either API of the account.

const CONTACT = `subscription ($ids: [ID!]) {
  contactChanged(ids: $ids) { action id crmId changedAt contact { id name emailAddresses { address } } }
}`;

/** The change, and one read for all who are told of it. The older API wants whole records back, so it reads before, too. */
function callsOfOneChange(api: Api, crmId: string): readonly string[] {
  return api === "v4" ? [crmId, crmId] : ["contact_detail", "contact_add EDIT", "contact_detail"];
}

const rename = (gateway: TestGateway, id: string, name: string) =>
  gateway.query(
    `mutation ($id: ID!, $name: String!) { contactUpdate(id: $id, patch: { name: $name }) { userErrors { message } } }`,
    { id, name },
  );

describe.each(APIS)("subscriptions over an account of the %s API", (api) => {
  let gateway: TestGateway;
  const watches: Watch[] = [];
  const watching = async (...rest: Parameters<typeof watch> extends [unknown, ...infer Rest] ? Rest : never) => {
    const one = await watch(gateway, ...rest);
    watches.push(one);
    return one;
  };

  beforeAll(async () => {
    gateway = await startGateway({ api });
  });
  afterEach(async () => {
    await Promise.all(watches.splice(0).map((one) => one.stop()));
    await untilOpen(gateway.url, 0);
  });
  afterAll(() => gateway.close());

  describe.each(TRANSPORTS)("by %s", (transport) => {
    it("tell of a contact that is added and changed, as it is then", async () => {
      const events = await watching(transport, CONTACT);
      const { id, crmId } = await newContact(gateway, { name: "Ada" });
      expect(await events.next()).toEqual({
        data: {
          contactChanged: {
            action: "CREATED",
            id,
            crmId,
            changedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
            contact: { id, name: "Ada", emailAddresses: [] },
          },
        },
      });
      await rename(gateway, id, "Ada Lovelace");
      expect(await events.next()).toMatchObject({
        data: { contactChanged: { action: "UPDATED", id, contact: { name: "Ada Lovelace" } } },
      });
    });

    it("tell of a deal, and of what is added to it", async () => {
      const deals = await watching(transport, "subscription { dealChanged { action id deal { name price } } }");
      const { id } = await newDeal(gateway, { name: "Engine", price: "100" });
      expect(await deals.next()).toEqual({
        data: {
          dealChanged: { action: "CREATED", id, deal: { name: "Engine", price: expect.stringMatching(/^100/) } },
        },
      });
      const variables = { ids: [id] };
      const notes = await watching(
        transport,
        "subscription ($ids: [ID!]) { noteAdded(subjectIds: $ids) { id note { id body } subject { id name } } }",
        { variables },
      );
      const tasks = await watching(
        transport,
        "subscription ($ids: [ID!]) { taskChanged(subjectIds: $ids) { action id task { text isCompleted } subject { id } } }",
        { variables },
      );
      await newNote(gateway, { contactId: (await newContact(gateway)).id }, "Of no interest");
      const note = await newNote(gateway, { dealId: id }, "Called back");
      expect(await notes.next()).toEqual({
        data: {
          noteAdded: { id: note.id, note: { id: note.id, body: "Called back" }, subject: { id, name: "Engine" } },
        },
      });
      const task = await newTask(gateway, { dealId: id }, { type: "CALL" });
      const told = { id: task.id, task: { text: "Send the offer", isCompleted: false }, subject: { id } };
      expect(await tasks.next()).toEqual({ data: { taskChanged: { action: "CREATED", ...told } } });
      await send(gateway, "mutation ($id: ID!) { taskComplete(id: $id) { userErrors { message } } }", { id: task.id });
      expect(await tasks.next()).toMatchObject({
        data: { taskChanged: { action: "UPDATED", task: { isCompleted: true } } },
      });
    });

    it("tell only of the records that were named", async () => {
      const [one, other] = [await newContact(gateway), await newContact(gateway)];
      const events = await watching(transport, CONTACT, { variables: { ids: [other.id] } });
      await rename(gateway, one.id, "Not asked for");
      await rename(gateway, other.id, "Asked for");
      expect(await events.next()).toMatchObject({
        data: { contactChanged: { id: other.id, contact: { name: "Asked for" } } },
      });
    });

    it("make no call for what an event brings by itself", async () => {
      const events = await watching(
        transport,
        "subscription { contactChanged { __typename action id crmId changedAt } }",
      );
      const { id } = await newContact(gateway);
      gateway.calls();
      expect(await events.next()).toMatchObject({ data: { contactChanged: { __typename: "ContactChange", id } } });
      expect(gateway.calls()).toEqual([]);
    });

    it("have errors of one event in that event, and go on", async () => {
      const events = await watching(
        transport,
        "subscription { contactChanged { id contact { name notes(first: 200) { totalCount } } } }",
      );
      for (const name of ["Ada", "Grace"]) {
        await newContact(gateway, { name });
        expect(await events.next()).toMatchObject({
          data: { contactChanged: { contact: { name, notes: null } } },
          errors: [
            {
              path: ["contactChanged", "contact", "notes"],
              extensions: { code: "BAD_USER_INPUT", requestId: expect.any(String) },
            },
          ],
        });
      }
    });
  });

  it("read a record once for fifty subscribers of one user", async () => {
    const { id, crmId } = await newContact(gateway, { name: "Ada" });
    const all = [];
    for (const transport of TRANSPORTS)
      for (let index = 0; index < 25; index += 1) all.push(begin(gateway.url, transport, CONTACT));
    watches.push(...all);
    await untilOpen(gateway.url, 50);
    gateway.calls();
    await rename(gateway, id, "Augusta Ada King");
    for (const event of await Promise.all(all.map((one) => one.next()))) {
      expect(event).toMatchObject({ data: { contactChanged: { contact: { name: "Augusta Ada King" } } } });
    }
    expect(gateway.calls()).toEqual(callsOfOneChange(api, crmId));
  });
});

it("a deleted record is not read", async () => {
  const gateway = await startGateway({ api: "legacy" });
  try {
    const { id } = await newContact(gateway);
    const events = await watch(gateway, "SSE", CONTACT);
    gateway.calls();
    await gateway.query("mutation ($id: ID!) { contactDelete(id: $id) { userErrors { message } } }", { id });
    expect(await events.next()).toMatchObject({ data: { contactChanged: { action: "DELETED", id, contact: null } } });
    expect(gateway.calls()).toEqual(["contact_delete DELETE"]);
    await events.stop();
  } finally {
    await gateway.close();
  }
});
