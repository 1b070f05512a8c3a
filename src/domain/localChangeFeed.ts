import type { Change, ChangeFeed } from "./change.js";

interface Listener {
  readonly onChange: (change: Change) => void;
  readonly onGap: (() => void) | undefined;
}

/** Tells those who listen in this process, in the order in which they came. */
export class LocalChangeFeed implements ChangeFeed {
  readonly #listeners = new Set<Listener>();

  tell(change: Change): void {
    this.#each((listener) => listener.onChange(change));
  }

  /** Tells that changes may have been missed until now. */
  tellGap(): void {
    this.#each((listener) => listener.onGap?.());
  }

  listen(onChange: (change: Change) => void, onGap?: () => void): () => void {
    const listener = { onChange, onGap };
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #each(call: (listener: Listener) => void): void {
    for (const listener of this.#listeners) {
      try {
        call(listener);
      } catch (error) {
        // The others are told all the same; a bug ends the process, as it does in an event of Node.js.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
