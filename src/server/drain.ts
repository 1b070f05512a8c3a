import type { FastifyInstance } from "fastify";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Knows which requests are under way, so that a server that closes waits for them and not for connections that are merely open:
 * browsers hold some on which they never asked anything.
 */
export class Drain {
  readonly #underWay = new Set<Promise<void>>();

  constructor(private readonly app: FastifyInstance) {
    app.addHook("onRequest", async (_request, reply) => {
      const ended = new Promise<void>((resolve) => reply.raw.once("close", resolve));
      this.#underWay.add(ended);
      void ended.then(() => this.#underWay.delete(ended));
    });
  }

  /** Takes no new connections, waits for the requests under way for at most `patienceMs`, then ends all connections. */
  async close(patienceMs: number): Promise<void> {
    const closed = this.app.close();
    const patience = new AbortController();
    const timeIsUp = sleep(patienceMs, "up", { signal: patience.signal }).catch(() => "up");
    while (this.#underWay.size > 0 && (await Promise.race([timeIsUp, ...this.#underWay])) !== "up");
    patience.abort();
    this.app.server.closeAllConnections();
    await closed;
  }
}
