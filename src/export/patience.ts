import { setTimeout as sleep } from "node:timers/promises";
import { CrmError } from "../domain/crmError.js";
import { PagingError } from "../domain/page.js";

/** Attempts in a row that fail before the export gives up. Together with the waits between them, more than three minutes. */
const MOST_ATTEMPTS = 9;
/** An answer that makes no sense may be an accident; the same twice more is none. */
const MOST_BAD_ANSWERS = 3;
const LONGEST_STEP_SECONDS = 60;
/** If the account wants to be left alone for longer, the user had better come back later. */
const LONGEST_WAIT_SECONDS = 300;

interface PatienceOptions {
  /** Ends the waiting. */
  readonly stop: AbortSignal;
  /** Told of each wait before it begins. */
  readonly onWait: (seconds: number) => void;
}

/** What the account does to a read: a failure that time may heal, or none. */
export function isPassing(error: unknown): error is CrmError | PagingError {
  if (error instanceof PagingError) return true;
  return error instanceof CrmError && ["rateLimited", "unavailable", "timeout", "badResponse"].includes(error.kind);
}

/**
 * Makes a read of several calls again after failures that time may heal: an account that is down, too busy or confused. Throws the
 * last failure when it has no hope any more or is to stop.
 */
export async function withPatience<T>(read: () => Promise<T>, { stop, onWait }: PatienceOptions): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      const seconds = secondsToWait(error, attempt);
      if (seconds === null || stop.aborted) throw error;
      onWait(seconds);
      if (!(await slept(seconds, stop))) throw error;
    }
  }
}

/** Null when another attempt makes no sense. */
function secondsToWait(error: unknown, attempt: number): number | null {
  if (!isPassing(error)) return null;
  const isBad = error instanceof PagingError || error.kind === "badResponse";
  if (attempt >= (isBad ? MOST_BAD_ANSWERS : MOST_ATTEMPTS)) return null;
  const asked = error instanceof CrmError ? (error.retryAfterSeconds ?? 0) : 0;
  if (asked > LONGEST_WAIT_SECONDS) return null;
  return Math.max(asked, Math.min(LONGEST_STEP_SECONDS, 2 ** (attempt - 1)));
}

/** Whether the time passed without being told to stop. */
async function slept(seconds: number, stop: AbortSignal): Promise<boolean> {
  try {
    await sleep(seconds * 1000, undefined, { signal: stop });
    return true;
  } catch (error) {
    if (stop.aborted) return false;
    throw error;
  }
}
