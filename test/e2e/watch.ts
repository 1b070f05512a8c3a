import { createClient as createEventClient } from "graphql-sse";
import { createClient as createSocketClient } from "graphql-ws";
import { WebSocket } from "ws";
import type { GraphQLAnswer, TestGateway } from "../gateway.js";

/** What carries the events of a subscription. */
export const TRANSPORTS = ["SSE", "WebSocket"] as const;
export type Transport = (typeof TRANSPORTS)[number];

type Variables = Readonly<Record<string, unknown>>;

interface WatchOptions {
  readonly variables?: Variables;
  readonly authorization?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A subscription, as the published client of its transport shows it. */
export interface Watch {
  /** What comes next; undefined when the gateway has ended the subscription. */
  next(): Promise<GraphQLAnswer | undefined>;
  /** Unsubscribes. */
  stop(): Promise<void>;
}

/** How many subscriptions the gateway holds open. */
export async function openSubscriptions(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^amoql_subscriptions_open (\d+)$/m.exec(metrics)?.[1]);
}

/** Waits until the gateway holds so many subscriptions open. */
export async function untilOpen(url: string, count: number): Promise<void> {
  while ((await openSubscriptions(url)) !== count) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Subscribes by a published client, which does not try again by itself. */
export function begin(url: string, transport: Transport, query: string, options: WatchOptions = {}): Watch {
  const { variables = {}, authorization, headers } = options;
  const credentials = authorization === undefined ? {} : { authorization };
  const client =
    transport === "SSE"
      ? createEventClient({ url: `${url}/graphql`, retryAttempts: 0, headers: { ...credentials, ...headers } })
      : createSocketClient({
          url: `${url.replace("http", "ws")}/graphql`,
          webSocketImpl: WebSocket,
          retryAttempts: 0,
          connectionParams: credentials,
        });
  const events = client.iterate({ query, variables });
  // Both clients begin with the first wish for an event.
  let first: Promise<IteratorResult<unknown, unknown>> | null = events.next();
  first.catch(() => undefined);
  return {
    async next() {
      const wish = first ?? events.next();
      first = null;
      const event = await wish;
      return event.done === true ? undefined : (event.value as GraphQLAnswer);
    },
    async stop() {
      await events.return?.();
      await client.dispose();
    },
  };
}

/** Subscribes and waits until the gateway listens. */
export async function watch(
  gateway: TestGateway,
  transport: Transport,
  query: string,
  options?: WatchOptions,
): Promise<Watch> {
  const before = await openSubscriptions(gateway.url);
  const begun = begin(gateway.url, transport, query, options);
  await untilOpen(gateway.url, before + 1);
  return begun;
}
