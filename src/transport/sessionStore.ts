import type { Account } from "../domain/account.js";
import type { StopSignal } from "../domain/stop.js";

/** How a user gets in. Whoever has the same credentials may use the same session. */
export interface SessionUser {
  readonly login: string;
  readonly kind: "key" | "password";
  /** The key or the password. */
  readonly secret: string;
}

/** A session that was opened by signing in. */
export interface StoredSession {
  /** `session_id=…` */
  readonly cookie: string;
  readonly account: Account;
}

/** What there is for who needs a session. Times are milliseconds from now. */
export type TakenSession =
  | { readonly kind: "session"; readonly session: StoredSession; readonly leftMs: number }
  /** Another instance was told that the credentials are wrong. */
  | { readonly kind: "refused"; readonly leftMs: number }
  /** Nobody else signs in: this one does, and says how it ended. `refusals`: how often in a row the credentials were refused. */
  | { readonly kind: "turn"; readonly refusals: number };

interface WantedSession {
  /** Life that a session must have ahead of it, in milliseconds. */
  readonly leastLeftMs: number;
  /** The cookie of the session that the account refused last: if that one is kept, it is forgotten. */
  readonly refused: string | null;
}

/** What instances know in common of one user's sessions, so that one of them signs in for all. Nothing here throws. */
export interface SessionStore {
  /** Waits, within bounds, for another instance that signs in. Ends at once when `signal` aborts, with a turn. */
  take(wanted: WantedSession, signal: StopSignal): Promise<TakenSession>;
  /** The account let the user in: others may use the session for so many milliseconds. Ends the turn, if there is one. */
  keep(session: StoredSession, leftMs: number): Promise<void>;
  /** The account refused the credentials, for so many times in a row: nobody tries them for so many milliseconds. Ends the turn. */
  refuse(refusals: number, forMs: number): Promise<void>;
  /** Ends the turn, if there is one: it is not known whether the credentials are right. */
  release(): Promise<void>;
}

/** Hands out the store of each user. */
export interface SessionStores {
  of(user: SessionUser): SessionStore;
}

/** For an instance of its own: whoever needs a session signs in. */
export const separateSession: SessionStore = {
  take: () => Promise.resolve({ kind: "turn", refusals: 0 }),
  keep: () => Promise.resolve(),
  refuse: () => Promise.resolve(),
  release: () => Promise.resolve(),
};
