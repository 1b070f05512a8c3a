const WINDOW_MS = 500;
const INTERVAL_MS = 20;
/** Mean lag from which on a window counts as late. */
const LATE_MS = 200;
/** Late windows in a row from which on it is no burst any more: four seconds and longer. */
const LATE_WINDOWS = 8;

/**
 * Watches how late the event loop is: how much later than it should a timer runs, as a mean over time. A mean over the timer's
 * runs would hide what a loop that is blocked for most of the time does to new work, which mostly comes while it is blocked. A
 * few long pauses, such as those of the garbage collector, are not yet an overload: by the time they can be seen they are over.
 */
export class EventLoopLag {
  readonly #timer: NodeJS.Timeout;
  readonly #onWindow: (milliseconds: number) => void;
  #ranAt = performance.now();
  /** Length of the window so far, in milliseconds. Its end is a run of the timer, so a block longer than a window is one. */
  #windowMs = 0;
  /** Lag times the time it lasted, added up over the window. */
  #weightedLag = 0;
  #lateWindows = 0;

  /** @param onWindow told of the mean lag of each window, in milliseconds */
  constructor(onWindow: (milliseconds: number) => void) {
    this.#onWindow = onWindow;
    this.#timer = setInterval(() => this.#sample(), INTERVAL_MS).unref();
  }

  /** Whether the loop has been late for a while: then new work makes all work late. */
  get isPersistent(): boolean {
    return this.#lateWindows >= LATE_WINDOWS;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #sample(): void {
    const now = performance.now();
    const tookMs = now - this.#ranAt;
    this.#ranAt = now;
    this.#windowMs += tookMs;
    this.#weightedLag += Math.max(0, tookMs - INTERVAL_MS) * tookMs;
    if (this.#windowMs < WINDOW_MS) return;
    const lag = this.#weightedLag / this.#windowMs;
    this.#windowMs = 0;
    this.#weightedLag = 0;
    this.#lateWindows = lag > LATE_MS ? this.#lateWindows + 1 : 0;
    this.#onWindow(lag);
  }
}
