import { RedisUnavailable, type RedisLink } from "./redisLink.js";
import type { Script } from "./script.js";

/**
 * Runs a script that gives null when it does not find the birth key, and then once more. Null when Redis does not answer.
 */
export async function ask(
  link: RedisLink,
  script: Script,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  try {
    const answer = await link.run(script, keys, args);
    if (answer !== null) return answer;
    await link.greetAgain();
    return await link.run(script, keys, args);
  } catch (error) {
    if (error instanceof RedisUnavailable) return null;
    throw error;
  }
}

/** Tells Redis something; whether Redis took it. */
type Tell = () => Promise<boolean>;

/**
 * What Redis should have been told and was not. It is told as soon as Redis answers again, and in any case before this instance
 * believes anything that Redis says.
 */
export class Debt {
  readonly #open = new Set<Tell>();
  #settling: Promise<boolean> | null = null;

  constructor(link: RedisLink) {
    link.onUp(() => void this.settle());
  }

  /** The same is told once, however often it was added. */
  add(tell: Tell): void {
    this.#open.add(tell);
  }

  /** Whether there is nothing left that Redis was not told. */
  async settle(): Promise<boolean> {
    while (this.#open.size > 0 || this.#settling !== null) {
      this.#settling ??= this.#settle().finally(() => {
        this.#settling = null;
      });
      if (!(await this.#settling)) return false;
    }
    return true;
  }

  async #settle(): Promise<boolean> {
    for (const tell of this.#open) {
      // What is added while it is told is told once more.
      this.#open.delete(tell);
      if (await tell()) continue;
      this.#open.add(tell);
      return false;
    }
    return true;
  }
}
