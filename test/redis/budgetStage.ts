import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { CrmError } from "../../src/domain/crmError.js";
import { Stopper } from "../../src/domain/stop.js";
import { Keyspace } from "../../src/redis/keyspace.js";
import { RedisLink } from "../../src/redis/redisLink.js";
import { SharedCallWindow } from "../../src/redis/sharedCallWindow.js";
import { Budget } from "../../src/transport/budget.js";
import type { Leave } from "../../src/transport/callWindow.js";
import { Failure } from "../../src/transport/failure.js";
import { startRedis, type RedisServer } from "./redisServer.js";
import { startTcpProxy, type TcpProxy } from "./tcpProxy.js";
import { until } from "./until.js";

/** How long calls wait at most after something went wrong, in milliseconds. */
export const SETTLED_MS = 6_500;

/** One that shares the budget of an account, with a link of its own. */
export interface BudgetInstance {
  readonly budget: Budget;
  readonly window: SharedCallWindow;
  /** When its calls were written. */
  readonly times: readonly number[];
  /** What was told to those who were turned away. */
  readonly refusals: readonly string[];
  /** How many instances it was told there are. */
  readonly crowds: readonly number[];
  /** Waits for leave to make one call. */
  readonly acquire: () => Promise<Leave>;
  /** Makes so many calls at once. */
  readonly call: (count: number) => Promise<void>;
  /** Calls until it is closed. So many wait or are under way at any time. */
  load(callers?: number, callMs?: number): void;
}

interface InstanceOptions {
  readonly rate?: number;
  readonly concurrency?: number;
  readonly instances?: number;
  /** The way to Redis, if it is not the direct one. */
  readonly url?: string;
  readonly now?: () => number;
}

/** The instances that share one account's budget, in one process. What they call counts their calls as an account would. */
class BudgetStage {
  readonly keyspace = new Keyspace("https://acme.amocrm.com", "secret");
  readonly instances: BudgetInstance[] = [];
  readonly #closers: (() => Promise<void>)[] = [];

  constructor(private readonly redis: RedisServer) {}

  async start({
    rate: ratePerSecond = 10,
    concurrency = 10,
    instances = 1,
    url = this.redis.url,
    now = () => performance.now(),
  }: InstanceOptions = {}): Promise<BudgetInstance> {
    const { keyspace } = this;
    const link = new RedisLink({ url, birthKey: keyspace.plain("birth") });
    await link.settled();
    const crowds: number[] = [];
    const onCrowd = (live: number): number => crowds.push(live);
    const window = new SharedCallWindow({
      link,
      keyspace,
      ratePerSecond,
      concurrency,
      instances,
      onCrowd,
      now,
    });
    const budget = new Budget({ window, ratePerSecond, queueLimit: 1_000, timeoutMs: 10_000, now });
    const signal = new Stopper();
    const times: number[] = [];
    const refusals: string[] = [];
    const running: Promise<void>[] = [];
    const acquire = (): Promise<Leave> => {
      const operation = {};
      return budget.acquire({ caller: "someone", operation }, { signal, call: operation });
    };
    const call = async (callMs: number): Promise<void> => {
      const leave = await acquire();
      if (leave.sent()) {
        times.push(performance.now());
        if (callMs > 0) await sleep(callMs);
        leave.answered();
      }
      leave.release();
    };
    const caller = async (callMs: number): Promise<void> => {
      while (!signal.aborted) {
        try {
          await call(callMs);
        } catch (error) {
          // It is over, or was turned away.
          if (error instanceof CrmError) refusals.push(error.message);
          else if (!(error instanceof Failure)) throw error;
          await sleep(20);
        }
      }
    };
    this.#closers.push(async () => {
      signal.abort();
      await Promise.all(running);
      await window.close();
      await link.close();
    });
    const instance: BudgetInstance = {
      budget,
      window,
      times,
      refusals,
      crowds,
      acquire,
      async call(count) {
        await Promise.all(Array.from({ length: count }, () => call(0)));
      },
      load(callers = 20, callMs = 5) {
        running.push(...Array.from({ length: callers }, () => caller(callMs)));
      },
    };
    this.instances.push(instance);
    return instance;
  }

  /** Starts several that know how many they are. */
  async startMany(count: number, options: InstanceOptions = {}): Promise<readonly BudgetInstance[]> {
    return Promise.all(Array.from({ length: count }, () => this.start({ instances: count, ...options })));
  }

  /** Starts several that call all the time, and waits until each has called. */
  async startLoaded(count: number, options: InstanceOptions = {}): Promise<readonly BudgetInstance[]> {
    const instances = await this.startMany(count, options);
    for (const instance of instances) instance.load();
    await this.untilCalled();
    return instances;
  }

  /** Waits until each has called. */
  async untilCalled(): Promise<void> {
    await until(() => this.instances.every(({ times }) => times.length > 0));
  }

  /** Waits until Redis knows that the account is to be left alone, and returns the moment when that was seen. */
  async untilPaused(): Promise<number> {
    const client = this.redis.client();
    await until(async () => (await client.zscore(this.keyspace.plain("budget"), "pause")) !== null);
    return performance.now();
  }

  /** A way to Redis that can be cut. */
  async wayToRedis(): Promise<{ readonly way: TcpProxy; readonly url: string }> {
    const way = await startTcpProxy(this.redis.port);
    this.#closers.push(() => way.close());
    return { way, url: `redis://127.0.0.1:${String(way.port)}` };
  }

  /** A way on which what is sent to Redis arrives so many milliseconds later, even if nobody waits for the answer any more. */
  async slowWayToRedis(delayMs: number): Promise<{ readonly url: string; delayMs: number }> {
    const server = createServer((near) => {
      const far = connect(this.redis.port, "127.0.0.1");
      near.on("data", (chunk) => setTimeout(() => far.write(chunk), way.delayMs));
      far.on("data", (chunk) => near.write(chunk));
      for (const [socket, other] of [[near, far] as const, [far, near] as const]) {
        socket.on("error", () => socket.destroy());
        socket.on("close", () => other.destroy());
      }
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    this.#closers.push(async () => {
      server.close();
      await once(server, "close");
    });
    const way = { url: `redis://127.0.0.1:${String((server.address() as AddressInfo).port)}`, delayMs };
    return way;
  }

  /** When the account was called, by all. */
  get times(): readonly number[] {
    return this.instances.flatMap(({ times }) => times);
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close();
  }
}

/**
 * Runs a test with a stage and a Redis of its own. Such tests may run at the same time: nearly all of what they do is to wait for what
 * the instances do.
 */
export async function onStage(test: (stage: BudgetStage, redis: RedisServer) => Promise<void>): Promise<void> {
  const redis = await startRedis();
  const stage = new BudgetStage(redis);
  try {
    await test(stage, redis);
  } finally {
    await stage.close();
    await redis.close();
  }
}
