import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { z } from "zod";
import type { Change, ChangeFeed } from "../domain/change.js";
import { isCrmId } from "../domain/crmId.js";
import { LocalChangeFeed } from "../domain/localChangeFeed.js";
import { ask, Debt } from "./debt.js";
import type { Keyspace } from "./keyspace.js";
import type { RedisLink } from "./redisLink.js";
import { script } from "./script.js";
import type { Seal } from "../storage/seal.js";

/** A connection that is broken silently would miss all. */
const TRIED_EVERY_MS = 5_000;
const CONNECTION_MS = 2_000;
/** How long a Redis that does not say goodbye is waited for, in milliseconds. */
const DISCONNECT_MS = 100;

const PUBLISH = script(`
return redis.call('PUBLISH', KEYS[1], ARGV[1])
`);

const crmId = z.string().refine(isCrmId);
const kinds = z.enum(["contact", "deal", "note", "task"]);
const changeSchema = z.object({
  kind: kinds,
  action: z.enum(["created", "updated", "deleted"]),
  id: crmId,
  subject: z.object({ kind: kinds.extract(["contact", "deal"]), id: crmId }).nullable(),
  at: z.number().transform((milliseconds) => new Date(milliseconds)),
});
/** What instances tell each other: who tells it, and the change; null when it could not tell of all of its changes. */
const messageSchema = z.object({ from: z.string(), change: changeSchema.nullable() });

interface SharedChangesOptions {
  /** Where Redis is. Listening needs a connection of its own. */
  readonly url: string;
  readonly link: RedisLink;
  readonly keyspace: Keyspace;
  readonly seal: Seal;
  /** How often the connection that listens is tried, in milliseconds; 5 000 by default. */
  readonly triedEveryMs?: number;
}

/**
 * Tells of changes at all gateways of the account. Redis keeps nothing of them: who does not listen at that moment misses them. So
 * whoever listens here is told that there is a gap when this gateway listens again after it did not, and when another one could not
 * tell of what it learned meanwhile.
 */
export class SharedChanges implements ChangeFeed {
  readonly #local = new LocalChangeFeed();
  readonly #name = randomUUID();
  readonly #channel: string;
  readonly #debt: Debt;
  readonly #subscriber: Redis;
  readonly #trial: NodeJS.Timeout;
  readonly #underWay = new Set<Promise<void>>();
  #isListening = false;
  #isTried = false;

  constructor(private readonly options: SharedChangesOptions) {
    this.#channel = options.keyspace.plain("changes");
    this.#debt = new Debt(options.link);
    this.#subscriber = new Redis(options.url, {
      connectTimeout: CONNECTION_MS,
      disconnectTimeout: DISCONNECT_MS,
      enableOfflineQueue: false,
      enableReadyCheck: false,
      // Done by ourselves, in order to know from when on nothing is missed.
      autoResubscribe: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (times) => Math.min(1_000, 50 * times),
      connectionName: "amoql changes",
    });
    this.#subscriber.on("ready", () => void this.#subscribe());
    this.#subscriber.on("close", () => (this.#isListening = false));
    this.#subscriber.on("message", (_channel: string, message: string) => this.#hear(message));
    // It connects again by itself; that Redis does not answer is told by the link.
    this.#subscriber.on("error", () => undefined);
    this.#trial = setInterval(() => this.#try(), options.triedEveryMs ?? TRIED_EVERY_MS).unref();
  }

  tell(change: Change): void {
    this.#local.tell(change);
    const publishing = this.#publish(change).then((isTold) => {
      if (!isTold) this.#debt.add(this.#publishGap);
      this.#underWay.delete(publishing);
    });
    this.#underWay.add(publishing);
  }

  listen(listener: (change: Change) => void, onGap?: () => void): () => void {
    return this.#local.listen(listener, onGap);
  }

  /** Waits until the others are told. */
  async close(): Promise<void> {
    clearInterval(this.#trial);
    this.#subscriber.disconnect();
    await Promise.all(this.#underWay);
  }

  readonly #publishGap = (): Promise<boolean> => this.#publish(null);

  /** Whether Redis took it. */
  async #publish(change: Change | null): Promise<boolean> {
    const { link, seal } = this.options;
    const told = change && { ...change, at: change.at.getTime() };
    const message = seal.seal({ from: this.#name, change: told }, this.#channel);
    return (await ask(link, PUBLISH, [this.#channel], [message])) !== null;
  }

  async #subscribe(): Promise<void> {
    try {
      await this.#subscriber.subscribe(this.#channel);
      this.#isListening = true;
      this.#local.tellGap();
    } catch {
      // Cut off, or refused: it is asked for again when there is a connection, or at the next trial.
      this.#isListening = false;
    }
  }

  #hear(sealed: string): void {
    // Only gateways with one of the secrets can seal; a later version may tell of what this one knows nothing of.
    const { success, data } = messageSchema.safeParse(this.#open(sealed));
    if (!success || data.from === this.#name) return;
    if (data.change === null) this.#local.tellGap();
    else this.#local.tell(data.change);
  }

  #open(sealed: string): unknown {
    try {
      return this.options.seal.open(sealed, this.#channel);
    } catch {
      // A gateway told it whose Node.js writes values in a later form: something was changed, and it is not known what.
      return { from: "", change: null };
    }
  }

  /** Gives up a connection on which the last trial is still not answered. */
  #try(): void {
    if (this.#subscriber.status !== "ready") return;
    if (!this.#isListening) void this.#subscribe();
    if (this.#isTried) {
      this.#isTried = false;
      this.#subscriber.disconnect(true);
      return;
    }
    this.#isTried = true;
    const isOver = (): void => void (this.#isTried = false);
    this.#subscriber.ping().then(isOver, isOver);
  }
}
