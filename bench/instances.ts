import { freePort } from "../test/redis/freePort.js";
import { startNginx } from "../test/redis/nginx.js";
import { startRedis, type RedisServer } from "../test/redis/redisServer.js";
import { CASES } from "./cases.js";
import { CONNECTIONS, Load, type Requests } from "./load.js";
import { table } from "./page.js";
import type { Server } from "./server.js";
import { startAccount, startGateway } from "./stand.js";
import { median } from "./statistics.js";

const MEASURED = ["xml-list", "xml-detail", "trivial"] as const;

/** Gateways of one account that are measured as one. */
interface Group {
  readonly name: string;
  readonly gateways: readonly Server[];
  /** Where requests are sent: each takes its share of the connections. */
  readonly urls: readonly string[];
  readonly redis: RedisServer | null;
}

/** One round of one group. */
interface Round {
  readonly perSecond: number;
  /** CPU microseconds a query, of all gateways together. */
  readonly cpu: number;
  readonly commands: number;
  readonly p99: number;
}

/** Commands that Redis has run, those inside scripts aside. */
async function commandsOf(redis: RedisServer | null): Promise<number> {
  if (redis === null) return 0;
  const client = redis.client();
  const calls = [...(await client.info("commandstats")).matchAll(/^cmdstat_(?:evalsha|eval):calls=(\d+)/gm)];
  client.disconnect();
  return calls.reduce((sum, [, count]) => sum + Number(count), 0);
}

async function measureRound({ gateways, urls, redis }: Group, requests: Requests, seconds: number): Promise<Round> {
  const loads = urls.map((url) => new Load(url, requests, CONNECTIONS / urls.length));
  const cpuOf = (): number => gateways.reduce((sum, gateway) => sum + gateway.cpuMicroseconds(), 0);
  try {
    const [cpuBefore, commandsBefore] = [cpuOf(), await commandsOf(redis)];
    const runs = await Promise.all(loads.map((load) => load.run(seconds)));
    const answered = runs.reduce((sum, run) => sum + run.answered, 0);
    const refused = runs.reduce((sum, run) => sum + run.refused, 0);
    if (refused > 0) console.error(`instances: ${refused} queries refused`);
    return {
      perSecond: answered / seconds,
      cpu: (cpuOf() - cpuBefore) / answered,
      commands: ((await commandsOf(redis)) - commandsBefore) / answered,
      p99: Math.max(...runs.map((run) => run.p99)),
    };
  } finally {
    await Promise.all(loads.map((load) => load.close()));
  }
}

/**
 * What several instances on this machine answer together, each kept on a core of its own, as Markdown. The driver, the account, Redis
 * and nginx take their share of the same cores.
 */
export async function measureInstances({
  seconds,
  rounds,
}: {
  readonly seconds: number;
  readonly rounds: number;
}): Promise<string> {
  const account = await startAccount();
  const redis = await startRedis();
  const shared = {
    REDIS_URL: redis.url,
    INSTANCES: "2",
    SESSION_SECRET: "a secret of the bench that all instances know",
  };
  const ports = [await freePort(), await freePort()];
  const alone = await startGateway(account.url);
  const pair = await Promise.all(ports.map((port) => startGateway(account.url, { ...shared, PORT: String(port) })));
  const nginx = await startNginx(ports);
  const urls = pair.map(({ url }) => url);
  // One process a core: without this a single one takes more than its core, for collecting garbage.
  [alone, ...pair].forEach((gateway, index) => gateway.pinTo(index === 2 ? 1 : 0));
  const groups: readonly Group[] = [
    { name: "one, without Redis", gateways: [alone], urls: [alone.url], redis: null },
    { name: "one of two, with Redis", gateways: pair, urls: urls.slice(0, 1), redis },
    { name: "two, with Redis", gateways: pair, urls, redis },
    { name: "two, with Redis, behind nginx", gateways: pair, urls: [nginx.url], redis },
  ];
  try {
    const rows: string[][] = [];
    for (const name of MEASURED) {
      const requests = { path: "/graphql", bodies: CASES.find((one) => one.name === name)?.bodies ?? [] };
      const measured = new Map<Group, Round[]>(groups.map((group) => [group, []]));
      for (const group of groups) await measureRound(group, requests, seconds);
      for (let round = 0; round < rounds; round += 1) {
        console.error(`instances: ${name}, round ${round + 1} of ${rounds}`);
        for (const [group, all] of measured) all.push(await measureRound(group, requests, seconds));
      }
      const of = (group: Group | undefined, figure: keyof Round): number =>
        median((group && measured.get(group)?.map((round) => round[figure])) ?? []);
      for (const group of groups) {
        rows.push([
          name,
          group.name,
          of(group, "perSecond").toFixed(0),
          (of(group, "perSecond") / of(groups[0], "perSecond")).toFixed(2),
          of(group, "cpu").toFixed(0),
          of(group, "commands").toFixed(1),
          of(group, "p99").toFixed(0),
        ]);
      }
    }
    const headings = ["case", "gateways", "queries/s", "of one", "CPU µs a query", "Redis scripts a query", "p99 ms"];
    return `${CONNECTIONS} connections, ${rounds} rounds of ${seconds} s in turns, medians.\n\n${table(headings, rows)}`;
  } finally {
    await nginx.close();
    await Promise.all([alone, ...pair, account].map((server) => server.stop()));
    await redis.close();
  }
}
