import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApolloProvider } from "@apollo/client/react";
import { App } from "./App.js";
import { createApolloClient } from "./apolloClient.js";

const gateway: unknown = import.meta.env["VITE_GATEWAY"];
const client = createApolloClient(typeof gateway === "string" ? gateway : "/graphql");
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

createRoot(root).render(
  <StrictMode>
    <ApolloProvider client={client}>
      <App />
    </ApolloProvider>
  </StrictMode>,
);
