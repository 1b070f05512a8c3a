import { createClient, type ExecutionResult } from "graphql-sse";
import { ENDPOINT, type GraphQLRequest } from "./gateway.js";
import { asObject } from "./json.js";

/** The events of a subscription, with these headers besides its own. It is not begun again when it ends. */
export function eventsOf(
  { query, operationName, variables }: GraphQLRequest,
  headers: Readonly<Record<string, string>>,
): AsyncIterableIterator<ExecutionResult> {
  const client = createClient({ url: ENDPOINT, retryAttempts: 0, headers: { ...headers } });
  return client.iterate({
    query,
    variables: asObject(variables) ?? {},
    ...(typeof operationName === "string" && { operationName }),
  });
}
