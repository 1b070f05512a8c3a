// Apollo Server as its documentation has it: the standalone server, and a DataLoader for each request.
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import DataLoader from "dataloader";
import { Account, type Contact } from "./account.js";
import { contactId, FIELDS, notesOf, tasksOf } from "./fields.js";
import { SCHEMA } from "./schema.js";

interface Context {
  readonly details: DataLoader<string, Contact | null>;
}

interface Window {
  readonly first: number;
  readonly search: string;
}

const account = await Account.signIn(process.env["AMO_URL"] ?? "");

const server = new ApolloServer<Context>({
  typeDefs: SCHEMA,
  resolvers: {
    ...FIELDS,
    Query: {
      deals: async (_: unknown, { first, search }: Window) => ({ nodes: await account.deals(first, search) }),
      contacts: async (_: unknown, { first, search }: Window) => ({ nodes: await account.contacts(first, search) }),
      contact: (_: unknown, { id }: { id: string }, { details }: Context) => details.load(contactId(id)),
      catalogs: async (_: unknown, { first }: Window) => ({ nodes: (await account.catalogs()).slice(0, first) }),
    },
    Contact: {
      ...FIELDS.Contact,
      notes: async ({ id }: Contact, _: unknown, { details }: Context) => notesOf(await details.load(id)),
      tasks: async ({ id }: Contact, _: unknown, { details }: Context) => tasksOf(await details.load(id)),
    },
  },
});

const { url } = await startStandaloneServer(server, {
  listen: { port: 0, host: "127.0.0.1" },
  context: () =>
    Promise.resolve({ details: new DataLoader((ids) => Promise.all(ids.map((id) => account.contact(id)))) }),
});
console.log(`apollo listening on ${url}`);
process.once("SIGTERM", () => process.exit(0));
