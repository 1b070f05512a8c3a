// Lists the first deals as listDeals.ts does, without a library: it names the document by its hash instead of sending it.
import { DealListDocument, type DealListQuery, type DealListQueryVariables } from "../../src/client/graphql.js";

const url = process.argv[2] ?? "http://127.0.0.1:4000/graphql";
const variables: DealListQueryVariables = { first: 5 };
const sha256Hash: unknown = DealListDocument.__meta__?.["hash"];

const response = await fetch(url, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ variables, extensions: { persistedQuery: { version: 1, sha256Hash } } }),
});
const { data, errors } = (await response.json()) as { data?: DealListQuery; errors?: { message: string }[] };
if (data === undefined) throw new Error(errors?.[0]?.message);

for (const deal of data.deals?.nodes ?? []) console.log(deal.name);
