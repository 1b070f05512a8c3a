import { Load, type Requests, type Run } from "../load.js";
import type { Server } from "../server.js";

/** A load, and what it cost. */
export interface Cost extends Run {
  /** CPU time a query of each server that was watched, in microseconds. */
  readonly cpuMicroseconds: readonly number[];
}

/** How a cost is measured. */
export interface Measuring {
  /** Where the queries go. */
  readonly to: Server;
  readonly requests: Requests;
  readonly connections: number;
  readonly seconds: number;
  /** Servers whose CPU time is looked at. */
  readonly watched: readonly Server[];
}

/** Runs a load after a short warm-up. CPU time is counted in steps of 10 ms, so short runs say little. */
export async function costOf({ to, requests, connections, seconds, watched }: Measuring): Promise<Cost> {
  const load = new Load(to.url, requests, connections);
  try {
    await load.run(seconds / 4);
    const before = watched.map((server) => server.cpuMicroseconds());
    const run = await load.run(seconds);
    const cpuMicroseconds = watched.map((server, at) => (server.cpuMicroseconds() - (before[at] ?? 0)) / run.answered);
    return { ...run, cpuMicroseconds };
  } finally {
    await load.close();
  }
}
