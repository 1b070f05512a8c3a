import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { APIS, startGateway, type Api, type TestGateway } from "../gateway.js";
import {
  addedNumber,
  attempt,
  callAccount,
  forgedId,
  newContact,
  newDeal,
  newNote,
  send,
  writesAmong,
  type Named,
} from "./account.js";

const FIELDS = `name status { crmId name } price responsibleUser { crmId name } tags contacts { id name isCompany company { name } }`;
const ERRORS = `userErrors { __typename code field ... on NotFoundError { id } }`;

const CREATE = `mutation ($input: DealCreateInput!) { dealCreate(input: $input) { deal { id ${FIELDS} } ${ERRORS} } }`;
const UPDATE = `mutation ($id: ID!, $patch: DealPatchInput!, $ifVersion: String) {
  dealUpdate(id: $id, patch: $patch, ifVersion: $ifVersion) {
    deal { version ${FIELDS} }
    userErrors { __typename code field ... on ConflictError { currentVersion current { id ... on Deal { name } } } }
  }
}`;
const DELETE = `mutation ($id: ID!) { dealDelete(id: $id) { deletedDealId ${ERRORS} } }`;
const ROW = `userErrors { code field }`;
const BULK_DELETE = `mutation ($ids: [ID!]!) { dealBulkDelete(ids: $ids) { rows { index deletedId ${ROW} } ${ROW} } }`;
const READ = `query ($id: ID!) { deal(id: $id) { version ${FIELDS} } }`;
const LIST = `query ($search: String) { deals(search: $search, first: 100) { nodes { id name } totalCount } }`;

interface DealPayload {
  readonly deal: (Named & { readonly name: string; readonly version: string }) | null;
  readonly userErrors: readonly { readonly code: string }[];
}

type Version = Record<string, unknown> & { readonly version: string };

async function readFrom(gateway: TestGateway, id: string): Promise<Version> {
  return (await send<Version>(gateway, READ, { id })).value;
}

/** Everything that a deal can be given, but for its contact. */
const PILOT = {
  name: "Pilot <2027> & more",
  statusCrmId: "2",
  price: "1500.50",
  responsibleUserCrmId: "2",
  tags: ["q4", "pilot"],
};

/** The same as it is read. To API v4 a price is a number. */
function pilotRead(api: Api) {
  return {
    name: PILOT.name,
    status: { crmId: "2", name: "Negotiation" },
    price: { legacy: "1500.50", v4: "1500.5" }[api],
    responsibleUser: { crmId: "2", name: "John Miller" },
    tags: expect.arrayContaining(PILOT.tags) as unknown,
  };
}

/** The calls that deals take. API v4 tells a deal's contacts by their numbers only, and their companies likewise. */
const CALLS = {
  legacy: {
    add: "deal_add ADD",
    read: ["deal_detail"],
    readAlone: ["deal_detail"],
    list: ["deals"],
    search: ["deal_search"],
    change: ["deal_detail", "deal_add EDIT"],
  },
  v4: {
    add: "POST leads",
    read: ["GET companies/id", "GET contacts/id", "GET leads/id"],
    readAlone: ["GET leads/id"],
    list: ["GET companies/id", "GET contacts", "GET leads"],
    search: ["GET leads"],
    change: ["PATCH leads/id"],
  },
};

/** Adds a deal with several contacts, which only the account itself can. */
async function dealWithContacts(at: TestGateway, contacts: readonly Named[]): Promise<string> {
  const links = contacts.map(({ crmId }, index) => [`deal[linked_contact][${String(index)}]`, crmId]);
  const fields = { ACTION: "ADD", "deal[name]": "Shared", ...(Object.fromEntries(links) as Record<string, string>) };
  return forgedId("Deal", addedNumber(await callAccount(at, "deal_add", fields)));
}

