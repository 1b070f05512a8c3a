import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { StopSignal } from "../domain/stop.js";
import type {
  SessionStore,
  SessionStores,
  SessionUser,
  StoredSession,
  TakenSession,
} from "../transport/sessionStore.js";
import type { Keyspace } from "./keyspace.js";
import { Renewal, unlessUnavailable, untilNextLook } from "./lease.js";
import { RedisUnavailable, type RedisLink } from "./redisLink.js";
import { script, type Script } from "./script.js";
import type { Seal } from "../storage/seal.js";

/** How long others wait for an instance that died while it signed in, in milliseconds. */
const LEASE_MS = 3_000;
const RENEWALS_A_LEASE = 3;
/** How long they wait for one that is alive and does not come to an end. Then each signs in for itself. */
const PATIENCE_MS = 10_000;
/** How long it is remembered how often credentials were refused, after they may be tried again. */
const REFUSALS_KEPT_MS = 3_600_000;

/**
 * Takes the session, or the turn to sign in if nobody else has it. A session is told by a hash of its cookie; the one that the
 * account refused is deleted if it is still that one.
 *
 * KEYS: session, turn, refusals. ARGV: holder, lease in milliseconds, least life in milliseconds, refused session or ''.
 */
const TAKE = script(`
local id = redis.call('HGET', KEYS[1], 'id')
if id and id == ARGV[4] then
  redis.call('DEL', KEYS[1])
elseif id then
  local left = redis.call('PTTL', KEYS[1])
  if left >= tonumber(ARGV[3]) then return {'session', left, id, redis.call('HGET', KEYS[1], 'sealed')} end
end
local refused = redis.call('HMGET', KEYS[3], 'until', 'count')
local left = tonumber(refused[1] or 0) - now()
if left > 0 then return {'refused', math.ceil(left)} end
local holder = redis.call('GET', KEYS[2])
if holder and holder ~= ARGV[1] then return {'busy', 0} end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return {'turn', tonumber(refused[2] or 0)}
`);

/** KEYS: turn. ARGV: holder, lease in milliseconds. */
const RENEW = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
`);

const END_TURN = `if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end`;

// A full Redis lets a script finish that has written something which needs no memory: what ends a turn begins with that.

/** KEYS: session, turn, refusals. ARGV: holder, id, sealed session, milliseconds of life. */
const KEEP = script(`
redis.call('DEL', KEYS[3])
redis.call('HSET', KEYS[1], 'id', ARGV[2], 'sealed', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
${END_TURN}
return 0
`);

/** KEYS: session, turn, refusals. ARGV: holder, refusals in a row, milliseconds until another try, milliseconds to remember it. */
const REFUSE = script(`
redis.call('PEXPIRE', KEYS[3], ARGV[4])
redis.call('HSET', KEYS[3], 'count', ARGV[2], 'until', string.format('%.0f', now() + tonumber(ARGV[3])))
redis.call('PEXPIRE', KEYS[3], ARGV[4])
${END_TURN}
return 0
`);

/** KEYS: session, turn. ARGV: holder. */
const RELEASE = script(`
${END_TURN}
return 0
`);

const sessionSchema = z.object({
  cookie: z.string(),
  account: z.object({ subdomain: z.string(), timeZone: z.string().nullable() }),
});

const takenSchema = z.union([
  z.tuple([z.literal("session"), z.number(), z.string(), z.string()]),
  z.tuple([z.enum(["refused", "turn", "busy"]), z.number()]),
]);

interface SharedSessionsOptions {
  readonly link: RedisLink;
  readonly keyspace: Keyspace;
  readonly seal: Seal;
}

/**
 * The sessions of an account that its gateways have in common: who has the same login and the same credentials uses the same one.
 * They are kept sealed and as long as the account does, by Redis's clock. While Redis does not answer, each gateway signs in for
 * itself.
 */
export class SharedSessions implements SessionStores {
  constructor(private readonly options: SharedSessionsOptions) {}

  of(user: SessionUser): SessionStore {
    return new SharedSession(this.options, user);
  }
}

class SharedSession implements SessionStore {
  readonly #options: SharedSessionsOptions;
  readonly #holder = randomUUID();
  readonly #session: string;
  readonly #turn: string;
  readonly #refusals: string;
  /** Renews the turn as long as it lasts. */
  #renewal: Renewal | null = null;

  constructor(options: SharedSessionsOptions, { login, kind, secret }: SessionUser) {
    const { keyspace } = options;
    this.#options = options;
    this.#session = keyspace.hidden("session", login, kind, secret);
    this.#turn = keyspace.hidden("sign-in", login, kind, secret);
    this.#refusals = keyspace.hidden("refusals", login, kind, secret);
  }

  async take(wanted: { leastLeftMs: number; refused: string | null }, signal: StopSignal): Promise<TakenSession> {
    const givesUpAt = performance.now() + PATIENCE_MS;
    let refused = wanted.refused === null ? "" : this.#idOf(wanted.refused);
    try {
      while (!signal.aborted && performance.now() < givesUpAt) {
        const askedAt = performance.now();
        const args = [this.#holder, LEASE_MS, Math.ceil(wanted.leastLeftMs), refused];
        const [kind, value, id = "", sealed = ""] = takenSchema.parse(
          await this.#options.link.run(TAKE, [this.#session, this.#turn, this.#refusals], args),
        );
        if (kind === "session") {
          const session = this.#opened(sealed);
          if (session !== null) return { kind, session, leftMs: value - (performance.now() - askedAt) };
          // Not to be opened: as good as refused.
          refused = id;
        } else if (kind === "refused") {
          return { kind, leftMs: value };
        } else if (kind === "turn") {
          this.#renewal = new Renewal(LEASE_MS / RENEWALS_A_LEASE, async () => {
            await this.#options.link.run(RENEW, [this.#turn], [this.#holder, LEASE_MS]);
          });
          return { kind, refusals: value };
        } else {
          await untilNextLook(signal);
        }
      }
    } catch (error) {
      if (!(error instanceof RedisUnavailable)) throw error;
    }
    return { kind: "turn", refusals: 0 };
  }

  async keep(session: StoredSession, leftMs: number): Promise<void> {
    if (leftMs < 1) return;
    const sealed = this.#options.seal.seal({ cookie: session.cookie, account: session.account }, this.#session);
    await this.#endTurn(KEEP, [this.#idOf(session.cookie), sealed, Math.floor(leftMs)]);
  }

  async refuse(refusals: number, forMs: number): Promise<void> {
    await this.#endTurn(REFUSE, [refusals, Math.ceil(forMs), Math.ceil(forMs) + REFUSALS_KEPT_MS]);
  }

  async release(): Promise<void> {
    if (this.#renewal !== null) await this.#endTurn(RELEASE, []);
  }

  async #endTurn(how: Script, args: readonly (string | number)[]): Promise<void> {
    const renewal = this.#renewal;
    this.#renewal = null;
    await renewal?.stop();
    const keys = [this.#session, this.#turn, this.#refusals];
    // What is not told lapses: others wait until the end of the lease, and then sign in.
    await this.#options.link.run(how, keys, [this.#holder, ...args]).catch(unlessUnavailable);
  }

  #opened(sealed: string): StoredSession | null {
    const opened = sessionSchema.safeParse(this.#options.seal.open(sealed, this.#session));
    return opened.success ? opened.data : null;
  }

  #idOf(cookie: string): string {
    return this.#options.keyspace.hidden("cookie", cookie);
  }
}
