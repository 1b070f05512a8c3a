import type { Shelf } from "../../src/crm/cache/keptReads.js";
import type { Tag } from "../../src/crm/cache/tags.js";
import { Keyspace } from "../../src/redis/keyspace.js";
import { RedisLink } from "../../src/redis/redisLink.js";
import { Seal } from "../../src/storage/seal.js";
import { SharedReadCache } from "../../src/redis/sharedReadCache.js";
import { SharedWrites } from "../../src/redis/sharedWrites.js";
import { startRedis, type RedisServer } from "./redisServer.js";
import { startTcpProxy, type TcpProxy } from "./tcpProxy.js";

const ACCOUNT = "https://acme.example.com";
const SECRET = "a secret that both gateways know";

interface CacheInstanceOptions {
  readonly ttlMs?: number;
  readonly writeMs?: number;
  readonly settlingMs?: number;
  readonly secret?: string;
  readonly format?: string;
  /** Where it reaches Redis, if not directly. */
  readonly port?: number;
}

/** What one gateway has of the shared cache. */
export interface CacheInstance {
  readonly link: RedisLink;
  readonly cache: SharedReadCache;
  readonly writes: SharedWrites;
  readonly shelf: Shelf<Text>;
  /** How many scripts Redis ran for it since this was asked last. */
  operations(): number;
}

export interface Text {
  readonly text: string;
}

/** A Redis and the gateways of an account that share it. */
export class CacheStage {
  readonly #links: RedisLink[] = [];
  readonly #proxies: TcpProxy[] = [];

  private constructor(readonly redis: RedisServer) {}

  static async start(...options: readonly string[]): Promise<CacheStage> {
    return new CacheStage(await startRedis(...options));
  }

  async instance({
    ttlMs = 60_000,
    writeMs = 60_000,
    settlingMs = 0,
    secret = SECRET,
    format = "1",
    port = this.redis.port,
  }: CacheInstanceOptions = {}): Promise<CacheInstance> {
    const keyspace = new Keyspace(ACCOUNT, secret);
    let operations = 0;
    const link = new RedisLink({
      url: `redis://127.0.0.1:${port}`,
      birthKey: keyspace.plain("birth"),
      onCommand: () => (operations += 1),
    });
    this.#links.push(link);
    await link.settled();
    const shared = { link, keyspace, settlingMs };
    const cache = new SharedReadCache({ ...shared, seal: new Seal([secret], "redis"), ttlMs, writeMs, format });
    return {
      link,
      cache,
      writes: new SharedWrites(shared),
      shelf: cache.shelf<Text>(),
      operations: () => {
        const seen = operations;
        operations = 0;
        return seen;
      },
    };
  }

  /** An instance, and the network between it and Redis. */
  async farInstance(options: CacheInstanceOptions = {}): Promise<readonly [CacheInstance, TcpProxy]> {
    const network = await startTcpProxy(this.redis.port);
    this.#proxies.push(network);
    return [await this.instance({ ...options, port: network.port }), network];
  }

  /** What Redis holds: each key with its value, whatever its type. */
  async dump(): Promise<Map<string, string>> {
    const client = this.redis.client();
    const found = new Map<string, string>();
    for (const key of await client.keys("*")) {
      const isHash = (await client.type(key)) === "hash";
      found.set(key, isHash ? JSON.stringify(await client.hgetall(key)) : ((await client.get(key)) ?? ""));
    }
    return found;
  }

  async close(): Promise<void> {
    await Promise.all(this.#links.splice(0).map((link) => link.close()));
    await Promise.all(this.#proxies.splice(0).map((proxy) => proxy.close()));
    await this.redis.close();
  }
}

/** Makes a read that takes no time, and keeps its answer. */
export async function keep(shelf: Shelf<Text>, key: string, text: string, tags?: readonly Tag[]): Promise<void> {
  const { keep } = await shelf.look([]);
  await keep([{ key, value: { text }, tags: tags ?? [`contact:${key}`, "records"] }]);
}

/** What is told of keys. */
export async function textsOf(shelf: Shelf<Text>, ...keys: readonly string[]): Promise<readonly (string | null)[]> {
  return (await shelf.look(keys)).answers.map((answer) => answer?.value.text ?? null);
}