describe.each(APIS)("over the %s API", (api) => {
  const sent = CALLS[api];
  const PILOT_READ = pilotRead(api);
  let gateway: TestGateway;
  let ada: Named;

  beforeAll(async () => {
    gateway = await startGateway({ api });
    ada = await newContact(gateway, { name: "Ada", company: { name: "Engines" }, phoneNumbers: [{ number: "1" }] });
  });

  afterAll(() => gateway.close());

  const read = (id: string) => readFrom(gateway, id);

  /** Where the account finds fault with a stage: API v4 names the field. */
  const refusedStage = (...path: string[]) => ({ legacy: null, v4: [...path, "statusCrmId"] })[api];

  function adaInDeals(): Record<string, unknown> {
    return { id: ada.id, name: "Ada", isCompany: false, company: { name: "Engines" } };
  }

  describe("adding and reading", () => {
    it("gives back every field that was given: one write, one read", async () => {
      const { value, calls } = await send<DealPayload>(gateway, CREATE, { input: { ...PILOT, contactId: ada.id } });
      const expected = { ...PILOT_READ, contacts: [adaInDeals()] };
      expect(value).toEqual({ deal: { id: expect.any(String), ...expected }, userErrors: [] });
      expect(calls).toEqual([sent.add, ...sent.read]);
      const again = await send(gateway, READ, { id: value.deal?.id });
      expect(again.value).toEqual({ version: expect.any(String), ...expected });
      expect(again.calls).toEqual(sent.read);
    });

    it.each([{}, { statusCrmId: null, price: null, responsibleUserCrmId: null, tags: null, contactId: null }])(
      "leaves to the account what was not given: %p",
      async (rest) => {
        const { value } = await send(gateway, CREATE, { input: { name: "Bare", ...rest } });
        expect(value).toMatchObject({
          deal: {
            name: "Bare",
            status: { crmId: "1", name: "First contact" },
            price: null,
            responsibleUser: { crmId: "1", name: "Anna Smirnova" },
            tags: [],
            contacts: [],
          },
        });
      },
    );

    it.each(["1500", "0.0001", "123456789012345", "-1.5"])("keeps every digit of the price %s", async (price) => {
      const { id } = await newDeal(gateway, { price });
      expect(await read(id)).toMatchObject({ price });
    });

    it.each(["1234567890123456", "0.00001"])("refuses the price %s", async (price) => {
      const { value, calls } = await send<DealPayload>(gateway, CREATE, { input: { name: "Order", price } });
      expect(value.userErrors).toEqual([{ __typename: "InputError", code: "INVALID", field: ["input", "price"] }]);
      expect(calls).toEqual([]);
    });

    it("takes a price as a JSON number too", async () => {
      const { id } = await newDeal(gateway, { price: 12.5 });
      expect(await read(id)).toMatchObject({ price: "12.5" });
    });

    it("tells every mistake at once and sends nothing", async () => {
      const input = { name: "", statusCrmId: "x", responsibleUserCrmId: "", tags: ["a,b"] };
      const { value, calls } = await send<DealPayload>(gateway, CREATE, { input });
      expect(value.userErrors).toHaveLength(4);
      expect(value.userErrors).toEqual(
        expect.arrayContaining([
          { __typename: "InputError", code: "REQUIRED", field: ["input", "name"] },
          { __typename: "InputError", code: "INVALID", field: ["input", "statusCrmId"] },
          { __typename: "InputError", code: "REQUIRED", field: ["input", "responsibleUserCrmId"] },
          { __typename: "InputError", code: "INVALID", field: ["input", "tags", "0"] },
        ]),
      );
      expect(calls).toEqual([]);
    });

    it("refuses an id of another kind before anything is sent", async () => {
      const contactId = forgedId("Deal", 1);
      const { errors, calls } = await attempt(gateway, CREATE, { input: { name: "Order", contactId } });
      expect(errors).toMatchObject([{ path: ["dealCreate"], extensions: { code: "BAD_USER_INPUT" } }]);
      expect(calls).toEqual([]);
    });

    it("reports a stage that the account does not have", async () => {
      const { value } = await send<DealPayload>(gateway, CREATE, { input: { name: "Order", statusCrmId: "77" } });
      expect(value).toMatchObject({ deal: null, userErrors: [{ code: "REJECTED", field: refusedStage("input") }] });
    });

    it("reports a contact that the account does not have, for a new deal and for a change", async () => {
      const contactId = forgedId("Contact", 999_999);
      const added = await send<DealPayload>(gateway, CREATE, { input: { name: "Order", contactId } });
      expect(added.value).toEqual({
        deal: null,
        userErrors: [{ __typename: "NotFoundError", code: "NOT_FOUND", field: ["input", "contactId"], id: contactId }],
      });
      const { id } = await newDeal(gateway, { contactId: ada.id });
      const changed = await send<DealPayload>(
        gateway,
        `mutation ($id: ID!, $patch: DealPatchInput!) { dealUpdate(id: $id, patch: $patch) { deal { id } ${ERRORS} } }`,
        { id, patch: { name: "Other", contactId } },
      );
      expect(changed.value).toEqual({
        deal: null,
        userErrors: [{ __typename: "NotFoundError", code: "NOT_FOUND", field: ["patch", "contactId"], id: contactId }],
      });
      expect(await read(id)).toMatchObject({ name: "Order", contacts: [adaInDeals()] });
    });

    it("does not take an empty id for no contact", async () => {
      const { id } = await newDeal(gateway, { contactId: ada.id });
      const { errors, calls } = await attempt(gateway, UPDATE, { id, patch: { contactId: "" } });
      expect(errors).toMatchObject([{ path: ["dealUpdate"], extensions: { code: "BAD_USER_INPUT" } }]);
      expect(calls).toEqual([]);
    });

    it("is null for a deal that is not there, an error for an id that is none", async () => {
      expect((await send(gateway, READ, { id: forgedId("Deal", 999_999) })).value).toBeNull();
      const { errors } = await attempt(gateway, READ, { id: forgedId("Contact", 1) });
      expect(errors).toMatchObject([{ path: ["deal"], extensions: { code: "BAD_USER_INPUT" } }]);
    });

    it("finds deals by their name and by their contact", async () => {
      const eve = await newContact(gateway, { name: "Eve", emailAddresses: [{ address: "eve@search.example" }] });
      const { id } = await newDeal(gateway, { name: "Кофе оптом", contactId: eve.id });
      for (const search of ["КОФЕ", "eve@search.example"]) {
        const { value, calls } = await send(gateway, LIST, { search });
        expect(value).toEqual({ nodes: [{ id, name: "Кофе оптом" }], totalCount: 1 });
        expect(calls).toEqual(sent.search);
      }
      expect((await send(gateway, LIST, { search: "no such deal" })).value).toEqual({ nodes: [], totalCount: 0 });
    });

    it("tells the same of a deal in a list as on its own, its contacts included", async () => {
      const fields = `id version createdAt updatedAt ${FIELDS}`;
      const { value, calls } = await send<{ nodes: Named[] }>(gateway, `{ deals(first: 100) { nodes { ${fields} } } }`);
      expect(calls).toEqual(sent.list);
      for (const deal of value.nodes.slice(0, 5)) {
        const one = await send(gateway, `query ($id: ID!) { deal(id: $id) { ${fields} } }`, { id: deal.id });
        expect(one.value).toEqual(deal);
      }
    });

    it("asks for a contact's details only when they are selected, once for each contact", async () => {
      const bob = await newContact(gateway, { name: "Bob" });
      const id = await dealWithContacts(gateway, [ada, bob]);
      const { value, calls } = await send(
        gateway,
        `query ($id: ID!) { deal(id: $id) { contacts { name phoneNumbers { number } } again: contacts { position } } }`,
        { id },
      );
      expect(value).toMatchObject({
        contacts: [
          { name: "Ada", phoneNumbers: [{ number: "1" }] },
          { name: "Bob", phoneNumbers: [] },
        ],
      });
      expect(calls).toEqual(
        { legacy: ["deal_detail", "contact_detail", "contact_detail"], v4: ["GET contacts", "GET leads/id"] }[api],
      );
    });
  });

  describe("editing", () => {
    const changes: [string, Record<string, unknown>, Record<string, unknown>][] = [
      ["a name", { name: "Roll-out" }, { name: "Roll-out" }],
      ["the stage", { statusCrmId: "142" }, { status: { crmId: "142", name: "Won" } }],
      ["the price", { price: "0.5" }, { price: "0.5" }],
      ["the price away", { price: null }, { price: null }],
      ["the user in charge", { responsibleUserCrmId: "3" }, { responsibleUser: { crmId: "3", name: "Дарья Ким" } }],
      ["the tags", { tags: ["won"] }, { tags: ["won"] }],
      ["the tags away", { tags: null }, { tags: [] }],
      ["the tags to none", { tags: [] }, { tags: [] }],
      ["the contact away", { contactId: null }, { contacts: [] }],
      ["several fields at once", { price: null, tags: ["x"] }, { price: null, tags: ["x"] }],
    ];

    it.each(changes)("changes %s and keeps the rest: read, write, read", async (_what, patch, expected) => {
      const { id } = await newDeal(gateway, { ...PILOT, contactId: ada.id });
      const { value, calls } = await send(gateway, UPDATE, { id, patch });
      const deal = { version: expect.any(String), ...PILOT_READ, contacts: [adaInDeals()], ...expected };
      expect(value).toEqual({ deal, userErrors: [] });
      expect({ legacy: calls, v4: writesAmong(calls) }[api]).toEqual(
        { legacy: [...sent.change, ...sent.read], v4: "contactId" in patch ? ["POST leads/id/unlink"] : sent.change }[
          api
        ],
      );
      expect(await read(id)).toEqual(deal);
    });

    it("puts another contact in the place of all that are linked", async () => {
      const [bob, cy] = [await newContact(gateway, { name: "Bob" }), await newContact(gateway, { name: "Cy" })];
      const id = await dealWithContacts(gateway, [ada, bob]);
      await send(gateway, UPDATE, { id, patch: { contactId: cy.id } });
      expect(await read(id)).toMatchObject({ contacts: [{ id: cy.id, name: "Cy" }] });
    });

    it("keeps all linked contacts through an edit of something else", async () => {
      const bob = await newContact(gateway, { name: "Bob" });
      const id = await dealWithContacts(gateway, [ada, bob]);
      await send(gateway, UPDATE, { id, patch: { price: "7" } });
      expect(await read(id)).toMatchObject({ price: "7", contacts: [{ id: ada.id }, { id: bob.id }] });
    });

    it.each([
      ["name", null, "REQUIRED"],
      ["name", " ", "REQUIRED"],
      ["statusCrmId", null, "REQUIRED"],
      ["statusCrmId", "0", "INVALID"],
      ["responsibleUserCrmId", null, "REQUIRED"],
    ])("refuses %s: %p as %s and sends nothing", async (name, change, code) => {
      const { id } = await newDeal(gateway);
      const { value, calls } = await send(gateway, UPDATE, { id, patch: { [name]: change } });
      expect(value).toEqual({
        deal: null,
        userErrors: [{ __typename: "InputError", code, field: ["patch", name] }],
      });
      expect(calls).toEqual([]);
    });

    it("refuses an empty patch", async () => {
      const { id } = await newDeal(gateway);
      const { value, calls } = await send<DealPayload>(gateway, UPDATE, { id, patch: {} });
      expect(value.userErrors).toEqual([{ __typename: "InputError", code: "REQUIRED", field: ["patch"] }]);
      expect(calls).toEqual([]);
    });

    it("keeps what this schema does not know", async () => {
      const added = await callAccount(gateway, "deal_add", {
        ACTION: "ADD",
        "deal[name]": "Own Fields",
        "deal[margin]": "12 %",
        "deal[delivery][city]": "Казань",
        "deal[delivery][by]": "truck & rail",
      });
      const number = addedNumber(added);
      const plain = (xml: string) => xml.replace(/<date_modify>.*<\/date_modify>/, "");
      const before = plain(await callAccount(gateway, "deal_detail", { ID: number }));
      await send(gateway, UPDATE, { id: forgedId("Deal", number), patch: { price: "99" } });
      const after = plain(await callAccount(gateway, "deal_detail", { ID: number }));
      expect(after).toContain("<by>truck &amp; rail</by>");
      expect(after).toBe(before.replace("<price/>", "<price>99</price>"));
    });

    it("lets two edits of one deal at once both survive", async () => {
      const { id } = await newDeal(gateway, PILOT);
      await Promise.all([
        gateway.query(UPDATE, { id, patch: { price: "1" } }),
        gateway.query(UPDATE, { id, patch: { tags: ["kept"] } }),
        gateway.query(UPDATE, { id, patch: { contactId: ada.id } }),
      ]);
      expect(await read(id)).toMatchObject({ price: "1", tags: ["kept"], contacts: [{ id: ada.id }] });
    });

    it("is NOT_FOUND for a deal that is not there", async () => {
      const { value, calls } = await send(gateway, UPDATE, { id: forgedId("Deal", 999_999), patch: { price: "1" } });
      expect(value).toMatchObject({ deal: null, userErrors: [{ code: "NOT_FOUND", field: ["id"] }] });
      expect(calls).toEqual(sent.change.slice(0, 1));
    });
  });

  describe("ifVersion", () => {
    it("refuses an edit of another version with what is there now, and sends no write", async () => {
      const { id } = await newDeal(gateway, PILOT);
      const { version } = await read(id);
      await send(gateway, UPDATE, { id, patch: { name: "Theirs" }, ifVersion: version });
      const { version: currentVersion } = await read(id);
      expect(currentVersion).not.toBe(version);
      const { value, calls } = await send(gateway, UPDATE, { id, patch: { name: "Mine" }, ifVersion: version });
      expect(value).toEqual({
        deal: null,
        userErrors: [
          {
            __typename: "ConflictError",
            code: "CONFLICT",
            field: ["ifVersion"],
            currentVersion,
            current: { id, name: "Theirs" },
          },
        ],
      });
      expect(calls).toEqual(sent.readAlone);
      const retry = await send(gateway, UPDATE, { id, patch: { name: "Mine" }, ifVersion: currentVersion });
      expect(retry.value).toMatchObject({ deal: { name: "Mine" } });
    });

    it("covers the linked contacts, but neither their names nor the notes", async () => {
      const bob = await newContact(gateway, { name: "Bob" });
      const { id } = await newDeal(gateway, { contactId: bob.id });
      const { version } = await read(id);
      await newNote(gateway, { dealId: id });
      const rename = `mutation ($id: ID!) { contactUpdate(id: $id, patch: { name: "Robert" }) { contact { id } } }`;
      await send(gateway, rename, { id: bob.id });
      expect((await read(id)).version).toBe(version);
      await send(gateway, UPDATE, { id, patch: { contactId: ada.id } });
      expect((await read(id)).version).not.toBe(version);
    });
  });

  describe("many at once", () => {
    const BULK_CREATE = `mutation ($input: [DealCreateInput!]!, $policy: BulkPolicy! = REQUIRE_ALL_VALID) {
    dealBulkCreate(input: $input, policy: $policy) { rows { index deal { id name } ${ROW} } ${ROW} }
  }`;
    const BULK_UPDATE = `mutation ($input: [DealBulkUpdateInput!]!, $policy: BulkPolicy! = REQUIRE_ALL_VALID) {
    dealBulkUpdate(input: $input, policy: $policy) { rows { index deal { id price } ${ROW} } ${ROW} }
  }`;

    it("tells all that is wrong with a row at once, malformed ids included", async () => {
      const { value, calls } = await send(gateway, BULK_UPDATE, {
        input: [{ id: "bad", patch: { name: " ", price: "-0", contactId: forgedId("Deal", 1) } }],
      });
      expect(value).toMatchObject({
        rows: [
          {
            deal: null,
            userErrors: [
              { code: "INVALID", field: ["input", "0", "id"] },
              { code: "REQUIRED", field: ["input", "0", "patch", "name"] },
              { code: "INVALID", field: ["input", "0", "patch", "price"] },
              { code: "INVALID", field: ["input", "0", "patch", "contactId"] },
            ],
          },
        ],
      });
      expect(calls).toEqual([]);
    });

    it("adds and changes row by row, each with its own outcome", async () => {
      const created = await send<{ rows: { deal: Named | null }[] }>(gateway, BULK_CREATE, {
        input: [{ name: "One" }, { name: "Two", statusCrmId: "77" }, { name: "Three" }],
      });
      expect(created.value).toMatchObject({
        rows: [
          { index: 0, deal: { name: "One" }, userErrors: [] },
          { index: 1, deal: null, userErrors: [{ code: "REJECTED", field: refusedStage("input", "1") }] },
          { index: 2, deal: { name: "Three" }, userErrors: [] },
        ],
      });
      const [one, , three] = created.value.rows.map((row) => row.deal?.id);
      const changed = await send(gateway, BULK_UPDATE, {
        input: [
          { id: one, patch: { price: "1" } },
          { id: three, patch: { price: "3" }, ifVersion: "stale" },
        ],
      });
      expect(changed.value).toEqual({
        rows: [
          { index: 0, deal: { id: one, price: "1" }, userErrors: [] },
          { index: 1, deal: null, userErrors: [{ code: "CONFLICT", field: ["input", "1", "ifVersion"] }] },
        ],
        userErrors: [],
      });
    });

    it.each([
      ["REQUIRE_ALL_VALID", ["NOT_SENT"], []],
      ["SKIP_INVALID", [], [sent.add, ...sent.readAlone]],
    ])("%s decides on the rows beside an invalid one", async (policy, codes, sent) => {
      const { value, calls } = await send<{ rows: DealPayload[] }>(gateway, BULK_CREATE, {
        input: [{ name: "Fine" }, { name: "Bad", contactId: "junk" }],
        policy,
      });
      expect(value.rows.map((row) => row.userErrors.map((error) => error.code))).toEqual([codes, ["INVALID"]]);
      expect(value.rows[1]?.userErrors).toEqual([{ code: "INVALID", field: ["input", "1", "contactId"] }]);
      expect(calls).toEqual(sent);
    });

    it("takes at most 50 rows", async () => {
      const input = Array.from({ length: 51 }, () => ({ name: "Row" }));
      const { value, calls } = await send(gateway, BULK_CREATE, { input });
      expect(value).toEqual({ rows: [], userErrors: [{ code: "INVALID", field: ["input"] }] });
      expect(calls).toEqual([]);
    });
  });
});

