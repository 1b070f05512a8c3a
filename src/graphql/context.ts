import type { Crm } from "../crm/crm.js";
import type { CallAllowance } from "../domain/callAllowance.js";
import type { ChangeFeed } from "../domain/change.js";
import type { CrmError } from "../domain/crmError.js";
import { unauthenticated } from "./errors.js";
import type { KnownLists } from "./knownLists.js";
import { Loaders } from "./loaders.js";
import type { Sessions } from "./session/sessions.js";

/** On whose behalf the account is called. */
export interface User {
  readonly login: string;
  /** The account as this user sees it, for this operation. */
  readonly crm: Crm;
  /** What earlier operations of this user have learned of the account's lists. */
  readonly lists: KnownLists;
  /** Whether this is the gateway's own user rather than one who opened a session. */
  readonly isServiceUser: boolean;
}

/** What the server knows of a request before it is executed. */
export interface OperationRequest {
  /** Named in each error, for finding the request in the logs. */
  readonly requestId: string;
  /** The user, `nobody`, or `unknown` when the request bears a token that could not be opened. */
  readonly caller: User | "nobody" | "unknown";
  /** The bearer token of the request, if any. */
  readonly token: string | null;
  readonly sessions: Sessions;
  /** What subscriptions listen to. */
  readonly changes: ChangeFeed;
  /** The calls to the account that the operation may make. */
  readonly allowance: CallAllowance;
  /** Why no change may be begun any more: the time is up, the caller has gone, or the gateway is closing. Null while one may. */
  readonly whyOver: () => CrmError | null;
}

/** What resolvers work with, for one request. */
export interface GraphQLContext {
  readonly requestId: string;
  readonly token: string | null;
  readonly sessions: Sessions;
  /** What subscriptions listen to. */
  readonly changes: ChangeFeed;
  /** Why no change may be begun any more: the time is up, the caller has gone, or the gateway is closing. Null while one may. */
  readonly whyOver: () => CrmError | null;
  /** Whether the account is called as the gateway's own user. */
  readonly usesServiceUser: boolean;
  /** The user, or null for nobody. Throws UNAUTHENTICATED for a token that could not be opened. */
  readonly viewer: User | null;
  /** The account as the user sees it. Throws UNAUTHENTICATED when there is no user. */
  readonly crm: Crm;
  /** All reads of the request. Throws UNAUTHENTICATED when there is no user. */
  readonly loaders: Loaders;
}

export function createContext(request: OperationRequest): GraphQLContext {
  return new OperationContext(request);
}

class OperationContext implements GraphQLContext {
  readonly requestId: string;
  readonly token: string | null;
  readonly sessions: Sessions;
  readonly changes: ChangeFeed;
  readonly whyOver: () => CrmError | null;
  // Not a #private field: Apollo Server hands a copy of the context to resolvers, and a copy has no such fields.
  private readers: Loaders | undefined;

  constructor(private readonly request: OperationRequest) {
    this.requestId = request.requestId;
    this.token = request.token;
    this.sessions = request.sessions;
    this.changes = request.changes;
    this.whyOver = request.whyOver;
  }

  get usesServiceUser(): boolean {
    const { caller } = this.request;
    return typeof caller === "object" && caller.isServiceUser;
  }

  get viewer(): User | null {
    const { caller } = this.request;
    if (caller === "unknown") throw unauthenticated();
    return caller === "nobody" ? null : caller;
  }

  get crm(): Crm {
    return this.user.crm;
  }

  get loaders(): Loaders {
    if (this.readers === undefined) {
      const { crm, lists } = this.user;
      this.readers = new Loaders(crm, lists, this.request.allowance);
    }
    return this.readers;
  }

  private get user(): User {
    const { viewer } = this;
    if (viewer === null) throw unauthenticated();
    return viewer;
  }
}
