import type { StopSignal } from "../domain/stop.js";
import { Failure } from "./failure.js";

/** Waits for what others may wait for as well: leaving ends the waiting, not the work. Throws a CrmError `aborted` on leaving. */
export async function unlessAborted<T>(promise: Promise<T>, signal: StopSignal): Promise<T> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(new Failure("aborted", { sent: false }).toCrmError("read"));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
