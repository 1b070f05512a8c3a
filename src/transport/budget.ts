import { CrmError } from "../domain/crmError.js";
import { Failure } from "./failure.js";

interface BudgetOptions {
  /** Calls sent in any window of one second; below one, calls are that much further apart. Infinity = no limit. */
  readonly ratePerSecond: number;
  /** Calls in flight at a time. */
  readonly concurrency: number;
  /** Calls that may wait. Urgent ones are not counted. */
  readonly queueLimit: number;
  /** Monotonic clock in milliseconds. */
  readonly now: () => number;
}

/**
 * Leave to make one call. It counts against the rate from the moment it is given until a window after its answer: the account
 * counts calls as they arrive, each after a time of its own on the way, and only the answer tells that one surely has.
 */
interface Ticket {
  /** The request is being written. */
  sent(): void;
  /** The call is over; one that was never sent does not count against the rate. */
  release(): void;
}

interface Waiter {
  grant(): void;
  refuse(error: Error): void;
}

/**
 * How often one account is called. Calls wait in one lane for each operation and the lanes take turns, so that a large operation
 * does not hold up a small one; urgent calls go before all others.
 */
export class Budget {
  readonly #options: BudgetOptions;
  readonly #callsInWindow: number;
  readonly #windowMs: number;
  readonly #urgent: Waiter[] = [];
  readonly #lanes = new Map<object, Waiter[]>();
  /** When the answers of the last window came. */
  #answeredAt: number[] = [];
  /** Calls that have leave and no answer yet: they may arrive at any moment. */
  #inFlight = 0;
  #waiting = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: BudgetOptions) {
    this.#options = options;
    this.#callsInWindow = Math.max(1, Math.floor(options.ratePerSecond));
    this.#windowMs = Math.max(1000, 1000 / options.ratePerSecond);
  }

  /**
   * Waits for leave to make a call.
   *
   * @param lane The operation that the call is for, or "urgent".
   * @throws CrmError `rateLimited` at once when too many calls wait; Failure `aborted` when the signal says so.
   */
  async acquire(lane: object | "urgent", signal: AbortSignal): Promise<Ticket> {
    if (signal.aborted) throw new Failure("aborted", { sent: false });
    if (this.#waiting === 0 && this.#urgent.length === 0 && this.#isFree()) return this.#issue();
    if (lane !== "urgent" && this.#waiting >= this.#options.queueLimit) throw this.#full();
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#remove(lane, waiter);
        reject(new Failure("aborted", { sent: false }));
      };
      const waiter: Waiter = {
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
      this.#enqueue(lane, waiter);
      this.#serve();
    });
  }

  /** Turns away all calls that wait. */
  refuseWaiting(error: Error): void {
    for (let waiter = this.#next(); waiter !== undefined; waiter = this.#next()) waiter.refuse(error);
  }

  #issue(): Ticket {
    this.#inFlight += 1;
    const { now, ratePerSecond } = this.#options;
    let isSent = false;
    return {
      sent: () => {
        isSent = true;
      },
      release: () => {
        this.#inFlight -= 1;
        if (isSent && ratePerSecond !== Infinity) this.#answeredAt.push(now());
        this.#serve();
      },
    };
  }

  /** Gives leave to as many calls as may go now, and sees to it that the next is not forgotten. */
  #serve(): void {
    while (this.#isFree()) {
      const waiter = this.#next();
      if (waiter === undefined) return;
      waiter.grant();
    }
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const [oldest] = this.#answeredAt;
    if (oldest === undefined || this.#waiting + this.#urgent.length === 0) return;
    this.#timer = setTimeout(
      () => this.#serve(),
      Math.max(1, Math.ceil(oldest + this.#windowMs - this.#options.now())),
    );
  }

  #isFree(): boolean {
    if (this.#inFlight >= this.#options.concurrency) return false;
    if (this.#options.ratePerSecond === Infinity) return true;
    const windowStart = this.#options.now() - this.#windowMs;
    this.#answeredAt = this.#answeredAt.filter((answeredAt) => answeredAt > windowStart);
    return this.#answeredAt.length + this.#inFlight < this.#callsInWindow;
  }

  #enqueue(lane: object | "urgent", waiter: Waiter): void {
    if (lane === "urgent") {
      this.#urgent.push(waiter);
      return;
    }
    this.#waiting += 1;
    const waiters = this.#lanes.get(lane);
    if (waiters === undefined) this.#lanes.set(lane, [waiter]);
    else waiters.push(waiter);
  }

  /** Takes the next waiter out of the queue; its lane goes behind the others. */
  #next(): Waiter | undefined {
    const urgent = this.#urgent.shift();
    if (urgent !== undefined) return urgent;
    for (const [lane, waiters] of this.#lanes) {
      this.#lanes.delete(lane);
      const waiter = waiters.shift();
      if (waiters.length > 0) this.#lanes.set(lane, waiters);
      if (waiter === undefined) continue;
      this.#waiting -= 1;
      return waiter;
    }
    return undefined;
  }

  #remove(lane: object | "urgent", waiter: Waiter): void {
    const waiters = lane === "urgent" ? this.#urgent : (this.#lanes.get(lane) ?? []);
    const index = waiters.indexOf(waiter);
    if (index < 0) return;
    waiters.splice(index, 1);
    if (lane === "urgent") return;
    this.#waiting -= 1;
    if (waiters.length === 0) this.#lanes.delete(lane);
  }

  #full(): CrmError {
    const { ratePerSecond, queueLimit } = this.#options;
    return new CrmError("rateLimited", "Too many calls wait for the account.", {
      retryAfterSeconds: ratePerSecond === Infinity ? 1 : Math.ceil((queueLimit + 1) / ratePerSecond),
    });
  }
}
