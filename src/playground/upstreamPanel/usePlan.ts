import { tryParseJSONC } from "@graphiql/react";
import { useEffect, useState } from "react";
import { send, type GraphQLRequest } from "../gateway.js";
import { readPlan, type UpstreamPlan } from "./upstreamCost.js";

/** How long typing has to rest before the gateway is asked, in milliseconds. */
const REST_MS = 400;

/** What stands in the editors of a tab. */
interface Edited {
  readonly tabId: string;
  readonly query: string;
  readonly variables: string;
  readonly headers: string;
  readonly operationName: string | undefined;
}

/**
 * What the operation that is being edited would cost, asked of the gateway with `amoql-plan: 1`: it counts and calls nobody. Null
 * while that is not known, for example because the operation is not valid.
 */
export function usePlan({ tabId, query, variables, headers, operationName }: Edited): UpstreamPlan | null {
  const [told, setTold] = useState<{ readonly tabId: string; readonly plan: UpstreamPlan | null } | null>(null);

  useEffect(() => {
    const overtaken = new AbortController();
    const timer = setTimeout(() => {
      void askPlan({ query, variables, headers, operationName }, overtaken.signal).then((plan) => {
        if (!overtaken.signal.aborted) setTold({ tabId, plan });
      });
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      overtaken.abort();
    };
  }, [tabId, query, variables, headers, operationName]);

  return told?.tabId === tabId ? told.plan : null;
}

async function askPlan(
  { query, variables, headers, operationName }: Omit<Edited, "tabId">,
  signal: AbortSignal,
): Promise<UpstreamPlan | null> {
  if (query.trim() === "") return null;
  try {
    const request: GraphQLRequest = { query, operationName, variables: tryParseJSONC(variables) };
    const own = tryParseJSONC(headers) ?? {};
    return readPlan(
      await send(request, {
        // Plain JSON: browsers complain in the console about the 400 that an unfinished document has otherwise.
        headers: { ...textsOf(own), accept: "application/json", "amoql-plan": "1" },
        signal,
      }),
    );
  } catch {
    // Variables or headers are no JSON yet, or the gateway is gone: running it tells what is wrong.
    return null;
  }
}

function textsOf(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
