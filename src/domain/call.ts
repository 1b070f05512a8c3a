/** How a call to the account ended. */
export type CallOutcome =
  | "ok"
  | "refused"
  | "failed"
  | "timeout"
  | "aborted"
  /** Answered by an equal read that was under way for somebody else: no call of its own. */
  | "shared";

/** One call to the account, as traces, logs and metrics tell of it. */
export interface CallRecord {
  /** The page or resource called, for example `contact_detail` or `catalogs`. Never a full address. */
  readonly endpoint: string;
  /** Milliseconds the call waited for the account's budget. */
  readonly waitedMs: number;
  /** Milliseconds from sending to the end of the answer. */
  readonly tookMs: number;
  readonly outcome: CallOutcome;
}

/** Whether an account is called: `open` means not for now, `probing` that one call tries whether it is back. */
export type BreakerState = "closed" | "open" | "probing";

/** What one GraphQL operation brings to each call that is made for it. */
export interface CallContext {
  /** Who asks: the budget is shared out between callers, whatever the number of their operations. */
  readonly caller: string;
  /** Aborted when the caller has gone or the operation's time is up. Reads stop then; a write that was sent is awaited. */
  readonly signal: AbortSignal;
  /** Told of each call that was made for this operation, sign-ins included, and of reads that it shared. */
  onCall(record: CallRecord): void;
  /** The operation whose turn in the queue the calls take; absent, their own. */
  readonly turnOf?: object;
}
