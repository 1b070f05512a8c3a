/**
 * Leave to make one call. It counts against the rate from the moment it is given until a window after its end: the account
 * counts calls as they arrive, each after a time of its own on the way, and only the answer tells that one surely has. Without
 * an answer it counts for one more window, since the request may be on its way still.
 */
export interface Leave {
  /** The request is about to be written. False when it must not be any more: too much time went by since leave was given. */
  sent(): boolean;
  /** An answer comes in. */
  answered(): void;
  /** The call is over; one that was never sent does not count against the rate. */
  release(): void;
}

/** No call may leave now. */
export interface NotNow {
  /** Milliseconds until asking again makes sense; Infinity when that hangs on the end of a call that has leave. */
  readonly waitMs: number;
  /** Whether it is since the account asked to be left alone. */
  readonly isPaused: boolean;
}

/** Decides whether one more call may be made to an account. */
export interface CallWindow {
  /**
   * Asks for leave for one call. Ask again when the answer is there, not before.
   *
   * @param othersWait whether there are more calls to be asked for after this one
   * @throws CrmError `unavailable` when no call may leave for as long as can be told.
   */
  take(othersWait: boolean): Leave | NotNow | Promise<Leave | NotNow>;
  /** The account asked to be left alone for so many milliseconds. Whoever asks here knows; it is for the others. */
  pause(milliseconds: number): void;
}

/** What a rate allows: so many calls in any window of so many milliseconds. Below one a second, calls are that much further apart. */
export function windowOf(ratePerSecond: number): { readonly calls: number; readonly windowMs: number } {
  return { calls: Math.max(1, Math.floor(ratePerSecond)), windowMs: Math.max(1000, 1000 / ratePerSecond) };
}
