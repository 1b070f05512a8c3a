// Mixed traffic against a gateway and an account, each in a process of its own. At the end the account is read past the gateway and compared
// with what callers were told. Ends with 1 when something does not hold.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Command } from "commander";
import { DEMO_CREDENTIALS } from "../src/sandbox/account.js";
import { positiveNumber } from "./positiveNumber.js";
import { PROGRAM, startServer, type Server } from "./server.js";
import { CallRate } from "./soak/callRate.js";
import { checkAnswers, checkMemory, checkRate, checkRecords, checkValues, type Check } from "./soak/checks.js";
import { Client } from "./soak/client.js";
import { readContents } from "./soak/contents.js";
import { Ledger } from "./soak/ledger.js";
import { runTraffic, WORKERS } from "./soak/traffic.js";

const RATE = 200;
const MEMORY_GROWTH_MEBIBYTES = 64;
/** Less than the time in which the log of the sandbox is full at that rate. */
const LOOK_SECONDS = 20;
/** Contradictions that are printed of one check. */
const MOST_PRINTED = 10;

const { seed, minutes } = new Command("soak")
  .description("Read and write through the gateway for a while, then check that nothing was lost")
  .option("--seed <number>", "where chance begins", positiveNumber, 1)
  .option("--minutes <number>", "how long", positiveNumber, 1)
  .parse()
  .opts<{ seed: number; minutes: number }>();

/** Whoever disturbs the account or the way to it does so here: what the traffic was told and what is checked stays the same. */
async function startPair(data: string): Promise<{ account: Server; gateway: Server }> {
  const account = await startServer([PROGRAM, "sandbox", "--empty", "--port", "0", "--data", data]);
  const gateway = await startServer([PROGRAM, "serve"], {
    PORT: "0",
    LOG_LEVEL: "silent",
    AMO_URL: account.url,
    AMO_LOGIN: DEMO_CREDENTIALS.login,
    AMO_API_KEY: DEMO_CREDENTIALS.key,
    AMO_RATE: String(RATE),
    AMO_CONCURRENCY: "32",
    AMO_DEAL_LINKS: "many",
  });
  return { account, gateway };
}

async function every(seconds: number, signal: AbortSignal, look: () => void | Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await look();
    await sleep(seconds * 1000, undefined, { signal }).catch(() => undefined);
  }
}

async function soak({ account, gateway }: { account: Server; gateway: Server }): Promise<readonly Check[]> {
  const client = new Client(gateway.url);
  const ledger = new Ledger();
  const rate = new CallRate(account.url);
  const memory: number[] = [];
  const over = new AbortController();
  const watchers = [
    every(1, over.signal, () => void memory.push(gateway.residentMebibytes())),
    every(LOOK_SECONDS, over.signal, () => rate.look()),
  ];
  await runTraffic(client, ledger, seed, performance.now() + minutes * 60_000);
  over.abort();
  await Promise.all(watchers);
  await rate.look();
  const contents = await readContents(account.url);
  return [
    checkAnswers(client),
    checkRecords(ledger, contents),
    checkValues(ledger, contents),
    checkRate(rate.most, RATE, rate.calls),
    checkMemory(memory, MEMORY_GROWTH_MEBIBYTES),
  ];
}

console.log(`seed ${seed}, ${minutes} min, ${WORKERS} callers, AMO_RATE=${RATE}`);
const directory = await mkdtemp(join(tmpdir(), "amoql-soak-"));
const pair = await startPair(join(directory, "account.db"));
try {
  for (const { name, figures, broken } of await soak(pair)) {
    console.log(`${broken.length === 0 ? "ok    " : "BROKEN"}  ${name.padEnd(22)}  ${figures}`);
    for (const line of broken.slice(0, MOST_PRINTED)) console.log(`        ${line}`);
    if (broken.length > MOST_PRINTED) console.log(`        and ${broken.length - MOST_PRINTED} more`);
    if (broken.length > 0) process.exitCode = 1;
  }
} finally {
  await pair.gateway.stop();
  await pair.account.stop();
  await rm(directory, { recursive: true });
}
