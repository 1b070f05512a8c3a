import { once } from "node:events";
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { startGateway, type TestGateway } from "./gateway.js";

/**
 * What becomes of an answer on its way back: a failure of the server, a connection that breaks, no answer at all, the first
 * half of the text, or a page for people.
 */
type FaultAction = "500" | "reset" | "hang" | "truncate" | "html";

interface FaultRule {
  /** Name of the page, for example `contact_detail`. */
  readonly path: string;
  /** Which request to the page from now on, counted from 1. Absent: every one. */
  readonly nth?: number;
  readonly action: FaultAction;
}

/** A real HTTP proxy in front of an account. The account gets every request; a rule spoils the answer on its way back. */
export class FaultProxy {
  readonly #server: Server;
  #target = "";
  #rules: { readonly rule: FaultRule; seen: number }[] = [];

  private constructor() {
    this.#server = createServer((incoming, response) => {
      this.#relay(incoming, response).catch(() => response.destroy());
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

  forwardTo(url: string): void {
    this.#target = url;
  }

  add(rule: FaultRule): void {
    this.#rules.push({ rule, seen: 0 });
  }

  /** Lets every answer through again. */
  clear(): void {
    this.#rules = [];
  }

  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #relay(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault = this.#faultFor(incoming.url ?? "");
    const outgoing = request(new URL(incoming.url ?? "", this.#target), {
      method: incoming.method,
      headers: incoming.headers,
      agent: false,
    });
    outgoing.end(await bodyOf(incoming));
    const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
    const body = await bodyOf(answer);
    switch (fault) {
      case "500":
        response.writeHead(500, { "content-type": "text/html" }).end("<html><body>Fatal error</body></html>");
        return;
      case "reset":
        response.socket?.resetAndDestroy();
        return;
      case "hang":
        return;
      case "html":
        response.writeHead(200, { "content-type": "text/html" }).end("<html><body>Under maintenance</body></html>");
        return;
      default: {
        const { connection, "transfer-encoding": chunked, "content-length": length, ...headers } = answer.headers;
        response.writeHead(answer.statusCode ?? 502, headers);
        response.end(fault === "truncate" ? body.subarray(0, body.length / 2) : body);
      }
    }
  }

  /** Every rule for the page counts the request; the first whose turn it is decides. */
  #faultFor(url: string): FaultAction | undefined {
    const page = new URL(url, this.#target).pathname.replace(/^.*\/|\.php$/g, "");
    const due = this.#rules.filter((entry) => {
      if (entry.rule.path !== page) return false;
      entry.seen += 1;
      return entry.rule.nth === undefined || entry.rule.nth === entry.seen;
    });
    return due[0]?.rule.action;
  }
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A gateway that reaches its account through a proxy that can spoil answers. */
export async function startGatewayBehindFaults(
  options: NonNullable<Parameters<typeof startGateway>[0]> = {},
): Promise<TestGateway & { readonly faults: FaultProxy }> {
  const faults = await FaultProxy.start();
  const gateway = await startGateway({ ...options, env: { ...options.env, AMO_URL: faults.url } });
  faults.forwardTo(gateway.sandboxUrl);
  return {
    ...gateway,
    faults,
    async close() {
      await gateway.close();
      await faults.close();
    },
  };
}
