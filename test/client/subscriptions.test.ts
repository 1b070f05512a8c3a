import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { OperationTypeNode } from "graphql";
import { createClient as createEventClient } from "graphql-sse";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { newContact } from "../e2e/account.js";
import { untilOpen } from "../e2e/watch.js";
import { startGateway, type TestGateway } from "../gateway.js";

// What docs/clients.md shows of subscriptions, word for word.

/** The events of the second test. */
interface Change {
  readonly contactChanged: { readonly contact: { readonly name: string } | null };
}

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
});

afterAll(() => gateway.close());

async function rename(to: TestGateway, id: string, name: string): Promise<void> {
  await to.query(
    "mutation ($id: ID!, $name: String!) { contactUpdate(id: $id, patch: { name: $name }) { userErrors { code } } }",
    { id, name },
  );
}

it("an event puts a contact into the cache of Apollo Client, which shows it", async () => {
  const uri = `${gateway.url}/graphql`;
  const webSocketImpl = WebSocket;
  const authorization = {};

  const events = createClient({
    url: uri.replace(/^http/, "ws"),
    connectionParams: () => authorization,
    // Only outside of browsers, which have one.
    webSocketImpl,
  });
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(events),
      new HttpLink({ uri, headers: authorization }),
    ),
  });

  const { id } = await newContact(gateway, { name: "Ada" });
  const shown: unknown[] = [];
  const query = gql`
    query Contact($id: ID!) {
      contact(id: $id) {
        id
        name
      }
    }
  `;
  await client.query({ query, variables: { id } });
  const watching = client.watchQuery({ query, variables: { id } }).subscribe(({ data }) => shown.push(data));
  const change = gql`
    subscription ContactChanged($id: ID!) {
      contactChanged(ids: [$id]) {
        contact {
          id
          name
        }
      }
    }
  `;
  const told = client.subscribe({ query: change, variables: { id } });
  const first = new Promise((resolve) => told.subscribe({ next: resolve }));
  await untilOpen(gateway.url, 1);
  await rename(gateway, id, "Ada Lovelace");
  expect(await first).toMatchObject({ data: { contactChanged: { contact: { id, name: "Ada Lovelace" } } } });
  // The cache tells those who watch it a little later.
  while (!JSON.stringify(shown.at(-1)).includes("Lovelace")) await new Promise((resolve) => setTimeout(resolve, 10));
  watching.unsubscribe();
  client.stop();
  await events.dispose();
  await untilOpen(gateway.url, 0);
});

it("a program follows a contact until the gateway closes", async () => {
  const other = await startGateway();
  const url = `${other.url}/graphql`;
  const headers = {};
  const { id } = await newContact(other, { name: "Ada" });
  const names: string[] = [];
  const ends: unknown[] = [];

  async function follow(show: (name: string) => void): Promise<void> {
    const client = createEventClient({ url, headers });
    const query = "subscription ($id: ID!) { contactChanged(ids: [$id]) { contact { name } } }";
    const events = client.iterate<Change>({ query, variables: { id } });
    for await (const { data, errors } of events) {
      if (data?.contactChanged.contact) show(data.contactChanged.contact.name);
      // What changes from now on is missed: subscribe again, then read anew.
      if (!data) throw new Error("The subscription has ended.", { cause: errors });
    }
  }

  const followed = follow((name) => names.push(name)).catch((error: unknown) => ends.push(error));
  await untilOpen(other.url, 1);
  await rename(other, id, "Grace");
  while (names.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await other.close();
  await followed;
  expect(names).toEqual(["Grace"]);
  expect(ends).toMatchObject([{ cause: [{ extensions: { code: "UPSTREAM_UNAVAILABLE" } }] }]);
});
