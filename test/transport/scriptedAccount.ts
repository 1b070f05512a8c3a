import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { AddressInfo, Server, Socket } from "node:net";
import { text } from "node:stream/consumers";
import { CrmError } from "../../src/domain/crmError.js";
import type { CallContext, CallRecord } from "../../src/domain/call.js";
import { Stopper } from "../../src/domain/stop.js";
import type { UpstreamReply, UpstreamRequest } from "../../src/transport/message.js";
import type { LineOptions } from "../../src/transport/line.js";
import type { UserOptions } from "../../src/transport/signedInUpstream.js";

/** A request as an account saw it. */
export interface Received {
  readonly path: string;
  readonly cookie: string;
  readonly body: string;
  readonly at: number;
}

/** How an account answers anything but a sign-in. `count` is the number of this request, from 1. */
export type Behaviour = (response: ServerResponse, received: Received, count: number) => unknown;

/** An HTTP server that signs users in like the account does and does as the test says otherwise. */
export class ScriptedAccount {
  /** Everything but sign-ins. */
  readonly requests: Received[] = [];
  readonly signIns: Received[] = [];
  /** Answers a sign-in; a new session each time by default. */
  signIn: Behaviour = (response, _received, count) =>
    response.setHeader("set-cookie", signInCookies(count)).end("<root><auth>true</auth></root>");

  private constructor(
    private readonly server: Server,
    readonly origin: string,
    private readonly behave: Behaviour,
  ) {}

  static async start(behave: Behaviour): Promise<ScriptedAccount> {
    const listener: RequestListener = (request, response) => void account.#receive(request, response);
    const server = createServer(listener);
    const account = new ScriptedAccount(server, await listen(server), behave);
    return account;
  }

  async close(): Promise<void> {
    await closeServer(this.server);
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = performance.now();
    const { url: path = "", headers } = request;
    const received = { path, cookie: headers.cookie ?? "", body: await text(request), at };
    const [list, behave] = path.includes("auth.php") ? [this.signIns, this.signIn] : [this.requests, this.behave];
    list.push(received);
    behave(response, received, list.length);
  }
}

const sockets = new WeakMap<Server, Set<Socket>>();

/** Starts a server on any free port of loopback. */
export async function listen(server: Server): Promise<string> {
  const open = new Set<Socket>();
  sockets.set(server, open);
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Stops a server, whatever it still holds open. */
export async function closeServer(server: Server): Promise<void> {
  sockets.get(server)?.forEach((socket) => socket.destroy());
  await new Promise((resolve) => server.close(resolve));
}

function signInCookies(count: number): string[] {
  return [
    "session_id=elsewhere; path=/; domain=.example.org",
    `session_id=session${count}; path=/; HttpOnly`,
    "BITRIX_SM_LOGIN=demo%40amoql.dev; expires=Thu, 01 Jan 2037 00:00:00 GMT; path=/",
  ];
}

export type UpstreamOptions = LineOptions & UserOptions;

/** Options as the adapter of the XML API would give them. */
export function optionsFor(origin: string, changes: Partial<UpstreamOptions> = {}): UpstreamOptions {
  return {
    origin,
    entry: {
      request: {
        endpoint: "auth",
        effect: "read",
        method: "POST",
        path: "/private/api/auth.php",
        body: { type: "application/x-www-form-urlencoded", text: "USER_LOGIN=demo&USER_HASH=secret" },
      },
      isRetryable: true,
      read: (reply) => {
        if (reply.text.includes("<auth>true")) return { subdomain: "acme", timeZone: null };
        if (reply.text.includes("<auth>false")) return null;
        throw new CrmError("badResponse", "not an answer to a sign-in");
      },
    },
    isRefused: (reply: UpstreamReply) => reply.status === 401 || reply.text.includes("<auth>false"),
    ratePerSecond: Infinity,
    concurrency: Infinity,
    queueLimit: 200,
    timeoutMs: 10_000,
    // The shortest back-off.
    random: () => 0,
    ...changes,
  };
}

export const READ: UpstreamRequest = {
  endpoint: "contacts",
  effect: "read",
  method: "GET",
  path: "/private/api/contacts.php",
};

export const WRITE: UpstreamRequest = {
  endpoint: "contact_add",
  effect: "write",
  method: "POST",
  path: "/private/api/contact_add.php",
  body: { type: "application/x-www-form-urlencoded", text: "ACTION=ADD_PERSON" },
};

/** An operation that keeps what it is told of its calls. */
export class Operation implements CallContext {
  readonly records: CallRecord[] = [];
  readonly signal = new Stopper();

  constructor(
    readonly caller = "someone",
    readonly deadline = Infinity,
  ) {}

  onCall(record: CallRecord): void {
    this.records.push(record);
  }

  /** The caller leaves. */
  leave(): void {
    this.signal.abort();
  }

  /** `endpoint outcome` of each call. */
  get story(): string[] {
    return this.records.map(({ endpoint, outcome }) => `${endpoint} ${outcome}`);
  }
}

/** The CrmError that a promise rejects with. */
export async function errorOf(promise: Promise<unknown>): Promise<CrmError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof CrmError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}
