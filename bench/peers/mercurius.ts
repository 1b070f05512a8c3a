// Mercurius on Fastify with its compiler and its loaders.
import Fastify from "fastify";
import mercurius, { type MercuriusContext, type MercuriusLoaders } from "mercurius";
import { Account, type Contact } from "./account.js";
import { contactId, FIELDS, notesOf, tasksOf } from "./fields.js";
import { SCHEMA } from "./schema.js";

/** Each contact in full, read once in a request. */
class Details {
  readonly #contacts = new Map<string, Promise<Contact | null>>();

  read(id: string): Promise<Contact | null> {
    const known = this.#contacts.get(id);
    if (known !== undefined) return known;
    const contact = account.contact(id);
    this.#contacts.set(id, contact);
    return contact;
  }
}

declare module "mercurius" {
  interface MercuriusContext {
    readonly details: Details;
  }
}

interface Window {
  readonly first: number;
  readonly search: string;
}

/** A loader of what stands in the contact's details. Details are kept for the request already, so the loader need not. */
function ofDetails(pick: (contact: Contact | null) => unknown) {
  return {
    loader: (queries: readonly { readonly obj: Contact }[], { details }: MercuriusContext) =>
      Promise.all(queries.map(async ({ obj }) => pick(await details.read(obj.id)))),
    opts: { cache: false },
  };
}

const account = await Account.signIn(process.env["AMO_URL"] ?? "");
const loaders: MercuriusLoaders = { Contact: { notes: ofDetails(notesOf), tasks: ofDetails(tasksOf) } };
const app = Fastify();
await app.register(mercurius, {
  schema: SCHEMA,
  resolvers: {
    ...FIELDS,
    Query: {
      deals: async (_: unknown, { first, search }: Window) => ({ nodes: await account.deals(first, search) }),
      contacts: async (_: unknown, { first, search }: Window) => ({ nodes: await account.contacts(first, search) }),
      contact: (_: unknown, { id }: { id: string }, { details }: MercuriusContext) => details.read(contactId(id)),
      catalogs: async (_: unknown, { first }: Window) => ({ nodes: (await account.catalogs()).slice(0, first) }),
    },
  },
  loaders,
  context: () => ({ details: new Details() }),
  jit: 1,
});
const url = await app.listen({ port: 0, host: "127.0.0.1" });
console.log(`mercurius listening on ${url}`);
process.once("SIGTERM", () => process.exit(0));
