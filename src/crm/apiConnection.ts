import type { AccountSession } from "../domain/account.js";
import type { CallContext } from "../domain/call.js";
import type { Line } from "../transport/line.js";
import type { WriteCount } from "../transport/sharedReads.js";
import type { Crm, WebhookPort } from "./crm.js";
import type { RecordLocks } from "./locks/recordLocks.js";

/** What all users of an account have in common, whichever of its APIs is called. */
export interface AccountParts {
  readonly line: Line;
  readonly locks: RecordLocks;
  readonly writes: WriteCount;
}

/** One user's way to an account over one of its APIs. */
export interface ApiConnection {
  forOperation(call: CallContext): Crm;
  webhooks(call: CallContext): WebhookPort | null;
  signIn(call: CallContext): Promise<AccountSession>;
  close(): Promise<void>;
}
