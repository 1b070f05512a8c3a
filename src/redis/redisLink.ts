import { types } from "node:util";
import { Redis } from "ioredis";
import type { RedisState } from "../server/redisState.js";
import { script, type Script } from "./script.js";

/** A command that takes longer counts as unanswered, in milliseconds: what is shared must not make everything slow. */
export const COMMAND_MS = 400;
/** How often a Redis that does not answer is looked for, in milliseconds. */
const PROBE_MS = 250;
/** After so many milliseconds without an answer a connection, or the attempt to make one, is given up for another. */
const CONNECTION_MS = 2_000;
/** How long the state is remembered when no instance says hello any more, and how often each says it, in milliseconds. */
const REMEMBERED_MS = 24 * 60 * 60 * 1000;
const HELLO_MS = 60 * 60 * 1000;
/** How long a Redis that does not say goodbye is waited for, in milliseconds. */
const DISCONNECT_MS = 100;

/** For how long a refusal counts, in milliseconds. */
const REFUSING_MS = 30_000;

/** Refusals that concern everything: until they are over, Redis is of no use. */
const USELESS: ReadonlySet<string> = new Set([
  "LOADING",
  "READONLY",
  "MASTERDOWN",
  "CLUSTERDOWN",
  "MISCONF",
  "NOAUTH",
  "WRONGPASS",
  "MOVED",
]);

/** The scripts need `ZADD … GT`. */
const OLDEST_VERSION = [6, 2] as const;

/** Redis cannot be reached, answers too late, or refuses. Nothing else is thrown by what talks to it. */
export class RedisUnavailable extends Error {
  override readonly name = "RedisUnavailable";

  /** Whether Redis said that it did not do what it was asked for. Otherwise it may have done it. */
  get isRefusal(): boolean {
    return isReply(this.cause);
  }
}

interface RedisLinkOptions {
  /** `redis://` or `rediss://`, with user, password and number of the database where they are needed. */
  readonly url: string;
  /** Name of the key that tells one state of Redis from another. */
  readonly birthKey: string;
  /** Told of each change, the first included. `reason` is the code or name of the failure, never an address. */
  readonly onState?: (isUp: boolean, reason: string | null) => void;
  /** Told of something that Redis refuses, with its own words, unless that was told less than half a minute before. */
  readonly onRefusal?: (reason: string, detail: string) => void;
  /** Told, when Redis begins to answer, that it may throw away what it should keep. */
  readonly onEviction?: (policy: string) => void;
  /** Told of each script that Redis ran, with the milliseconds it took. */
  readonly onCommand?: (tookMs: number) => void;
}

/**
 * Says hello to Redis and tells in which state it is: the answer changes when what was kept may have been lost, by a restart or
 * because everything was deleted. `since` is the Redis time from which on everything is known that counts.
 *
 * ARGV: run id, milliseconds to remember it. Returns the birth.
 */
const HELLO = script(`
local birth = redis.call('HGET', KEYS[1], 'birth')
if not birth or string.sub(birth, 1, #ARGV[1]) ~= ARGV[1] then
  local time = string.format('%.0f', now())
  birth = ARGV[1] .. ':' .. time
  redis.call('HSET', KEYS[1], 'birth', birth, 'since', time)
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return birth
`);

/**
 * The way to Redis: one connection, opened again whenever it breaks. While Redis does not answer, everything fails at once instead
 * of waiting for it.
 */
export class RedisLink {
  readonly #redis: Redis;
  readonly #listeners = new Set<() => void>();
  #isUp: boolean | null = null;
  #probe: NodeJS.Timeout | null = null;
  #refusedAt = -Infinity;
  readonly #reminder = setInterval(() => void this.#greet(), HELLO_MS).unref();
  #isClosed = false;
  #greeting: Promise<void> | null = null;
  readonly #firstAnswer: Promise<void>;

