// Mixed traffic against a gateway and an account, each in a process of its own, with faults on the way between them and an account
// that is killed now and then. At the end the account is read past the gateway and compared with what callers were told. Ends with
// 1 when something does not hold.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Command } from "commander";
import { DEMO_CREDENTIALS } from "../src/sandbox/account.js";
import { FaultProxy } from "../test/faults/faultProxy.js";
import { positiveNumber } from "./positiveNumber.js";
import { PROGRAM, startServer, type Server } from "./server.js";
import {
  checkAnswers,
  checkFaults,
  checkMemory,
  checkRate,
  checkRecords,
  checkValues,
  type Check,
  type MemorySample,
} from "./soak/checks.js";
import { Client } from "./soak/client.js";
import { readContents } from "./soak/contents.js";
import { Ledger } from "./soak/ledger.js";
import { Random } from "./soak/random.js";
import { addShared, runTraffic, WORKERS } from "./soak/traffic.js";
import { FaultWeather } from "./soak/weather.js";

/** So low that the budget has to hold calls back most of the time. */
const RATE = 60;
/** Room for the answers to creates, which are kept for a day under their keys. */
const HEAP_GROWTH_MEBIBYTES = 32;
const RESIDENT_MEBIBYTES = 400;
/** Contradictions that are printed of one check. */
const MOST_PRINTED = 10;

const { seed, minutes } = new Command("soak")
  .description(
    "Read and write through the gateway under faults for a while, then check that nothing was lost or doubled",
  )
  .option("--seed <number>", "where chance begins", positiveNumber, 1)
  .option("--minutes <number>", "how long", positiveNumber, 1)
  .parse()
  .opts<{ seed: number; minutes: number }>();

/** The account, the way to it, and the gateway. */
class Stand {
  private constructor(
    readonly proxy: FaultProxy,
    readonly gateway: Server,
    private readonly data: string,
    private current: Server,
  ) {}

  static async start(data: string): Promise<Stand> {
    const proxy = await FaultProxy.start();
    const account = await startAccount(data);
    proxy.forwardTo(account.url);
    const gateway = await startServer([PROGRAM, "serve"], {
      PORT: "0",
      LOG_LEVEL: "silent",
      AMO_URL: proxy.url,
      AMO_LOGIN: DEMO_CREDENTIALS.login,
      AMO_API_KEY: DEMO_CREDENTIALS.key,
      AMO_RATE: String(RATE),
      AMO_CONCURRENCY: "32",
      AMO_TIMEOUT_MS: "1500",
      AMO_DEAL_LINKS: "many",
    });
    return new Stand(proxy, gateway, data, account);
  }

  get account(): Server {
    return this.current;
  }

  /** Kills the account in the middle of whatever it does, and starts it on the same data. */
  readonly crash = async (): Promise<void> => {
    await this.current.kill();
    this.current = await startAccount(this.data);
    this.proxy.forwardTo(this.current.url);
  };

  async close(): Promise<void> {
    await this.gateway.stop();
    await this.proxy.close();
    await this.current.stop();
  }
}

/** Sessions end soon, so that a run sees many of them end. */
function startAccount(data: string): Promise<Server> {
  const options = ["--option", "sessionTtl=30"];
  return startServer([PROGRAM, "sandbox", "--empty", "--port", "0", "--data", data, ...options]);
}

async function memoryOf(gateway: Server): Promise<MemorySample> {
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  const heap = Number(/^nodejs_heap_size_used_bytes (\S+)$/m.exec(metrics)?.[1]);
  return { heap: heap / 2 ** 20, resident: gateway.residentMebibytes() };
}

async function everySecond(signal: AbortSignal, look: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await look();
    await sleep(1000, undefined, { signal }).catch(() => undefined);
  }
}

async function soak(stand: Stand): Promise<readonly Check[]> {
  const client = new Client(stand.gateway.url);
  const ledger = new Ledger();
  const memory: MemorySample[] = [];
  const over = new AbortController();
  const shared = await addShared(client, ledger, seed);
  const weather = new FaultWeather(stand.proxy, new Random(seed));
  const companions = [
    everySecond(over.signal, async () => void memory.push(await memoryOf(stand.gateway))),
    weather.run(over.signal, stand.crash),
  ];
  await runTraffic({ client, ledger, shared, seed, until: performance.now() + minutes * 60_000 });
  over.abort();
  await Promise.all(companions);
  const contents = await readContents(stand.account.url);
  const arrivals = [...stand.proxy.calls, ...stand.proxy.signIns].map(({ at }) => at);
  return [
    checkFaults(weather.counts),
    checkAnswers(client),
    checkRecords(ledger, contents),
    checkValues(ledger, contents),
    checkRate(arrivals, RATE),
    checkMemory(memory, HEAP_GROWTH_MEBIBYTES, RESIDENT_MEBIBYTES),
  ];
}

console.log(`seed ${seed}, ${minutes} min, ${WORKERS} callers, AMO_RATE=${RATE}`);
const directory = await mkdtemp(join(tmpdir(), "amoql-soak-"));
const stand = await Stand.start(join(directory, "account.db"));
try {
  for (const { name, figures, broken } of await soak(stand)) {
    console.log(`${broken.length === 0 ? "ok    " : "BROKEN"}  ${name.padEnd(22)}  ${figures}`);
    for (const line of broken.slice(0, MOST_PRINTED)) console.log(`        ${line}`);
    if (broken.length > MOST_PRINTED) console.log(`        and ${broken.length - MOST_PRINTED} more`);
    if (broken.length > 0) process.exitCode = 1;
  }
} finally {
  await stand.close();
  await rm(directory, { recursive: true });
}
