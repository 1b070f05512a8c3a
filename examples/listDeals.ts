// Lists the first deals. The result and the variables are typed by the operation in schema/operations/lists.graphql.
import { DealListDocument, type DealListQuery, type DealListQueryVariables } from "../src/client/graphql.js";

const url = process.argv[2] ?? "http://127.0.0.1:4000/graphql";
const variables: DealListQueryVariables = { first: 5 };

const response = await fetch(url, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ query: DealListDocument, variables }),
});
const { data } = (await response.json()) as { data: DealListQuery };

for (const deal of data.deals?.nodes ?? []) {
  const contacts = deal.contacts?.map((contact) => contact.name) ?? [];
  console.log(`${deal.name}: ${deal.price ?? "no price"} (${contacts.join(", ") || "no contacts"})`);
}
