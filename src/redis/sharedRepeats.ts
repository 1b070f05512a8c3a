import { OwnRepeats, REPEATS_MS, type Repeats } from "../webhooks/repeats.js";
import { ask } from "./debt.js";
import type { Keyspace } from "./keyspace.js";
import type { RedisLink } from "./redisLink.js";
import { script } from "./script.js";

/** Returns 1 when the key is new. ARGV: milliseconds that it is known. */
const CLAIM = script(`
return redis.call('SET', KEYS[1], '', 'NX', 'PX', ARGV[1]) and 1 or 0
`);

interface SharedRepeatsOptions {
  readonly link: RedisLink;
  readonly keyspace: Keyspace;
}

/** What all gateways of the account heard of. While Redis does not answer, each knows what it heard of itself. */
export class SharedRepeats implements Repeats {
  readonly #own = new OwnRepeats();

  constructor(private readonly options: SharedRepeatsOptions) {}

  async isRepeat(key: string): Promise<boolean> {
    const { link, keyspace } = this.options;
    if (this.#own.isRepeat(key)) return true;
    return (await ask(link, CLAIM, [keyspace.unguessable("heard", key)], [REPEATS_MS])) === 0;
  }
}