// What the older APIs alone can do, and habits that accounts have in them.

describe("over the legacy API", () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway();
  });

  afterAll(() => gateway.close());

  it("keeps the price 0, too", async () => {
    const { id } = await newDeal(gateway, { price: "0" });
    expect(await readFrom(gateway, id)).toMatchObject({ price: "0" });
  });

  describe("deleting", () => {
    it("takes one call; the deal is gone then", async () => {
      const { id } = await newDeal(gateway);
      const { value, calls } = await send(gateway, DELETE, { id });
      expect(value).toEqual({ deletedDealId: id, userErrors: [] });
      expect(calls).toEqual(["deal_delete DELETE"]);
      expect((await send(gateway, READ, { id })).value).toBeNull();
      expect((await send(gateway, DELETE, { id })).value).toEqual({
        deletedDealId: null,
        userErrors: [{ __typename: "NotFoundError", code: "NOT_FOUND", field: ["id"], id }],
      });
    });

    it("is refused to a user who may not", async () => {
      const asJohn = await startGateway({
        env: { AMO_LOGIN: "john@amoql.dev", AMO_API_KEY: "fedcba9876543210fedcba9876543210" },
      });
      try {
        const { id } = await newDeal(asJohn);
        const { value } = await send<DealPayload>(asJohn, DELETE, { id });
        expect(value.userErrors).toEqual([{ __typename: "AccessError", code: "PERMISSION_DENIED", field: null }]);
        expect(await readFrom(asJohn, id)).toMatchObject({ name: "Order" });
      } finally {
        await asJohn.close();
      }
    });

    it("unlinks a contact that is deleted", async () => {
      const bob = await newContact(gateway, { name: "Bob" });
      const { id } = await newDeal(gateway, { contactId: bob.id });
      await send(gateway, `mutation ($id: ID!) { contactDelete(id: $id) { deletedContactId } }`, { id: bob.id });
      expect(await readFrom(gateway, id)).toMatchObject({ contacts: [] });
    });
  });

  it("deletes many row by row, each with its own outcome", async () => {
    const [{ id: one }, { id: three }] = [await newDeal(gateway), await newDeal(gateway)];
    const deleted = await send(gateway, BULK_DELETE, { ids: [one, one, three] });
    expect(deleted.value).toEqual({
      rows: [
        { index: 0, deletedId: one, userErrors: [] },
        { index: 1, deletedId: null, userErrors: [{ code: "NOT_FOUND", field: ["ids", "1"] }] },
        { index: 2, deletedId: three, userErrors: [] },
      ],
      userErrors: [],
    });
    expect(deleted.calls).toEqual(Array(3).fill("deal_delete DELETE"));
  });
});

