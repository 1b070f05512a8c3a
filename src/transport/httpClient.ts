import type { IncomingHttpHeaders } from "node:http";
import { Pool } from "undici";
import type { Dispatcher } from "undici";
import type { StopSignal } from "../domain/stop.js";
import { Failure } from "./failure.js";
import { inflated } from "./inflate.js";

/** Bytes of a body, as received and after decompression. */
const BODY_LIMIT = 4 * 1024 * 1024;
const HEADER_LIMIT = 32 * 1024;
const CONNECT_TIMEOUT_MS = 2_000;

/** A request as it goes over the wire. */
export interface Message {
  readonly effect: "read" | "write";
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer that came back whole, its body inflated but not decoded. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface ExchangeLimits {
  /** Milliseconds until the end of the answer. Bytes that trickle in do not extend it. */
  readonly timeoutMs: number;
  /** Stops a read at any time, a write only until it is sent. */
  readonly signal: StopSignal;
  /** Stops everything at any time. */
  readonly ending: StopSignal;
  /** Called when a connection stands and the request is about to be written. False when that must not be any more. */
  onSent(): boolean;
  /** Called when an answer begins to come in: then the request has arrived. */
  onAnswer(): void;
}

/** HTTP exchanges with one origin and no other: redirects are answers like any other here. */
export class HttpClient {
  readonly #reads: Pool;
  readonly #writes: Pool;

  /** @param connections Sockets open at a time. */
  constructor(origin: string, connections: number) {
    const options = {
      connections,
      maxHeaderSize: HEADER_LIMIT,
      connect: { timeout: CONNECT_TIMEOUT_MS },
      // Each exchange has one timer of its own for all of it.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    this.#reads = new Pool(origin, { ...options, pipelining: 1 });
    // A kept socket may be closed by the account at the very moment a write is put on it, and a write cannot be tried again. So
    // each write has a connection of its own.
    this.#writes = new Pool(origin, { ...options, pipelining: 0 });
  }

  /** Sends a message once. Throws a Failure when no complete answer came back. */
  async exchange(message: Message, limits: ExchangeLimits): Promise<Answer> {
    const answer = await new Promise<Answer>((resolve, reject) => {
      if (limits.signal.aborted || limits.ending.aborted) {
        reject(new Failure("aborted", { sent: false }));
        return;
      }
      const { method, path, headers, body } = message;
      const pool = message.effect === "read" ? this.#reads : this.#writes;
      const options: Dispatcher.DispatchOptions = { method, path, headers: { ...headers, "accept-encoding": "gzip" } };
      pool.dispatch(
        body === undefined ? options : { ...options, body },
        new Exchange(message, limits, resolve, reject),
      );
    });
    const body = await inflated(answer.body, answer.headers["content-encoding"], BODY_LIMIT);
    if (body === null) throw new Failure("malformed", { sent: true, code: "CONTENT_ENCODING" });
    return { ...answer, body };
  }

  /** Drops idle sockets and waits for exchanges under way. */
  async close(): Promise<void> {
    await Promise.all([this.#reads.close(), this.#writes.close()]);
  }
}

/** One exchange, as undici tells of it. Settles once, whatever is told afterwards. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | null = null;
  #settled = false;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #size = 0;

  constructor(
    private readonly message: Message,
    private readonly limits: ExchangeLimits,
    private readonly resolve: (answer: Answer) => void,
    private readonly reject: (error: Error) => void,
  ) {
    this.#timer = setTimeout(() => this.#fail(new Failure("timeout", { sent: this.#sent })), limits.timeoutMs);
    limits.signal.addEventListener("abort", this.#onAbort);
    limits.ending.addEventListener("abort", this.#stop);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#settled) {
      // Given up while connecting: nothing has been written and nothing will be.
      controller.abort(new Error("given up"));
      return;
    }
    if (!this.limits.onSent()) {
      this.#fail(new Failure("connection", { sent: false, outage: false, code: "TOO_LATE" }));
      controller.abort(new Error("too late"));
      return;
    }
    this.#controller = controller;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.limits.onAnswer();
    this.#status = status;
    this.#headers = joined(headers);
    if (Number(headers["content-length"]) > BODY_LIMIT) this.#tooLarge();
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    this.#size += chunk.length;
    if (this.#size > BODY_LIMIT) this.#tooLarge();
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (!this.#settle()) return;
    this.resolve({ status: this.#status, headers: this.#headers, body: whole(this.#chunks) });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
    // A request that HTTP does not allow is a mistake of ours, not a failure of the account.
    if (code === "UND_ERR_INVALID_ARG") this.#fail(error);
    else this.#fail(new Failure(isBrokenHttp(code) ? "malformed" : "connection", { sent: this.#sent, code }));
  }

  get #sent(): boolean {
    return this.#controller !== null;
  }

  readonly #onAbort = (): void => {
    if (this.message.effect === "write" && this.#sent) return;
    this.#stop();
  };

  readonly #stop = (): void => this.#fail(new Failure("aborted", { sent: this.#sent }));

  #tooLarge(): void {
    this.#fail(new Failure("malformed", { sent: true, code: "TOO_LARGE" }));
  }

  #fail(error: Error): void {
    if (!this.#settle()) return;
    this.reject(error);
    this.#controller?.abort(error);
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.limits.signal.removeEventListener("abort", this.#onAbort);
    this.limits.ending.removeEventListener("abort", this.#stop);
    return true;
  }
}

/** Chunks as one; most answers come in one. */
function whole(chunks: readonly Buffer[]): Buffer {
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
}

/** Headers that came several times as one, as HTTP has it: only cookies must not be joined. */
function joined(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const lists = Object.entries(headers).filter(([name, value]) => Array.isArray(value) && name !== "set-cookie");
  if (lists.length === 0) return headers;
  return { ...headers, ...Object.fromEntries(lists.map(([name, value]) => [name, [value].flat().join(", ")])) };
}

/** Whether an error of undici says that the other side does not speak HTTP, as opposed to going away. */
function isBrokenHttp(code: string): boolean {
  return code.startsWith("HPE_") || code === "HTTPParserError" || code === "UND_ERR_HEADERS_OVERFLOW";
}
