import { createHash, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import { isLoopback } from "../domain/loopback.js";
import { LoginFailed } from "./login.js";

/** How long a browser is waited for, in milliseconds. */
const PATIENCE_MS = 5 * 60_000;

const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
  // The address of this page holds the code.
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  connection: "close",
};

interface ListenOptions {
  readonly redirectUri: string;
  /** What the browser has to bring back. */
  readonly state: string;
  /** Host of the account that the grant has to be of, with its port if it has one. */
  readonly accountHost: string;
  /** As PATIENCE_MS has it. */
  readonly patienceMs?: number;
  /** What is done with the code. The browser is told when it has succeeded. */
  readonly onCode: (code: string) => Promise<void>;
}

/** Whether a browser on this machine can be sent to the address, and be heard there by us. */
export function canListenAt(redirectUri: string): boolean {
  const { protocol, hostname } = new URL(redirectUri);
  return protocol === "http:" && isLoopback(hostname);
}

/** Listens for the browser that comes back from the account. */
export class RedirectListener {
  readonly #options: ListenOptions;
  readonly #server: Server;
  readonly #outcome: Promise<void>;
  #succeed: () => void = () => undefined;
  #fail: (error: unknown) => void = () => undefined;
  /** Whether the browser that we sent has come back. */
  #isOver = false;

  private constructor(options: ListenOptions) {
    this.#options = options;
    this.#outcome = new Promise((resolve, reject) => {
      this.#succeed = resolve;
      this.#fail = reject;
    });
    this.#server = createServer((request, response) => {
      void this.#answer(new URL(request.url ?? "/", options.redirectUri), request.method ?? "", response);
    });
  }

  /** Throws an error of the system when the port is taken. */
  static async open(options: ListenOptions): Promise<RedirectListener> {
    const listener = new RedirectListener(options);
    const { hostname, port } = new URL(options.redirectUri);
    listener.#server.listen(Number(port === "" ? 80 : port), hostname.replace(/^\[|\]$/g, ""));
    await once(listener.#server, "listening");
    return listener;
  }

  /** Waits until the code was used, then listens no more. Throws a LoginFailed when none came, and what `onCode` throws. */
  async done(): Promise<void> {
    const { patienceMs = PATIENCE_MS } = this.#options;
    const timer = setTimeout(() => {
      this.#fail(new LoginFailed(`no browser came back within ${patienceMs / 60_000} minutes: try again`));
    }, patienceMs);
    try {
      await this.#outcome;
    } finally {
      clearTimeout(timer);
      const closed = once(this.#server, "close");
      this.#server.close();
      // Browsers open connections ahead, on which they ask nothing: those would be waited for.
      this.#server.closeAllConnections();
      await closed;
    }
  }

  async #answer({ pathname, searchParams }: URL, method: string, response: ServerResponse): Promise<void> {
    if (pathname !== new URL(this.#options.redirectUri).pathname) {
      await show(response, 404, "There is nothing here.");
    } else if (method !== "GET") {
      await show(response, 405, "A browser is expected here.");
    } else if (!isSame(searchParams.get("state") ?? "", this.#options.state)) {
      // Somebody else's page may send a browser here: that does not end our waiting.
      await show(response, 400, "This is not the answer that amoql waits for. Open the address that it printed.");
    } else if (this.#isOver) {
      await show(response, 410, "This was answered already.");
    } else {
      this.#isOver = true;
      await this.#finish(searchParams, response);
    }
  }

  async #finish(query: URLSearchParams, response: ServerResponse): Promise<void> {
    try {
      await this.#options.onCode(this.#codeIn(query));
      await show(response, 200, "Access is granted. You can close this page and go back to amoql.");
      this.#succeed();
    } catch (error) {
      await show(response, 400, "It did not work: amoql says why, where it was started.");
      this.#fail(error);
    }
  }

  #codeIn(query: URLSearchParams): string {
    const { accountHost } = this.#options;
    const [code, refusal, host] = ["code", "error", "referer"].map((name) => query.get(name));
    if (refusal === "access_denied") throw new LoginFailed("access was denied: log in again and allow it");
    if (code === null || code === undefined || code === "" || typeof refusal === "string") {
      throw new LoginFailed("the account sent the browser back without a code: check the integration and log in again");
    }
    if (typeof host === "string" && hostOf(host) !== accountHost) {
      throw new LoginFailed(
        `the access is to another account${/^[\w.:-]{1,100}$/.test(host) ? `, ${host},` : ""} than AMO_URL says (${accountHost}): choose that one, or set AMO_URL`,
      );
    }
    return code;
  }
}

/** The account names its host; an address is understood as well. */
function hostOf(text: string): string {
  return URL.canParse(text) && /^https?:/i.test(text) ? new URL(text).host : text.toLowerCase();
}

/** Takes the same time wherever they differ. */
function isSame(left: string, right: string): boolean {
  const [one, other] = [left, right].map((text) => createHash("sha256").update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}

/** Resolves when the page is on its way, or the browser has gone. */
async function show(response: ServerResponse, status: number, text: string): Promise<void> {
  const page = `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>amoql</title></head><body><p>${text}</p></body></html>\n`;
  const sent = new Promise<void>((resolve) => response.once("finish", resolve).once("close", resolve));
  response.writeHead(status, HEADERS).end(page);
  await sent;
}
