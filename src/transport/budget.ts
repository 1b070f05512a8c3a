import type { CallContext } from "../domain/call.js";
import type { StopSignal } from "../domain/stop.js";
import { CrmError } from "../domain/crmError.js";
import { Failure } from "./failure.js";
import { FairQueue } from "./fairQueue.js";
import type { Turn } from "./fairQueue.js";
import { Pause } from "./pause.js";

interface BudgetOptions {
  /** Calls sent in any window of one second; below one, calls are that much further apart. Infinity = no limit. */
  readonly ratePerSecond: number;
  /** Calls in flight at a time. */
  readonly concurrency: number;
  /** Calls that may wait. Urgent ones are not counted. */
  readonly queueLimit: number;
  /** Milliseconds that calls wait when the account asks to be left alone. In a longer pause they are turned away. */
  readonly timeoutMs: number;
  /** Monotonic clock in milliseconds. */
  readonly now: () => number;
}

/** Who waits for leave. */
interface Asker {
  /** Ends the waiting. */
  readonly signal: StopSignal;
  readonly call: Pick<CallContext, "deadline">;
}

/**
 * Leave to make one call. It counts against the rate from the moment it is given until a window after its end: the account
 * counts calls as they arrive, each after a time of its own on the way, and only the answer tells that one surely has. Without
 * an answer it counts for one more window, since the request may be on its way still.
 */
interface Ticket {
  /** The request is being written. */
  sent(): void;
  /** An answer comes in. */
  answered(): void;
  /** The call is over; one that was never sent does not count against the rate. */
  release(): void;
}

interface Waiter {
  readonly turn: Turn | "urgent";
  readonly asker: Asker;
  grant(): void;
  refuse(error: Error): void;
}

/**
 * How often one account is called. Callers take turns, and the operations of each caller, so that neither a greedy caller nor a
 * large operation holds up the others; urgent calls go before all others.
 */
export class Budget {
  readonly #options: BudgetOptions;
  readonly #callsInWindow: number;
  readonly #windowMs: number;
  readonly #queue = new FairQueue<Waiter>();
  readonly #pause: Pause;
  /** Until when each of the calls that are over counts against the rate, in no order. */
  #countsUntil: number[] = [];
  /** Calls that have leave and no answer yet: they may arrive at any moment. */
  #inFlight = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: BudgetOptions) {
    this.#options = options;
    this.#callsInWindow = Math.max(1, Math.floor(options.ratePerSecond));
    this.#windowMs = Math.max(1000, 1000 / options.ratePerSecond);
    this.#pause = new Pause({ patienceMs: options.timeoutMs, now: options.now });
  }

  /**
   * Waits for leave to make a call.
   *
   * @throws CrmError `rateLimited` at once when the account asks to be left alone for long or beyond the operation's time, or when
   *   too many calls wait; in a full queue the newest call of the caller with clearly the most waiting gives way, or else of such an
   *   operation of the same caller. Failure `aborted` when the signal says so.
   */
  async acquire(turn: Turn | "urgent", asker: Asker): Promise<Ticket> {
    const { signal } = asker;
    if (signal.aborted) throw new Failure("aborted", { sent: false });
    const refusal = this.#pause.refusalFor(asker.call);
    if (refusal !== null) throw refusal;
    if (this.#queue.isEmpty && this.#waitMs() === 0) return this.#issue();
    if (turn !== "urgent" && this.#queue.size >= this.#options.queueLimit) {
      const displaced = this.#queue.makeRoomFor(turn);
      if (displaced === undefined) throw this.#full();
      displaced.refuse(this.#full());
    }
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#queue.remove(waiter, turn);
        reject(new Failure("aborted", { sent: false }));
      };
      const waiter: Waiter = {
        turn,
        asker,
        grant: () => {
          signal.removeEventListener("abort", onAbort);
          resolve(this.#issue());
        },
        refuse: (error) => {
          signal.removeEventListener("abort", onAbort);
          reject(error);
        },
      };
      signal.addEventListener("abort", onAbort);
      this.#queue.push(waiter, turn);
      this.#serve();
    });
  }

  /** Turns away all calls that wait. */
  refuseWaiting(error: Error): void {
    for (let waiter = this.#queue.next(); waiter !== undefined; waiter = this.#queue.next()) waiter.refuse(error);
  }

  /** Leaves the account alone for a while, as it asked. Calls that wait go on waiting, unless it is for long or beyond their time. */
  pause(milliseconds: number): void {
    this.#pause.begin(milliseconds);
    for (const waiter of this.#queue.all()) {
      const refusal = this.#pause.refusalFor(waiter.asker.call);
      if (refusal === null) continue;
      this.#queue.remove(waiter, waiter.turn);
      waiter.refuse(refusal);
    }
  }

  #issue(): Ticket {
    this.#inFlight += 1;
    const { now, ratePerSecond } = this.#options;
    const isBack = this.#pause.leave();
    let isSent = false;
    let isAnswered = false;
    return {
      sent: () => {
        isSent = true;
      },
      answered: () => {
        isAnswered = true;
      },
      release: () => {
        this.#inFlight -= 1;
        isBack(isSent);
        if (isSent && ratePerSecond !== Infinity) {
          this.#countsUntil.push(now() + this.#windowMs * (isAnswered ? 1 : 2));
        }
        this.#serve();
      },
    };
  }

  /** Gives leave to as many calls as may go now, and sees to it that the next is not forgotten. */
  #serve(): void {
    let waitMs = this.#waitMs();
    for (; waitMs === 0; waitMs = this.#waitMs()) {
      const waiter = this.#queue.next();
      if (waiter === undefined) return;
      waiter.grant();
    }
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#queue.isEmpty || waitMs === Infinity) return;
    this.#timer = setTimeout(() => this.#serve(), Math.ceil(waitMs));
  }

  #hasRoom(): boolean {
    return this.#countsUntil.length + this.#inFlight < this.#callsInWindow;
  }

  /** Milliseconds until a call may leave; Infinity when that hangs on the end of one under way. */
  #waitMs(): number {
    const { concurrency, ratePerSecond } = this.#options;
    const { waitMs } = this.#pause;
    if (waitMs > 0) return waitMs;
    if (this.#inFlight >= concurrency) return Infinity;
    if (ratePerSecond === Infinity) return 0;
    // Those that no longer count are looked for only when the window seems full: at high rates there are many.
    if (this.#hasRoom()) return 0;
    const now = this.#options.now();
    this.#countsUntil = this.#countsUntil.filter((until) => until > now);
    if (this.#hasRoom()) return 0;
    return Math.max(1, this.#countsUntil.reduce((least, until) => Math.min(least, until), Infinity) - now);
  }

  #full(): CrmError {
    const { ratePerSecond, queueLimit } = this.#options;
    return new CrmError("rateLimited", "Too many calls wait for the account.", {
      retryAfterSeconds: Math.max(1, Math.ceil(this.#pause.leftMs / 1000 + (queueLimit + 1) / ratePerSecond)),
    });
  }
}
