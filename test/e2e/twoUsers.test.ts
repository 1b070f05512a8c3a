import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { DEMO_CREDENTIALS, USERS } from "../../src/sandbox/account.js";
import { startGateway, type TestGateway } from "../gateway.js";

interface Owned {
  readonly id: string;
  readonly name: string;
  readonly responsibleUser: { readonly crmId: string } | null;
}
interface List {
  readonly nodes: readonly Owned[];
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}
type Headers = Readonly<Record<string, string>>;

/** The service user, who is the administrator. */
const ANNA: Headers = {};
const CLIENTS = ["Anna", "Anna by key", "John by key", "John by password"] as const;
const OWNED = `id name responsibleUser { crmId }`;

let gateway: TestGateway;
let headersOf: Readonly<Record<(typeof CLIENTS)[number], Headers>>;
/** Everything there is, as Anna sees it. */
let contacts: readonly Owned[];
let deals: readonly Owned[];

beforeAll(async () => {
  gateway = await startGateway({ sandbox: { empty: false, switches: { visibility: "own" } } });
  const john = USERS[1];
  if (john?.credentials === undefined) throw new Error("John cannot sign in");
  const { login, credentials } = john;
  headersOf = {
    Anna: ANNA,
    "Anna by key": await signIn({ apiKey: { login: DEMO_CREDENTIALS.login, key: DEMO_CREDENTIALS.key } }),
    "John by key": await signIn({ apiKey: { login, key: credentials.key } }),
    "John by password": await signIn({ password: { login, password: credentials.password } }),
  };
  contacts = await everyOne("contacts");
  deals = await everyOne("deals");
});

afterAll(() => gateway.close());

async function signIn(credentials: object): Promise<Headers> {
  const { sessionCreate } = await dataOf<{ sessionCreate: { session: { token: string } } }>(
    ANNA,
    `mutation ($credentials: CredentialsInput!) { sessionCreate(credentials: $credentials) { session { token } } }`,
    { credentials },
  );
  return { authorization: `Bearer ${sessionCreate.session.token}` };
}

