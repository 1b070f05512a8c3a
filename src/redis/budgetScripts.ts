import { script } from "./script.js";

/**
 * All that is known of an account's budget is in one sorted set, so that nothing of it can be lost alone. A score is a time in
 * milliseconds, moved into a range that tells what lapses, or happened, then. What lapses does when that millisecond is over.
 * - OVER: a call that is over and counts until then. UNDER_WAY: one that has leave and counts at least until then.
 * - MEMBER: an instance that is here until then, unless it says so again.
 * - WAITING: an instance with calls to make that comes back then. SERVED: one that had leave last then.
 * - PAUSED: until when the account is left alone.
 */
const LAYOUT = `
local OVER, UNDER_WAY, MEMBER, WAITING, SERVED, PAUSED, SPAN = 0, 1e13, 2e13, 3e13, 4e13, 5e13, 1e13
local GRACE, MEMORY, KEPT = 50, 60000, 3600000
local key, t = KEYS[1], now()
local function put(range, time, name) redis.call('ZADD', key, range + time, name) end
local function count(range) return redis.call('ZCOUNT', key, range, range + SPAN - 1) end
local function keep() redis.call('PEXPIRE', key, KEPT) end
local function forgetLapsed()
  for _, range in ipairs({OVER, UNDER_WAY, MEMBER, PAUSED}) do redis.call('ZREMRANGEBYSCORE', key, range, range + t - 1) end
  redis.call('ZREMRANGEBYSCORE', key, WAITING, WAITING + t - GRACE)
  redis.call('ZREMRANGEBYSCORE', key, SERVED, SERVED + t - MEMORY)
end
`;

// A full Redis lets a script finish that has written something which needs no memory: each begins with that.

/**
 * Registers an instance, or renews that, together with its calls that still count. Late, it does nothing: the instance may have come
 * to the conclusion that it is no member any more. One that should be a member and is not proves that something was lost.
 *
 * KEYS: budget, birth. ARGV: instance, until which time of Redis this may be done, until when it is known to be a member,
 * milliseconds that it is one from now, milliseconds that calls under way count from now, then for each call its id and the
 * milliseconds that it still counts, '' when it is under way. Returns what came of it, the time of Redis, and how many are here.
 */
export const REGISTER = script(`${LAYOUT}
local me, membership, underWay = ARGV[1], tonumber(ARGV[4]), tonumber(ARGV[5])
if t > tonumber(ARGV[2]) then return {'late', t, 0} end
if redis.call('HEXISTS', KEYS[2], 'since') == 0 then return {'lost', t, 0} end
forgetLapsed()
if t < tonumber(ARGV[3]) and not redis.call('ZSCORE', key, me) then redis.call('HSET', KEYS[2], 'since', t) end
put(MEMBER, t + membership, me)
for i = 6, #ARGV, 2 do
  if ARGV[i + 1] == '' then put(UNDER_WAY, t + underWay, ARGV[i]) else put(OVER, t + tonumber(ARGV[i + 1]), ARGV[i]) end
end
keep()
return {'member', t, count(MEMBER)}
`);

/**
 * Asks for leave. Instances that are missing may be calling without asking here, each within its share: that much is left to them.
 * Of several that are waiting the one goes first that had leave the longest time ago.
 *
 * KEYS: budget, birth. ARGV: instance, id of the call, 1 when it will ask again at once, calls in a window, calls under way at a time, number of instances, milliseconds
 * from a loss until forgotten calls do not count any more, milliseconds that the call counts for now, milliseconds to wait for what
 * nobody can foretell, and for another's turn. Returns a verdict, and the milliseconds to wait.
 */
export const TAKE = script(`${LAYOUT}
local me, call = ARGV[1], ARGV[2]
local calls, concurrency, instances, settle = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local underWay, poll, turn = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
local since = redis.call('HGET', KEYS[2], 'since')
forgetLapsed()
if not since or not redis.call('ZSCORE', key, me) then return {'stranger', 0} end
local held = tonumber(since) + settle - t
if held > 0 then return {'wait', held} end
local paused = redis.call('ZSCORE', key, 'pause')
if paused then return {'paused', tonumber(paused) - PAUSED - t + 1} end

local missing = math.max(0, instances - count(MEMBER))
local limit = calls - missing * math.floor(calls / instances)
local most = math.max(1, concurrency - missing * math.floor(concurrency / instances))
local flying = count(UNDER_WAY)
local first = redis.call('ZRANGEBYSCORE', key, OVER, OVER + SPAN - 1, 'WITHSCORES', 'LIMIT', 0, 1)
local wait
if flying + count(OVER) >= limit and first[2] then wait = tonumber(first[2]) - t + 1
elseif flying + count(OVER) >= limit or flying >= most then wait = poll
else
  local function served(instance) return tonumber(redis.call('ZSCORE', key, 'served ' .. instance) or 0) end
  for _, other in ipairs(redis.call('ZRANGEBYSCORE', key, WAITING, WAITING + t)) do
    if served(string.sub(other, 7)) < served(me) then wait = turn end
  end
end
keep()
if wait then
  put(WAITING, t + wait, 'waits ' .. me)
  return {'wait', wait}
end
if ARGV[3] == '1' then put(WAITING, t, 'waits ' .. me) else redis.call('ZREM', key, 'waits ' .. me) end
put(SERVED, t, 'served ' .. me)
put(UNDER_WAY, t + underWay, call)
return {'leave', 0}
`);

/** A call is over. KEYS: budget. ARGV: its id, and the milliseconds that it still counts, 0 when it does not. */
export const RELEASE = script(`${LAYOUT}
if ARGV[2] == '0' then return redis.call('ZREM', key, ARGV[1]) end
keep()
put(OVER, t + tonumber(ARGV[2]), ARGV[1])
keep()
return 1
`);

/** The account asked to be left alone. KEYS: budget. ARGV: for how many milliseconds; never shorter than it asked before. */
export const PAUSE = script(`${LAYOUT}
keep()
redis.call('ZADD', key, 'GT', PAUSED + t + tonumber(ARGV[1]), 'pause')
keep()
return 1
`);
