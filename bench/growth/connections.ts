import { toGlobalId } from "../../src/domain/globalId.js";
import type { Effort } from "../comparison.js";
import { table } from "../page.js";
import type { Server } from "../server.js";
import { median } from "../statistics.js";
import { inTurns } from "./inTurns.js";
import { costOf, type Cost } from "./meter.js";
import { medians, type Series } from "./series.js";

const CONNECTIONS = [1, 3, 10, 30, 100, 300, 1000] as const;

/** More than there are connections, so that no two queries under way ask for the same. */
const RECORDS = 2_000;

/** Queries for the name of one contact, each for another one. */
function queries(): readonly string[] {
  const query = "query ($id: ID!) { contact(id: $id) { crmId name } }";
  return Array.from({ length: RECORDS }, (_, at) =>
    JSON.stringify({ query, variables: { id: toGlobalId("Contact", String(at + 1)) } }),
  );
}

/** One load over some number of connections. */
interface Sample extends Cost {
  readonly mebibytes: number;
}

/** What one query costs by the number of connections that send one after another. */
export async function growthWithConnections(gateway: Server, { seconds, rounds }: Effort) {
  const bodies = queries();
  const measured = await inTurns(rounds, CONNECTIONS, async (connections): Promise<Sample> => {
    const requests = { path: "/graphql", bodies };
    const cost = await costOf({ to: gateway, requests, connections, seconds, watched: [gateway] });
    return { ...cost, mebibytes: gateway.residentMebibytes() };
  });
  const all = measured.map(({ work, samples }) => {
    const middle = (pick: (sample: Sample) => number) => median(samples.map(pick));
    const p50 = middle((sample) => sample.p50);
    return [
      String(work),
      middle((sample) => sample.answered / sample.seconds).toFixed(0),
      middle(cpuOf).toFixed(0),
      p50.toFixed(1),
      middle(({ p99 }) => p99).toFixed(1),
      (p50 / work).toFixed(2),
      String(samples.reduce((sum, { refused }) => sum + refused, 0)),
      // Later rounds hold what more connections have left behind.
      (samples[0]?.mebibytes ?? NaN).toFixed(0),
    ];
  });
  const headings = [
    "connections",
    "queries/s",
    "CPU µs a query",
    "p50 ms",
    "p99 ms",
    "p50 ms a connection",
    "refused",
    "RSS MiB",
  ];
  const series: readonly Series[] = [
    medians("p50", measured, ({ p50 }) => p50),
    medians("p99", measured, ({ p99 }) => p99),
    medians("CPU of a query", measured, (sample) => cpuOf(sample) / 1000),
  ];
  return { series, table: table(headings, all) };
}

function cpuOf({ cpuMicroseconds }: Cost): number {
  return cpuMicroseconds[0] ?? NaN;
}
