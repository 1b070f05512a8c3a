/** How often the clock looks at itself, in milliseconds. */
const INTERVAL_MS = 2;

/**
 * The time that passed for this process, for saying how long something may take at most. On a busy machine a process also waits for
 * others, for a second at a time if it must; that is no fault of what it does. So between two turns of the loop only what the
 * processor spent on this process counts, and the rest it had between two looks at the clock. Never more than went by for everybody.
 */
export class OwnTime {
  readonly #timer: NodeJS.Timeout;
  #latest = now();
  #total = 0;
  #longestBlock = 0;

  constructor() {
    this.#timer = setInterval(() => this.#look(), INTERVAL_MS).unref();
  }

  /** Milliseconds since the start. */
  get ms(): number {
    this.#look();
    return this.#total;
  }

  /** The longest time that this process computed without a turn of its loop, in milliseconds. */
  get longestBlockMs(): number {
    this.#look();
    return this.#longestBlock;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const { wallMs, processorMs } = now();
    const [wall, processor] = [wallMs - this.#latest.wallMs, processorMs - this.#latest.processorMs];
    this.#latest = { wallMs, processorMs };
    this.#total += Math.min(wall, processor + INTERVAL_MS);
    this.#longestBlock = Math.max(this.#longestBlock, Math.min(wall, processor));
  }
}

function now(): { readonly wallMs: number; readonly processorMs: number } {
  const { user, system } = process.cpuUsage();
  return { wallMs: performance.now(), processorMs: (user + system) / 1_000 };
}
