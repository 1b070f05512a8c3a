import type { CrmConnection } from "../crm/crm.js";
import type { CallContext } from "../domain/call.js";
import type { User } from "../graphql/context.js";
import { KnownLists } from "../graphql/knownLists.js";
import type { Sessions } from "../graphql/session/sessions.js";
import { bearerToken, type AccessTokens } from "./accessTokens.js";
import type { AccountSessions } from "./accountSessions.js";

/** Who a request is, and the token it bears. */
interface Identity {
  readonly caller: User | "nobody" | "unknown";
  readonly token: string | null;
}

interface CallersOptions {
  readonly serviceUser: CrmConnection | null;
  readonly accessTokens: AccessTokens;
  readonly sessions: AccountSessions;
}

/**
 * Tells who a request is. No token: the service user, unless access tokens guard it. An access token: the service user. Any
 * other token is opened as a session.
 */
export class Callers {
  /** What each user has learned of the account's lists, for as long as their connection is at hand. */
  readonly #lists = new WeakMap<CrmConnection, KnownLists>();

  constructor(private readonly options: CallersOptions) {}

  async identify(authorization: string | undefined, call: CallContext): Promise<Identity> {
    const { serviceUser, accessTokens, sessions } = this.options;
    const token = bearerToken(authorization);
    if (token === null) {
      return {
        token,
        caller: serviceUser !== null && accessTokens.isEmpty ? this.#asUser(serviceUser, true, call) : "nobody",
      };
    }
    if (serviceUser !== null && accessTokens.has(authorization)) {
      return { token, caller: this.#asUser(serviceUser, true, call) };
    }
    const connection = await sessions.connectionOf(token);
    return { token, caller: connection === null ? "unknown" : this.#asUser(connection, false, call) };
  }

  /** The sessions as one request sees them. */
  sessions(address: string, call: CallContext): Sessions {
    return this.options.sessions.seenFrom(address, call);
  }

  #asUser(connection: CrmConnection, isServiceUser: boolean, call: CallContext): User {
    const lists = this.#lists.get(connection) ?? new KnownLists();
    this.#lists.set(connection, lists);
    return { login: connection.login, crm: connection.forOperation(call), lists, isServiceUser };
  }
}
