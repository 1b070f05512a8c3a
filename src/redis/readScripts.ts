import { script } from "./script.js";

// What is known of an account's writes is a hash, KEYS[1]. `.epoch` names its life: another one means that something of it may have
// been lost, so it begins with the birth of what Redis holds, KEYS[2]. `.writes` counts the writes. Up to `.forgotten` it is not
// known any more what they touched. Each tag that was written has a field with three numbers: its latest write, how many writes are
// under way, and when the last of them is over at the latest.
//
// Each answer is a hash, KEYS[3] and so on: the epoch, the number of writes and the time when its read began, its tags, and the
// sealed value.

/** Most fields of the hash. Beyond it all answers are forgotten: that is simple, and rare. */
const MAX_FIELDS = 10_000;

const WRITES = `
local epoch, writes, forgotten, since

-- False when the birth is not known.
local function open(newEpoch, lifeMs)
  local state = redis.call('HMGET', KEYS[2], 'birth', 'since')
  if not state[1] then return false end
  since = tonumber(state[2])
  local known = redis.call('HMGET', KEYS[1], '.epoch', '.writes', '.forgotten')
  epoch, writes, forgotten = known[1], tonumber(known[2]), tonumber(known[3])
  if not epoch or string.sub(epoch, 1, #state[1] + 1) ~= state[1] .. ' ' then
    epoch, writes, forgotten = state[1] .. ' ' .. newEpoch, 0, 0
    redis.call('DEL', KEYS[1])
    redis.call('HSET', KEYS[1], '.epoch', epoch, '.writes', 0, '.forgotten', 0)
    redis.call('PEXPIRE', KEYS[1], lifeMs)
  end
  return true
end

local function tagged(tag)
  local field = redis.call('HGET', KEYS[1], tag)
  if not field then return 0, 0, 0 end
  local latest, underWay, over = string.match(field, '^(%d+) (%d+) (%d+)$')
  return tonumber(latest), tonumber(underWay), tonumber(over)
end

local function tag(name, underWay, over)
  redis.call('HSET', KEYS[1], name, string.format('%.0f %.0f %.0f', writes, underWay, over))
end

-- What is under way stays.
local function makeRoom(lifeMs)
  if redis.call('HLEN', KEYS[1]) <= ${MAX_FIELDS} then return end
  forgotten = writes
  local time = now()
  local fields = redis.call('HGETALL', KEYS[1])
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], '.epoch', epoch, '.writes', writes, '.forgotten', forgotten)
  for index = 1, #fields, 2 do
    local over = string.match(fields[index + 1], '^%d+ %d+ (%d+)$')
    if over and tonumber(over) >= time then redis.call('HSET', KEYS[1], fields[index], fields[index + 1]) end
  end
  redis.call('PEXPIRE', KEYS[1], lifeMs)
end

-- Whether nothing was written since a read began, at this time and after so many writes, and nothing was under way then.
local function isUntouched(tags, count, beganAt)
  if count < forgotten then return false end
  for name in string.gmatch(tags, '%S+') do
    local latest, _, over = tagged(name)
    if latest > count or over >= beganAt then return false end
  end
  return true
end

-- When the read of an answer began that may be told, else nil.
local function beginning(key)
  local answer = redis.call('HMGET', key, 'epoch', 'writes', 'beganAt', 'tags')
  if answer[1] ~= epoch then return nil end
  local beganAt = tonumber(answer[3])
  if isUntouched(answer[4], tonumber(answer[2]), beganAt) then return beganAt end
end
`;

/**
 * Looks answers up. Returns the epoch, the number of writes and the time: a read that begins now begins there. The epoch is '' when
 * its answer may not be kept. Then for each answer its age and its sealed value, or null.
 *
 * ARGV: a new epoch, life of the hash, time to live, time after a loss in which nothing is kept, most bytes of all values.
 */
export const LOOK = script(`
${WRITES}
if not open(ARGV[1], ARGV[2]) then return false end
local time, ttl, room = now(), tonumber(ARGV[3]), tonumber(ARGV[5])
local found = { time < since + tonumber(ARGV[4]) and '' or epoch, writes, time }
for index = 3, #KEYS do
  local beganAt = beginning(KEYS[index])
  local age = beganAt and time - beganAt or -1
  local answer = false
  if age >= 0 and age <= ttl then
    room = room - redis.call('HSTRLEN', KEYS[index], 'value')
    answer = room >= 0 and { age, redis.call('HGET', KEYS[index], 'value') }
  end
  found[#found + 1] = answer
end
return found
`);

/**
 * Keeps answers, unless something they tell of was written since their read began. An elder one stays.
 *
 * ARGV: epoch, number of writes and time when the read began, time to live, life of the hash; then the tags and the sealed value of
 * each. Nothing is changed before the first value is written, so that Redis can refuse it when it is full.
 */
export const KEEP = script(`
${WRITES}
local known = redis.call('HMGET', KEYS[1], '.epoch', '.forgotten')
epoch, forgotten = known[1], tonumber(known[2])
local count, beganAt = tonumber(ARGV[2]), tonumber(ARGV[3])
local left = beganAt + tonumber(ARGV[4]) - now()
if epoch ~= ARGV[1] or left <= 0 then return 0 end
for index = 3, #KEYS do
  local tags, value = ARGV[2 * index], ARGV[2 * index + 1]
  if isUntouched(tags, count, beganAt) and not beginning(KEYS[index]) then
    redis.call('HSET', KEYS[index], 'epoch', epoch, 'writes', ARGV[2], 'beganAt', ARGV[3], 'tags', tags, 'value', value)
    redis.call('PEXPIRE', KEYS[index], left)
  end
end
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 1
`);

// A script that has changed something may finish though Redis is full: those below begin with what is never refused.

/**
 * A write begins: until it is over, or surely so, nothing with its tags is kept. Returns the epoch.
 *
 * ARGV: a new epoch, life of the hash, the longest that the write may take, tags.
 */
export const BEGIN = script(`
redis.call('PEXPIRE', KEYS[1], ARGV[2])
${WRITES}
if not open(ARGV[1], ARGV[2]) then return false end
local time = now()
writes = redis.call('HINCRBY', KEYS[1], '.writes', 1)
for index = 4, #ARGV do
  local _, underWay, over = tagged(ARGV[index])
  if over < time then underWay = 0 end
  tag(ARGV[index], underWay + 1, math.max(over, time + tonumber(ARGV[3])))
end
makeRoom(ARGV[2])
return epoch
`);

/** A write is over. ARGV: a new epoch, life of the hash, the epoch that its beginning gave or '', tags. */
export const END = script(`
redis.call('PEXPIRE', KEYS[1], ARGV[2])
${WRITES}
if not open(ARGV[1], ARGV[2]) then return false end
writes = redis.call('HINCRBY', KEYS[1], '.writes', 1)
for index = 4, #ARGV do
  local _, underWay, over = tagged(ARGV[index])
  if epoch == ARGV[3] and underWay > 0 then underWay = underWay - 1 end
  tag(ARGV[index], underWay, underWay > 0 and over or 0)
end
makeRoom(ARGV[2])
return epoch
`);

/** Writes were over of which nobody told. ARGV: a new epoch, life of the hash. */
export const FORGET = script(`
redis.call('PEXPIRE', KEYS[1], ARGV[2])
${WRITES}
if not open(ARGV[1], ARGV[2]) then return false end
writes = redis.call('HINCRBY', KEYS[1], '.writes', 1)
redis.call('HSET', KEYS[1], '.forgotten', writes)
return epoch
`);
