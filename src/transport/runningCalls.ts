import type { CallContext } from "../domain/call.js";
import { CrmError } from "../domain/crmError.js";
import { Stopper, type StopSignal } from "../domain/stop.js";
import type { CallScope, Line } from "./line.js";

/** A gateway that closes is usually started again. */
const CLOSED_RETRY_SECONDS = 5;

/** The calls of one user that are under way, which end when the user's upstream closes. */
export class RunningCalls {
  readonly #closing = new Stopper();
  readonly #running = new Set<Promise<unknown>>();

  constructor(private readonly line: Line) {}

  /** Aborted when no more calls are taken. */
  get closing(): StopSignal {
    return this.#closing;
  }

  /** Runs the work of a call until it is done, its caller leaves, the upstream closes, or the line gives all calls up. */
  async run<T>(call: CallContext, work: (scope: CallScope) => Promise<T>): Promise<T> {
    if (this.#closing.aborted) {
      throw new CrmError("unavailable", "The connection to the account is closed.", {
        retryAfterSeconds: CLOSED_RETRY_SECONDS,
      });
    }
    const stopper = new Stopper();
    const stop = (): void => stopper.abort();
    const reasons = [call.signal, this.#closing, this.line.ending];
    if (reasons.some(({ aborted }) => aborted)) stop();
    for (const reason of reasons) reason.addEventListener("abort", stop);
    const running = work({ call, signal: stopper, leftMs: this.line.timeoutMs });
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
      for (const reason of reasons) reason.removeEventListener("abort", stop);
    }
  }

  /** Takes no more calls and waits for those that cannot be stopped. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#running);
  }
}
