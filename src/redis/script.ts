import { createHash } from "node:crypto";

/**
 * A piece of Lua that Redis runs as one step. Times in it are Redis's own: the clocks of the instances need not agree. All keys of
 * an account are in one slot, so a script may name keys that it was not given.
 */
export interface Script {
  readonly lua: string;
  readonly sha: string;
}

/** `now()` gives the time in milliseconds. */
const PRELUDE = `
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
`;

export function script(body: string): Script {
  const lua = PRELUDE + body;
  return { lua, sha: createHash("sha1").update(lua).digest("hex") };
}
