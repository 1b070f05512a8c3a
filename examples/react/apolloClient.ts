import { ApolloClient, HttpLink } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { createCache } from "./cache.js";

/** @param uri address of the gateway's `/graphql` */
export function createApolloClient(uri: string): ApolloClient {
  // Sends the hash that graphql-codegen gave to the document. A gateway that has no list of trusted documents does not know it:
  // then the document itself is sent, now and from now on.
  const persistedDocuments = new PersistedQueryLink({
    generateHash: (document) => (document as { __meta__?: { hash: string } }).__meta__?.hash ?? "",
    disable: ({ meta }) => meta.persistedQueryNotFound,
  });
  return new ApolloClient({
    cache: createCache(),
    // HttpLink, not BatchHttpLink: the gateway takes one operation a request, and joins the calls to the account by itself.
    link: persistedDocuments.concat(new HttpLink({ uri })),
    // One field may fail while the others are there: then there are both data and an error, and nothing is thrown.
    defaultOptions: {
      watchQuery: { errorPolicy: "all" },
      mutate: { errorPolicy: "all" },
    },
  });
}
