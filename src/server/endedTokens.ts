/** What tells one session token from another, and when it expires by itself. */
export interface TokenLife {
  readonly id: string;
  readonly expiresAt: Date;
}

/** Session tokens that were ended before their time. */
export interface EndedTokens {
  end(token: TokenLife): void | Promise<void>;
  has(token: TokenLife): boolean | Promise<boolean>;
}

/** Those that this process knows of: they do not outlast it. */
export class OwnEndedTokens implements EndedTokens {
  readonly #ended = new Map<string, number>();

  /** Their ids, and the times at which they expire. */
  get all(): IterableIterator<[id: string, expiresAt: number]> {
    return this.#ended.entries();
  }

  end({ id, expiresAt }: TokenLife): void {
    const now = Date.now();
    for (const [other, time] of this.#ended) if (time < now) this.#ended.delete(other);
    this.#ended.set(id, expiresAt.getTime());
  }

  has({ id }: TokenLife): boolean {
    return this.#ended.has(id);
  }
}
