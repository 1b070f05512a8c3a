import type { CrmId } from "../../domain/crmId.js";
import type { StopSignal } from "../../domain/stop.js";
import type { SubjectKind } from "../../domain/subject.js";

/** What is locked: one record, or one task. */
export interface LockKey {
  readonly kind: SubjectKind | "task";
  readonly id: CrmId;
}

/** How long a lock is surely held. */
export interface Lease {
  /**
   * Called right before the record is written. Throws a CrmError `unavailable` when the lock may end within these milliseconds: then
   * another edit may be under way, and nothing is to be sent.
   */
  check(forMs: number): void;
}

/**
 * Lets one edit of a record happen at a time, whoever makes it: an edit reads the record and writes all of it, so two at once would
 * lose one's changes. No promise towards people who use the CRM itself.
 */
export interface RecordLocks {
  /**
   * Waits for its turn, then runs the work, which checks the lease before it writes. Throws a CrmError, `aborted` when the signal
   * comes first or `unavailable` when locks cannot be had: nothing was done then.
   */
  hold<Result>(key: LockKey, signal: StopSignal, work: (lease: Lease) => Promise<Result>): Promise<Result>;
}
