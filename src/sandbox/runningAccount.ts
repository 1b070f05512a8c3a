import type { RequestLog } from "./requestLog.js";
import type { Sessions } from "./sessions.js";
import type { AccountDb } from "./storage/database.js";
import type { SandboxSwitches } from "./switches.js";

/** What every route of a running sandbox works on. */
export interface Account {
  readonly db: AccountDb;
  readonly sessions: Sessions;
  readonly log: RequestLog;
  readonly switches: SandboxSwitches;
  readonly now: () => Date;
}
