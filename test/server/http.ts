import type { GraphQLAnswer } from "../gateway.js";

/** An answer with everything HTTP says of it. */
export interface HttpAnswer extends GraphQLAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as it came. */
  readonly text: string;
}

/** Sends a request as it is and reads the answer, which has to be JSON. */
export async function send(url: string, init?: RequestInit): Promise<HttpAnswer> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { ...(JSON.parse(text) as GraphQLAnswer), status: response.status, headers: response.headers, text };
}

/** POSTs a GraphQL request as clients do. */
export function post(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
  return send(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

/** The codes of the top-level errors, in their order. */
export function codes(answer: GraphQLAnswer): string[] {
  return (answer.errors ?? []).map((error) => error.extensions.code);
}
