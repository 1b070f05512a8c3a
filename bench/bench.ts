// Measures the gateway against the floor: the same answers without GraphQL. What counts is the CPU time of the two servers a query, which
// holds on a machine that is shared as well.
import { deepStrictEqual } from "node:assert";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { CASES, type Case } from "./cases.js";
import { CONNECTIONS, Load } from "./load.js";
import { positiveNumber } from "./positiveNumber.js";
import { PROGRAM, startServer, type Server } from "./server.js";

/** One server in one round. */
interface Sample {
  readonly perSecond: number;
  readonly cpuMicroseconds: number;
  readonly callsPerQuery: number;
}

interface Round {
  readonly floor: Sample;
  readonly gateway: Sample;
}

/** A server with the load of one case. */
interface Target {
  readonly server: Server;
  readonly load: Load;
}

const { seconds, rounds } = new Command("bench")
  .description("Compare the gateway with the same work without GraphQL")
  .option("--seconds <number>", "seconds of each round, for each server", positiveNumber, 1)
  .option("--rounds <number>", "rounds of each case", positiveNumber, 3)
  .parse()
  .opts<{ seconds: number; rounds: number }>();

function script(name: string): string[] {
  return ["--import", "@swc-node/register/esm-register", fileURLToPath(new URL(name, import.meta.url))];
}

async function callsOf(account: Server): Promise<number> {
  return Number(await (await fetch(`${account.url}/calls`)).text());
}

async function sample({ server, load }: Target, account: Server): Promise<Sample> {
  const callsBefore = await callsOf(account);
  const cpuBefore = server.cpuMicroseconds();
  const startedAt = performance.now();
  const queries = await load.run(seconds);
  const tookSeconds = (performance.now() - startedAt) / 1000;
  return {
    perSecond: queries / tookSeconds,
    cpuMicroseconds: (server.cpuMicroseconds() - cpuBefore) / queries,
    callsPerQuery: ((await callsOf(account)) - callsBefore) / queries,
  };
}

/** Both servers in turn, the order changing from round to round, after a check that they say the same and a warm-up. */
async function measure({ name, bodies }: Case, floorServer: Server, gatewayServer: Server, account: Server) {
  const floor = { server: floorServer, load: new Load(floorServer.url, `/${name}`, bodies) };
  const gateway = { server: gatewayServer, load: new Load(gatewayServer.url, "/graphql", bodies) };
  const [expected, given] = [await floor.load.send(), await gateway.load.send()];
  deepStrictEqual(JSON.parse(given), JSON.parse(expected), `floor and gateway differ in ${name}`);
  for (const { load } of [floor, gateway]) await load.run(Math.min(seconds, 1));
  const results: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) {
      const first = await sample(floor, account);
      results.push({ floor: first, gateway: await sample(gateway, account) });
    } else {
      const first = await sample(gateway, account);
      results.push({ floor: await sample(floor, account), gateway: first });
    }
  }
  await Promise.all([floor.load.close(), gateway.load.close()]);
  return results;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}

function row(name: string, results: readonly Round[]): readonly string[] {
  const whole = (pick: (round: Round) => number) => median(results.map(pick)).toFixed(0);
  const ratios = results.map(({ floor, gateway }) => floor.cpuMicroseconds / gateway.cpuMicroseconds);
  return [
    name,
    whole(({ floor }) => floor.perSecond),
    whole(({ gateway }) => gateway.perSecond),
    whole(({ floor }) => floor.cpuMicroseconds),
    whole(({ gateway }) => gateway.cpuMicroseconds),
    median(results.map(({ floor }) => floor.callsPerQuery)).toFixed(2),
    median(results.map(({ gateway }) => gateway.callsPerQuery)).toFixed(2),
    [Math.min(...ratios), median(ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(2)).join(" – "),
  ];
}

const HEADINGS = [
  "case",
  "floor req/s",
  "gateway req/s",
  "floor µs",
  "gateway µs",
  "floor calls",
  "gateway calls",
  "floor ÷ gateway by CPU: min – median – max",
];

function printRow(cells: readonly string[]): void {
  console.log(`| ${cells.map((cell, column) => cell.padStart(HEADINGS[column]?.length ?? 0)).join(" | ")} |`);
}

console.log(
  `${CONNECTIONS} connections, ${rounds} rounds of ${seconds} s; µs is CPU time a query, calls are calls to the account a query`,
);
for (const { name, title } of CASES) console.log(`  ${name.padEnd(12)}  ${title}`);

const account = await startServer(script("account.ts"));
const floor = await startServer(script("floor.ts"), { AMO_URL: account.url });
const gateway = await startServer([PROGRAM, "serve"], {
  PORT: "0",
  LOG_LEVEL: "silent",
  AMO_URL: account.url,
  AMO_LOGIN: "bench@amoql.dev",
  AMO_API_KEY: "bench",
  AMO_RATE: "1000",
  AMO_CONCURRENCY: "1000",
  QUEUE_LIMIT: "1000000",
});
try {
  printRow(HEADINGS);
  printRow(HEADINGS.map((heading) => "-".repeat(heading.length)));
  for (const measured of CASES) printRow(row(measured.name, await measure(measured, floor, gateway, account)));
} finally {
  await Promise.all([floor, gateway, account].map((server) => server.stop()));
}
