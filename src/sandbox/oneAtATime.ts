import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/**
 * Takes the requests of a connection one after another, as web servers do. Node.js hands on all that a client has sent ahead at once: a
 * long row of them would keep everybody else waiting until the last one is answered, even for a client that is gone.
 */
export function oneAtATime(app: FastifyInstance): void {
  const latest = new WeakMap<Socket, Promise<void>>();
  app.addHook("onRequest", async (request, reply) => {
    const { socket } = request.raw;
    const previous = latest.get(socket);
    latest.set(socket, new Promise((resolve) => reply.raw.once("close", resolve)));
    if (previous === undefined) return;
    await previous;
    // Nobody has read this one yet, and nobody waits for its answer.
    if (socket.destroyed) reply.hijack();
  });
}