  constructor(private readonly options: RedisLinkOptions) {
    this.#redis = new Redis(options.url, {
      connectTimeout: CONNECTION_MS,
      socketTimeout: CONNECTION_MS,
      disconnectTimeout: DISCONNECT_MS,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (times) => Math.min(1_000, 50 * times),
      // Redis that is loading its data answers with an error: the next greeting finds out when it is done.
      enableReadyCheck: false,
      connectionName: "amoql",
    });
    this.#firstAnswer = new Promise((resolve) => {
      this.#redis.once("ready", () => void this.#greet().then(resolve));
      this.#redis.once("close", () => resolve());
    });
    this.#redis.on("ready", () => void this.#greet());
    this.#redis.on("close", () => this.#isDown("CLOSED"));
    this.#redis.on("error", (error: Error) => this.#isDown(reasonOf(error)));
  }

  /** Whether Redis answered last. */
  get isUp(): boolean {
    return this.#isUp === true;
  }

  /** The key that tells since when the state of Redis is complete, under `since`. */
  get birthKey(): string {
    return this.options.birthKey;
  }

  get state(): RedisState {
    if (!this.isUp) return "unavailable";
    return performance.now() - this.#refusedAt < REFUSING_MS ? "refusing" : "well";
  }

  /** Waits until it is known whether Redis answers. */
  async settled(): Promise<void> {
    await this.#firstAnswer;
  }

  /** Calls back each time Redis answers again, in whatever state it is then, and the first time. */
  onUp(listener: () => void): void {
    this.#listeners.add(listener);
    if (this.isUp) listener();
  }

  /**
   * Runs a script. It may have been run although this throws.
   *
   * @throws RedisUnavailable
   */
  async run({ lua, sha }: Script, keys: readonly string[], args: readonly (string | number)[] = []): Promise<unknown> {
    if (!this.isUp) throw new RedisUnavailable("Redis does not answer");
    try {
      return await this.#ask(() => this.#redis.evalsha(sha, keys.length, ...keys, ...args));
    } catch (error) {
      if (!(error instanceof RedisUnavailable && reasonOf(error) === "NOSCRIPT")) throw error;
      return await this.#ask(() => this.#redis.eval(lua, keys.length, ...keys, ...args));
    }
  }

  /** Finds out anew in which state Redis is: a script found that what it needs is not there. */
  async greetAgain(): Promise<void> {
    await this.#greet();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#reminder);
    if (this.#probe !== null) clearTimeout(this.#probe);
    this.#redis.disconnect();
    await this.#greeting;
  }

  async #ask<Answer>(command: () => Promise<Answer>): Promise<Answer> {
    const startedAt = performance.now();
    try {
      const answer = await inTime(command());
      this.options.onCommand?.(performance.now() - startedAt);
      return answer;
    } catch (error) {
      const reason = reasonOf(error);
      if (!isReply(error) || USELESS.has(reason)) this.#isDown(reason);
      else if (reason !== "NOSCRIPT") this.#isRefused(reason, error);
      throw new RedisUnavailable(`Redis does not do what it is asked for (${reason})`, { cause: error });
    }
  }

  /** One that refuses goes on answering: what it refuses is for who asked. */
  #isRefused(reason: string, { message }: Error): void {
    const wasWell = this.state === "well";
    this.#refusedAt = performance.now();
    if (wasWell) this.options.onRefusal?.(reason, message);
  }

  #greet(): Promise<void> {
    return (this.#greeting ??= this.#hello().finally(() => {
      this.#greeting = null;
    }));
  }

  async #hello(): Promise<void> {
    try {
      const server = await this.#ask(() => this.#redis.info("server"));
      const memory = await this.#ask(() => this.#redis.info("memory"));
      const runId = field(server, "run_id");
      // Without it a restart could not be told.
      if (runId === "") throw new Error("NORUNID Redis does not tell its run id");
      if (isTooOld(field(server, "redis_version"))) throw new Error("TOOOLD Redis 6.2 or later is needed");
      await this.#ask(() => this.#redis.eval(HELLO.lua, 1, this.options.birthKey, runId, REMEMBERED_MS));
      if (this.isUp || this.#isClosed) return;
      this.#isUp = true;
      this.options.onState?.(true, null);
      const policy = field(memory, "maxmemory_policy");
      if (field(memory, "maxmemory") !== "0" && policy !== "noeviction") this.options.onEviction?.(policy);
      for (const listener of this.#listeners) listener();
    } catch (error) {
      // Some that are hosted do not let everybody ask for everything.
      this.#isDown(reasonOf(error));
    }
  }

  #isDown(reason: string): void {
    if (this.#isClosed) return;
    if (this.#isUp !== false) {
      this.#isUp = false;
      this.options.onState?.(false, reason);
    }
    this.#probe ??= setTimeout(() => {
      this.#probe = null;
      if (this.isUp || this.#isClosed) return;
      if (this.#redis.status === "ready") void this.#greet();
      else this.#isDown(reason);
    }, PROBE_MS);
  }
}

/**
 * The answer to a command, unless it takes too long. Answers that lie ready when time is up still count: a process that was busy
 * itself learns of the time before it learns of what came in meanwhile.
 */
async function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const giveUp = (): void => reject(new Error("TIMEOUT no answer in time"));
    timer = setTimeout(() => setImmediate(() => setImmediate(giveUp)), COMMAND_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

function field(info: string, name: string): string {
  return new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1] ?? "";
}

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldest, oldestMinor] = OLDEST_VERSION;
  return major < oldest || (major === oldest && minor < oldestMinor);
}

/** Whether Redis answered, though with an error. */
function isReply(error: unknown): error is Error {
  return types.isNativeError(error) && error.name === "ReplyError";
}

/** Redis's code of the failure, such as `OOM` or `LOADING`, else that of the network or the name of the error. */
function reasonOf(error: unknown): string {
  if (error instanceof RedisUnavailable) return reasonOf(error.cause);
  if (!types.isNativeError(error)) return "UNKNOWN";
  // Before version 7 Redis wraps what fails within a script.
  const [, wrapped] = /^ERR Error running script .*?-([A-Z]{2,}) /.exec(error.message) ?? [];
  return wrapped ?? /^([A-Z]{2,}) /.exec(error.message)?.[1] ?? (error as NodeJS.ErrnoException).code ?? error.name;
}
