import { Pool } from "undici";

/** Queries under way at a time. */
export const CONNECTIONS = 32;

/** Sends bodies to one path of a server over a fixed number of connections. */
export class Load {
  readonly #pool: Pool;
  #next = 0;

  constructor(
    origin: string,
    private readonly path: string,
    private readonly bodies: readonly string[],
  ) {
    this.#pool = new Pool(origin, { connections: CONNECTIONS });
  }

  /** Sends the next body. Throws an Error unless the answer is one without errors. */
  async send(): Promise<string> {
    const body = this.bodies[this.#next++ % this.bodies.length] ?? "";
    const answer = await this.#pool.request({
      path: this.path,
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200 || text.includes('"errors"')) throw new Error(`${answer.statusCode} ${text}`);
    return text;
  }

  /** Keeps all connections busy for some seconds, and gives the number of queries that were answered. */
  async run(seconds: number): Promise<number> {
    const until = performance.now() + seconds * 1000;
    let answered = 0;
    const keepBusy = async (): Promise<void> => {
      while (performance.now() < until) {
        await this.send();
        answered += 1;
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, keepBusy));
    return answered;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
