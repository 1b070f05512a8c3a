import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startGateway, type TestGateway } from "../gateway.js";

// Which deals a contact is linked to, over the API that tells it.

interface Nodes<Item> {
  readonly nodes: readonly Item[];
}

describe("the deals of a contact", () => {
  let gateway: TestGateway;
  let contactId: string;

  beforeAll(async () => {
    gateway = await startGateway({ api: "v4", env: { CACHE_TTL: "60" } });
    contactId = await contact("Ada");
    for (const name of ["One", "Two", "Three", "Four", "Five"]) await deal(name, contactId);
  });
  afterAll(() => gateway.close());

  async function send<Data>(document: string, variables?: Readonly<Record<string, unknown>>): Promise<Data> {
    const { data, errors } = await gateway.query<Data>(document, variables);
    expect(errors).toBeUndefined();
    return data as Data;
  }

  async function contact(name: string): Promise<string> {
    const { contactCreate } = await send<{ contactCreate: { contact: { id: string } } }>(
      "mutation ($input: ContactCreateInput!) { contactCreate(input: $input) { contact { id } } }",
      { input: { name } },
    );
    return contactCreate.contact.id;
  }

  async function deal(name: string, of: string): Promise<string> {
    const { dealCreate } = await send<{ dealCreate: { deal: { id: string } } }>(
      "mutation ($input: DealCreateInput!) { dealCreate(input: $input) { deal { id } } }",
      { input: { name, contactId: of } },
    );
    return dealCreate.deal.id;
  }

  interface Deals extends Nodes<{ readonly name: string }> {
    readonly totalCount: number;
    readonly pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
  }

  async function dealsOf(id: string, args: Readonly<Record<string, unknown>> = {}): Promise<Deals> {
    const data = await send<{ contact: { deals: Deals } }>(
      `query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
        contact(id: $id) {
          deals(first: $first, after: $after, last: $last, before: $before) {
            totalCount nodes { name } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
          }
        }
      }`,
      { id, ...args },
    );
    return data.contact.deals;
  }

  const names = ({ nodes }: Deals) => nodes.map(({ name }) => name);

  it("are paged like any list, forwards and backwards", async () => {
    const first = await dealsOf(contactId, { first: 2 });
    expect(names(first)).toEqual(["One", "Two"]);
    expect(first).toMatchObject({ totalCount: 5, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
    const next = await dealsOf(contactId, { first: 2, after: first.pageInfo.endCursor });
    expect(names(next)).toEqual(["Three", "Four"]);
    expect(names(await dealsOf(contactId, { last: 2, before: next.pageInfo.startCursor }))).toEqual(["One", "Two"]);
    const last = await dealsOf(contactId, { last: 1 });
    expect([names(last), last.pageInfo.hasNextPage]).toEqual([["Five"], false]);
    expect(await dealsOf(contactId, { first: 0 })).toMatchObject({ totalCount: 5, nodes: [] });
  });

  it("take a cursor of their own contact only", async () => {
    const { pageInfo } = await dealsOf(contactId, { first: 1 });
    const { errors } = await gateway.query(
      "query ($id: ID!, $after: String) { contact(id: $id) { deals(after: $after) { totalCount } } }",
      { id: await contact("Ben"), after: pageInfo.endCursor },
    );
    expect(errors).toMatchObject([{ path: ["contact", "deals"], extensions: { code: "BAD_USER_INPUT" } }]);
  });

  it("are told anew after a deal was linked or taken away, in the same document and from the cache", async () => {
    const id = await contact("Cem");
    expect(await dealsOf(id)).toMatchObject({ totalCount: 0 });
    const dealId = await deal("Cement", id);
    expect(names(await dealsOf(id))).toEqual(["Cement"]);
    const { dealUpdate } = await send<{ dealUpdate: { deal: { contacts: { deals: Deals }[] } } }>(
      `mutation ($dealId: ID!, $contactId: ID!) {
        dealUpdate(id: $dealId, patch: { contactId: $contactId }) {
          deal { contacts { deals(last: 1) { nodes { name } } } }
        }
      }`,
      { dealId, contactId },
    );
    expect(dealUpdate.deal.contacts.map(({ deals }) => names(deals))).toEqual([["Cement"]]);
    expect(names(await dealsOf(id))).toEqual([]);
    expect(names(await dealsOf(contactId, { last: 1 }))).toEqual(["Cement"]);
  });
});

describe("deals that a user may not see, of which the account tells the numbers all the same", () => {
  let account: Server;
  let gateway: TestGateway;

  const lead = (id: number) => ({ id, name: `Deal ${id}`, _embedded: { tags: [], companies: [], contacts: [] } });
  const contact = {
    id: 1,
    name: "Ada",
    custom_fields_values: null,
    _embedded: { tags: [], companies: [], leads: [1, 2, 3, 4].map((id) => ({ id })) },
  };

  beforeAll(async () => {
    account = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
      const answer = (body: object) =>
        response.setHeader("content-type", "application/hal+json").end(JSON.stringify(body));
      if (pathname.endsWith("/contacts/1")) return answer(contact);
      const seen = searchParams
        .getAll("filter[id][]")
        .map(Number)
        .filter((id) => id % 2 === 1);
      return answer({ _page: 1, _links: {}, _embedded: { leads: seen.map(lead) } });
    });
    await new Promise<void>((resolve) => account.listen(0, "127.0.0.1", resolve));
    const { port } = account.address() as AddressInfo;
    gateway = await startGateway({ api: "v4", env: { AMO_URL: `http://127.0.0.1:${port}` } });
  });
  afterAll(async () => {
    await gateway.close();
    await new Promise((resolve) => account.close(resolve));
  });

  it("are left out and stop no paging", async () => {
    const id = Buffer.from("Contact:1").toString("base64url");
    const page = async (after: string | null) => {
      const { data, errors } = await gateway.query<{
        contact: { deals: Nodes<{ name: string }> & { totalCount: number; pageInfo: { endCursor: string } } };
      }>(
        `query ($id: ID!, $after: String) {
          contact(id: $id) {
            deals(first: 2, after: $after) { totalCount nodes { name } edges { node { name } } pageInfo { endCursor hasNextPage } }
          }
        }`,
        { id, after },
      );
      expect(errors).toBeUndefined();
      return data?.contact.deals;
    };
    const first = await page(null);
    const shown = (name: string) => ({ nodes: [{ name }], edges: [{ node: { name } }] });
    expect(first).toMatchObject({ totalCount: 4, ...shown("Deal 1"), pageInfo: { hasNextPage: true } });
    expect(await page(first?.pageInfo.endCursor ?? null)).toMatchObject({
      ...shown("Deal 3"),
      pageInfo: { hasNextPage: false },
    });
  });
});
