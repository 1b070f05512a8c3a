import "@apollo/client";

// Apollo Client types its results by the default options of apolloClient.ts, once they are declared.
declare module "@apollo/client" {
  namespace ApolloClient.DeclareDefaultOptions {
    interface WatchQuery {
      errorPolicy: "all";
    }
    interface Mutate {
      errorPolicy: "all";
    }
  }
}
