import { CrmError } from "../domain/crmError.js";
import type { Account, AccountSession } from "../domain/account.js";
import type { CallContext } from "../domain/call.js";
import type { StopSignal } from "../domain/stop.js";
import { readReply } from "./answer.js";
import { sessionCookie } from "./cookie.js";
import { Failure } from "./failure.js";
import type { SessionStore, StoredSession } from "./sessionStore.js";
import { signedMessage } from "./signedMessage.js";
import type { CallScope, Line } from "./line.js";
import type { SignIn } from "./message.js";
import { unlessAborted } from "./unlessAborted.js";

/** Share of its life after which a session is renewed: 13 of 15 minutes. */
const RENEWED_AFTER = 13 / 15;
/** Share of its life after which a session that cannot be renewed counts as over: 14 of 15 minutes. */
const ENDS_AFTER = 14 / 15;
/** How much longer than that a session of another instance must last, in milliseconds: clocks never agree to the last one. */
const ADOPTED_LASTS_MS = 1_000;
/**
 * How long refused credentials are not tried again, if ever: twice as long after each further refusal. Accounts lock out users
 * after a few wrong ones.
 */
const SHORTEST_REFUSAL_MS = 60_000;
const LONGEST_REFUSAL_MS = 3_600_000;
/** Seconds after which another call makes sense to an account that signs users in and then refuses their sessions. */
const REFUSED_SESSION_SECONDS = 60;

/** A session with the account. */
export interface LiveSession {
  /** Counts sign-ins, so that a late refusal of an old session does not spoil a new one. */
  readonly generation: number;
  /** `session_id=…` */
  readonly cookie: string;
  readonly startedAt: number;
}

/** How a session is come by: any that the instances have, or one of its own, which proves that the credentials are right. */
type Source = "shared" | "own";

interface SessionOptions {
  readonly line: Line;
  readonly host: string;
  /** How the user gets in: by signing in as often as it takes, or with a session that was opened before and is not renewed. */
  readonly entry: SignIn | AccountSession;
  readonly seconds: number;
  readonly now: () => number;
  /** What other instances know of this user's sessions. Not asked for a session that was opened before. */
  readonly store: SessionStore;
  /** Ends a sign-in under way when the upstream closes. */
  readonly closing: StopSignal;
}

