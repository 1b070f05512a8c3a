import type { CallAllowance } from "./callAllowance.js";
import type { StopSignal } from "./stop.js";

/** How a call to the account ended. */
export type CallOutcome =
  | "ok"
  /** The account did not accept the session or the credentials, or is not paid. */
  | "refused"
  /** The account was called too often. */
  | "limited"
  /** The account blocks our address. */
  | "banned"
  | "failed"
  | "timeout"
  | "aborted"
  /** Answered by an equal read that was under way for somebody else: no call of its own. */
  | "shared"
  /** Answered from the cache, which keeps what the same user read before: no call either. */
  | "cached";

/** One call to the account, or a read that was spared one, as traces, logs and metrics tell of it. */
export interface CallRecord {
  /** The page or resource called, for example `contact_detail` or `catalogs`. Never a full address. */
  readonly endpoint: string;
  /** Milliseconds the call waited for the account's budget. */
  readonly waitedMs: number;
  /** Milliseconds from sending to the end of the answer. */
  readonly tookMs: number;
  readonly outcome: CallOutcome;
  /** Milliseconds since the read began that gave a cached answer; absent for all others. */
  readonly ageMs?: number;
}

/** Whether an account is called: `open` means not for now, `probing` that one call tries whether it is back. */
export type BreakerState = "closed" | "open" | "probing";

/** What one GraphQL operation brings to each call that is made for it. */
export interface CallContext {
  /** Who asks: the budget is shared out between callers, whatever the number of their operations. */
  readonly caller: string;
  /** Aborted when the caller has gone or the operation's time is up. Reads stop then; a write that was sent is awaited. */
  readonly signal: StopSignal;
  /** When the operation's time is up, in milliseconds on the monotonic clock: calls do not wait for what comes later. Absent, never. */
  readonly deadline?: number;
  /** Told of each call that was made for this operation, sign-ins included, and of reads that were spared one. */
  onCall(record: CallRecord): void;
  /** The calls that the operation may make; absent, any number. */
  readonly allowance?: CallAllowance;
  /** The operation whose turn in the queue the calls take; absent, their own. */
  readonly turnOf?: object;
}
