import { PassThrough } from "node:stream";
import { HeaderMap, type GraphQLRequest } from "@apollo/server";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ExecutionResult, FormattedExecutionResult } from "graphql";
import { z } from "zod";
import { refuse, type Refusal } from "../httpErrors.js";
import { senderOf } from "../operation.js";
import type { SubscriptionEvents } from "./subscriptionEvents.js";
import type { Subscriptions } from "./subscriptions.js";

/** How often a client without events hears that the connection still stands, in milliseconds. */
const PING_MS = 12_000;
/** How long a client may take to read the end of its events when the gateway closes, in milliseconds. */
const PARTING_MS = 1_000;

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  // Proxies neither keep nor compress what has this, nor wait until there is more of it.
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};

const jsonObject = z.record(z.string(), z.unknown());
const jsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom" });
    return z.NEVER;
  }
});

const names = { query: z.string().nullish(), operationName: z.string().nullish(), documentId: z.string().nullish() };
const inBody = z.object({ ...names, variables: jsonObject.nullish(), extensions: jsonObject.nullish() });
const inAddress = z.object({
  ...names,
  variables: jsonText.pipe(jsonObject.nullable()).optional(),
  extensions: jsonText.pipe(jsonObject.nullable()).optional(),
});

/**
 * Subscriptions over HTTP: one request each, answered by server-sent events in the "distinct connections mode" of the GraphQL over
 * SSE protocol. Events are made as fast as the client reads them.
 */
export class EventStreams {
  readonly #open = new Set<FastifyReply>();

  constructor(private readonly subscriptions: Subscriptions) {}

  async answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const read = readRequest(request);
    if ("status" in read) return refuse(request, reply, read);
    const place = this.subscriptions.takePlace(request.ip);
    if ("status" in place) return refuse(request, reply, place);
    const begun = await this.subscriptions.begin(read, senderOf(request), place);
    if ("answer" in begun) return answerOnce(reply, begun.answer);
    this.#send(reply, begun.events);
    return reply;
  }

  /** Waits until the clients have read that their subscriptions are over; those that take too long are cut off. */
  async close(): Promise<void> {
    const timer = setTimeout(() => {
      for (const { raw } of this.#open) raw.destroy();
    }, PARTING_MS);
    await Promise.all([...this.#open].map(({ raw }) => new Promise((resolve) => raw.once("close", resolve))));
    clearTimeout(timer);
  }

  #send(reply: FastifyReply, events: SubscriptionEvents): void {
    // The client hung up while the subscription began.
    if (reply.raw.destroyed) return void events.return();
    const stream = new PassThrough();
    let isPinged = true;
    const ping = (): void => {
      // The last ping is still waiting behind what the client does not read.
      if (!isPinged) reply.raw.destroy();
      isPinged = false;
      if (!stream.writableEnded) stream.write(":\n\n", () => (isPinged = true));
    };
    const pinger = setInterval(ping, PING_MS).unref();
    this.#open.add(reply);
    reply.raw.once("close", () => {
      clearInterval(pinger);
      this.#open.delete(reply);
      void events.return();
      stream.destroy();
    });
    void reply.headers(HEADERS).send(stream);
    // The first bytes tell the client that it is subscribed.
    ping();
    void pump(events, stream);
  }
}

async function pump(events: SubscriptionEvents, stream: PassThrough): Promise<void> {
  for await (const result of events) {
    // Written, or in vain because the client has gone: then there is nothing more to come.
    await new Promise<void>((resolve) => stream.write(nextEvent(result), () => resolve()));
  }
  if (!stream.destroyed) stream.end(COMPLETE);
}

function nextEvent(result: ExecutionResult | FormattedExecutionResult): string {
  return `event: next\ndata: ${JSON.stringify(result)}\n\n`;
}

// Browsers pass over events without data.
const COMPLETE = "event: complete\ndata:\n\n";

/** What is no subscription is answered at once; what is no GraphQL, or nothing that has events, as HTTP does it. */
function answerOnce(reply: FastifyReply, answer: FormattedExecutionResult): FastifyReply {
  if (answer.errors?.[0]?.extensions?.["code"] === "BAD_REQUEST") return reply.code(400).send(answer);
  return reply.headers(HEADERS).send(nextEvent(answer) + COMPLETE);
}

/** The request as Apollo Server takes it, or why it cannot be read. */
function readRequest({ method, body, query, headers }: FastifyRequest): GraphQLRequest | Refusal {
  const isGet = method === "GET";
  if (!isGet && method !== "POST") {
    return { status: 405, code: "BAD_REQUEST", message: "Send the operation by POST or GET." };
  }
  // Pages of other sites can send this without asking, and without saying whose they are, though they cannot read the events.
  if (isGet && headers["sec-fetch-mode"] === "no-cors") {
    return { status: 403, code: "FORBIDDEN", message: "A page has to ask for events in a way that tells its origin." };
  }
  // Nor do they have to ask for forms and plain text.
  if (!isGet && headers["content-type"]?.startsWith("application/json") !== true) {
    return { status: 415, code: "BAD_REQUEST", message: "Send the operation as application/json." };
  }
  const read = isGet ? inAddress.safeParse(query) : inBody.safeParse(body);
  if (!read.success) return { status: 400, code: "BAD_REQUEST", message: "The request is not a GraphQL request." };
  const { query: text, operationName, variables, extensions, documentId } = read.data;
  return {
    ...(typeof text === "string" && { query: text }),
    ...(typeof operationName === "string" && { operationName }),
    ...(variables && { variables }),
    ...(extensions && { extensions }),
    // Plug-ins look for more in it. A GET of events is as good as a POST: they are never queries, which Apollo Server expects of it.
    http: { method: "POST", headers: headerMap(headers), search: "", body: { documentId } },
  };
}

function headerMap(headers: FastifyRequest["headers"]): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return map;
}