/** The data of an operation that must have no errors. */
async function dataOf<Data>(headers: Headers, document: string, variables: object = {}): Promise<Data> {
  const { data, errors } = await gateway.query<Data>(document, { ...variables }, headers);
  if (data === undefined || data === null || errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

/** All records of a list, page by page. */
async function everyOne(list: "contacts" | "deals", headers: Headers = ANNA): Promise<Owned[]> {
  const found: Owned[] = [];
  let after: string | null = null;
  do {
    const document = `query ($after: String) { ${list}(first: 70, after: $after) {
      nodes { ${OWNED} } totalCount pageInfo { hasNextPage endCursor } } }`;
    const page: List = (await dataOf<Record<typeof list, List>>(headers, document, { after }))[list];
    found.push(...page.nodes);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return found;
}

const isJohns = (record: Owned) => record.responsibleUser?.crmId === "2";
const idsOf = (records: readonly Owned[]) => records.map(({ id }) => id);

function first<Item>(items: readonly Item[], found: (item: Item) => boolean): Item {
  const item = items.find(found);
  if (item === undefined) throw new Error("The demo data has no such record");
  return item;
}

const READS = {
  viewer: `query { viewer { login } }`,
  contacts: `query { contacts(first: 100) { nodes { ${OWNED} } totalCount } }`,
  deals: `query { deals(first: 100) { nodes { ${OWNED} } totalCount } }`,
  contact: `query ($contact: ID!) { contact(id: $contact) { ${OWNED} } }`,
  node: `query ($deal: ID!) { node(id: $deal) { id } }`,
  nodes: `query ($contact: ID!, $deal: ID!, $own: ID!) { nodes(ids: [$contact, $own, $deal]) { id } }`,
  search: `query ($keyword: String!) { search(query: $keyword) { contacts(first: 100) { nodes { ${OWNED} } totalCount } } }`,
} as const;
type Read = keyof typeof READS;

describe("two users of an account where each sees the own records", () => {
  it("see lists of their own, with totals of their own", async () => {
    const johns = [contacts.filter(isJohns), deals.filter(isJohns)].map(idsOf);
    expect([contacts.length, deals.length]).toEqual([200, 120]);
    for (const own of johns) expect(own.length).toBeGreaterThan(5);
    for (const client of ["John by key", "John by password"] as const) {
      const seen = [await everyOne("contacts", headersOf[client]), await everyOne("deals", headersOf[client])];
      expect(seen.map(idsOf)).toEqual(johns);
    }
  });

  it("never get each other's answers, however many ask at once", async () => {
    const hidden = first(contacts, (contact) => !isJohns(contact));
    const own = first(contacts, isJohns);
    const deal = first(deals, (record) => !isJohns(record));
    const variables = { contact: hidden.id, deal: deal.id, own: own.id, keyword: hidden.name };
    const list = (all: readonly Owned[], total = all.length) => ({ nodes: all.slice(0, 100), totalCount: total });
    const answersOf = (all: boolean, login: string): Record<Read, unknown> => {
      const seen = <Kind extends Owned>(records: readonly Kind[]) => (all ? records : records.filter(isJohns));
      return {
        viewer: { viewer: { login } },
        contacts: { contacts: list(seen(contacts)) },
        deals: { deals: list(seen(deals)) },
        contact: { contact: all ? hidden : null },
        node: { node: all ? { id: deal.id } : null },
        nodes: { nodes: [all ? { id: hidden.id } : null, { id: own.id }, all ? { id: deal.id } : null] },
        search: { search: { contacts: list(all ? [hidden] : []) } },
      };
    };
    const johns = answersOf(false, "john@amoql.dev");
    const annas = answersOf(true, DEMO_CREDENTIALS.login);
    const expected = { Anna: annas, "Anna by key": annas, "John by key": johns, "John by password": johns };

    // Each client in turn asks the same, so that equal reads of different users are under way together.
    for (let round = 0; round < 3; round += 1) {
      const asked = Object.keys(READS).flatMap((read) =>
        Array.from({ length: 3 }, () => CLIENTS.map((client) => ({ client, read: read as Read }))).flat(),
      );
      const order = round % 2 === 0 ? asked : asked.toReversed();
      const answers = await Promise.all(
        order.map(({ client, read }) => dataOf(headersOf[client], READS[read], only(READS[read], variables))),
      );
      for (const [index, { client, read }] of order.entries()) {
        expect({ client, read, answer: answers[index] }).toEqual({ client, read, answer: expected[client][read] });
      }
    }
  }, 120_000);

  it("see the names of all contacts of a deal, and nothing else of those that are hidden", async () => {
    const document = `query ($id: ID!) { deal(id: $id) { contacts { id name createdAt } } }`;
    interface Linked {
      readonly id: string;
      readonly name: string;
      readonly createdAt: string | null;
    }
    const johns = new Set(idsOf(contacts.filter(isJohns)));
    let hiddenOnes = 0;
    for (const { id } of deals.filter(isJohns)) {
      const full = await dataOf<{ deal: { contacts: Linked[] } }>(ANNA, document, { id });
      const { data } = await gateway.query<typeof full>(document, { id }, headersOf["John by key"]);
      expect(data?.deal.contacts).toEqual(
        full.deal.contacts.map((contact) => (johns.has(contact.id) ? contact : { ...contact, createdAt: null })),
      );
      hiddenOnes += full.deal.contacts.filter((contact) => !johns.has(contact.id)).length;
    }
    expect(hiddenOnes).toBeGreaterThan(0);
  });

  it("see a record from the moment it is theirs until it is no longer", async () => {
    const { id } = first(contacts, (contact) => contact.responsibleUser?.crmId === "1");
    const give = (to: string) =>
      dataOf<{ contactUpdate: { userErrors: unknown[] } }>(
        ANNA,
        `mutation ($id: ID!, $to: ID!) {
          contactUpdate(id: $id, patch: { responsibleUserCrmId: $to }) { userErrors { code } } }`,
        { id, to },
      );
    const seen = () =>
      Promise.all(
        CLIENTS.map(async (client) => {
          const data = await dataOf<{ contact: Owned | null }>(
            headersOf[client],
            `query ($id: ID!) { contact(id: $id) { id } }`,
            { id },
          );
          return data.contact?.id;
        }),
      );
    for (const [to, johnsView] of [
      ["1", undefined],
      ["2", id],
      ["1", undefined],
    ] as const) {
      expect((await give(to)).contactUpdate.userErrors).toEqual([]);
      expect(await seen()).toEqual([id, id, johnsView, johnsView]);
    }
  });

  it("cannot change what is hidden from them", async () => {
    const { id } = first(contacts, (contact) => !isJohns(contact));
    const write = `mutation ($id: ID!) {
      contactUpdate(id: $id, patch: { name: "Mine" }) { contact { id } userErrors { code } }
      noteCreate(input: { subject: { contactId: $id }, body: "Mine" }) { note { id } userErrors { code } }
      contactDelete(id: $id) { deletedContactId userErrors { code } }
    }`;
    const userErrors = [{ code: "NOT_FOUND" }];
    const data = await dataOf(headersOf["John by password"], write, { id });
    expect(data).toEqual({
      contactUpdate: { contact: null, userErrors },
      noteCreate: { note: null, userErrors },
      contactDelete: { deletedContactId: null, userErrors },
    });
    const { contact } = await dataOf<{ contact: unknown }>(
      ANNA,
      `query ($id: ID!) { contact(id: $id) { id notes { nodes { body } } name } }`,
      { id },
    );
    expect(JSON.stringify(contact)).not.toContain("Mine");
  });
});

/** Those variables that a document declares: others are refused. */
function only(document: string, variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => document.includes(`$${name}:`)));
}
