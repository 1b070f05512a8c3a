import type { GraphiQLProps } from "graphiql";
import catalogs from "./queries/catalogs.graphql?raw";
import catalogsVariables from "./queries/catalogs.json?raw";
import contact from "./queries/contact.graphql?raw";
import contacts from "./queries/contacts.graphql?raw";
import contactsVariables from "./queries/contacts.json?raw";
import deal from "./queries/deal.graphql?raw";
import edits from "./queries/edits.graphql?raw";
import editsVariables from "./queries/edits.json?raw";
import search from "./queries/search.graphql?raw";
import searchVariables from "./queries/search.json?raw";
import session from "./queries/session.graphql?raw";
import sessionVariables from "./queries/session.json?raw";
import watch from "./queries/watch.graphql?raw";
import welcome from "./queries/welcome.graphql?raw";

/** What a new tab's header editor holds: the gateway then tells in `extensions.upstream` what the operation cost. */
export const defaultHeaders = JSON.stringify({ "amoql-trace": "1" }, null, 2);

/** The tabs of a first visit; GraphiQL names each after its first operation. */
export const defaultTabs: NonNullable<GraphiQLProps["defaultTabs"]> = [
  { query: welcome },
  { query: contacts, variables: contactsVariables },
  { query: contact },
  { query: deal },
  { query: edits, variables: editsVariables },
  { query: watch },
  { query: catalogs, variables: catalogsVariables },
  { query: search, variables: searchVariables },
  { query: session, variables: sessionVariables },
].map((tab) => ({ ...tab, headers: defaultHeaders }));