describe("an account that may keep one link only", () => {
  let careful: TestGateway;

  beforeAll(async () => {
    careful = await startGateway({ env: { AMO_DEAL_LINKS: "one" } });
  });

  afterAll(() => careful.close());

  it("refuses to edit a deal with several contacts, before any write", async () => {
    const contacts = [await newContact(careful, { name: "A" }), await newContact(careful, { name: "B" })];
    const id = await dealWithContacts(careful, contacts);
    for (const patch of [{ price: "1" }, { contactId: contacts[0]?.id }]) {
      const { value, calls } = await send<DealPayload>(careful, UPDATE, { id, patch });
      expect(value).toEqual({
        deal: null,
        userErrors: [{ __typename: "RejectedError", code: "NOT_SUPPORTED", field: null }],
      });
      expect(calls).toEqual(["deal_detail"]);
    }
    expect((await readFrom(careful, id))["contacts"]).toHaveLength(2);
  });

  it("edits a deal with one contact or none", async () => {
    const contact = await newContact(careful);
    const { id } = await newDeal(careful, { contactId: contact.id });
    const { value } = await send<DealPayload>(careful, UPDATE, { id, patch: { price: "1" } });
    expect(value).toMatchObject({ deal: { price: "1", contacts: [{ id: contact.id }] } });
    await send(careful, UPDATE, { id, patch: { contactId: null } });
    expect(await readFrom(careful, id)).toMatchObject({ price: "1", contacts: [] });
  });
});

