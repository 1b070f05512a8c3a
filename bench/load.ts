import { createHistogram } from "node:perf_hooks";
import { Pool } from "undici";

/** Queries under way at a time, unless a measurement is about their number. */
export const CONNECTIONS = 32;

/** How long an answer may take at most, in microseconds, to be told from a longer one. */
const LONGEST = 600_000_000;

/** What is sent, in turn. */
export interface Requests {
  readonly path: string;
  readonly bodies: readonly string[];
  /** Bearer tokens, one for each body; absent for none. */
  readonly tokens?: readonly string[];
}

/** What came of a load. */
export interface Run {
  readonly answered: number;
  /** Queries that got 503 because the server was overloaded. */
  readonly refused: number;
  readonly seconds: number;
  /** Time to the answer that half of the queries, and 99 of 100, did not exceed, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** Sends bodies to one path of a server over a fixed number of connections. */
export class Load {
  readonly #pool: Pool;
  #next = 0;

  constructor(
    origin: string,
    private readonly requests: Requests,
    private readonly connections = CONNECTIONS,
  ) {
    this.#pool = new Pool(origin, { connections });
  }

  /** Sends the next body. Gives null when the server is overloaded, and throws an Error unless the answer is one without errors. */
  async send(): Promise<string | null> {
    const { path, bodies, tokens } = this.requests;
    const turn = this.#next++ % bodies.length;
    const token = tokens?.[turn];
    const answer = await this.#pool.request({
      path,
      method: "POST",
      headers: { "content-type": "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      body: bodies[turn] ?? "",
    });
    const text = await answer.body.text();
    if (answer.statusCode === 503) return null;
    if (answer.statusCode !== 200 || text.includes('"errors"')) throw new Error(`${answer.statusCode} ${text}`);
    return text;
  }

  /** Keeps all connections busy for some seconds. */
  run(seconds: number): Promise<Run> {
    const until = performance.now() + seconds * 1000;
    return this.#run(() => performance.now() < until);
  }

  /** Sends a number of queries, keeping all connections busy. */
  runQueries(count: number): Promise<Run> {
    let sent = 0;
    return this.#run(() => sent++ < count);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #run(isToGoOn: () => boolean): Promise<Run> {
    const startedAt = performance.now();
    const latency = createHistogram({ lowest: 1, highest: LONGEST, figures: 3 });
    let refused = 0;
    const keepBusy = async (): Promise<void> => {
      while (isToGoOn()) {
        const sentAt = performance.now();
        if ((await this.send()) === null) refused += 1;
        else latency.record(Math.max(1, Math.round((performance.now() - sentAt) * 1000)));
      }
    };
    await Promise.all(Array.from({ length: this.connections }, keepBusy));
    return {
      answered: latency.count,
      refused,
      seconds: (performance.now() - startedAt) / 1000,
      p50: latency.percentile(50) / 1000,
      p99: latency.percentile(99) / 1000,
    };
  }
}
