import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Account } from "../runningAccount.js";

/** Where the request log is served; calls to it are not part of it. */
export const LOG_PATH = "/_sandbox/requests";

/** Serves the request log to this machine alone: it tells what was searched for. */
export function requestLogRoutes(app: FastifyInstance, account: Account): void {
  app.get(LOG_PATH, (request, reply) => {
    if (!isLocal(request)) return reply.code(403).type("text/plain").send("loopback only\n");
    return reply.send(account.log.entries());
  });
  app.delete(LOG_PATH, (request, reply) => {
    if (!isLocal(request)) return reply.code(403).type("text/plain").send("loopback only\n");
    account.log.clear();
    return reply.code(204).send();
  });
}

/** From this machine and to a name of it, so that a web page cannot reach it through a name that it makes resolve here. */
function isLocal(request: FastifyRequest): boolean {
  const address = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  const fromHere = address === "::1" || address.startsWith("127.");
  return fromHere && /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(request.hostname);
}
