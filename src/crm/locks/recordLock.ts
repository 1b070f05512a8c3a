import type { StopSignal } from "../../domain/stop.js";
import { CrmError } from "../../domain/crmError.js";
import type { Lease, LockKey, RecordLocks } from "./recordLocks.js";

/** What is held in this process is held until it is given back. */
const ENDLESS: Lease = { check: () => undefined };

/** Locks among the edits of this process. Those who wait for a record get it in the order in which they came. */
export class RecordLock implements RecordLocks {
  readonly #queues = new Map<string, Promise<void>>();

  async hold<Result>(
    { kind, id }: LockKey,
    signal: StopSignal,
    work: (lease: Lease) => Promise<Result>,
  ): Promise<Result> {
    const key = `${kind} ${id}`;
    const previous = this.#queues.get(key) ?? Promise.resolve();
    const { done, finish } = turn();
    const queue = previous.then(() => done);
    this.#queues.set(key, queue);
    void queue.then(() => {
      if (this.#queues.get(key) === queue) this.#queues.delete(key);
    });
    try {
      await beforeAbort(previous, signal);
      return await work(ENDLESS);
    } finally {
      // Those behind a waiter that left go on waiting for the ones before it.
      finish();
    }
  }
}

/** A promise and what fulfils it. */
function turn(): { done: Promise<void>; finish: () => void } {
  let finish: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  return { done, finish };
}

async function beforeAbort(previous: Promise<void>, signal: StopSignal): Promise<void> {
  const leave = () => new CrmError("aborted", "The operation ended while it waited for another edit of the record.");
  if (signal.aborted) throw leave();
  await new Promise<void>((resolve, reject) => {
    const onAbort = () => reject(leave());
    signal.addEventListener("abort", onAbort);
    void previous.then(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    });
  });
}
