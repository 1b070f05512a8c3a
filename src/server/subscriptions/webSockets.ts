import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { GraphQLRequest } from "@apollo/server";
import type { FastifyBaseLogger } from "fastify";
import type { ExecutionArgs, GraphQLError } from "graphql";
import { CloseCode, handleProtocols, makeServer, type SubscribePayload } from "graphql-ws";
import { WebSocketServer, type WebSocket } from "ws";
import type { Refusal } from "../httpErrors.js";
import type { OriginCheck } from "../origin.js";
import { comeAgain } from "./comeAgain.js";
import { Places } from "./places.js";
import { ShownError } from "./shownError.js";
import { SubscriptionEvents } from "./subscriptionEvents.js";
import type { Begun, Subscriptions } from "./subscriptions.js";
import { refuseUpgrade, serveWithoutUpgrade, wantsWebSocket } from "./upgradeRequests.js";

/** Largest message of a client, in bytes. */
const MESSAGE_LIMIT = 65_536;
/** What may wait to be read by a client, in bytes, before it is cut off. */
const UNREAD_LIMIT = 4_194_304;
/** Most subscriptions of one connection. */
const MOST_A_CONNECTION = 100;
/** How long a client may take to say who it is, in milliseconds. */
const INIT_MS = 3_000;
/** How often a client is asked whether it is still there, in milliseconds. One that does not answer before the next time is cut off. */
const PING_MS = 15_000;
/** How long clients may take to say goodbye when the gateway closes, in milliseconds. */
const PARTING_MS = 1_000;
const POLL_MS = 10;
const GOING_AWAY = 1_001;

/** What is known of one connection. */
interface Connection {
  readonly address: string;
  /** The Authorization header, or what the client gave in its place. Undefined until it has said who it is. */
  authorization: string | undefined;
  /** Ids of the subscriptions whose end the client has not been told. */
  readonly open: Set<string>;
}

interface WebSocketsOptions {
  readonly subscriptions: Subscriptions;
  readonly check: OriginCheck;
  readonly log: FastifyBaseLogger;
  /** Most connections. */
  readonly most: number;
}

/**
 * Subscriptions over WebSockets at `/graphql`, in the protocol `graphql-transport-ws`. Browsers let pages of any origin open a
 * WebSocket, so a request for one is held against the same rules on origins as all others.
 */
