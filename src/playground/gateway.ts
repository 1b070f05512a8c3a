import { parseObject, type JsonObject } from "./json.js";

/** Relative to the page, so that it also works where a proxy serves the gateway below a path. */
export const ENDPOINT = "./graphql";

/** One operation as GraphQL over HTTP sends it. */
export interface GraphQLRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: unknown;
}

interface SendOptions {
  /** Besides the media types; they may be replaced as well. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal;
}

/**
 * Sends one operation to the gateway that served this page.
 *
 * @returns The GraphQL answer, with or without errors.
 * @throws Error when the answer is no JSON object, with the HTTP status and the text that came instead; TypeError when none came.
 */
export async function send(request: GraphQLRequest, { headers, signal }: SendOptions = {}): Promise<JsonObject> {
  const response = await fetch(ENDPOINT, {
    method: "POST",
    headers: {
      accept: "application/graphql-response+json, application/json",
      "content-type": "application/json",
      ...headers,
    },
    body: JSON.stringify(request),
    signal: signal ?? null,
  });
  const text = await response.text();
  const answer = parseObject(text);
  if (answer === null) throw new Error(`HTTP ${response.status}: ${text.slice(0, 500)}`);
  return answer;
}
