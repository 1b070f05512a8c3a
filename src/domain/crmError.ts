import type { Carried } from "./carried.js";
import type { Contact } from "./contact.js";
import type { Deal } from "./deal.js";

/** Everything that can go wrong between the gateway and the account. A closed list: nothing else leaves an adapter. */
export type CrmErrorKind =
  /** The account refused the credentials or the session. */
  | "notAuthenticated"
  /** The user may not read or do this. */
  | "forbidden"
  /** The record does not exist (any more). */
  | "notFound"
  /** The account refused the change. */
  | "rejected"
  /** The account has no way to do this without risk. */
  | "notSupported"
  /** The record is no longer at the version the caller saw. See VersionConflict. */
  | "conflict"
  /** The idempotency key was used for other arguments before; nothing was sent. */
  | "keyReused"
  /** Too many calls: the account's budget or our queue is full. Carries `retryAfterSeconds`. */
  | "rateLimited"
  /** The operation has made all calls to the account that it may make; this one was not sent. */
  | "tooManyCalls"
  /** The account is down, banned us, or is not paid. Carries `retryAfterSeconds`. */
  | "unavailable"
  /** No complete answer in time; nothing was changed. */
  | "timeout"
  /** The caller has gone or the operation's time is up; nothing was changed. */
  | "aborted"
  /** The answer is not what it claims to be: broken, too large, HTML, the wrong shape. */
  | "badResponse"
  /** A write was sent and it is not known whether the account made the change. */
  | "outcomeUnknown";

interface CrmErrorOptions {
  readonly cause?: unknown;
  /** Seconds after which another attempt makes sense. */
  readonly retryAfterSeconds?: number;
}

/**
 * A failure in terms of the CRM. The message is for our logs and for developers: it never holds text of the account's answer,
 * addresses or secrets, since it may be shown to callers.
 */
export class CrmError extends Error {
  override readonly name: string = "CrmError";
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly kind: CrmErrorKind,
    message: string,
    options: CrmErrorOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** What is wrong with one field of a change. */
export interface FieldFault {
  /** Names of fields and places in lists, from the draft or the patch on: `["phoneNumbers", "0", "number"]`. Null when it is not known. */
  readonly path: readonly string[] | null;
  /** As the message of a CrmError: in our words. */
  readonly message: string;
}

/** A change that the account refuses, or cannot hold, for what some of its fields are. Nothing was changed. */
export class FieldsRefused extends CrmError {
  override readonly name = "FieldsRefused";

  constructor(
    kind: "rejected" | "notSupported",
    readonly faults: readonly FieldFault[],
  ) {
    super(kind, faults.map(({ message }) => message).join(" "));
  }
}

/** The record that a change refers to, such as the contact of a deal, is not there; the record to change was. */
export class LinkNotFound extends CrmError {
  override readonly name = "LinkNotFound";

  constructor() {
    super("notFound", "The account has no such record to link.");
  }
}

/** Whether an earlier request with the same idempotency key added the record is not known. This one was not sent. */
export class EarlierOutcomeUnknown extends CrmError {
  override readonly name = "EarlierOutcomeUnknown";

  constructor() {
    super("outcomeUnknown", "An earlier request with this key has an unknown outcome. Nothing was sent now.");
  }
}

/** A record that was read, and which kind it is. */
export type CurrentRecord =
  | { readonly kind: "contact"; readonly record: Carried<Contact> }
  | { readonly kind: "deal"; readonly record: Carried<Deal> };

/** Somebody else changed the record first. `current` is the record as it is now. */
export class VersionConflict extends CrmError {
  override readonly name = "VersionConflict";

  constructor(
    readonly current: CurrentRecord,
    readonly currentVersion: string,
  ) {
    super("conflict", "The record changed since the version given.");
  }
}
