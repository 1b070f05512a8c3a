import { zonedDates, type ZonedDates } from "../codec/date.js";
import type { BreakerState, CallContext, CallRecord } from "../domain/call.js";
import { Line } from "../transport/line.js";
import type { Upstream } from "../transport/message.js";
import { LocalWriteCount, SharedReads } from "../transport/sharedReads.js";
import { SignedInUpstream, type UserOptions } from "../transport/signedInUpstream.js";
import { cachedReads } from "./cache/cachedCrm.js";
import type { KeptReads } from "./cache/keptReads.js";
import { KeptReadsInMemory } from "./cache/keptReadsInMemory.js";
import type { Credentials, CrmAccount } from "./crm.js";
import { idempotentCreations } from "./idempotency/idempotentCrm.js";
import { legacyCalls } from "./legacy/legacyCalls.js";
import { legacyContacts } from "./legacy/legacyContacts.js";
import { legacyDeals, type DealLinks } from "./legacy/legacyDeals.js";
import { legacyNotes } from "./legacy/legacyNotes.js";
import { isRefused, legacySignIn } from "./legacy/legacySession.js";
import { legacyTasks } from "./legacy/legacyTasks.js";
import { RecordLock } from "./legacy/recordLock.js";
import type { SharedAccount } from "./sharedAccount.js";
import { v2Catalogs } from "./v2/v2Catalogs.js";

/** How an account is called, whoever the user. */
export interface ConnectOptions {
  /** Address of the account, for example `https://acme.amocrm.com`. */
  readonly origin: string;
  /** IANA name of the zone of the account's dates; absent takes what the account reports. Throws a RangeError when unknown. */
  readonly timeZone?: string;
  /** Whether the account takes several linked contacts in an edit of a deal. */
  readonly dealLinks: DealLinks;
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
  /** What other instances have in common with this one. Absent: this process keeps it all, for itself. */
  readonly shared?: SharedAccount;
  /** Told of every call to the account, whichever operation it is for. */
  readonly onCall?: (record: CallRecord) => void;
  /** Told of each change of whether the account is called. */
  readonly onState?: (state: BreakerState) => void;
  /** Told once of each thing that works, but perhaps not as meant. */
  readonly onWarning?: (message: string) => void;
}

/**
 * Gets ready to call an account. Its users share one line, so that the account's budget holds for all of them together, and one
 * set of locks, so that two users' edits of one record do not overlap. Nothing is sent before the first operation asks for
 * something.
 */
export function connectCrm(options: ConnectOptions): CrmAccount {
  const { origin, dealLinks, shared } = options;
  const line = new Line({ ...options, window: shared?.window });
  const lock = shared?.locks ?? new RecordLock();
  const writes = shared?.writes ?? new LocalWriteCount();
  const withKeys = idempotentCreations(shared?.answersFor);
  const kept = keptReads(options);
  const withCache = kept && cachedReads(kept);
  let dates: ZonedDates | undefined = options.timeZone === undefined ? undefined : zonedDates(options.timeZone);

  /** Every call signs in, so the zone that the sign-in reports costs no call of its own. */
  const accountDates =
    (upstream: Upstream) =>
    async (call: CallContext): Promise<ZonedDates> => {
      if (dates !== undefined) return dates;
      const { timeZone } = await upstream.account(call);
      return (dates ??= datesOf(timeZone, (message) => options.onWarning?.(message)));
    };

  function entryOf(credentials: Credentials): Pick<UserOptions, "entry" | "store"> {
    if ("session" in credentials) return { entry: credentials.session };
    const entry = legacySignIn(origin, credentials);
    if (shared === undefined) return { entry };
    const { login } = credentials;
    const user =
      "key" in credentials
        ? ({ login, kind: "key", secret: credentials.key } as const)
        : ({ login, kind: "password", secret: credentials.password } as const);
    return { entry, store: shared.sessions.of(user) };
  }

  return {
    as(credentials) {
      const upstream = new SharedReads(new SignedInUpstream(line, { ...entryOf(credentials), isRefused }), writes);
      const { login } = credentials;
      return {
        login,
        forOperation(call) {
          const calls = legacyCalls(upstream, call, accountDates(upstream));
          const crm = {
            account: () => upstream.account(call),
            contacts: legacyContacts(calls, lock),
            deals: legacyDeals(calls, lock, dealLinks),
            notes: legacyNotes(calls),
            tasks: legacyTasks(calls, lock),
            catalogs: v2Catalogs(upstream, call),
          };
          // Below the keys: a creation that is not sent again touches nothing.
          const cached = withCache === null ? crm : withCache(crm, { login, onCall: (record) => call.onCall(record) });
          return withKeys(cached, { login, signal: call.signal });
        },
        signIn: (call) => upstream.session(call),
        close: () => upstream.close(),
      };
    },
    giveUp: () => line.giveUp(),
    close: () => line.close(),
  };
}

/** Where reads are kept; null where they are not. */
function keptReads({ shared, cacheTtlMs = 0 }: ConnectOptions): KeptReads | null {
  if (shared !== undefined) return shared.reads;
  return cacheTtlMs > 0 ? new KeptReadsInMemory({ ttlMs: cacheTtlMs }) : null;
}

function datesOf(timeZone: string | null, warn: (message: string) => void): ZonedDates {
  if (timeZone === null) {
    warn(
      "The account does not report its time zone: its dates are read as UTC. Set AMO_TIMEZONE, for example Europe/Moscow.",
    );
    return zonedDates("UTC");
  }
  try {
    return zonedDates(timeZone);
  } catch {
    warn(
      "The account reports a time zone that is not known: its dates are read as UTC. Set AMO_TIMEZONE, for example Europe/Moscow.",
    );
    return zonedDates("UTC");
  }
}
