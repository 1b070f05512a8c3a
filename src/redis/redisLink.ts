import { Redis } from "ioredis";
import { script, type Script } from "./script.js";

/** A command that takes longer counts as unanswered, in milliseconds: what is shared must not make everything slow. */
const COMMAND_MS = 400;
/** How often a Redis that does not answer is looked for, in milliseconds, and after how many times in vain on a new connection. */
const PROBE_MS = 250;
const PROBES_A_CONNECTION = 8;
const CONNECT_MS = 2_000;
/** How long the state is remembered when no instance says hello any more, and how often each says it, in milliseconds. */
const REMEMBERED_MS = 24 * 60 * 60 * 1000;
const HELLO_MS = 60 * 60 * 1000;
/** How long a Redis that does not say goodbye is waited for, in milliseconds. */
const DISCONNECT_MS = 100;

const MISUNDERSTOOD: ReadonlySet<string> = new Set(["ERR", "WRONGTYPE"]);

/** Redis cannot be reached, answers too late, is full or is still loading. Nothing else is thrown by what talks to it. */
export class RedisUnavailable extends Error {
  override readonly name = "RedisUnavailable";
}

interface RedisLinkOptions {
  /** `redis://` or `rediss://`, with user, password and number of the database where they are needed. */
  readonly url: string;
  /** Name of the key that tells one state of Redis from another. */
  readonly birthKey: string;
  /** Told of each change, the first included. `reason` is the code or name of the failure, never an address. */
  readonly onState?: (isUp: boolean, reason: string | null) => void;
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
  #probesInVain = 0;
  readonly #reminder = setInterval(() => void this.#greet(), HELLO_MS).unref();
  #isClosed = false;
  #greeting: Promise<void> | null = null;
  readonly #firstAnswer: Promise<void>;

  constructor(private readonly options: RedisLinkOptions) {
    this.#redis = new Redis(options.url, {
      connectTimeout: CONNECT_MS,
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
    this.#redis.on("error", (error: NodeJS.ErrnoException) => this.#isDown(error.code ?? error.name));
  }

  /** Whether Redis answered last. */
  get isUp(): boolean {
    return this.#isUp === true;
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
    return this.#ask(async () => {
      try {
        return await this.#redis.evalsha(sha, keys.length, ...keys, ...args);
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith("NOSCRIPT"))) throw error;
        return await this.#redis.eval(lua, keys.length, ...keys, ...args);
      }
    });
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
      // Redis did not understand what it was asked for: a bug of ours.
      if (MISUNDERSTOOD.has(reason)) throw error;
      // One that is full goes on answering: what it refuses is for who asked.
      if (reason !== "OOM") this.#isDown(reason);
      throw new RedisUnavailable(`Redis does not answer (${reason})`, { cause: error });
    }
  }

  #greet(): Promise<void> {
    return (this.#greeting ??= this.#hello().finally(() => {
      this.#greeting = null;
    }));
  }

  async #hello(): Promise<void> {
    try {
      const info = await this.#ask(() => this.#redis.info("server"));
      const { lua } = HELLO;
      const args = [field(info, "run_id"), REMEMBERED_MS];
      await this.#ask(() => this.#redis.eval(lua, 1, this.options.birthKey, ...args));
      this.#probesInVain = 0;
      if (this.isUp || this.#isClosed) return;
      this.#isUp = true;
      this.options.onState?.(true, null);
      for (const listener of this.#listeners) listener();
    } catch (error) {
      // Some that are hosted do not let everybody ask for everything.
      this.#isDown(reasonOf(error));
    }
  }

  #look(reason: string): void {
    if (this.#redis.status !== "ready") {
      this.#isDown(reason);
      return;
    }
    this.#probesInVain += 1;
    // What was sent on a connection that is dead and does not know it would never be answered.
    if (this.#probesInVain % PROBES_A_CONNECTION === 0) this.#redis.disconnect(true);
    else void this.#greet();
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
      this.#look(reason);
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

/** Redis's code of the failure, such as `OOM` or `LOADING`, else that of the network or the name of the error. */
function reasonOf(error: unknown): string {
  if (error instanceof RedisUnavailable) return reasonOf(error.cause);
  if (!(error instanceof Error)) return "UNKNOWN";
  return /^([A-Z]{2,}) /.exec(error.message)?.[1] ?? (error as NodeJS.ErrnoException).code ?? error.name;
}
