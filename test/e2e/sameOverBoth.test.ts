import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startBoth, type BothGateways } from "../bothGateways.js";
import type { Api } from "../gateway.js";

// One account with the demo data, read over both APIs: the same documents give the same, however a list is walked through.

let gateways: BothGateways;

beforeAll(async () => {
  gateways = await startBoth();
});

afterAll(() => gateways.close());

interface Window {
  readonly first?: number;
  readonly after?: string;
  readonly last?: number;
  readonly before?: string;
}

interface Page<Item> {
  readonly edges: readonly { readonly cursor: string; readonly node: Item }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean };
}

/** A list to walk through: where it is, and what is read of each of its items. */
interface List {
  readonly name: string;
  /** The document around the list's arguments. */
  readonly document: (args: string) => string;
}

const NOTES = `notes { nodes { id crmId body createdAt author { crmId name } subject { id name } } }`;
const TASKS = `tasks { nodes { id crmId text type dueAt isCompleted responsibleUser { crmId name } subject { id name } } }`;
const PAGE_INFO = `pageInfo { hasNextPage hasPreviousPage }`;

const inList = (name: string, fields: string, more = "") => ({
  name,
  document: (args: string) => `{ ${name}(${more}${args}) { edges { cursor node { ${fields} } } ${PAGE_INFO} } }`,
});

const LISTS: readonly List[] = [
  inList(
    "deals",
    `id crmId name status { crmId name } responsibleUser { crmId name } createdAt contacts { id crmId name isCompany company { crmId name } }`,
  ),
  inList("catalogs", `id crmId name type sort createdBy { crmId } createdAt`),
  { ...inList("deals", `id name ${NOTES} ${TASKS}`, 'search: "a", '), name: "a search of deals" },
];

/** A page of a list; the list is the first one there is in the answer. */
async function pageOf(api: Api, list: List, window: Window): Promise<Page<Told & { readonly id: string }>> {
  const args = Object.entries(window).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const { data, errors } = await gateways[api].query<Record<string, Page<Told & { readonly id: string }>>>(
    list.document(args.join(", ")),
  );
  expect(errors).toBeUndefined();
  const [page] = Object.values(data ?? {});
  if (page === undefined) throw new Error(`${list.name} came without a list`);
  return page;
}

async function forwards(api: Api, list: List, size: number): Promise<Page<Told & { readonly id: string }>["edges"]> {
  const edges = [...(await pageOf(api, list, { first: size })).edges];
  for (;;) {
    const last = edges.at(-1);
    if (last === undefined) return edges;
    const next = await pageOf(api, list, { first: size, after: last.cursor });
    edges.push(...next.edges);
    if (!next.pageInfo.hasNextPage) return edges;
  }
}

/** All items before one of the list, from there to the beginning. */
async function backwards(api: Api, list: List, size: number, from: string): Promise<readonly object[]> {
  const nodes: object[] = [];
  for (let before = from; ;) {
    const page = await pageOf(api, list, { last: size, before });
    nodes.unshift(...page.edges.map(({ node }) => node));
    if (!page.pageInfo.hasPreviousPage) return nodes;
    before = page.edges[0]?.cursor ?? "";
  }
}

/** What API v4 tells otherwise. */
interface Told {
  readonly isCompany?: boolean;
  readonly contacts?: readonly { readonly isCompany: boolean }[];
  readonly phoneNumbers?: readonly { readonly label: string | null }[];
  readonly emailAddresses?: readonly { readonly label: string | null }[];
  readonly instantMessengers?: readonly { readonly protocol: string | null }[];
}

/**
 * What the older APIs tell of a record, as API v4 does. There companies are no contacts, and a label is one of a few: "Other" is what a
 * number without any has, and a messenger that is none of the few.
 */
function asOverV4(node: Told): object {
  const unlabelled = (items: Told["phoneNumbers"]) =>
    items?.map((item) => ({ ...item, label: item.label === "Other" ? null : item.label }));
  const { contacts, phoneNumbers, emailAddresses, instantMessengers } = node;
  return {
    ...node,
    ...(contacts && { contacts: contacts.filter(({ isCompany }) => !isCompany) }),
    ...(phoneNumbers && { phoneNumbers: unlabelled(phoneNumbers) }),
    ...(emailAddresses && { emailAddresses: unlabelled(emailAddresses) }),
    ...(instantMessengers && {
      instantMessengers: instantMessengers.map((messenger) =>
        messenger.protocol === "Telegram" ? { ...messenger, protocol: null } : messenger,
      ),
    }),
  };
}

describe.each(LISTS)("$name", (list) => {
  let all: readonly object[];

  beforeAll(async () => {
    all = (await forwards("legacy", list, 100)).map(({ node }) => asOverV4(node));
    expect(all.length).toBeGreaterThan(3);
  });

  it.each([7, 100])("are the same over both APIs, forwards and backwards by %i", async (size) => {
    const edges = await forwards("v4", list, size);
    expect(edges.map(({ node }) => node)).toEqual(all);
    const last = edges.at(-1);
    expect(await backwards("v4", list, size, last?.cursor ?? "")).toEqual(all.slice(0, -1));
  });
});

it("every person among the contacts is the same over both APIs, one by one as in lists", async () => {
  const fields = `id crmId name isCompany position phoneNumbers { number label } emailAddresses { address label }
    address { street } instantMessengers { address protocol } company { crmId name } responsibleUser { crmId name } tags
    createdAt ${NOTES} ${TASKS}`;
  const contacts = inList("contacts", fields);
  const overV4 = (await forwards("v4", contacts, 100)).map(({ node }) => node);
  const persons = (await forwards("legacy", contacts, 100))
    .map(({ node }) => node)
    .filter(({ isCompany }) => isCompany === false)
    .map(asOverV4);
  expect(overV4).toEqual(persons);
  const document = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Contact { ${fields} } } }`;
  const some = overV4.filter((_, index) => index % 10 === 0);
  const { data } = await gateways.v4.query<{ nodes: readonly object[] }>(document, { ids: some.map(({ id }) => id) });
  expect(data?.nodes).toEqual(some);
});
