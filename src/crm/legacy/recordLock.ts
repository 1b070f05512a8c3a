import type { CrmId } from "../../domain/crmId.js";
import type { SubjectKind } from "../../domain/subject.js";
import type { StopSignal } from "../../domain/stop.js";
import { CrmError } from "../../domain/crmError.js";

/** What is locked: one record, or one task. */
export interface LockKey {
  readonly kind: SubjectKind | "task";
  readonly id: CrmId;
}

/**
 * Lets one edit of a record happen at a time, whoever makes it: an edit reads the record and writes all of it, so two at once would
 * lose one's changes. No promise across processes or towards people who use the CRM itself.
 */
export class RecordLock {
  readonly #queues = new Map<string, Promise<void>>();

  /** Waits for its turn, then runs the work. Throws a CrmError `aborted` when the signal comes first: nothing was done then. */
  async hold<Result>({ kind, id }: LockKey, signal: StopSignal, work: () => Promise<Result>): Promise<Result> {
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
      return await work();
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
