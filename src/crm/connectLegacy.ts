import { zonedDates, type ZonedDates } from "../codec/date.js";
import type { CallContext } from "../domain/call.js";
import { CountedCalls } from "../transport/countedCalls.js";
import type { Upstream } from "../transport/message.js";
import { SharedReads } from "../transport/sharedReads.js";
import { SignedInUpstream, type UserOptions } from "../transport/signedInUpstream.js";
import type { AccountParts, ApiConnection } from "./apiConnection.js";
import type { Credentials } from "./crm.js";
import { legacyCalls } from "./legacy/legacyCalls.js";
import { legacyCapabilities } from "./legacy/legacyCapabilities.js";
import { legacyContacts } from "./legacy/legacyContacts.js";
import { legacyDeals, type DealLinks } from "./legacy/legacyDeals.js";
import { legacyNotes } from "./legacy/legacyNotes.js";
import { isRefused, legacySignIn } from "./legacy/legacySession.js";
import { legacyTasks } from "./legacy/legacyTasks.js";
import type { SharedAccount } from "./sharedAccount.js";
import { v2Catalogs } from "./v2/v2Catalogs.js";

/** How an account is called over the legacy API. */
export interface LegacyOptions {
  /** Address of the account, for example `https://acme.amocrm.com`. */
  readonly origin: string;
  /** IANA name of the zone of the account's dates; absent takes what the account reports. Throws a RangeError when unknown. */
  readonly timeZone?: string;
  /** Whether the account takes several linked contacts in an edit of a deal. */
  readonly dealLinks: DealLinks;
  /** What other instances have in common with this one. Absent: this process keeps it all, for itself. */
  readonly shared?: SharedAccount;
  /** Told once of each thing that works, but perhaps not as meant. */
  readonly onWarning?: (message: string) => void;
}

/** Connects users over the legacy XML API, for catalogs over the JSON API v2. Throws a TypeError for a token, which it knows nothing of. */
export function connectLegacy(
  { line, locks, writes }: AccountParts,
  options: LegacyOptions,
): (credentials: Credentials) => ApiConnection {
  const { origin, dealLinks, shared } = options;
  let dates: ZonedDates | undefined = options.timeZone === undefined ? undefined : zonedDates(options.timeZone);

  /** Every call signs in, so the zone that the sign-in reports costs no call of its own. */
  const accountDates =
    (upstream: Upstream) =>
    async (call: CallContext): Promise<ZonedDates> => {
      if (dates !== undefined) return dates;
      const { timeZone } = await upstream.account(call);
      return (dates ??= datesOf(timeZone, (message) => options.onWarning?.(message)));
    };

  function entryOf(
    credentials: Exclude<Credentials, { readonly token: unknown } | { readonly integration: unknown }>,
  ): Pick<UserOptions, "entry" | "store"> {
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

  return (credentials) => {
    if ("token" in credentials || "integration" in credentials) throw new TypeError("the legacy API takes no tokens");
    const upstream = new SignedInUpstream(line, { ...entryOf(credentials), isRefused });
    const calls = new CountedCalls(new SharedReads(upstream, writes));
    return {
      forOperation(call) {
        const legacy = legacyCalls(calls, call, accountDates(upstream));
        return {
          account: () => upstream.account(call),
          api: "legacy",
          capabilities: () => Promise.resolve(legacyCapabilities(dealLinks)),
          makesChangesTogether: false,
          contacts: legacyContacts(legacy, locks),
          deals: legacyDeals(legacy, locks, dealLinks),
          notes: legacyNotes(legacy),
          tasks: legacyTasks(legacy, locks),
          catalogs: v2Catalogs(calls, call),
        };
      },
      webhooks: () => null,
      signIn: (call) => upstream.session(call),
      close: () => calls.close(),
    };
  };
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
