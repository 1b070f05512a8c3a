import type { CallContext } from "../domain/call.js";
import type { StopSignal } from "../domain/stop.js";
import { CrmError } from "../domain/crmError.js";
import type { CallWindow, Leave, NotNow } from "./callWindow.js";
import { Failure } from "./failure.js";
import { FairQueue } from "./fairQueue.js";
import type { Turn } from "./fairQueue.js";
import { Pause } from "./pause.js";

interface BudgetOptions {
  /** Decides whether a call may leave. */
  readonly window: CallWindow;
  /** Calls a second that the window lets go, for telling how long those will wait who are turned away. */
  readonly ratePerSecond: number;
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

interface Waiter {
  readonly turn: Turn | "urgent";
  readonly asker: Asker;
  grant(leave: Leave): void;
  refuse(error: Error): void;
}

/**
 * How often one account is called. Callers take turns, and the operations of each caller, so that neither a greedy caller nor a
 * large operation holds up the others; urgent calls go before all others.
 */
export class Budget {
  readonly #options: BudgetOptions;
  readonly #queue = new FairQueue<Waiter>();
  readonly #pause: Pause;
  /** Running while those who wait were told to ask again later. */
  #timer: NodeJS.Timeout | null = null;
  /** Whether an answer of the window is awaited. */
  #isAsking = false;
  /** Calls that are over. */
  #ended = 0;

  constructor(options: BudgetOptions) {
    this.#options = options;
    this.#pause = new Pause({ patienceMs: options.timeoutMs, now: options.now });
  }

  /**
   * Waits for leave to make a call.
   *
   * @throws CrmError `rateLimited` at once when the account asks to be left alone for long or beyond the operation's time, or when
   *   too many calls wait; in a full queue the newest call of the caller with clearly the most waiting gives way, or else of such an
   *   operation of the same caller. `unavailable` when the window lets no call go. Failure `aborted` when the signal says so.
   */
  async acquire(turn: Turn | "urgent", asker: Asker): Promise<Leave> {
    const { signal } = asker;
    if (signal.aborted) throw new Failure("aborted", { sent: false });
    const refusal = this.#pause.refusalFor(asker.call);
    if (refusal !== null) throw refusal;
    if (this.#queue.isEmpty && !this.#isAsking && this.#pause.waitMs === 0) {
      const answer = this.#options.window.take(false);
      if (answer instanceof Promise) void this.#await(answer);
      else if (!("waitMs" in answer)) return this.#issue(answer);
    }
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
        grant: (leave) => {
          signal.removeEventListener("abort", onAbort);
          resolve(this.#issue(leave));
        },
        refuse: (error) => {
          signal.removeEventListener("abort", onAbort);
          reject(error);
        },
      };
      signal.addEventListener("abort", onAbort);
      this.#queue.push(waiter, turn);
      if (this.#timer === null) this.#serve();
    });
  }

  /** Turns away all calls that wait. */
  refuseWaiting(error: Error): void {
    for (let waiter = this.#queue.next(); waiter !== undefined; waiter = this.#queue.next()) waiter.refuse(error);
  }

  /** Leaves the account alone for a while, as it asked. Calls that wait go on waiting, unless it is for long or beyond their time. */
  pause(milliseconds: number): void {
    this.#options.window.pause(milliseconds);
    this.#beginPause(milliseconds);
  }

  #beginPause(milliseconds: number): void {
    this.#pause.begin(milliseconds);
    for (const waiter of this.#queue.all()) {
      const refusal = this.#pause.refusalFor(waiter.asker.call);
      if (refusal === null) continue;
      this.#queue.remove(waiter, waiter.turn);
      waiter.refuse(refusal);
    }
  }

  #issue(leave: Leave): Leave {
    const isBack = this.#pause.leave();
    let isSent = false;
    return {
      sent: () => (isSent = leave.sent()),
      answered: () => leave.answered(),
      release: () => {
        leave.release();
        isBack(isSent);
        this.#ended += 1;
        this.#serve();
      },
    };
  }

  /** Gives leave to as many calls as may go now, and sees to it that the next is not forgotten. */
  #serve(): void {
    this.#serveIn(Infinity);
    while (!this.#isAsking && !this.#queue.isEmpty) {
      const { waitMs } = this.#pause;
      if (waitMs > 0) {
        this.#serveIn(waitMs);
        return;
      }
      const answer = this.#options.window.take(this.#queue.size > 1);
      if (answer instanceof Promise) void this.#await(answer);
      else if (!this.#heed(answer)) return;
    }
  }

  /** Infinity: when a call ends. */
  #serveIn(milliseconds: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = milliseconds === Infinity ? null : setTimeout(() => this.#serve(), Math.ceil(milliseconds));
  }

  async #await(answer: Promise<Leave | NotNow>): Promise<void> {
    const ended = this.#ended;
    this.#isAsking = true;
    let mayAskAgain = false;
    try {
      mayAskAgain = this.#heed(await answer);
    } catch (error) {
      this.refuseWaiting(error instanceof Error ? error : new Error("the window failed", { cause: error }));
    }
    this.#isAsking = false;
    // What the window said need not be so any more when a call ended meanwhile.
    if (mayAskAgain || this.#ended > ended) this.#serve();
  }

  /** Does as the window says. Returns whether there may be leave for another. */
  #heed(answer: Leave | NotNow): boolean {
    if ("waitMs" in answer) {
      if (answer.isPaused) this.#beginPause(answer.waitMs);
      this.#serveIn(this.#queue.isEmpty ? Infinity : answer.waitMs);
      return false;
    }
    // While the window was asked, those who waited may have left, or the account may have asked to be left alone.
    const waiter = this.#pause.waitMs > 0 ? undefined : this.#queue.next();
    if (waiter === undefined) answer.release();
    else waiter.grant(answer);
    return true;
  }

  #full(): CrmError {
    const { ratePerSecond, queueLimit } = this.#options;
    return new CrmError("rateLimited", "Too many calls wait for the account.", {
      retryAfterSeconds: Math.max(1, Math.ceil(this.#pause.leftMs / 1000 + (queueLimit + 1) / ratePerSecond)),
    });
  }
}