it("an account that keeps one link only does not lose it in an edit", async () => {
  const dropping = await startGateway({ sandbox: { switches: { editKeepsLinks: false } } });
  try {
    const contact = await newContact(dropping);
    const { id } = await newDeal(dropping, { contactId: contact.id });
    const { value } = await send<DealPayload>(dropping, UPDATE, { id, patch: { price: "5" } });
    expect(value).toMatchObject({ deal: { price: "5", contacts: [{ id: contact.id }] }, userErrors: [] });
  } finally {
    await dropping.close();
  }
});

describe("an account whose adds answer no id", () => {
  let silent: TestGateway;

  beforeAll(async () => {
    silent = await startGateway({ sandbox: { switches: { addAnswersId: false } } });
  });

  afterAll(() => silent.close());

  it("is searched for the deal that equals all that was written", async () => {
    await newDeal(silent, { ...PILOT, price: "1" });
    const { value, calls } = await send(silent, CREATE, { input: PILOT });
    expect(value).toMatchObject({ deal: pilotRead("legacy"), userErrors: [] });
    expect(calls).toEqual(["deal_add ADD", "deal_search", "deal_detail"]);
  });

  it("gives null with OUTCOME_UNKNOWN when two equal it", async () => {
    await newDeal(silent, { name: "Twin" });
    const { value, errors } = await attempt(silent, CREATE, { input: { name: "Twin" } });
    expect(value).toEqual({ deal: null, userErrors: [] });
    expect(errors).toMatchObject([
      { path: ["dealCreate", "deal"], extensions: { code: "OUTCOME_UNKNOWN", mayHaveBeenApplied: true } },
    ]);
  });

  it("tells of many at once which were added without a known id", async () => {
    const { value, errors } = await attempt(
      silent,
      `mutation ($input: [DealCreateInput!]!) { dealBulkCreate(input: $input) { rows { index deal { name } userErrors { code } } } }`,
      { input: [{ name: "Triplet" }, { name: "Triplet" }, { name: "Single" }] },
    );
    expect(value).toEqual({
      rows: [
        { index: 0, deal: { name: "Triplet" }, userErrors: [] },
        { index: 1, deal: null, userErrors: [] },
        { index: 2, deal: { name: "Single" }, userErrors: [] },
      ],
    });
    expect(errors).toMatchObject([
      { path: ["dealBulkCreate", "rows", 1, "deal"], extensions: { code: "OUTCOME_UNKNOWN" } },
    ]);
  });
});

it("an account that keeps what an edit does not name is told to clear it all the same", async () => {
  const keeping = await startGateway({ sandbox: { switches: { editKeepsAbsent: true } } });
  try {
    const contact = await newContact(keeping);
    const { id } = await newDeal(keeping, { ...PILOT, contactId: contact.id });
    const { value } = await send(keeping, UPDATE, { id, patch: { price: null, tags: [], contactId: null } });
    expect(value).toMatchObject({ deal: { name: PILOT.name, price: null, tags: [], contacts: [] }, userErrors: [] });
  } finally {
    await keeping.close();
  }
});
