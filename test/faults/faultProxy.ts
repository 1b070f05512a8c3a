import { once } from "node:events";
import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type Server } from "node:http";
import type { ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { buffer } from "node:stream/consumers";

/** What the account said. */
export interface AccountAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One request on its way to the account. A fault decides what becomes of it. */
export interface Exchange {
  /** Name of the page or resource, for example `contact_detail` or `catalogs`. */
  readonly page: string;
  /** Which request to that page this is since the proxy was started or cleared, counted from 1. */
  readonly count: number;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: Buffer;
  };
  readonly response: ServerResponse;
  /** The connection of the client, for what HTTP does not allow. */
  readonly socket: Socket;
  /** Passes the request on to the account, each time it is called. */
  readonly forward: () => Promise<AccountAnswer>;
  /** Sends an answer back the way it came. */
  readonly deliver: (answer: AccountAnswer) => void;
}

/** What becomes of a request: whether the account gets it, and what the client gets. */
export type Fault = (exchange: Exchange) => void | Promise<void>;

interface FaultRule {
  /** Name of the page, or several; absent: every page but `auth`. */
  readonly page?: string | readonly string[];
  /** Which request to the page from now on, counted from 1. Absent: every one. */
  readonly nth?: number;
  /** How many requests from the first on. Absent: all. */
  readonly times?: number;
  readonly fault: Fault;
}

/** A request as the proxy saw it. */
export interface SeenCall {
  readonly page: string;
  /** The `ACTION` of a form, for example `ADD_PERSON`. */
  readonly action: string | null;
  readonly cookie: string;
  /** On the monotonic clock, in milliseconds. */
  readonly at: number;
}

/** A real HTTP proxy in front of an account. Without a rule it passes everything on. */
export class FaultProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #counts = new Map<string, number>();
  #calls: SeenCall[] = [];
  #rules: { readonly rule: FaultRule; seen: number }[] = [];
  #choose: (exchange: Exchange) => Fault | undefined = () => undefined;
  #target = "";

  private constructor() {
    this.#server = createServer((incoming, response) => {
      this.#relay(incoming, response).catch(() => response.destroy());
    });
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      // A client that goes away, or bytes after a raw answer, are part of the play.
      socket.on("error", () => socket.destroy());
      socket.on("close", () => this.#sockets.delete(socket));
    });
  }

  /** Starts on a port of its own. It has to be told what it stands in front of before it is called. */
  static async start(): Promise<FaultProxy> {
    const proxy = new FaultProxy();
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** Requests that came in since the start or the last `clear`, sign-ins aside. */
  get calls(): readonly SeenCall[] {
    return this.#calls.filter(({ page }) => page !== "auth");
  }

  /** Sign-ins that came in since the start or the last `clear`. */
  get signIns(): readonly SeenCall[] {
    return this.#calls.filter(({ page }) => page === "auth");
  }

  /** Connections that are open now. */
  get openConnections(): number {
    return this.#sockets.size;
  }

  forwardTo(url: string): void {
    this.#target = url;
  }

  /** Of several rules whose turn it is, the one that was added first decides. */
  add(rule: FaultRule): void {
    this.#rules.push({ rule, seen: 0 });
  }

  /** Decides on requests that no rule is about. */
  choose(choose: (exchange: Exchange) => Fault | undefined): void {
    this.#choose = choose;
  }

  /** Forgets all rules and what was seen. */
  clear(): void {
    this.#rules = [];
    this.#choose = () => undefined;
    this.#calls = [];
    this.#counts.clear();
  }

  /** Drops all connections, whatever is on its way. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #relay(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = performance.now();
    const { method = "GET", url = "/", headers, socket } = incoming;
    const body = await buffer(incoming);
    const page = pageOf(url);
    const count = (this.#counts.get(page) ?? 0) + 1;
    this.#counts.set(page, count);
    this.#calls.push({ page, action: actionOf(body), cookie: headers.cookie ?? "", at });
    const exchange: Exchange = {
      page,
      count,
      request: { method, url, headers, body },
      response,
      socket,
      forward: () => forward(new URL(url, this.#target), method, headers, body),
      deliver: (answer) => deliver(response, answer),
    };
    const fault = this.#ruleFor(page) ?? this.#choose(exchange);
    if (fault === undefined) exchange.deliver(await exchange.forward());
    else await fault(exchange);
  }

  /** Every rule for the page counts the request; the first whose turn it is decides. */
  #ruleFor(page: string): Fault | undefined {
    const due = this.#rules.filter((entry) => {
      const { page: pages, nth, times = Infinity } = entry.rule;
      if (pages === undefined ? page === "auth" : ![pages].flat().includes(page)) return false;
      entry.seen += 1;
      return (nth === undefined || nth === entry.seen) && entry.seen <= times;
    });
    return due[0]?.rule.fault;
  }
}

function pageOf(url: string): string {
  return new URL(url, "http://account").pathname.replace(/^.*\/|\.php$/g, "");
}

function actionOf(body: Buffer): string | null {
  return new URLSearchParams(body.toString("latin1")).get("ACTION");
}

async function forward(url: URL, method: string, headers: IncomingHttpHeaders, body: Buffer): Promise<AccountAnswer> {
  const outgoing = request(url, { method, headers, agent: false });
  outgoing.end(body);
  const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
  return { status: answer.statusCode ?? 502, headers: answer.headers, body: await buffer(answer) };
}

/** The body is sent as it is now, so what the headers say of its length no longer counts. */
function deliver(response: ServerResponse, { status, headers, body }: AccountAnswer): void {
  const { connection, "transfer-encoding": chunked, "content-length": length, ...rest } = headers;
  response.writeHead(status, rest).end(body);
}