export class WebSockets {
  readonly #sockets = new WebSocketServer({
    noServer: true,
    handleProtocols,
    maxPayload: MESSAGE_LIMIT,
    perMessageDeflate: false,
  });
  readonly #places: Places;
  readonly #connections = new Map<WebSocket, Connection>();
  readonly #protocol = makeServer<Readonly<Record<string, unknown>>, Connection>({
    connectionInitWaitTimeout: INIT_MS,
    onConnect: ({ connectionParams, extra }) => this.#connect(connectionParams, extra),
    onSubscribe: ({ extra }, id, payload) => this.#subscribe(id, payload, extra),
    subscribe: ({ contextValue }) => eventsOf(contextValue),
    onComplete: ({ extra }, id) => void extra.open.delete(id),
  });

  constructor(private readonly options: WebSocketsOptions) {
    this.#places = new Places(options.most);
  }

  /** Takes requests of an HTTP server that want another protocol. */
  attach(server: Server): void {
    server.on("upgrade", (request, socket, head) => {
      if (wantsWebSocket(request)) this.#upgrade(request, socket, head);
      else serveWithoutUpgrade(server, request, socket, head);
    });
  }

  /** Says goodbye to all clients as soon as they were told that their subscriptions are over, and cuts off those that do not answer. */
  async close(): Promise<void> {
    const until = performance.now() + PARTING_MS;
    while (this.#areTelling() && performance.now() < until) await sleep(POLL_MS);
    const gone = [...this.#connections.keys()].map((socket) => new Promise((resolve) => socket.once("close", resolve)));
    for (const socket of this.#connections.keys()) socket.close(GOING_AWAY, "Going away");
    const timer = setTimeout(() => {
      for (const socket of this.#connections.keys()) socket.terminate();
    }, PARTING_MS);
    await Promise.all(gone);
    clearTimeout(timer);
  }

  #areTelling(): boolean {
    return [...this.#connections.values()].some(({ open }) => open.size > 0);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A client may go at any moment, and an error without a listener would end the process.
    socket.on("error", () => socket.destroy());
    const address = request.socket.remoteAddress ?? "";
    const refusal = this.#whyNot(request);
    const giveBack = refusal === null ? this.#places.take(address) : null;
    if (giveBack === null) {
      const why = refusal ?? comeAgain(429, "Too many WebSockets are open.");
      const requestId = randomUUID();
      this.options.log.info({ requestId, status: why.status, code: why.code }, "refused");
      refuseUpgrade(socket, why, requestId);
      return;
    }
    socket.once("close", giveBack);
    this.#sockets.handleUpgrade(request, socket, head, (opened) => {
      this.#open(opened, { address, authorization: request.headers.authorization, open: new Set() });
    });
  }

  #whyNot({ url = "", headers }: IncomingMessage): Refusal | null {
    const refusal = this.options.check(headers) ?? this.options.subscriptions.whyNoMore();
    if (refusal !== null) return refusal;
    if (/^\/graphql(?:\?|$)/.test(url)) return null;
    return { status: 404, code: "BAD_REQUEST", message: "There is nothing here. WebSockets are at /graphql." };
  }

  #open(socket: WebSocket, connection: Connection): void {
    const { log } = this.options;
    let isThere = true;
    const pinger = setInterval(() => {
      if (!isThere) socket.terminate();
      isThere = false;
      socket.ping();
    }, PING_MS).unref();
    socket.on("pong", () => (isThere = true));
    // The close that follows tells the rest.
    socket.on("error", (error) => log.debug({ err: error }, "a WebSocket failed"));
    const closed = this.#protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => send(socket, text),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (take) => {
          socket.on("message", (data: Buffer) => {
            take(data.toString()).catch((error: unknown) => {
              log.error({ err: error }, "a WebSocket message failed");
              socket.close(CloseCode.InternalServerError, "Internal server error");
            });
          });
        },
      },
      connection,
    );
    this.#connections.set(socket, connection);
    socket.once("close", (code, reason) => {
      clearInterval(pinger);
      this.#connections.delete(socket);
      void closed(code, reason.toString());
    });
  }

  /** False for a token that cannot be opened: the client is told that it is forbidden. */
  async #connect(params: Readonly<Record<string, unknown>> | undefined, connection: Connection): Promise<boolean> {
    const given = Object.entries(params ?? {}).find(([name]) => name.toLowerCase() === "authorization")?.[1];
    if (typeof given === "string") connection.authorization = given;
    return this.options.subscriptions.isWelcome(senderOf(connection));
  }

  async #subscribe(
    id: string,
    payload: SubscribePayload,
    connection: Connection,
  ): Promise<ExecutionArgs | GraphQLError[]> {
    const sender = senderOf(connection);
    const refuse = ({ message, code, retryAfterSeconds }: Refusal) => [
      new ShownError({ message, extensions: { code, retryAfterSeconds, requestId: sender.requestId } }),
    ];
    if (connection.open.has(id)) {
      // The end of the one before would take this one from the protocol, which then never ended it.
      const message = "The subscription before with this id is not over yet: give each an id of its own.";
      return refuse({ status: 400, code: "BAD_REQUEST", message });
    }
    if (connection.open.size >= MOST_A_CONNECTION) {
      return refuse(comeAgain(429, `A WebSocket may carry ${MOST_A_CONNECTION} subscriptions.`));
    }
    const place = this.options.subscriptions.takePlace(connection.address);
    if ("status" in place) return refuse(place);
    connection.open.add(id);
    let begun: Begun | null = null;
    try {
      begun = await this.options.subscriptions.begin(requestOf(payload), sender, place);
    } finally {
      if (begun === null || "answer" in begun) connection.open.delete(id);
    }
    if ("events" in begun) return { ...begun.execution, contextValue: begun.events };
    return (begun.answer.errors ?? []).map((error) => new ShownError(error));
  }
}

function senderOf({ address, authorization }: Connection) {
  return { requestId: randomUUID(), address, authorization };
}

function requestOf({ query, operationName, variables, extensions }: SubscribePayload): GraphQLRequest {
  return {
    // The protocol has no way to leave the document out where a hash names it.
    ...(query !== "" && { query }),
    ...(typeof operationName === "string" && { operationName }),
    ...(variables && { variables }),
    ...(extensions && { extensions }),
  };
}

function eventsOf(contextValue: unknown): SubscriptionEvents {
  if (contextValue instanceof SubscriptionEvents) return contextValue;
  throw new TypeError("A subscription that was begun has events.");
}

/** Done once the text is on its way, so that a client is sent no more than it reads. */
function send(socket: WebSocket, text: string): Promise<void> {
  if (socket.bufferedAmount > UNREAD_LIMIT) socket.terminate();
  if (socket.readyState !== socket.OPEN) return Promise.resolve();
  return new Promise((resolve) => {
    // If it fails the connection is over, which its close tells.
    socket.send(text, () => resolve());
  });
}
