/** Where to hear that work is to stop. An AbortSignal is one too. */
export interface StopSignal {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/**
 * Says once that work is to stop. An AbortController says the same, but its signal goes through all its listeners for each that
 * comes or goes: with hundreds of calls under way those few that all of them listen to cost more than the calls themselves.
 */
export class Stopper implements StopSignal {
  #aborted = false;
  readonly #listeners = new Set<() => void>();

  get aborted(): boolean {
    return this.#aborted;
  }

  /** Tells all that listen, in the order in which they came. */
  abort(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (error) {
        // The others are told all the same; a bug ends the process, as it does in an event of Node.js.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
    this.#listeners.clear();
  }

  addEventListener(_type: "abort", listener: () => void): void {
    if (!this.#aborted) this.#listeners.add(listener);
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    this.#listeners.delete(listener);
  }
}

/** Waits for so many milliseconds, or until the signal, whichever comes first. */
export async function sleepUnlessStopped(milliseconds: number, signal: StopSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, signal.aborted ? 0 : milliseconds);
    signal.addEventListener("abort", end);
  });
}
