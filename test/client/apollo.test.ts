import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { ApolloClient, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { buildSchema, isInterfaceType, isObjectType, Kind } from "graphql";
import { createCache } from "../../examples/react/cache.js";
import { newDeal } from "../e2e/account.js";
import { startGateway, type TestGateway } from "../gateway.js";

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
});

afterAll(() => gateway.close());

it("the cache of the React example knows which types an interface has", async () => {
  const schema = buildSchema(await readFile("schema/schema.graphql", "utf8"));
  const types = Object.values(schema.getTypeMap());
  const interfaces = types.filter(isInterfaceType);
  expect(interfaces).toHaveLength(3);
  const cache = createCache();
  for (const abstract of interfaces) {
    const [fragment] = gql(`fragment On${abstract.name} on ${abstract.name} { __typename }`).definitions;
    if (fragment?.kind !== Kind.FRAGMENT_DEFINITION) throw new Error("no fragment");
    const known = types.filter((type) => isObjectType(type) && cache.fragmentMatches(fragment, type.name));
    expect(known.map(String).sort()).toEqual(schema.getPossibleTypes(abstract).map(String).sort());
  }
});

it("a document that was sent once is asked for by the hash of its text, by GET", async () => {
  for (const name of ["Order 1", "Order 2"]) await newDeal(gateway, { name });
  const uri = `${gateway.url}/graphql`;
  const seen: string[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    const { method, url } = new Request(input, init);
    seen.push(`${method} ${url.includes("persistedQuery") ? "hash" : "document"}`);
    return globalThis.fetch(input, init);
  };
  const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
  const link = new PersistedQueryLink({ sha256, useGETForHashedQueries: true });
  const http = new HttpLink({ uri, fetch, headers: { "apollo-require-preflight": "1" } });
  const client = new ApolloClient({ cache: new InMemoryCache(), link: link.concat(http) });

  const query = gql`
    query Names($search: String) {
      deals(search: $search) {
        nodes {
          id
          name
        }
      }
    }
  `;
  for (const search of ["Order 1", "Order 2"]) {
    const { data } = await client.query({ query, variables: { search } });
    expect(data).toMatchObject({ deals: { nodes: [{ name: search }] } });
  }
  expect(seen).toEqual(["GET hash", "POST document", "GET hash"]);
});
