import type { Tag } from "./tags.js";

/** An answer that is kept, and the milliseconds since its read began. */
export interface KeptAnswer<Value> {
  readonly value: Value;
  readonly ageMs: number;
}

/** What a read gave, under the key it is asked for by, with the tags that tell which writes outdate it. */
export interface ReadAnswer<Value> {
  readonly key: string;
  readonly value: Value;
  readonly tags: readonly Tag[];
}

/** What was found of the answers that were looked for. */
export interface Lookup<Value> {
  /** One a key, in their order; undefined where none is kept, or none that may be told. They cannot be changed: many share them. */
  readonly answers: readonly (KeptAnswer<Value> | undefined)[];
  /**
   * Keeps what reads gave that began after the lookup, unless something it tells of was written since. Of two equal answers the
   * elder stays, so that the age is never told too low: the later read may have shared its call. Freezes the values.
   */
  readonly keep: (read: readonly ReadAnswer<Value>[]) => void | Promise<void>;
}

/** The answers to reads of one kind. No two kinds may use the same key. */
export interface Shelf<Value> {
  /** Looks answers up. It may be asked for none, in order to keep what is read next. */
  look(keys: readonly string[]): Lookup<Value> | Promise<Lookup<Value>>;
}

/**
 * The answers that are kept of one account. An answer is told as long as none of its tags was written since its read began,
 * whoever wrote.
 */
export interface KeptReads {
  shelf<Value extends object | null>(): Shelf<Value>;
  /**
   * Makes a change of what the tags name. They count as written when it begins and again when it is over, however it ends: what is
   * read in between may be from before it.
   */
  change<Done>(tags: readonly Tag[], make: () => Promise<Done>): Promise<Done>;
}
