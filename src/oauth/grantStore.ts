import type { StopSignal } from "../domain/stop.js";
import type { Grant } from "./grant.js";

/** The right of one process to come by a new pair of tokens, and to keep it. */
export interface GrantTurn {
  /** The grant as it is kept now; null when none is. */
  read(): Promise<Grant | null>;
  /**
   * Keeps a pair, so that it is there after any crash once this resolves. Throws a CrmError when it could not be kept, when somebody
   * else may have taken the turn meanwhile, and when a newer pair is kept already: then the pair must not be used, so that
   * the refresh token which is kept goes on working.
   */
  save(grant: Grant): Promise<void>;
}

/** Where the grant of an integration is kept, for all processes that use it. */
export interface GrantStore {
  /** The grant as it is kept; null when none is. Throws a CrmError when that cannot be known. */
  read(): Promise<Grant | null>;
  /**
   * Runs the work while no other process comes by a new pair. Waits until the signal for those that do. Throws a CrmError when
   * it cannot be known whether one does.
   */
  inTurn<Result>(signal: StopSignal, work: (turn: GrantTurn) => Promise<Result>): Promise<Result>;
}
