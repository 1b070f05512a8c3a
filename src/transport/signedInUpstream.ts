import type { Account, AccountSession } from "../domain/account.js";
import type { CallContext } from "../domain/call.js";
import { isLoginRedirect, readReply } from "./answer.js";
import type { CallScope, Line } from "./line.js";
import type { SignIn, Upstream, UpstreamReply, UpstreamRequest } from "./message.js";
import { RunningCalls } from "./runningCalls.js";
import { freshSessionRefused, Session } from "./session.js";
import type { LiveSession } from "./session.js";
import { separateSession, type SessionStore } from "./sessionStore.js";
import { signedMessage } from "./signedMessage.js";

export interface UserOptions {
  /** The sign-in, or a session that was opened before: that one is used until it ends and not renewed. */
  readonly entry: SignIn | AccountSession;
  /** What other instances know of this user's sessions; absent where there are none. */
  readonly store?: SessionStore;
  /** Whether a reply means "not signed in". Redirects to a login page are recognised without it. */
  readonly isRefused: (reply: UpstreamReply) => boolean;
  /** Seconds that a session lasts at the account; 900 by default. It is renewed ahead of that. */
  readonly sessionSeconds?: number;
}

const SESSION_SECONDS = 900;

/** Calls over one line, on behalf of one user. */
export class SignedInUpstream implements Upstream {
  readonly #session: Session;
  readonly #running: RunningCalls;

  constructor(
    private readonly line: Line,
    private readonly user: UserOptions,
  ) {
    this.#running = new RunningCalls(line);
    this.#session = new Session({
      line,
      host: new URL(line.origin).hostname,
      entry: user.entry,
      seconds: user.sessionSeconds ?? SESSION_SECONDS,
      now: line.now,
      store: user.store ?? separateSession,
      closing: this.#running.closing,
    });
  }

  send(request: UpstreamRequest, call: CallContext): Promise<UpstreamReply> {
    return this.#running.run(call, (scope) => this.#send(request, scope));
  }

  account(call: CallContext): Promise<Account> {
    return this.#running.run(call, (scope) => this.#session.account(scope));
  }

  session(call: CallContext): Promise<AccountSession> {
    return this.#running.run(call, (scope) => this.#session.open(scope));
  }

  close(): Promise<void> {
    return this.#running.close();
  }

  async #send(request: UpstreamRequest, scope: CallScope): Promise<UpstreamReply> {
    const known = this.#session.generation;
    for (;;) {
      await this.#session.ensure(scope);
      const used: LiveSession[] = [];
      const reply = await this.line.transact(
        {
          endpoint: request.endpoint,
          effect: request.effect,
          // The session may have been refused or renewed while the call waited for its turn.
          compose: () => {
            const { live } = this.#session;
            if (live === null) return null;
            request.beforeSending?.(scope.leftMs);
            used.push(live);
            return signedMessage(request, { cookie: live.cookie });
          },
          read: (answer) => {
            const reply = isLoginRedirect(answer, this.line.origin) ? null : readReply(answer);
            const isAnswered = reply !== null && !this.user.isRefused(reply);
            // Before the next call leaves the queue, so that it does not try a session that was refused.
            const session = used.at(-1);
            if (session !== undefined) this.#session.judge(session, isAnswered);
            return isAnswered ? reply : null;
          },
        },
        scope,
      );
      if (reply !== null) return reply;
      // A refused call was not executed, so it is made once more, writes too. When the latest session is refused though it was
      // made while this call was under way, another will not be better: be it to this call or to all so far.
      const { generation, stillborn, isFresh } = this.#session;
      const refused = Math.max(used.at(-1)?.generation ?? known, stillborn);
      if (refused > known && refused === generation && isFresh) throw freshSessionRefused();
    }
  }
}
