import { LRUCache } from "lru-cache";
import type { CrmAccount, CrmConnection } from "../crm/crm.js";
import { CrmError } from "../domain/crmError.js";
import type { AccountSession } from "../domain/account.js";
import type { CallContext } from "../domain/call.js";
import type { Credentials, OpenedSession, Sessions } from "../graphql/session/sessions.js";
import type { SessionTokens } from "./sessionTokens.js";
import { OwnSignInLimit, type SignInLimit } from "./signInLimit.js";

/** Users whose connection is kept at hand. Others sign in to the account anew. */
const CONNECTIONS = 1_000;

interface AccountSessionsOptions {
  readonly account: CrmAccount;
  readonly tokens: SessionTokens;
  /** How long a session opened with a key lasts. */
  readonly keySeconds: number;
  /** How often may be tried to sign in, here or at all instances together. Absent, here. */
  readonly signInLimit?: SignInLimit;
}

/** The sessions of further users of the account, each behind a sealed token. */
export class AccountSessions {
  // One that is dropped is not closed: an operation may be using it, and it holds nothing that has to be given back.
  readonly #connections = new LRUCache<string, CrmConnection>({ max: CONNECTIONS });
  readonly #signInLimit: SignInLimit;

  constructor(private readonly options: AccountSessionsOptions) {
    this.#signInLimit = options.signInLimit ?? new OwnSignInLimit();
  }

  /** The account as the user of a token; null when the token cannot be opened. */
  async connectionOf(token: string): Promise<CrmConnection | null> {
    const opened = await this.options.tokens.open(token);
    if (opened === null) return null;
    const known = this.#connections.get(opened.id);
    if (known !== undefined) return known;
    const connection = this.options.account.as(opened.credentials);
    this.#connections.set(opened.id, connection, { ttl: Math.max(1, opened.expiresAt.getTime() - Date.now()) });
    return connection;
  }

  /** The sessions as one request sees them. */
  seenFrom(address: string, call: CallContext): Sessions {
    return {
      create: (credentials) => this.#create(credentials, address, call),
      delete: (token) => this.#delete(token),
    };
  }

  /** Takes no more calls and waits for writes in flight. */
  async close(): Promise<void> {
    await Promise.all([...this.#connections.values()].map((connection) => connection.close()));
  }

  async #create(credentials: Credentials, address: string, call: CallContext): Promise<OpenedSession | null> {
    const endAttempt = await this.#signInLimit.begin(address, credentials.login);
    let hasFailed = false;
    const connection = this.options.account.as(credentials);
    try {
      const session = await connection.signIn(call);
      return {
        ...(await this.#seal(credentials, session)),
        login: credentials.login,
        account: session.account.subdomain,
      };
    } catch (error) {
      const kind = error instanceof CrmError ? error.kind : null;
      // An account that is down refused nobody. A caller who hung up may have been refused.
      hasFailed = kind === "notAuthenticated" || kind === "aborted";
      if (kind === "notAuthenticated") return null;
      throw error;
    } finally {
      await endAttempt(hasFailed);
      await connection.close();
    }
  }

  /** A key renews the session with the account for as long as the token lives; a password is not kept, so its session ends. */
  async #seal(credentials: Credentials, session: AccountSession): Promise<Pick<OpenedSession, "token" | "expiresAt">> {
    const { tokens, keySeconds } = this.options;
    const { login } = credentials;
    if (credentials.kind === "password") {
      return { token: await tokens.seal({ login, session }, session.endsAt), expiresAt: session.endsAt };
    }
    const expiresAt = new Date(Date.now() + keySeconds * 1000);
    return { token: await tokens.seal({ login, key: credentials.key }, expiresAt), expiresAt };
  }

  async #delete(token: string): Promise<boolean> {
    const opened = await this.options.tokens.open(token);
    if (opened === null) return false;
    await this.options.tokens.end(opened);
    this.#connections.delete(opened.id);
    return true;
  }
}
