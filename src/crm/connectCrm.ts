import type { BreakerState, CallRecord } from "../domain/call.js";
import type { Change } from "../domain/change.js";
import { Line } from "../transport/line.js";
import { LocalWriteCount } from "../transport/sharedReads.js";
import type { AccountParts, ApiConnection } from "./apiConnection.js";
import { cachedReads } from "./cache/cachedCrm.js";
import type { KeptReads } from "./cache/keptReads.js";
import { KeptReadsInMemory } from "./cache/keptReadsInMemory.js";
import { ANY_RECORD, touchedBy } from "./cache/tags.js";
import { toldChanges } from "./changes/toldChanges.js";
import { connectLegacy, type LegacyOptions } from "./connectLegacy.js";
import { connectV4, type V4Options } from "./connectV4.js";
import type { Credentials, Crm, CrmAccount } from "./crm.js";
import { idempotentCreations } from "./idempotency/idempotentCrm.js";
import { RecordLock } from "./locks/recordLock.js";

/** How an account is called, whoever the user. */
export interface ConnectOptions extends LegacyOptions, V4Options {
  /** Which of its APIs is called: the legacy XML API together with the JSON API v2, or API v4. */
  readonly api: "legacy" | "v4";
  /** Calls a second; Infinity for no limit. */
  readonly ratePerSecond: number;
  /** Calls at the same time. */
  readonly concurrency: number;
  /** Calls that may wait for the budget. */
  readonly queueLimit: number;
  /** Milliseconds for one call, retries included, waiting for the budget not. */
  readonly timeoutMs: number;
  /** Milliseconds for which a read may be answered from what the same user read before. Absent or 0: no cache. */
  readonly cacheTtlMs?: number;
  /** Monotonic clock in milliseconds; absent, the process's own. */
  readonly now?: () => number;
  /** Told of every call to the account, whichever operation it is for. */
  readonly onCall?: (record: CallRecord) => void;
  /** Told of each change of whether the account is called. */
  readonly onState?: (state: BreakerState) => void;
  /** Told of each contact, deal, note and task that was changed through here. */
  readonly onChange?: (change: Change) => void;
}

/**
 * Gets ready to call an account. Its users share one line, so that the account's budget holds for all of them together, and one
 * set of locks, so that two users' edits of one record do not overlap. Nothing is sent before the first operation asks for
 * something.
 */
export function connectCrm(options: ConnectOptions): CrmAccount {
  const { shared } = options;
  const parts: AccountParts = {
    line: new Line({ ...options, window: shared?.window }),
    locks: shared?.locks ?? new RecordLock(),
    writes: shared?.writes ?? new LocalWriteCount(),
  };
  const connect: (credentials: Credentials) => ApiConnection =
    options.api === "v4" ? connectV4(parts, options) : connectLegacy(parts, options);
  const withKeys = idempotentCreations(shared?.answersFor);
  const kept = keptReads(options);
  const withCache = kept && cachedReads(kept);
  const telling = options.onChange === undefined ? (crm: Crm) => crm : toldChanges(options.onChange);

  return {
    as(credentials) {
      const connection = connect(credentials);
      const { login } = credentials;
      // What the APIs tell of a record differs a little, and instances may share what they keep.
      const keeper = options.api === "v4" ? `v4 ${login}` : login;
      return {
        login,
        forOperation(call) {
          const crm = connection.forOperation(call);
          // Below the keys: a creation that is not sent again touches nothing.
          const cached =
            withCache === null ? crm : withCache(crm, { login: keeper, onCall: (record) => call.onCall(record) });
          // Above the cache: whoever is told of a change and reads the record is not given what was kept before it.
          return withKeys(telling(cached), { login, signal: call.signal });
        },
        webhooks: (call) => connection.webhooks(call),
        signIn: (call) => connection.signIn(call),
        close: () => connection.close(),
      };
    },
    async forget(subject) {
      await parts.writes.add();
      await kept?.change(subject === null ? ANY_RECORD : touchedBy(subject), () => Promise.resolve());
    },
    giveUp: () => parts.line.giveUp(),
    close: () => parts.line.close(),
  };
}

/** Where reads are kept; null where they are not. */
function keptReads({ shared, cacheTtlMs = 0 }: ConnectOptions): KeptReads | null {
  if (shared !== undefined) return shared.reads;
  return cacheTtlMs > 0 ? new KeptReadsInMemory({ ttlMs: cacheTtlMs }) : null;
}
