import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { DEMO_CREDENTIALS } from "../../src/sandbox/account.js";
import { createSandbox } from "../../src/sandbox/sandbox.js";
import { FaultProxy } from "../faults/faultProxy.js";
import type { GraphQLAnswer } from "../gateway.js";
import { start } from "../server/command.js";
import { post } from "../server/http.js";
import { startRedis, type RedisServer } from "./redisServer.js";

const SHIFTED_CLOCK = fileURLToPath(new URL("shiftedClock.js", import.meta.url));

/** A gateway in a process of its own. */
export interface Instance {
  readonly url: string;
  query<Data = Record<string, unknown>>(
    document: string,
    variables?: object,
    headers?: Readonly<Record<string, string>>,
  ): Promise<GraphQLAnswer<Data>>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGTERM, until it has ended. */
  end(): Promise<void>;
  /** SIGSTOP and SIGCONT. */
  freeze(): void;
  thaw(): void;
}

interface InstanceOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds by which the clock of its machine is wrong. */
  readonly clockOffMs?: number;
}

/** Gateways of one account that share a Redis. */
export interface Instances {
  readonly redis: RedisServer;
  /** What stands in front of the account: every call goes through it. */
  readonly account: FaultProxy;
  /** Starts one more. */
  start(options?: InstanceOptions): Promise<Instance>;
  close(): Promise<void>;
}

interface StageOptions {
  /** Variables of all of them. */
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments of redis-server. */
  readonly redis?: readonly string[];
}

const DEFAULTS = {
  PORT: "0",
  LOG_LEVEL: "warn",
  PLAYGROUND: "false",
  AMO_LOGIN: DEMO_CREDENTIALS.login,
  AMO_API_KEY: DEMO_CREDENTIALS.key,
  AMO_RATE: "1000",
  AMO_CONCURRENCY: "100",
  AMO_TIMEOUT_MS: "2000",
  AMO_DEAL_LINKS: "many",
  SESSION_SECRET: "a secret that all instances of the test share",
};

/** Starts an empty account and a Redis. The caller starts gateways, and closes everything. */
export async function stage({ env = {}, redis: redisOptions = [] }: StageOptions = {}): Promise<Instances> {
  const redis = await startRedis(...redisOptions);
  const sandbox = await createSandbox({ data: ":memory:", empty: true });
  const account = await FaultProxy.start();
  account.forwardTo(sandbox.url);
  const running: Instance[] = [];

  async function startInstance({ env: own = {}, clockOffMs = 0 }: InstanceOptions = {}): Promise<Instance> {
    const command = start(["serve"], {
      env: {
        ...DEFAULTS,
        AMO_URL: account.url,
        REDIS_URL: redis.url,
        CLOCK_OFF_MS: String(clockOffMs),
        ...env,
        ...own,
      },
      node: clockOffMs === 0 ? [] : ["--import", SHIFTED_CLOCK],
    });
    const url = await command.listening();
    const { process } = command;
    const signal = async (name: "SIGKILL" | "SIGTERM"): Promise<void> => {
      if (process.exitCode !== null || process.signalCode !== null) return;
      const over = once(process, "exit");
      process.kill(name);
      await over;
    };
    const instance: Instance = {
      url,
      query: <Data>(query: string, variables?: object, headers?: Readonly<Record<string, string>>) =>
        post(url, { query, variables }, headers) as Promise<GraphQLAnswer<Data>>,
      kill: () => signal("SIGKILL"),
      end: () => signal("SIGTERM"),
      freeze: () => process.kill("SIGSTOP"),
      thaw: () => process.kill("SIGCONT"),
    };
    running.push(instance);
    return instance;
  }

  return {
    redis,
    account,
    start: startInstance,
    async close() {
      await Promise.all(running.map((instance) => instance.kill()));
      await account.close();
      await sandbox.close();
      await redis.close();
    },
  };
}
