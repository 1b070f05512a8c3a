import type { Tag } from "./tags.js";

/** Most tags whose latest write is known. */
const MAX_TAGS = 10_000;

/** Which writes of an account came after which reads of it. Of the tags that were not written for longest it is forgotten when. */
export class LatestWrites {
  /** Those that were written last come last. */
  readonly #latest = new Map<Tag, number>();
  #count = 0;
  /** The latest write that is forgotten. */
  #forgotten = 0;

  /** How many writes there were. */
  get count(): number {
    return this.#count;
  }

  add(tags: readonly Tag[]): void {
    this.#count += 1;
    for (const tag of tags) {
      this.#latest.delete(tag);
      this.#latest.set(tag, this.#count);
    }
    for (const [tag, write] of this.#latest) {
      if (this.#latest.size <= MAX_TAGS) break;
      this.#latest.delete(tag);
      this.#forgotten = write;
    }
  }

  /** Whether one of the tags was written since there were so many writes, or may have been. */
  anySince(tags: readonly Tag[], count: number): boolean {
    if (count < this.#forgotten) return true;
    return tags.some((tag) => (this.#latest.get(tag) ?? 0) > count);
  }
}
