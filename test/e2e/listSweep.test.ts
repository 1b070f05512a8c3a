import { EventEmitter, once } from "node:events";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { DEMO_CREDENTIALS } from "../../src/sandbox/account.js";
import { startGatewayBehindFaults, type FaultyGateway } from "../faults/faultyGateway.js";
import type { GraphQLAnswer } from "../gateway.js";
import { addedNumber, callAccount, forgedId, newContact, newNote, send, type Named } from "./account.js";

// Fields of contacts that a deal's page does not tell: off each contact's own page, or off the pages of the list of contacts.

const CONTACTS = 40;
/** The account gives no larger pages, so its list of contacts has four. */
const PAGE_SIZE = 10;
/** Two contacts of each page. */
const SPREAD = [3, 7, 10, 18, 20, 25, 30, 39];

const PHONES = `query ($id: ID!) { deal(id: $id) { contacts { id phoneNumbers { number label } } } }`;

interface Linked {
  readonly id: string;
  readonly phoneNumbers: readonly { readonly number: string }[] | null;
}

/** What an operation gave, and the calls it took. */
interface Outcome extends GraphQLAnswer<{ deal: { contacts: Linked[] } }> {
  readonly calls: readonly string[];
}

let gateway: FaultyGateway;

const details = (count: number): string[] => Array<string>(count).fill("contact_detail");
const pages = (count: number): string[] => Array<string>(count).fill("contacts");

async function start(options: Parameters<typeof startGatewayBehindFaults>[0]): Promise<readonly Named[]> {
  gateway = await startGatewayBehindFaults(options);
  return addContacts(CONTACTS);
}

/** Adds contacts with two numbers each, and gives them in the order of the list. */
async function addContacts(count: number): Promise<readonly Named[]> {
  const added = Array.from({ length: count }, (_, index) =>
    newContact(gateway, {
      name: `Contact ${String(index)}`,
      phoneNumbers: [
        { number: `+49 30 ${String(1000 + index)}`, label: "Work" },
        { number: `+49 170 ${String(index)}` },
      ],
    }),
  );
  return (await Promise.all(added)).sort((one, other) => Number(one.crmId) - Number(other.crmId));
}

/** Adds a deal with these contacts, and gives its global id. */
async function dealWith(linked: readonly Named[], name = "Order"): Promise<string> {
  const links = Object.fromEntries(linked.map(({ crmId }, index) => [`deal[linked_contact][${String(index)}]`, crmId]));
  return forgedId(
    "Deal",
    addedNumber(await callAccount(gateway, "deal_add", { ACTION: "ADD", "deal[name]": name, ...links })),
  );
}

/** A user who has learned nothing of the account yet. */
class NewUser {
  private constructor(private readonly authorization: string) {}

  static async signIn(): Promise<NewUser> {
    const { login, key } = DEMO_CREDENTIALS;
    const { value } = await send<{ session: { token: string } }>(
      gateway,
      `mutation ($credentials: CredentialsInput!) { sessionCreate(credentials: $credentials) { session { token } } }`,
      { credentials: { apiKey: { login, key } } },
    );
    return new NewUser(`Bearer ${value.session.token}`);
  }

