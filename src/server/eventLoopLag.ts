import { monitorEventLoopDelay } from "node:perf_hooks";

const WINDOW_MS = 500;
const RESOLUTION_MS = 10;
/** Mean lag from which on a window counts as late. */
const LATE_MS = 200;
/** Late windows in a row from which on it is no single pause any more. */
const LATE_WINDOWS = 2;

/**
 * Watches how late the event loop is. A single long pause, such as one of the garbage collector, is not yet an overload: by the
 * time it can be seen it is over.
 */
export class EventLoopLag {
  readonly #delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #timer: NodeJS.Timeout;
  #lateWindows = 0;

  /** @param onWindow told of the mean lag of each window, in milliseconds */
  constructor(onWindow: (milliseconds: number) => void) {
    this.#delays.enable();
    this.#timer = setInterval(() => {
      const lag = Math.max(0, this.#delays.mean / 1e6 - RESOLUTION_MS);
      this.#delays.reset();
      this.#lateWindows = lag > LATE_MS ? this.#lateWindows + 1 : 0;
      onWindow(lag);
    }, WINDOW_MS).unref();
  }

  /** Whether the loop has been late for a while: then new work makes all work late. */
  get isPersistent(): boolean {
    return this.#lateWindows >= LATE_WINDOWS;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#delays.disable();
  }
}
