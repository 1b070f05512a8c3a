import { toGlobalId } from "../../src/domain/globalId.js";
import { table } from "../page.js";
import type { Server } from "../server.js";
import { costOf, type Cost } from "./meter.js";
import type { Series } from "./series.js";

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

/** What one query costs by the number of connections that send one after another. */
export async function growthWithConnections(gateway: Server, seconds: number) {
  const bodies = queries();
  const costs: { readonly work: number; readonly cost: Cost; readonly mebibytes: number }[] = [];
  for (const connections of CONNECTIONS) {
    const requests = { path: "/graphql", bodies };
    const cost = await costOf({ to: gateway, requests, connections, seconds, watched: [gateway] });
    costs.push({ work: connections, cost, mebibytes: gateway.residentMebibytes() });
  }
  const all = costs.map(({ work, cost, mebibytes }) => [
    String(work),
    (cost.answered / cost.seconds).toFixed(0),
    (cost.cpuMicroseconds[0] ?? NaN).toFixed(0),
    cost.p50.toFixed(1),
    cost.p99.toFixed(1),
    (cost.p50 / work).toFixed(2),
    String(cost.refused),
    mebibytes.toFixed(0),
  ]);
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
    { name: "p50", points: costs.map(({ work, cost }) => ({ work, cost: cost.p50 })) },
    { name: "p99", points: costs.map(({ work, cost }) => ({ work, cost: cost.p99 })) },
    {
      name: "CPU of a query",
      points: costs.map(({ work, cost }) => ({ work, cost: (cost.cpuMicroseconds[0] ?? NaN) / 1000 })),
    },
  ];
  return { series, table: table(headings, all) };
}
