import type { BreakerState, CallContext, CallOutcome, CallRecord } from "../domain/call.js";
import { Stopper, sleepUnlessStopped, type StopSignal } from "../domain/stop.js";
import { isLoopback } from "../domain/loopback.js";
import { Breaker } from "./breaker.js";
import { Budget } from "./budget.js";
import type { CallWindow } from "./callWindow.js";
import { Failure } from "./failure.js";
import { HttpClient } from "./httpClient.js";
import type { Answer, Message } from "./httpClient.js";
import { LocalCallWindow } from "./localCallWindow.js";
import { RetryPolicy } from "./retry.js";

/** A read without an answer for this share of a call's time, and this long at least, is a failure though its caller gave it up. */
const HANGING_SHARE = 0.5;
const SHORTEST_HANGING_MS = 1_000;
const SHORTEST_LOOK_BACK_MS = 10_000;
/** Where calls are not limited, sockets still are. */
const MOST_SOCKETS = 64;

export interface LineOptions {
  /** Scheme, host and port of the account. */
  readonly origin: string;
  /** Calls sent in any window of one second. Infinity = no limit. */
  readonly ratePerSecond: number;
  /** Calls in flight at a time. Infinity = as many as there are sockets. */
  readonly concurrency: number;
  /** Decides whether a call may leave, where this process is not the only one that calls the account. */
  readonly window?: CallWindow | undefined;
  /** Calls that may wait for the rate and for the concurrency. */
  readonly queueLimit: number;
  /** Milliseconds for all tries of one call, back-off included, waiting in the queue not. */
  readonly timeoutMs: number;
  /** Told of each exchange with the account. */
  readonly onCall?: (record: CallRecord) => void;
  /** Told of each change of whether the account is called. */
  readonly onState?: (state: BreakerState) => void;
  /** Monotonic clock in milliseconds. */
  readonly now?: () => number;
  /** A number from 0 up to 1, for the jitter of back-off and of how long the account is left alone after an outage. */
  readonly random?: () => number;
}

/** For whom a call is made, and how much of its time is left. */
export interface CallScope {
  readonly call: CallContext;
  /** Stops reads, and writes that are not sent yet. */
  readonly signal: StopSignal;
  /** Milliseconds left for all tries. */
  leftMs: number;
}

/** One request, made when its turn has come, and the reading of its answer. */
interface Transaction<T extends object> {
  readonly endpoint: string;
  readonly effect: "read" | "write";
  /** Goes before all calls that wait. */
  readonly urgent?: boolean;
  /** Called right before sending. Null when there is no point in sending any more. */
  compose(): Message | null;
  /** Called before the call's place is free for others. Null when the account refused the session; a Failure may be thrown. */
  read(answer: Answer): T | null;
}

/** The way to one account, shared by all calls to it: its budget, its retries and whether it is up. Knows nothing of sessions. */
export class Line {
  /** As URL has it: lower case, without a default port. */
  readonly origin: string;
  readonly timeoutMs: number;
  readonly now: () => number;
  readonly #options: LineOptions;
  readonly #http: HttpClient;
  readonly #budget: Budget;
  readonly #retries: RetryPolicy;
  readonly #breaker: Breaker;
  readonly #ending = new Stopper();
  #closed: Promise<void> | null = null;

