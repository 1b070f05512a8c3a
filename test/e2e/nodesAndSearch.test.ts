import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { APIS, startGateway, type TestGateway } from "../gateway.js";
import {
  attempt,
  callsTo,
  forgedId,
  newCatalog,
  newContact,
  newDeal,
  newNote,
  newTask,
  send,
  type Named,
} from "./account.js";

const NODE = `query ($id: ID!) { node(id: $id) { __typename id } }`;
const NODES = `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }`;
const BY_NUMBER = `query ($type: CrmNodeType!, $crmId: ID!) { nodeByCrmId(type: $type, crmId: $crmId) { __typename id } }`;

/** The calls that find objects. */
const CALLS = {
  legacy: {
    contact: ["contact_detail"],
    deal: ["deal_detail"],
    catalogs: ["catalogs"],
    note: ["contact_detail"],
    task: ["deal_detail"],
    all: ["catalogs", "contact_detail", "deal_detail", "deal_detail"],
    contacts: ["contact_search"],
    deals: ["deal_search"],
  },
  v4: {
    contact: ["GET contacts/id"],
    deal: ["GET leads/id"],
    catalogs: ["GET catalogs"],
    // That the record of a note or task is there is read, too.
    note: ["GET contacts/id/notes"],
    task: ["GET tasks"],
    all: ["GET catalogs", "GET contacts/id", "GET contacts/id/notes", "GET leads", "GET tasks"],
    contacts: ["GET contacts"],
    deals: ["GET leads"],
  },
};

