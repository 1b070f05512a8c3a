import { randomUUID } from "node:crypto";
import { z } from "zod";
import { SIGN_IN_FAILURES, tooManyAttempts, type EndAttempt, type SignInLimit } from "../server/signInLimit.js";
import type { Keyspace } from "./keyspace.js";
import { unlessUnavailable } from "./lease.js";
import { RedisUnavailable, type RedisLink } from "./redisLink.js";
import { script } from "./script.js";

/**
 * Takes a place among the failures of an address and of a login, or of neither. An attempt whose instance died holds its place for as
 * long as a failure would. Returns the milliseconds to wait, 0 when the attempt may be made.
 *
 * KEYS: failures and attempts under way of the address, then of the login. ARGV: attempt, most of the address, most of the login,
 * window in milliseconds.
 */
const BEGIN = script(`
local wait = 0
for at = 1, 2 do
  local failures, underWay, most = KEYS[2 * at - 1], KEYS[2 * at], tonumber(ARGV[at + 1])
  redis.call('ZREMRANGEBYSCORE', underWay, '-inf', now())
  local count = tonumber(redis.call('GET', failures) or 0)
  if count >= most then
    wait = math.max(wait, 1, redis.call('PTTL', failures))
  elseif count + redis.call('ZCARD', underWay) >= most then
    wait = math.max(wait, 1)
  end
end
if wait > 0 then return wait end
for at = 2, 4, 2 do
  redis.call('ZADD', KEYS[at], string.format('%.0f', now() + tonumber(ARGV[4])), ARGV[1])
  redis.call('PEXPIRE', KEYS[at], ARGV[4])
end
return 0
`);

/** KEYS: as above. ARGV: attempt, 1 when it failed, window in milliseconds. */
const END = script(`
for at = 1, 3, 2 do
  redis.call('ZREM', KEYS[at + 1], ARGV[1])
  if ARGV[2] == '1' and redis.call('INCR', KEYS[at]) == 1 then redis.call('PEXPIRE', KEYS[at], ARGV[3]) end
end
return 0
`);

interface SharedSignInLimitOptions {
  readonly link: RedisLink;
  readonly keyspace: Keyspace;
  /** What this process saw: it bounds by itself what is tried while Redis does not answer. */
  readonly own: SignInLimit;
}

/**
 * The attempts to sign in that were made at all gateways together. A limiter of points over time does not say whether a place is
 * taken by a failure, which lasts, or by an attempt under way, which is over in a moment, and takes one key at a time: hence scripts.
 */
export class SharedSignInLimit implements SignInLimit {
  constructor(private readonly options: SharedSignInLimitOptions) {}

  async begin(address: string, login: string): Promise<EndAttempt> {
    const { link, own } = this.options;
    const { ofAddress, ofLogin, windowMs } = SIGN_IN_FAILURES;
    const endOwn = await own.begin(address, login);
    const attempt = randomUUID();
    const keys = [...this.#keysOf("sign-in-address", address), ...this.#keysOf("sign-in-login", login.toLowerCase())];
    try {
      const waitMs = z.number().parse(await link.run(BEGIN, keys, [attempt, ofAddress, ofLogin, windowMs]));
      if (waitMs > 0) throw tooManyAttempts(Math.ceil(waitMs / 1000));
    } catch (error) {
      if (!(error instanceof RedisUnavailable)) {
        await endOwn(false);
        throw error;
      }
    }
    return async (hasFailed) => {
      await endOwn(hasFailed);
      await link.run(END, keys, [attempt, hasFailed ? 1 : 0, windowMs]).catch(unlessUnavailable);
    };
  }

  #keysOf(kind: string, name: string): readonly string[] {
    const { keyspace } = this.options;
    return [keyspace.hidden(`${kind}-failures`, name), keyspace.hidden(`${kind}-attempts`, name)];
  }
}
