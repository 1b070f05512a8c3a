import { setTimeout as sleep } from "node:timers/promises";
import type { AccountAnswer, Exchange, Fault } from "./faultProxy.js";

// What can go wrong between a gateway and its account. A fault that is not wrapped in `afterwards` keeps the request from the
// account, except those that change an answer: they need one.

export const HTML_PAGE = `<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Under maintenance</h1><p>/var/www/amo/index.php</p></body></html>`;

/** The account does what was asked; then this becomes of its answer. */
export function afterwards(fault: Fault): Fault {
  return async (exchange) => {
    await exchange.forward();
    await fault(exchange);
  };
}

/** As if nothing were wrong. */
const passOn: Fault = async ({ forward, deliver }) => deliver(await forward());

/** Keeps requests from the account until it is opened; then this becomes of them. */
export function gate(fault: Fault = passOn): { readonly fault: Fault; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, fault: (exchange) => opened.then(() => fault(exchange)) };
}

/** The account's answer comes late. */
export function delayed(milliseconds: number): Fault {
  return async (exchange) => {
    await sleep(milliseconds);
    exchange.deliver(await exchange.forward());
  };
}

/** No answer, ever. */
export const silence: Fault = () => undefined;

/** Headers, and nothing after them. */
export const headersThenSilence: Fault = ({ response }) => {
  response.writeHead(200, { "content-type": "text/xml" });
  response.flushHeaders();
};

/** Half of the account's answer, and nothing after it. */
export const halfThenSilence: Fault = async ({ forward, response }) => {
  const { status, headers, body } = await forward();
  response.writeHead(status, { ...headers, "content-length": body.length });
  response.write(body.subarray(0, body.length / 2));
};

/** The account's answer, one byte at a time. */
export function trickle(millisecondsPerByte: number): Fault {
  return async ({ forward, response }) => {
    const { status, headers, body } = await forward();
    response.writeHead(status, { ...headers, "content-length": body.length });
    for (const byte of body) {
      if (response.destroyed) return;
      response.write(Uint8Array.of(byte));
      await sleep(millisecondsPerByte);
    }
    response.end();
  };
}

/** The connection breaks before any answer. */
export const reset: Fault = ({ socket }) => {
  socket.resetAndDestroy();
};

/** The connection breaks in the middle of the account's answer. */
export const resetHalfway: Fault = async ({ forward, response, socket }) => {
  const { status, headers, body } = await forward();
  response.writeHead(status, { ...headers, "content-length": body.length });
  await new Promise((resolve) => response.write(body.subarray(0, body.length / 2), resolve));
  socket.resetAndDestroy();
};

/** Half of the account's answer, which claims to be all of it. */
export const truncated: Fault = changed((answer) => ({
  ...answer,
  body: answer.body.subarray(0, answer.body.length / 2),
}));

/** Half of the account's answer, then the connection ends in good order. */
export const cutShort: Fault = async ({ forward, response }) => {
  const { status, headers, body } = await forward();
  response.writeHead(status, { ...headers, "content-length": body.length, connection: "close" });
  response.write(body.subarray(0, body.length / 2), () => response.socket?.end());
};

/** An answer of this status instead of the account's. */
export function status(code: number, headers: Readonly<Record<string, string>> = {}, body: string = HTML_PAGE): Fault {
  return ({ response }) => {
    response.writeHead(code, { "content-type": "text/html", ...headers }).end(body);
  };
}

/** A text with status 200 instead of the account's answer. */
export function text(body: string | Buffer, contentType = "text/xml; charset=utf-8"): Fault {
  return ({ response }) => {
    response.writeHead(200, { "content-type": contentType }).end(body);
  };
}

/** The account's answer with something in it changed. */
export function changed(change: (answer: AccountAnswer) => AccountAnswer): Fault {
  return async (exchange) => exchange.deliver(change(await exchange.forward()));
}

/** The account's answer with its text changed. */
export function rewritten(change: (text: string) => string): Fault {
  return changed((answer) => ({ ...answer, body: Buffer.from(change(answer.body.toString("utf8"))) }));
}

/** The account's answer with headers of its own on top. */
export function withHeaders(headers: Readonly<Record<string, string | string[]>>): Fault {
  return async ({ forward, response }) => {
    const answer = await forward();
    const { "transfer-encoding": chunked, "content-length": length, ...rest } = answer.headers;
    response.writeHead(answer.status, { ...rest, ...headers }).end(answer.body);
  };
}

/** Bytes that may or may not be HTTP; then the connection ends. */
export function raw(bytes: string | Buffer): Fault {
  return ({ socket }) => {
    socket.end(bytes);
  };
}

/** The account's answer, and behind it on the same connection an answer that nobody asked for. */
export function withStrayAnswer(stray: string): Fault {
  return async ({ forward, socket }) => {
    const { body } = await forward();
    const head = (length: number): string =>
      `HTTP/1.1 200 OK\r\ncontent-type: text/xml; charset=utf-8\r\ncontent-length: ${String(length)}\r\n\r\n`;
    socket.write(Buffer.concat([Buffer.from(head(body.length)), body, Buffer.from(head(stray.length) + stray)]));
  };
}

/** Every connection serves one request and breaks at the next, though it said that it stays. */
export function staleConnections(): Fault {
  const used = new WeakSet<object>();
  return async (exchange: Exchange) => {
    if (used.has(exchange.socket)) {
      exchange.socket.resetAndDestroy();
      return;
    }
    used.add(exchange.socket);
    exchange.deliver(await exchange.forward());
  };
}

/** The account gets the request twice; the client gets the second answer. */
export const deliveredTwice: Fault = async (exchange) => {
  await exchange.forward();
  exchange.deliver(await exchange.forward());
};
