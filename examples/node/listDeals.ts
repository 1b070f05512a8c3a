// Lists the first deals. The result and the variables are typed by the operation in schema/operations/lists.graphql.
import { request } from "graphql-request";
import { DealListDocument } from "../../src/client/graphql.js";

const url = process.argv[2] ?? "http://127.0.0.1:4000/graphql";
const { deals } = await request(url, DealListDocument, { first: 5 });

for (const { name, price, contacts } of deals?.nodes ?? []) {
  const people = contacts?.map((contact) => contact.name).join(", ");
  console.log(`${name}: ${price ?? "no price"} (${people || "no contacts"})`);
}
