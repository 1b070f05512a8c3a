import DataLoader from "dataloader";

/** What one read of several keys gives: an outcome a key, in their order. */
export type ReadMany<Key, Value> = (keys: readonly Key[]) => Promise<readonly (Value | Error)[]>;

/** The reads of one request: each is made once, those asked for together are made together. */
export class ReadCache<Key, Value> {
  readonly #loader: DataLoader<Key, Value, string>;
  readonly #reads = new Map<string, Promise<Value>>();
  #failed: Key[] = [];

  /** @param keyOf equal texts for equal keys */
  constructor(
    read: ReadMany<Key, Value>,
    private readonly keyOf: (key: Key) => string,
  ) {
    this.#loader = new DataLoader((keys) => this.#settle(read, keys), { cacheKeyFn: keyOf, cacheMap: this.#reads });
  }

  /** Whether a read has been made, or asked for, so that another takes no call. */
  knows(key: Key): boolean {
    return this.#reads.has(this.keyOf(key));
  }

  load(key: Key): Promise<Value> {
    return this.#loader.load(key);
  }

  forget(key: Key): void {
    this.#loader.clear(key);
  }

  forgetAll(): void {
    this.#loader.clearAll();
  }

  /** Lets failed reads be tried again: within one selection a failure is final, a later mutation may try anew. */
  forgetFailures(): void {
    for (const key of this.#failed) this.#loader.clear(key);
    this.#failed = [];
  }

  async #settle(read: ReadMany<Key, Value>, keys: readonly Key[]): Promise<readonly (Value | Error)[]> {
    const outcomes = await read(keys).catch((error: unknown) => keys.map(() => asError(error)));
    this.#failed.push(...keys.filter((_, index) => outcomes[index] instanceof Error));
    return outcomes;
  }
}

/** One outcome a promise, in their order. */
export async function settleAll<Value>(promises: readonly Promise<Value>[]): Promise<readonly (Value | Error)[]> {
  const results = await Promise.allSettled(promises);
  return results.map((result) => (result.status === "fulfilled" ? result.value : asError(result.reason)));
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error("A read failed.", { cause: error });
}