  /** Throws a TypeError for an origin that credentials must not be sent to. */
  constructor(options: LineOptions) {
    const { now = () => performance.now(), random = Math.random } = options;
    const concurrency = Math.min(options.concurrency, MOST_SOCKETS);
    this.origin = safeOrigin(options.origin);
    this.timeoutMs = options.timeoutMs;
    this.now = now;
    this.#options = options;
    this.#http = new HttpClient(this.origin, concurrency);
    const { window = new LocalCallWindow({ ratePerSecond: options.ratePerSecond, concurrency, now }) } = options;
    this.#budget = new Budget({ ...options, window, now });
    this.#retries = new RetryPolicy({ now, random });
    this.#breaker = new Breaker({
      // Calls that hang come few at a time: look back on three rounds of them.
      windowMs: Math.max(SHORTEST_LOOK_BACK_MS, 3 * options.timeoutMs),
      now,
      random,
      onState: (state) => options.onState?.(state),
      onOpen: (error) => this.#budget.refuseWaiting(error),
    });
  }

  /**
   * Makes a call, and makes it again where that is safe and may help.
   *
   * @returns What was read, or null when the session was refused or the request no longer had a point.
   * @throws CrmError
   */
  async transact<T extends object>(transaction: Transaction<T>, scope: CallScope): Promise<T | null> {
    const pass = this.#breaker.enter();
    const failures: Failure[] = [];
    try {
      for (;;) {
        try {
          const result = await this.#attempt(transaction, scope);
          if (result === undefined) pass.withdrawn();
          else pass.succeeded();
          return result ?? null;
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          failures.push(error);
          const delay = this.#retries.delay(transaction.effect, failures);
          if (delay === null || delay >= scope.leftMs || this.now() + delay >= (scope.call.deadline ?? Infinity))
            throw error;
          await pause(delay, scope);
          pass.check();
        }
      }
    } catch (error) {
      if (!(error instanceof Failure)) {
        pass.withdrawn();
        throw error;
      }
      if (error.isOutage) pass.failed((error.namedSeconds ?? 0) * 1000);
      else pass.withdrawn();
      throw error.toCrmError(transaction.effect);
    }
  }

  /** Aborted when all calls are given up. */
  get ending(): StopSignal {
    return this.#ending;
  }

  /** Ends all calls under way and makes no more. A write that was sent has `outcomeUnknown` then. */
  giveUp(): void {
    this.#ending.abort();
  }

  /** Closes the sockets once the exchanges under way are over. */
  close(): Promise<void> {
    return (this.#closed ??= this.#http.close());
  }

  /** One try. Undefined when nothing was sent, since there was no point any more. */
  async #attempt<T extends object>(transaction: Transaction<T>, scope: CallScope): Promise<T | null | undefined> {
    const { endpoint } = transaction;
    const { call, signal } = scope;
    const { now } = this;
    const queuedAt = now();
    const ticket = await this.#budget.acquire(
      transaction.urgent === true ? "urgent" : { caller: call.caller, operation: call.turnOf ?? call },
      scope,
    );
    try {
      const message = transaction.compose();
      if (message === null) return undefined;
      const startedAt = now();
      const tell = (outcome: CallOutcome): CallRecord => {
        const record = { endpoint, waitedMs: startedAt - queuedAt, tookMs: now() - startedAt, outcome };
        scope.leftMs -= record.tookMs;
        call.onCall(record);
        this.#options.onCall?.(record);
        return record;
      };
      try {
        const { ending } = this;
        const limits = {
          timeoutMs: Math.max(1, scope.leftMs),
          signal,
          ending,
          // A process that was stopped while it connected learns of it before its timers do.
          onSent: () => now() - startedAt < limits.timeoutMs && ticket.sent(),
          onAnswer: () => ticket.answered(),
        };
        const result = transaction.read(await this.#http.exchange(message, limits));
        tell(result === null ? "refused" : "ok");
        return result;
      } catch (error) {
        const { tookMs } = tell(error instanceof Failure ? error.outcome : "failed");
        if (!(error instanceof Failure)) throw error;
        // Before this call's place is free, so that the next in the queue is not sent.
        this.#heed(error);
        const isHanging = tookMs >= Math.max(SHORTEST_HANGING_MS, this.timeoutMs * HANGING_SHARE);
        throw error.reason === "aborted" && isHanging
          ? new Failure("aborted", { sent: error.sent, outage: true })
          : error;
      }
    } finally {
      ticket.release();
    }
  }

  /** Leaves the account alone when it says so; that concerns all calls, not only the one it was said to. */
  #heed({ reason, retryAfterSeconds = 0 }: Failure): void {
    if (reason === "banned") this.#breaker.trip(retryAfterSeconds * 1000);
    if (reason === "limited") this.#budget.pause(retryAfterSeconds * 1000);
  }
}

/** Waits between two tries, on the call's own time. */
async function pause(milliseconds: number, scope: CallScope): Promise<void> {
  const { signal } = scope;
  scope.leftMs -= milliseconds;
  await sleepUnlessStopped(milliseconds, signal);
  if (signal.aborted) throw new Failure("aborted", { sent: false });
}

/** Credentials travel encrypted, or not further than this machine. */
function safeOrigin(address: string): string {
  const { protocol, hostname, origin } = new URL(address);
  if (protocol !== "https:" && !(protocol === "http:" && isLoopback(hostname))) {
    throw new TypeError("an account is called over https, or over http on loopback");
  }
  return origin;
}
