import { STATUS_CODES, type IncomingMessage, type Server } from "node:http";
import type { Duplex } from "node:stream";
import type { Refusal } from "../httpErrors.js";

/** Whether a request wants to go on as a WebSocket, and not as something else. */
export function wantsWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === "websocket";
}

/** Refuses to change the protocol, in the form of a GraphQL answer, and ends the connection. */
export function refuseUpgrade(socket: Duplex, { status, message, ...rest }: Refusal, requestId: string): void {
  const body = JSON.stringify({ errors: [{ message, extensions: { ...rest, requestId } }] });
  const { retryAfterSeconds } = rest;
  // A client that kept its own half open would otherwise keep the connection, and a server that closes, for ever.
  socket.once("finish", () => socket.destroy());
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
      "connection: close",
      "content-type: application/json; charset=utf-8",
      `content-length: ${Buffer.byteLength(body)}`,
      ...(retryAfterSeconds === undefined ? [] : [`retry-after: ${retryAfterSeconds}`]),
      "",
      body,
    ].join("\r\n"),
  );
}

/**
 * Serves a request as if it did not want another protocol, as HTTP allows: some clients offer h2c with every first request. Once there
 * are WebSockets, Node.js 20 leaves all that want anything to us, body and all; so it is given the request again without the wish.
 */
export function serveWithoutUpgrade(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method = "GET", url = "/", httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (!/^(?:upgrade|connection|http2-settings)$/i.test(name)) lines.push(`${name}: ${rawHeaders[index + 1] ?? ""}`);
  }
  // Node.js reads headers as Latin-1.
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), head]));
  server.emit("connection", socket);
}
