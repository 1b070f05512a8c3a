// All servers with the same queries in turns. What counts is the CPU time of their processes a query, which holds on a machine that is
// shared as well.
import { deepStrictEqual } from "node:assert";
import { CASES, type Case } from "./cases.js";
import { CONNECTIONS, type Load, type Run } from "./load.js";
import { table } from "./page.js";
import type { Server } from "./server.js";
import { startBuilds, startStand, type Contestant, type Stand } from "./stand.js";
import { median, spread } from "./statistics.js";

/** How long is measured. */
export interface Effort {
  /** Seconds of each round, for each server. */
  readonly seconds: number;
  readonly rounds: number;
}

/** One server in one round. */
interface Sample extends Run {
  readonly cpuMicroseconds: number;
  readonly callsPerQuery: number;
}

/** One server in all rounds of a case. */
interface Result {
  readonly name: string;
  readonly samples: readonly Sample[];
  /** Resident memory after the last round. */
  readonly mebibytes: number;
}

async function callsOf(account: Server): Promise<number> {
  return Number(await (await fetch(`${account.url}/calls`)).text());
}

async function sample(server: Server, load: Load, account: Server, seconds: number): Promise<Sample> {
  const callsBefore = await callsOf(account);
  const cpuBefore = server.cpuMicroseconds();
  const run = await load.run(seconds);
  return {
    ...run,
    cpuMicroseconds: (server.cpuMicroseconds() - cpuBefore) / run.answered,
    callsPerQuery: ((await callsOf(account)) - callsBefore) / run.answered,
  };
}

/** Every query once to every server: all have to say what the first one says. */
async function checkAnswers(name: string, queries: number, entrants: readonly Entrant[]): Promise<void> {
  for (let query = 0; query < queries; query += 1) {
    const answers = await Promise.all(entrants.map(({ load }) => load.send()));
    const [expected, ...given] = answers.map((text) => JSON.parse(text ?? "null") as unknown);
    for (const [at, answer] of given.entries()) {
      deepStrictEqual(answer, expected, `${String(entrants[at + 1]?.contestant.name)} answers ${name} differently`);
    }
  }
}

interface Entrant {
  readonly contestant: Contestant;
  readonly load: Load;
  readonly samples: Sample[];
}

/** All servers in turns, another one beginning each round, after a check that they say the same and a warm-up. */
async function measure({ account, contestants }: Stand, measured: Case, { seconds, rounds }: Effort) {
  const entrants = contestants.map((contestant): Entrant => ({
    contestant,
    load: contestant.load(measured),
    samples: [],
  }));
  await checkAnswers(measured.name, measured.bodies.length, entrants);
  for (const { load } of entrants) await load.run(Math.min(seconds, 2));
  for (let round = 0; round < rounds; round += 1) {
    const first = round % entrants.length;
    for (const { contestant, load, samples } of [...entrants.slice(first), ...entrants.slice(0, first)]) {
      samples.push(await sample(contestant.server, load, account, seconds));
    }
  }
  await Promise.all(entrants.map(({ load }) => load.close()));
  return entrants.map(({ contestant: { name, server }, samples }): Result => ({
    name,
    samples,
    mebibytes: server.residentMebibytes(),
  }));
}

/** What a figure is of another server's in the same round. */
function ratios(of: Result | undefined, to: Result, pick: (one: Sample) => number): readonly number[] {
  return to.samples.map((own, round) => {
    const other = of?.samples[round];
    return other === undefined ? NaN : pick(other) / pick(own);
  });
}

const cpu = (one: Sample): number => one.cpuMicroseconds;
const rate = (one: Sample): number => one.answered / one.seconds;

function rows(measured: Case, results: readonly Result[]): readonly (readonly string[])[] {
  const floor = results.find(({ name }) => name === "floor");
  const apollo = results.find(({ name }) => name === "apollo");
  return results.map((result) => {
    const middle = (pick: (one: Sample) => number) => median(result.samples.map(pick));
    return [
      `\`${measured.name}\``,
      result.name,
      middle(cpu).toFixed(0),
      spread(ratios(floor, result, cpu), 2),
      median(ratios(apollo, result, cpu)).toFixed(1),
      middle(rate).toFixed(0),
      (1 / median(ratios(floor, result, rate))).toFixed(2),
      middle(({ callsPerQuery }) => callsPerQuery).toFixed(2),
      middle(({ p99 }) => p99).toFixed(0),
      refusedBy(result),
      result.mebibytes.toFixed(0),
    ];
  });
}

