import type { GrantStore } from "../oauth/grantStore.js";
import type { CallWindow } from "../transport/callWindow.js";
import type { SessionStores } from "../transport/sessionStore.js";
import type { WriteCount } from "../transport/sharedReads.js";
import type { KeptReads } from "./cache/keptReads.js";
import type { AnswersFor } from "./idempotency/idempotentCrm.js";
import type { RecordLocks } from "./locks/recordLocks.js";

/** What all instances of the gateway that call one account have in common. */
export interface SharedAccount {
  readonly window: CallWindow;
  readonly sessions: SessionStores;
  readonly writes: WriteCount;
  readonly locks: RecordLocks;
  readonly reads: KeptReads;
  readonly answersFor: AnswersFor;
  /** What a user granted to the gateways' integration; absent where they have none. */
  readonly grants?: GrantStore;
}
