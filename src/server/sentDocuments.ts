import type { ApolloServerOptions, BaseContext } from "@apollo/server";
import { LRUCache } from "lru-cache";

type PersistedQueries = Exclude<ApolloServerOptions<BaseContext>["persistedQueries"], false | undefined>;
type DocumentCache = NonNullable<PersistedQueries["cache"]>;

interface Bounds {
  readonly documents: number;
  /** Of all documents together, in bytes of memory. */
  readonly bytes: number;
  /** Of one document. A larger one is executed and not kept, so that a few cannot drive out all others. */
  readonly bytesOfOne: number;
  /** For how long a document is kept that nobody asks for. */
  readonly ttlMs: number;
}

const BOUNDS: Bounds = { documents: 1_000, bytes: 8_388_608, bytesOfOne: 131_072, ttlMs: 86_400_000 };

/**
 * Keeps the documents that callers have sent with their hash, so that the hash is enough from then on. Apollo Server adds only
 * those that have passed all limits. What was not used for longest goes first.
 *
 * @param clock the monotonic clock, in milliseconds
 */
export function sentDocuments(bounds: Bounds = BOUNDS, clock: { now(): number } = performance): DocumentCache {
  const documents = new LRUCache<string, string>({
    max: bounds.documents,
    maxSize: bounds.bytes,
    maxEntrySize: bounds.bytesOfOne,
    // A text with one character beyond Latin-1 takes two bytes for each.
    sizeCalculation: (text, hash) => 2 * (text.length + hash.length),
    ttl: bounds.ttlMs,
    ttlResolution: 0,
    updateAgeOnGet: true,
    perf: clock,
  });
  return {
    get: async (hash) => documents.get(hash),
    set: async (hash, text) => void documents.set(hash, text),
    delete: async (hash) => documents.delete(hash),
  };
}