  async query(document: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Outcome> {
    gateway.calls();
    const answer = await gateway.query<{ deal: { contacts: Linked[] } }>(document, variables, {
      authorization: this.authorization,
    });
    return { ...answer, calls: gateway.calls() };
  }

  /** Reads a page of the list of contacts, as operations do. */
  async list(first: number): Promise<void> {
    const { calls } = await this.query(`query ($first: Int) { contacts(first: $first) { nodes { id } } }`, { first });
    expect(calls).toEqual(["contacts"]);
  }

  phonesOf(deal: string): Promise<Outcome> {
    return this.query(PHONES, { id: deal });
  }
}

describe("an account that gives pages of 10 at most", () => {
  let contacts: readonly Named[];
  let user: NewUser;

  beforeAll(async () => {
    contacts = await start({ sandbox: { switches: { maxPageSize: PAGE_SIZE } } });
  });

  afterAll(() => gateway.close());

  beforeEach(async () => {
    gateway.faults.clear();
    user = await NewUser.signIn();
  });

  const at = (places: readonly number[]): Named[] => places.flatMap((place) => contacts[place] ?? []);

  it("sweeps the pages for twice as many contacts as there are pages, and gives the same", async () => {
    const deal = await dealWith(at(SPREAD));
    const one = await user.phonesOf(deal);
    expect(one.calls).toEqual(["deal_detail", ...details(8)]);
    expect(one.errors).toBeUndefined();
    expect(one.data?.deal.contacts.map(({ id }) => id).sort()).toEqual(
      at(SPREAD)
        .map(({ id }) => id)
        .sort(),
    );

    await user.list(PAGE_SIZE);
    const other = await user.phonesOf(deal);
    expect(other.calls).toEqual(["deal_detail", ...pages(4)]);
    expect(other.data).toEqual(one.data);
  });

  it("reads the contacts' own pages for one contact less", async () => {
    const deal = await dealWith(at(SPREAD.slice(1)));
    await user.list(PAGE_SIZE);
    expect((await user.phonesOf(deal)).calls).toEqual(["deal_detail", ...details(7)]);
  });

  it("gives every field that the list carries as the contacts' own pages do", async () => {
    const deal = await dealWith(at(SPREAD));
    const document = `query ($id: ID!) { deal(id: $id) { contacts {
      id crmId name isCompany position company { crmId name } phoneNumbers { number label } emailAddresses { address label }
      webAddresses { url label } address { street } instantMessengers { address protocol } responsibleUser { crmId name }
      tags createdAt updatedAt version
    } } }`;
    const one = await user.query(document, { id: deal });
    await user.list(PAGE_SIZE);
    const other = await user.query(document, { id: deal });
    expect([one.calls, other.calls]).toEqual([
      ["deal_detail", ...details(8)],
      ["deal_detail", ...pages(4)],
    ]);
    expect(one.errors).toBeUndefined();
    expect(other).toEqual({ data: one.data, calls: other.calls });
  });

  it("learns nothing from a search", async () => {
    const deal = await dealWith(at(SPREAD));
    await user.query(`{ contacts(first: 10, search: "Contact") { nodes { id } } }`);
    expect((await user.phonesOf(deal)).calls).toEqual(["deal_detail", ...details(8)]);
  });

  it("learns from the same operation", async () => {
    const deal = await dealWith(at(SPREAD));
    const events = new EventEmitter();
    const listed = once(events, "listed");
    gateway.faults.add({
      page: "contacts",
      nth: 1,
      fault: async ({ deliver, forward }) => {
        deliver(await forward());
        // The answer is read before that of the deal, which is begun only now.
        setTimeout(() => events.emit("listed"), 200);
      },
    });
    gateway.faults.add({
      page: "deal_detail",
      fault: async ({ deliver, forward }) => {
        await listed;
        deliver(await forward());
      },
    });
    const { calls } = await user.query(
      `query ($id: ID!) { contacts(first: 10) { nodes { id } } deal(id: $id) { contacts { phoneNumbers { number } } } }`,
      { id: deal },
    );
    expect(calls).toEqual(["contacts", "deal_detail", ...pages(4)]);
  });

  it("stops after the first page where the others would cost more than what is left", async () => {
    const deal = await dealWith(at([0, 1, 2, 3, 4, 5, 6, 15, 25]));
    await user.list(PAGE_SIZE);
    const { calls, data } = await user.phonesOf(deal);
    expect(calls).toEqual(["deal_detail", ...pages(1), ...details(2)]);
    expect(data?.deal.contacts.every(({ phoneNumbers }) => phoneNumbers?.length === 2)).toBe(true);
  });

  it("reads notes off the contacts' own pages, which tell the rest as well", async () => {
    const deal = await dealWith(at(SPREAD));
    await newNote(gateway, { contactId: contacts[3]?.id });
    await user.list(PAGE_SIZE);
    const { calls, errors } = await user.query(
      `query ($id: ID!) { deal(id: $id) { contacts { phoneNumbers { number } notes { totalCount } tags } } }`,
      { id: deal },
    );
    expect(errors).toBeUndefined();
    expect(calls).toEqual(["deal_detail", ...details(8)]);
  });

  it("sweeps for those contacts of which nothing else is wanted", async () => {
    const deal = await dealWith(at(SPREAD));
    await user.list(PAGE_SIZE);
    const { calls, errors } = await user.query(
      `query ($deal: ID!, $contact: ID!) {
        deal(id: $deal) { contacts { phoneNumbers { number } } }
        contact(id: $contact) { notes { totalCount } }
      }`,
      { deal, contact: contacts[5]?.id },
    );
    expect(errors).toBeUndefined();
    expect([...calls].sort()).toEqual(["contact_detail", ...pages(4), "deal_detail"]);
  });

  it("finds the contacts of a later deal on the pages that were swept", async () => {
    const deal = await dealWith(at(SPREAD));
    await dealWith(at([1, 12]), "Afterwards");
    await user.list(PAGE_SIZE);
    const events = new EventEmitter();
    const swept = once(events, "swept");
    let answered = 0;
    gateway.faults.add({
      page: "contacts",
      fault: async ({ deliver, forward }) => {
        deliver(await forward());
        answered += 1;
        if (answered === 4) setTimeout(() => events.emit("swept"), 200);
      },
    });
    gateway.faults.add({
      page: "deal_search",
      fault: async ({ deliver, forward }) => {
        await swept;
        deliver(await forward());
      },
    });
    const { calls, data, errors } = await user.query(
      `query ($id: ID!) {
        deal(id: $id) { contacts { phoneNumbers { number } } }
        deals(search: "Afterwards") { nodes { contacts { id phoneNumbers { number } } } }
      }`,
      { id: deal },
    );
    expect(errors).toBeUndefined();
    expect([...calls].sort()).toEqual([...pages(4), "deal_detail", "deal_search"]);
    const found = at([1, 12]).map(({ id }) => ({ id, phoneNumbers: [{}, {}] }));
    expect(data).toMatchObject({ deals: { nodes: [{ contacts: found }] } });
  });

  it("does not sweep after a write to a contact: the list may lag behind", async () => {
    const deal = await dealWith(at(SPREAD));
    await user.list(PAGE_SIZE);
    const { calls, data, errors } = await user.query(
      `mutation ($contact: ID!, $deal: ID!) {
        contactUpdate(id: $contact, patch: { tags: ["new"] }) { contact { id } userErrors { code } }
        dealUpdate(id: $deal, patch: { name: "Order 2" }) { deal { contacts { tags } } userErrors { code } }
      }`,
      { contact: contacts[3]?.id, deal },
    );
    expect(errors).toBeUndefined();
    expect(calls).not.toContain("contacts");
    expect(calls.slice(-9)).toEqual(["deal_detail", ...details(8)]);
    expect(data).toMatchObject({
      dealUpdate: { deal: { contacts: [{ tags: ["new"] }, ...SPREAD.slice(1).map(() => ({ tags: [] }))] } },
    });
  });

  it("keeps what one user learned from another user's plans", async () => {
    const deal = await dealWith(at(SPREAD));
    await user.list(PAGE_SIZE);
    expect((await (await NewUser.signIn()).phonesOf(deal)).calls).toEqual(["deal_detail", ...details(8)]);
  });

  it("reads the contacts' own pages where the list cannot be read", async () => {
    const deal = await dealWith(at(SPREAD));
    await user.list(PAGE_SIZE);
    gateway.faults.add({
      page: "contacts",
      fault: ({ response }) => {
        response.end("<contacts><onpage>10</onpage>");
      },
    });
    const { data, errors, calls } = await user.phonesOf(deal);
    expect(errors).toBeUndefined();
    expect(data?.deal.contacts.every(({ phoneNumbers }) => phoneNumbers?.length === 2)).toBe(true);
    expect(calls).toEqual(["deal_detail", ...details(8)]);
  });

  it("asks for smaller pages once a large one did not come", async () => {
    const deal = await dealWith(at(SPREAD));
    await user.list(PAGE_SIZE);
    const sizes: (string | null)[] = [];
    gateway.faults.choose(({ page, request, response }) => {
      const size = new URLSearchParams(request.body.toString()).get("ELEMENT_COUNT");
      if (page === "contacts") sizes.push(size);
      return page === "contacts" && Number(size) > 100 ? () => void response.end("too much") : undefined;
    });
    expect((await user.phonesOf(deal)).calls).toEqual(["deal_detail", ...details(8)]);
    sizes.length = 0;
    expect((await user.phonesOf(deal)).calls).toEqual(["deal_detail", ...pages(4)]);
    expect(sizes).toEqual(["10", "10", "10", "10"]);
  });

  // The tests from here on change the list of contacts.

  it("reads the own page of a contact that moved to another page meanwhile", async () => {
    const deal = await dealWith(at(SPREAD));
    await user.list(PAGE_SIZE);
    const answered = await whenSwept(user, deal, () => deleteContact(contacts[0]));
    expect(answered.errors).toBeUndefined();
    // The first contact of the second page is the last one of the first page now.
    expect(answered.calls.filter((call) => call === "contact_detail")).toHaveLength(1);
    expect(answered.calls.filter((call) => call === "contacts")).toHaveLength(4);
    expect(answered.data?.deal.contacts.every(({ phoneNumbers }) => phoneNumbers?.length === 2)).toBe(true);
    expect(answered.data?.deal.contacts).toHaveLength(8);
  });

  it("tells of a contact that was deleted meanwhile as its own page does", async () => {
    const wanted = at([3, 7, 11, 18, 21, 25, 31, 38]);
    const deal = await dealWith(wanted);
    await user.list(PAGE_SIZE);
    const { data, errors, calls } = await whenSwept(user, deal, () => deleteContact(contacts[38]));
    expect(calls.filter((call) => call === "contact_detail")).toHaveLength(1);
    expect(data?.deal.contacts.map(({ phoneNumbers }) => phoneNumbers?.length ?? null)).toEqual([
      2,
      2,
      2,
      2,
      2,
      2,
      2,
      null,
    ]);
    const other = await whenDetailed(await NewUser.signIn(), await dealWith(at([3, 7, 37])), contacts[37]);
    expect(errors?.map(({ message, extensions }) => [message, extensions.code])).toEqual(
      other.errors?.map(({ message, extensions }) => [message, extensions.code]),
    );
    expect(errors).toHaveLength(1);
  });

  it("gives up a sweep when the list turns out to have grown", async () => {
    const wanted = at([12, 18, 20, 21, 25, 30, 31, 32]);
    const deal = await dealWith(wanted);
    await user.list(PAGE_SIZE);
    await addContacts(60);
    const { calls, errors, data } = await user.phonesOf(deal);
    expect(errors).toBeUndefined();
    expect(calls).toEqual(["deal_detail", ...pages(1), ...details(8)]);
    expect(data?.deal.contacts.every(({ phoneNumbers }) => phoneNumbers?.length === 2)).toBe(true);
    // From that page it has learned how long the list is now.
    expect((await user.phonesOf(deal)).calls).toEqual(["deal_detail", ...details(8)]);
  });

  /** Changes the account after the first page of the list of contacts was read, and before the others are. */
  async function whenSwept(by: NewUser, deal: string, change: () => Promise<void>): Promise<Outcome> {
    let changed: Promise<void> | undefined;
    gateway.faults.choose(({ page, request }) => {
      const number = new URLSearchParams(request.body.toString()).get("PAGEN_1");
      if (page !== "contacts" || number === "1") return undefined;
      return async ({ deliver, forward }) => {
        await (changed ??= change());
        deliver(await forward());
      };
    });
    const outcome = await by.phonesOf(deal);
    return { ...outcome, calls: outcome.calls.filter((call) => !call.startsWith("contact_delete")) };
  }

  /** Deletes a contact before its own page is read. */
  async function whenDetailed(by: NewUser, deal: string, contact: Named | undefined): Promise<Outcome> {
    let changed: Promise<void> | undefined;
    gateway.faults.choose(({ page }) => {
      if (page !== "contact_detail") return undefined;
      return async ({ deliver, forward }) => {
        await (changed ??= deleteContact(contact));
        deliver(await forward());
      };
    });
    return by.phonesOf(deal);
  }

  async function deleteContact(contact: Named | undefined): Promise<void> {
    await callAccount(gateway, "contact_delete", { ACTION: "DELETE", ID: contact?.crmId ?? "" });
  }
});

describe("other accounts", () => {
  afterEach(() => gateway.close());

  it("one page of 500 does where the account gives such pages", async () => {
    const contacts = await start({});
    const user = await NewUser.signIn();
    const deal = await dealWith(SPREAD.flatMap((place) => contacts[place] ?? []));
    const two = await dealWith(contacts.slice(0, 2));
    const one = await dealWith(contacts.slice(0, 1));
    await user.list(10);
    // Of pages of 10, the only ones it is known to give, four are needed.
    expect((await user.phonesOf(two)).calls).toEqual(["deal_detail", ...details(2)]);
    expect((await user.phonesOf(deal)).calls).toEqual(["deal_detail", "contacts"]);
    expect((await user.phonesOf(two)).calls).toEqual(["deal_detail", "contacts"]);
    expect((await user.phonesOf(one)).calls).toEqual(["deal_detail", "contact_detail"]);
  });

  it("lists without contact_data are not swept for it, but for what they carry", async () => {
    const contacts = await start({ sandbox: { switches: { maxPageSize: PAGE_SIZE, listContactData: false } } });
    const user = await NewUser.signIn();
    const deal = await dealWith(SPREAD.flatMap((place) => contacts[place] ?? []));
    await user.list(PAGE_SIZE);
    expect((await user.phonesOf(deal)).calls).toEqual(["deal_detail", ...details(8)]);
    const tags = `query ($id: ID!) { deal(id: $id) { contacts { tags } } }`;
    expect((await user.query(tags, { id: deal })).calls).toEqual(["deal_detail", ...pages(4)]);
  });

  it("an operation that its details would bring over MAX_CALLS may be saved by a sweep", async () => {
    const contacts = await start({ env: { MAX_CALLS: "7" }, sandbox: { switches: { maxPageSize: PAGE_SIZE } } });
    const user = await NewUser.signIn();
    const deal = await dealWith(SPREAD.flatMap((place) => contacts[place] ?? []));
    const refused = await user.phonesOf(deal);
    expect(refused.calls).toEqual(["deal_detail"]);
    expect(refused.errors?.map(({ extensions }) => extensions.code)).toEqual(Array(8).fill("QUERY_TOO_COMPLEX"));
    await user.list(PAGE_SIZE);
    const swept = await user.phonesOf(deal);
    expect(swept.calls).toEqual(["deal_detail", ...pages(4)]);
    expect(swept.errors).toBeUndefined();
  });

  it("a sweep in vain never brings an operation over MAX_CALLS", async () => {
    const contacts = await start({ env: { MAX_CALLS: "12" }, sandbox: { switches: { maxPageSize: PAGE_SIZE } } });
    const user = await NewUser.signIn();
    const deal = await dealWith(SPREAD.flatMap((place) => contacts[place] ?? []));
    await user.list(PAGE_SIZE);
    // 1 + 4 + 8 would be one too many.
    expect((await user.phonesOf(deal)).calls).toEqual(["deal_detail", ...details(8)]);
  });
});