/** Keeps one user signed in to the account: one sign-in for any number of waiting calls. */
export class Session {
  readonly #options: SessionOptions;
  #live: LiveSession | null = null;
  #signingIn: Promise<Account> | null = null;
  /** How often in a row the credentials were refused, and until when they are not tried again. */
  #refusals = 0;
  #refusedUntil = -Infinity;
  #generation = 0;
  /** Whether a better session than the latest is not to be had. */
  #isLatestFresh = true;
  /** The latest session that a call was answered with. */
  #proven = 0;
  /** The latest session that was refused before any call was answered with it. */
  #stillborn = 0;
  /** The latest session that was refused while it was the live one. */
  #refusedCookie: string | null = null;
  #account: Account | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { entry, seconds, now } = options;
    if (!("secret" in entry)) return;
    const leftMs = entry.endsAt.getTime() - Date.now();
    this.#generation = 1;
    this.#account = entry.account;
    this.#live = { generation: 1, cookie: entry.secret, startedAt: now() + leftMs - seconds * 1000 * ENDS_AFTER };
  }

  /** The number of the latest session. */
  get generation(): number {
    return this.#generation;
  }

  /**
   * Whether the latest session is as new as they come: signed in for here, or taken over when another one that was taken over had
   * just been refused. Where it is not, a refusal says nothing of the next one.
   */
  get isFresh(): boolean {
    return this.#isLatestFresh;
  }

  /** The session that calls may be made with right now. */
  get live(): LiveSession | null {
    return this.#live !== null && this.#age(this.#live) < this.#options.seconds * 1000 ? this.#live : null;
  }

  /** Signs in unless there is a session with some life ahead of it. */
  async ensure(scope: CallScope, source: Source = "shared"): Promise<void> {
    const { live } = this;
    const { entry, seconds } = this.#options;
    const share = "secret" in entry ? ENDS_AFTER : RENEWED_AFTER;
    if (live !== null && this.#age(live) < seconds * 1000 * share) return;
    await this.#join(scope, source);
  }

  /** The session itself, for resuming it later. It ends a little before the account ends it. None of other instances is taken over. */
  async open(scope: CallScope): Promise<AccountSession> {
    await this.ensure(scope, "own");
    const account = await this.account(scope);
    const { live } = this;
    if (live === null) throw freshSessionRefused();
    const leftMs = this.#options.seconds * 1000 * ENDS_AFTER - this.#age(live);
    return { secret: live.cookie, account, endsAt: new Date(Date.now() + leftMs) };
  }

  /** What the account said of itself at the latest sign-in. */
  async account(scope: CallScope): Promise<Account> {
    return this.#account ?? this.#join(scope, "shared");
  }

  /** The number of the latest session that was refused before it served any call: signing in did not help. */
  get stillborn(): number {
    return this.#stillborn;
  }

  /** Takes note of whether the account answered a call with a session or refused it, and forgets one that was refused. */
  judge({ generation }: LiveSession, isAnswered: boolean): void {
    if (isAnswered) {
      this.#proven = Math.max(this.#proven, generation);
      return;
    }
    if (generation > this.#proven) this.#stillborn = Math.max(this.#stillborn, generation);
    if (this.#live?.generation !== generation) return;
    this.#refusedCookie = this.#live.cookie;
    this.#live = null;
  }

  /** Waits for the sign-in under way, or begins one. The caller's leaving ends its waiting, not the sign-in others wait for. */
  async #join(scope: CallScope, source: Source): Promise<Account> {
    this.#signingIn ??= this.#enter(scope.call, source).finally(() => {
      this.#signingIn = null;
    });
    return unlessAborted(this.#signingIn, scope.signal);
  }

  async #enter(call: CallContext, source: Source): Promise<Account> {
    const { entry, seconds, now, store, closing } = this.#options;
    if ("secret" in entry) throw new CrmError("notAuthenticated", "The session with the account is over.");
    if (now() < this.#refusedUntil) throw this.#wrongCredentials();
    if (source === "own") return this.#signIn(entry, call);
    const leastLeftMs = seconds * 1000 * (1 - RENEWED_AFTER) + ADOPTED_LASTS_MS;
    const taken = await store.take({ leastLeftMs, refused: this.#refusedCookie }, closing);
    if (taken.kind === "session") return this.#adopt(taken.session, taken.leftMs);
    if (taken.kind === "refused") throw this.#refused(entry, taken.leftMs);
    this.#refusals = Math.max(this.#refusals, taken.refusals);
    try {
      return await this.#signIn(entry, call, store);
    } finally {
      await store.release();
    }
  }

  /** @param refusing where others are to learn that the credentials are wrong */
  async #signIn(entry: SignIn, call: CallContext, refusing?: SessionStore): Promise<Account> {
    const { line, host, seconds, now, store, closing } = this.#options;
    let startedAt = 0;
    const session = await line.transact(
      {
        endpoint: "auth",
        effect: "read",
        // A first sign-in takes its caller's turn, else whoever signs in often would always go first.
        urgent: this.#generation > 0,
        compose: () => {
          startedAt = now();
          return signedMessage({ ...entry.request, effect: "read" }, {});
        },
        read: (answer) => {
          const account = entry.read(readReply(answer));
          if (account === null) return null;
          const cookie = sessionCookie(answer.headers["set-cookie"], host);
          if (cookie === null) throw new Failure("malformed", { sent: true, code: "NO_SESSION_COOKIE" });
          return { account, cookie };
        },
      },
      { call, signal: closing, leftMs: line.timeoutMs },
    );
    if (session === null) {
      const refusalMs = Math.min(LONGEST_REFUSAL_MS, SHORTEST_REFUSAL_MS * 2 ** this.#refusals);
      this.#refusals += 1;
      const error = this.#refused(entry, refusalMs);
      await refusing?.refuse(this.#refusals, entry.isRetryable ? refusalMs : LONGEST_REFUSAL_MS);
      throw error;
    }
    this.#begin(session, startedAt, true);
    await store.keep(session, startedAt + seconds * 1000 - now());
    return session.account;
  }

  /** Takes over a session that another instance opened. */
  #adopt(session: StoredSession, leftMs: number): Account {
    const { seconds, now } = this.#options;
    // The second one in a row that is refused without having been of use says as much as one's own would.
    const followsStillborn = !this.#isLatestFresh && this.#stillborn === this.#generation;
    this.#begin(session, now() + leftMs - seconds * 1000, followsStillborn);
    return session.account;
  }

  #begin({ cookie, account }: StoredSession, startedAt: number, isFresh: boolean): void {
    this.#refusals = 0;
    this.#generation += 1;
    this.#isLatestFresh = isFresh;
    this.#account = account;
    this.#live = { generation: this.#generation, cookie, startedAt };
  }

  #age(session: LiveSession): number {
    return this.#options.now() - session.startedAt;
  }

  /** From now on the credentials are not tried for a while, or never again where trying could lock the user out. */
  #refused(entry: SignIn, forMs: number): CrmError {
    this.#refusedUntil = entry.isRetryable ? this.#options.now() + forMs : Infinity;
    return this.#wrongCredentials();
  }

  #wrongCredentials(): CrmError {
    const leftMs = Math.min(LONGEST_REFUSAL_MS, this.#refusedUntil - this.#options.now());
    return new CrmError("notAuthenticated", "The account refused the credentials.", {
      retryAfterSeconds: Math.ceil(leftMs / 1000),
    });
  }
}

export function freshSessionRefused(): CrmError {
  return new CrmError("notAuthenticated", "The account refused a fresh session.", {
    retryAfterSeconds: REFUSED_SESSION_SECONDS,
  });
}
