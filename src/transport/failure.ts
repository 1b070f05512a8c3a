import { CrmError } from "../domain/crmError.js";
import type { CrmErrorKind } from "../domain/crmError.js";
import type { CallOutcome } from "../domain/call.js";

/** Why one exchange gave no answer that an adapter could read. */
type FailureReason =
  /** No connection, or it broke before the answer was complete. */
  | "connection"
  | "timeout"
  | "aborted"
  /** 5xx. */
  | "server"
  /** 429. */
  | "limited"
  /** 403 with a page for people: the account blocks our address. */
  | "banned"
  /** 402. */
  | "unpaid"
  /** 3xx. */
  | "redirect"
  /** Too large, broken framing, compression or charset. */
  | "malformed";

interface FailureDetails {
  /** Whether the request may have reached the account. */
  readonly sent: boolean;
  /** Whether the same request may well succeed a moment later. */
  readonly transient?: boolean;
  /** Whether this says that the account is down, where the reason alone does not. */
  readonly outage?: boolean;
  /** Seconds until the next try makes sense, as the account names them. */
  readonly namedSeconds?: number | undefined;
  /** Machine-readable code for logs, for example `ECONNREFUSED`. Never text of the answer, which library errors may hold. */
  readonly code?: string | undefined;
}

/** How a failure reads to the caller, and to the caller of a write that may have reached the account. */
const KINDS: Record<FailureReason, { readonly kind: CrmErrorKind; readonly sentWrite: CrmErrorKind; text: string }> = {
  connection: { kind: "unavailable", sentWrite: "outcomeUnknown", text: "The connection to the account failed." },
  timeout: { kind: "timeout", sentWrite: "outcomeUnknown", text: "The account did not answer in time." },
  aborted: { kind: "aborted", sentWrite: "outcomeUnknown", text: "The call was stopped." },
  server: { kind: "unavailable", sentWrite: "outcomeUnknown", text: "The account reported a failure of its own." },
  // 429, 403 and 402 are refusals: the account did not do what was asked.
  limited: { kind: "rateLimited", sentWrite: "rateLimited", text: "The account was called too often." },
  banned: { kind: "unavailable", sentWrite: "unavailable", text: "The account blocks calls for now." },
  unpaid: { kind: "unavailable", sentWrite: "unavailable", text: "The account is not paid." },
  redirect: { kind: "badResponse", sentWrite: "outcomeUnknown", text: "The account redirects: check its address." },
  malformed: {
    kind: "badResponse",
    sentWrite: "outcomeUnknown",
    text: "The answer of the account is broken or too large.",
  },
};

/** What says that the account is down, as opposed to busy, strange or left by the caller. */
const OUTAGES: ReadonlySet<FailureReason> = new Set(["connection", "timeout", "server"]);

/** How calls that failed are counted; reasons that are not listed count as `failed`. */
const OUTCOMES: Partial<Record<FailureReason, CallOutcome>> = {
  timeout: "timeout",
  aborted: "aborted",
  limited: "limited",
  banned: "banned",
  unpaid: "refused",
};

/** Seconds told to callers where the account names none; kinds that are not listed carry none. */
const RETRY_AFTER_SECONDS: Partial<Record<FailureReason, number>> = {
  connection: 5,
  server: 5,
  limited: 1,
  unpaid: 3600,
};

/** A failed exchange, inside the transport. Leaves it as a CrmError. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly sent: boolean;
  readonly transient: boolean;
  /** Whether this says that the account is down. */
  readonly isOutage: boolean;
  readonly namedSeconds: number | undefined;
  readonly code: string | undefined;

  constructor(
    readonly reason: FailureReason,
    details: FailureDetails,
  ) {
    super(KINDS[reason].text);
    this.sent = details.sent;
    this.transient = details.transient ?? reason === "connection";
    this.isOutage = details.outage ?? OUTAGES.has(reason);
    this.namedSeconds = details.namedSeconds;
    this.code = details.code;
  }

  /** How a call that failed like this is counted. */
  get outcome(): CallOutcome {
    return OUTCOMES[this.reason] ?? "failed";
  }

  /** Seconds until the next try makes sense, as far as there is anything to say. */
  get retryAfterSeconds(): number | undefined {
    return this.namedSeconds ?? RETRY_AFTER_SECONDS[this.reason];
  }

  toCrmError(effect: "read" | "write"): CrmError {
    const { kind, sentWrite, text } = KINDS[this.reason];
    const { retryAfterSeconds } = this;
    return new CrmError(effect === "write" && this.sent ? sentWrite : kind, text, {
      cause: this,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    });
  }
}
