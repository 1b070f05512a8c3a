import type { ZonedDates } from "../../codec/date.js";
import type { FormFields } from "../../codec/form.js";
import type { CallContext } from "../../domain/call.js";
import type { CrmId } from "../../domain/crmId.js";
import type { UpstreamCalls, UpstreamRequest } from "../../transport/message.js";
import type { StopSignal } from "../../domain/stop.js";
import { CrmError } from "../../domain/crmError.js";
import { legacyRequest, type ReadCall, type WriteCall } from "./endpoints.js";
import { readWritten } from "./legacyWrite.js";
import type { Lease } from "../locks/recordLocks.js";

/** The legacy API for the length of one operation. */
export interface LegacyCalls {
  /** Aborted when the operation is over. */
  readonly signal: StopSignal;
  /** How the account writes dates. */
  dates(): Promise<ZonedDates>;
  /** The text of a page, as it is now. */
  readonly read: (call: ReadCall, fields: FormFields) => Promise<string>;
  /** The text of a page, perhaps by a read that is under way for another operation of the user. */
  readonly readShared: (call: ReadCall, fields: FormFields) => Promise<string>;
  /** As `readShared`, for what a change has written: made however many calls the operation has made. */
  readonly readWritten: (call: ReadCall, fields: FormFields) => Promise<string>;
  /**
   * Makes a change; the number of the record, null when the account acknowledges it without one. One that is made under a lock
   * is not sent unless the lock outlasts the call.
   */
  write(call: WriteCall, fields: FormFields, lease?: Lease): Promise<CrmId | null>;
}

/** The legacy API of the account behind `upstream`. */
export function legacyCalls(
  upstream: UpstreamCalls,
  call: CallContext,
  dates: (call: CallContext) => Promise<ZonedDates>,
): LegacyCalls {
  async function read(request: UpstreamRequest): Promise<string> {
    const { status, text } = await upstream.send(request, call);
    if (status === 403) throw new CrmError("forbidden", "The user may not read this.");
    if (status !== 200) throw new CrmError("badResponse", `The account answered a read with status ${status}.`);
    return text;
  }

  return {
    signal: call.signal,
    dates: () => dates(call),
    read: (name, fields) => read(legacyRequest(name, fields)),
    readShared: (name, fields) => read({ ...legacyRequest(name, fields), shared: true }),
    readWritten: (name, fields) => read({ ...legacyRequest(name, fields), shared: true, count: "always" }),
    async write(name, fields, lease) {
      const request = legacyRequest(name, fields);
      const guarded = lease && { ...request, beforeSending: (mayTakeMs: number) => lease.check(mayTakeMs) };
      return readWritten(await upstream.send(guarded ?? request, call));
    },
  };
}
