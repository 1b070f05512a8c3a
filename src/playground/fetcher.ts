import type { GraphiQLProps } from "graphiql";

/** Relative to the page, so that it also works where a proxy serves the gateway below a path. */
const ENDPOINT = "./graphql";

/**
 * Sends one operation to the gateway that served this page, with what stands in the header editor.
 * Throws when the answer is no JSON object, with the HTTP status and the text that came instead.
 */
export const fetcher: GraphiQLProps["fetcher"] = async (operation, options) => {
  const response = await fetch(ENDPOINT, {
    method: "POST",
    headers: {
      accept: "application/graphql-response+json, application/json",
      "content-type": "application/json",
      ...options?.headers,
    },
    body: JSON.stringify(operation),
  });
  const text = await response.text();
  const answer = parseObject(text);
  if (answer === undefined) throw new Error(`HTTP ${response.status}: ${text.slice(0, 500)}`);
  return answer;
};

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
