import { setTimeout as sleep } from "node:timers/promises";
import { ClientError, type GraphQLClient } from "graphql-request";
import type { TypedDocumentString } from "../../src/client/graphql.js";

const ATTEMPTS = 5;

/**
 * Sends a typed document, and again when the account was busy or the answer was lost: give a create an `idempotencyKey`, then it
 * adds one record however often it is sent. What failed below a field of the root is null in the result.
 * @throws ClientError with `response.errors[].extensions.code` out of docs/errors.md
 */
export async function send<Data, Variables extends object>(
  client: GraphQLClient,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await client.request<Data>(document.toString(), variables);
    } catch (error) {
      if (isPartial(error)) return error.response.data as Data;
      const seconds = secondsUntilRetry(error);
      if (seconds === null || attempt === ATTEMPTS) throw error;
      await sleep(seconds * 1000);
    }
  }
}

/** Errors with a longer path leave the field of the root as it is: a change was made, only a field of its answer is missing. */
function isPartial(error: unknown): error is ClientError {
  return error instanceof ClientError && !!error.response.errors?.every(({ path = [] }) => path.length > 1);
}

/** How long to wait before the same request may succeed; null if it never will. */
function secondsUntilRetry(error: unknown): number | null {
  // This is what fetch throws when the connection broke.
  if (error instanceof TypeError) return 1;
  if (!(error instanceof ClientError)) return null;
  const { code, retryAfterSeconds } = error.response.errors?.[0]?.extensions ?? {};
  if (typeof retryAfterSeconds === "number") return retryAfterSeconds;
  return code === "UPSTREAM_TIMEOUT" || code === "OUTCOME_UNKNOWN" ? 1 : null;
}