/** The queries that an overloaded server refused, of all, in percent. */
function refusedBy({ samples }: Result): string {
  const sum = (pick: (one: Sample) => number) => samples.reduce((total, one) => total + pick(one), 0);
  const refused = sum((one) => one.refused);
  return refused === 0 ? "0" : `${((refused / (refused + sum((one) => one.answered))) * 100).toFixed(2)} %`;
}

const COMPARISON = [
  "case",
  "server",
  "CPU µs a query",
  "of the floor, by CPU",
  "× apollo, by CPU",
  "queries/s",
  "of the floor",
  "calls a query",
  "p99 ms",
  "refused",
  "RSS MiB",
];

/** The table of all cases and servers, as Markdown. */
export async function compare(effort: Effort): Promise<string> {
  const stand = await startStand();
  try {
    const all: (readonly string[])[] = [];
    for (const measured of CASES) {
      console.error(`comparison: ${measured.name}`);
      all.push(...rows(measured, await measure(stand, measured, effort)));
    }
    const what = `${CONNECTIONS} connections, ${effort.rounds} rounds of ${effort.seconds} s. Medians; of the floor: least – median – greatest.`;
    return `${what}\n\n${table(COMPARISON, all)}`;
  } finally {
    await stand.stop();
  }
}

/** What other builds of amoql, by their names, cost beside this one, as Markdown. */
export async function compareBuilds(effort: Effort, builds: Readonly<Record<string, string>>): Promise<string> {
  const stand = await startBuilds(builds);
  try {
    const all: (readonly string[])[] = [];
    // Opening sessions for many users is not part of what is compared.
    for (const measured of CASES.filter(({ isFromManyUsers }) => !isFromManyUsers)) {
      console.error(`builds: ${measured.name}`);
      const [floor, ...results] = await measure(stand, measured, effort);
      const own = results.at(-1);
      for (const result of results) {
        const cost = median(result.samples.map(cpu)).toFixed(0);
        const ofFloor = spread(ratios(floor, result, cpu), 2);
        const ofOwn = median(ratios(result, own ?? result, cpu)).toFixed(2);
        all.push([`\`${measured.name}\``, result.name, cost, ofFloor, ofOwn]);
      }
    }
    const what = `${CONNECTIONS} connections, ${effort.rounds} rounds of ${effort.seconds} s. Medians; of the floor: least – median – greatest.`;
    const headings = ["case", "build", "CPU µs a query", "of the floor, by CPU", "× amoql's CPU"];
    return `${what}\n\n${table(headings, all)}`;
  } finally {
    await stand.stop();
  }
}

/** Milliseconds that the account takes to answer, for latencies. */
const DELAY_MS = 5;

/** How long queries take when the account takes its time, as Markdown. */
export async function compareLatency(effort: Effort): Promise<string> {
  const stand = await startStand(DELAY_MS);
  try {
    const all: (readonly string[])[] = [];
    for (const measured of CASES) {
      console.error(`latency: ${measured.name}`);
      const results = await measure(stand, measured, effort);
      const cell = (result: Result) => {
        const times = [(one: Sample) => one.p50, (one: Sample) => one.p99];
        const refused = refusedBy(result);
        return [
          times.map((time) => median(result.samples.map(time)).toFixed(0)).join(" / "),
          ...(refused === "0" ? [] : [`(${refused} refused)`]),
        ].join(" ");
      };
      all.push([`\`${measured.name}\``, ...results.map(cell)]);
    }
    const names = stand.contestants.map(({ name }) => name);
    const what = `${CONNECTIONS} connections, the account answers after ${DELAY_MS} ms, ${effort.rounds} rounds of ${effort.seconds} s. p50 / p99 in ms, medians of the rounds.`;
    return `${what}\n\n${table(["case", ...names], all)}`;
  } finally {
    await stand.stop();
  }
}