describe.each(APIS)("over the %s API", (api) => {
  let gateway: TestGateway;
  let contact: Named;
  let deal: Named;
  let catalog: Named;
  let note: Named;
  let task: Named;

  beforeAll(async () => {
    gateway = await startGateway({ api });
    contact = await newContact(gateway, { name: "Coffee Lover", emailAddresses: [{ address: "lover@beans.example" }] });
    deal = await newDeal(gateway, { name: "Coffee, 10 kg", contactId: contact.id });
    catalog = await newCatalog(gateway, { name: "COFFEE beans" });
    await newCatalog(gateway, { name: "Tea" });
    note = await newNote(gateway, { contactId: contact.id });
    task = await newTask(gateway, { dealId: deal.id });
  });

  afterAll(() => gateway.close());

  /** Every kind of object, with the calls that find it. */
  const kinds = (): [string, Named, readonly string[]][] => [
    ["Contact", contact, CALLS[api].contact],
    ["Deal", deal, CALLS[api].deal],
    ["Catalog", catalog, CALLS[api].catalogs],
    ["Note", note, CALLS[api].note],
    ["Task", task, CALLS[api].task],
  ];

  describe("node", () => {
    it("finds an object of any kind by its id, with one call", async () => {
      for (const [type, { id }, expected] of kinds()) {
        const { value, calls } = await send(gateway, NODE, { id });
        expect(value).toEqual({ __typename: type, id });
        expect(calls).toEqual(expected);
      }
    });

    it.each([
      forgedId("Contact", 999_999),
      forgedId("Deal", 999_999),
      forgedId("Catalog", 999_999),
      forgedId("Note", 1, 999_999, 1),
      forgedId("Note", 2, 1, 999_999),
      forgedId("Task", 1, 1, 999_999),
      forgedId("Task", 0, 0, 1),
    ])("is null for an object that is not there: %s", async (id) => {
      expect((await send(gateway, NODE, { id })).value).toBeNull();
    });

    it.each([
      "",
      "1",
      "Contact:1",
      "????",
      forgedId("Contact"),
      forgedId("Contact", ""),
      forgedId("Contact", 0),
      forgedId("Contact", "01"),
      forgedId("Contact", -1),
      forgedId("Contact", "1", "2"),
      forgedId("Contact", "1 OR 1=1"),
      forgedId("Contact", "9".repeat(40)),
      forgedId("Note", 3, 1, 1),
      forgedId("Note", 0, 0, 1),
      forgedId("Note", 1, 1),
      forgedId("User", 1),
      forgedId("__proto__", 1),
      `${forgedId("Contact", 1)}=`,
      `${forgedId("Contact", 1)} `,
      "x".repeat(10_000),
    ])("refuses what is no id: %p", async (id) => {
      const { errors, calls } = await attempt(gateway, NODE, { id });
      expect(errors).toMatchObject([{ path: ["node"], extensions: { code: "BAD_USER_INPUT" } }]);
      expect(calls).toEqual([]);
    });
  });

  describe("nodes", () => {
    it("come in the order asked for, repeated and missing ones included", async () => {
      const ids = kinds().map(([, { id }]) => id);
      const asked = [...ids, forgedId("Deal", 999_999), ...ids.toReversed()];
      const { value, calls } = await send<({ readonly id: string } | null)[]>(gateway, NODES, { ids: asked });
      expect(value.map((node) => node?.id)).toEqual([...ids, undefined, ...ids.toReversed()]);
      expect([...calls].sort()).toEqual(CALLS[api].all);
    });

    it("fail one by one", async () => {
      const { value, errors } = await attempt(gateway, NODES, { ids: [contact.id, "junk", deal.id] });
      expect(value).toEqual([{ __typename: "Contact", id: contact.id }, null, { __typename: "Deal", id: deal.id }]);
      expect(errors).toMatchObject([{ path: ["nodes", 1], extensions: { code: "BAD_USER_INPUT" } }]);
    });

    it("are 100 at most, and may be none", async () => {
      expect((await send(gateway, NODES, { ids: [] })).value).toEqual([]);
      const hundred = await send<unknown[]>(gateway, NODES, { ids: Array(100).fill(contact.id) });
      expect(hundred.value).toHaveLength(100);
      expect(hundred.calls).toEqual(CALLS[api].contact);
      const { errors, calls } = await attempt(gateway, NODES, { ids: Array(101).fill(contact.id) });
      expect(errors).toMatchObject([{ path: ["nodes"], extensions: { code: "BAD_USER_INPUT" } }]);
      expect(calls).toEqual([]);
    });
  });

  describe("nodeByCrmId", () => {
    it("finds an object by the number in a link of the CRM", async () => {
      for (const [type, { id, crmId }, expected] of kinds().slice(0, 3)) {
        const { value, calls } = await send(gateway, BY_NUMBER, { type: type.toUpperCase(), crmId });
        expect(value).toEqual({ __typename: type, id });
        expect(calls).toEqual(expected);
        expect((await send(gateway, BY_NUMBER, { type: type.toUpperCase(), crmId: "999999" })).value).toBeNull();
      }
    });

    it.each(["CONTACT", "DEAL", "CATALOG"])("is null for a number larger than any: %s", async (type) => {
      for (const crmId of ["9007199254740993", "999999999999999999"]) {
        expect((await send(gateway, BY_NUMBER, { type, crmId })).value).toBeNull();
      }
    });

    it.each(["0", "x", "", "1 ", "-1", "1.5", "007"])("refuses the number %p", async (crmId) => {
      const { errors, calls } = await attempt(gateway, BY_NUMBER, { type: "CONTACT", crmId });
      expect(errors).toMatchObject([{ path: ["nodeByCrmId"], extensions: { code: "BAD_USER_INPUT" } }]);
      expect(calls).toEqual([]);
    });
  });

  describe("search", () => {
    const SEARCH = `query ($query: String!, $first: Int, $after: String) {
    search(query: $query) {
      query
      contacts(first: $first, after: $after) { nodes { id } totalCount pageInfo { endCursor hasNextPage } }
      deals { nodes { id } totalCount }
      catalogs { nodes { id } totalCount }
    }
  }`;

    interface Groups {
      readonly contacts: { readonly nodes: Named[]; readonly pageInfo: { readonly endCursor: string } };
    }

    it("finds each kind with one call", async () => {
      const { value, calls } = await send(gateway, SEARCH, { query: "coffee" });
      expect(value).toMatchObject({
        query: "coffee",
        contacts: { nodes: [{ id: contact.id }], totalCount: 1 },
        deals: { nodes: [{ id: deal.id }], totalCount: 1 },
        catalogs: { nodes: [{ id: catalog.id }], totalCount: 1 },
      });
      expect([...calls].sort()).toEqual([...CALLS[api].catalogs, ...CALLS[api].contacts, ...CALLS[api].deals].sort());
    });

    it.each(["contacts", "deals", "catalogs"] as const)(
      "asks for %s alone when nothing else is selected",
      async (kind) => {
        const { calls } = await send(gateway, `{ search(query: "coffee") { ${kind} { nodes { id } } } }`);
        expect(calls).toEqual(CALLS[api][kind]);
      },
    );

    it("finds nothing as empty groups", async () => {
      const { value } = await send(gateway, SEARCH, { query: "<nothing> & nobody" });
      const none = { nodes: [], totalCount: 0 };
      expect(value).toMatchObject({ query: "<nothing> & nobody", contacts: none, deals: none, catalogs: none });
    });

    it("shares one search with the lists of the same keyword", async () => {
      const { calls } = await send(
        gateway,
        `{ search(query: "coffee") { a: contacts { nodes { id } } b: contacts { nodes { name } } } }`,
      );
      expect(calls).toEqual(CALLS[api].contacts);
      const { data } = await gateway.query<{ search: unknown; contacts: unknown }>(
        `{ search(query: "coffee") { contacts { nodes { id } } } contacts(search: "coffee") { nodes { id } } }`,
      );
      expect(data?.search).toEqual({ contacts: data?.contacts });
      expect(callsTo(gateway)).toEqual(CALLS[api].contacts);
    });

    it("pages through a group, with cursors that hold for this keyword alone", async () => {
      for (const name of ["Pager One", "Pager Two", "Pager Three"]) await newContact(gateway, { name });
      const first = await send<Groups>(gateway, SEARCH, { query: "pager", first: 2 });
      expect(first.value.contacts).toMatchObject({
        // API v4 does not count what it finds; that there is more it tells.
        totalCount: { legacy: 3, v4: null }[api],
        pageInfo: { hasNextPage: true },
      });
      const after = first.value.contacts.pageInfo.endCursor;
      const second = await send<Groups>(gateway, SEARCH, { query: "pager", first: 2, after });
      expect(second.value.contacts).toMatchObject({ pageInfo: { hasNextPage: false } });
      expect([...first.value.contacts.nodes, ...second.value.contacts.nodes]).toHaveLength(3);
      const { value, errors } = await attempt(gateway, SEARCH, { query: "coffee", after });
      expect(errors).toMatchObject([{ path: ["search", "contacts"], extensions: { code: "BAD_USER_INPUT" } }]);
      expect(value).toMatchObject({ contacts: null, deals: { totalCount: 1 } });
    });

    it.each(["", "   ", "\t\n"])("refuses the blank keyword %p", async (query) => {
      const { value, errors, calls } = await attempt(gateway, SEARCH, { query });
      expect(value).toBeNull();
      expect(errors).toMatchObject([{ path: ["search"], extensions: { code: "BAD_USER_INPUT" } }]);
      expect(calls).toEqual([]);
    });
  });

  describe("a keyword", () => {
    it.each(["\u0001", "a\u0000", "a\uD83D", "x".repeat(1001), "x".repeat(600_000)])(
      "that no text can hold is refused before anything is sent (%#)",
      async (keyword) => {
        const documents = {
          contacts: `query ($keyword: String!) { contacts(search: $keyword) { nodes { id } } }`,
          deals: `query ($keyword: String!) { deals(search: $keyword) { nodes { id } } }`,
          search: `query ($keyword: String!) { search(query: $keyword) { catalogs { nodes { id } } } }`,
        };
        for (const [field, document] of Object.entries(documents)) {
          const { errors, calls } = await attempt(gateway, document, { keyword });
          expect(errors).toMatchObject([{ path: [field], extensions: { code: "BAD_USER_INPUT" } }]);
          expect(errors[0]?.message).not.toContain(keyword);
          expect(calls).toEqual([]);
        }
      },
    );

    it("is the same with blanks around it, whatever is searched", async () => {
      const { data, errors } = await gateway.query(`{
      search(query: "\\tcoffee ") { query contacts { nodes { id } } deals { nodes { id } } catalogs { nodes { id } } }
      contacts(search: " coffee") { nodes { id } }
      deals(search: "coffee  ") { nodes { id } }
    }`);
      expect(errors).toBeUndefined();
      const [contacts, deals] = [{ nodes: [{ id: contact.id }] }, { nodes: [{ id: deal.id }] }];
      const catalogs = { nodes: [{ id: catalog.id }] };
      expect(data).toEqual({ search: { query: "coffee", contacts, deals, catalogs }, contacts, deals });
      expect([...callsTo(gateway)].sort()).toEqual(
        [...CALLS[api].catalogs, ...CALLS[api].contacts, ...CALLS[api].deals].sort(),
      );
    });
  });

  describe("viewer", () => {
    it("is the service user, without a call for the login alone", async () => {
      const { value, calls } = await send(gateway, `{ viewer { login account } }`);
      // A token does not tell whose it is: AMO_LOGIN may.
      expect(value).toEqual({ login: { legacy: "demo@amoql.dev", v4: "token" }[api], account: expect.any(String) });
      expect(calls).toEqual([]);
    });
  });
});
