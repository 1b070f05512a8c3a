// Adds the deals of a JSON file to the CRM, except those that are there already. It may be interrupted, and run again.
//   importDeals.ts FILE [URL of the gateway's /graphql]; ACCESS_TOKEN if the gateway wants one
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { ClientError, GraphQLClient } from "graphql-request";
import {
  DealCreateDocument,
  DealListDocument,
  type DealCreateInput,
  type DealListQuery,
} from "../../src/client/graphql.js";
import { send } from "./send.js";

const [, , file = "examples/node/deals.json", url = "http://127.0.0.1:4000/graphql"] = process.argv;
const token = process.env["ACCESS_TOKEN"];
const client = new GraphQLClient(url, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });

/** Names of all deals. Each page is one call to the account. */
async function listNames(): Promise<Set<string>> {
  const names = new Set<string>();
  for (let after: string | null = null, hasNextPage = true; hasNextPage;) {
    const { deals }: DealListQuery = await send(client, DealListDocument, { first: 100, after });
    for (const { name } of deals?.nodes ?? []) names.add(name);
    ({ endCursor: after = null, hasNextPage = false } = deals?.pageInfo ?? {});
  }
  return names;
}

/** Adds a deal. Gives what went wrong, or null. */
async function add(deal: DealCreateInput): Promise<string | null> {
  try {
    const { dealCreate } = await send(client, DealCreateDocument, { input: { ...deal, idempotencyKey: randomUUID() } });
    const problems = dealCreate?.userErrors ?? [];
    return problems.map(({ code, field }) => `${code} at ${field?.join(".") ?? "the deal"}`).join(", ") || null;
  } catch (error) {
    const code = error instanceof ClientError ? error.response.errors?.[0]?.extensions["code"] : undefined;
    // The account may have added it. The next run finds out, since it lists the deals first.
    if (code === "OUTCOME_UNKNOWN") return "it is not known whether it was added; run this again";
    throw error;
  }
}

const known = await listNames();
for (const deal of JSON.parse(await readFile(file, "utf8")) as DealCreateInput[]) {
  const problem = known.has(deal.name) ? "is there already" : await add(deal);
  console.log(`${deal.name}: ${problem ?? "added"}`);
}
