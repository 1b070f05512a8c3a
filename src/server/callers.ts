import type { CrmConnection } from "../crm/crm.js";
import type { CallContext } from "../domain/call.js";
import type { User } from "../graphql/context.js";
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
  constructor(private readonly options: CallersOptions) {}

  async identify(authorization: string | undefined, call: CallContext): Promise<Identity> {
    const { serviceUser, accessTokens, sessions } = this.options;
    const token = bearerToken(authorization);
    if (token === null) {
      return {
        token,
        caller: serviceUser !== null && accessTokens.isEmpty ? asUser(serviceUser, true, call) : "nobody",
      };
    }
    if (serviceUser !== null && accessTokens.has(authorization)) {
      return { token, caller: asUser(serviceUser, true, call) };
    }
    const connection = await sessions.connectionOf(token);
    return { token, caller: connection === null ? "unknown" : asUser(connection, false, call) };
  }

  /** The sessions as one request sees them. */
  sessions(address: string, call: CallContext): Sessions {
    return this.options.sessions.seenFrom(address, call);
  }
}

function asUser(connection: CrmConnection, isServiceUser: boolean, call: CallContext): User {
  return { login: connection.login, crm: connection.forOperation(call), isServiceUser };
}
