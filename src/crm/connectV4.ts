import { CrmError } from "../domain/crmError.js";
import { CountedCalls } from "../transport/countedCalls.js";
import { SharedReads } from "../transport/sharedReads.js";
import { TokenUpstream } from "../transport/tokenUpstream.js";
import { FixedToken, type TokenSource } from "../transport/tokenSource.js";
import type { UpstreamCalls } from "../transport/message.js";
import { GrantTokens } from "../oauth/grantTokens.js";
import type { GrantStore } from "../oauth/grantStore.js";
import type { Integration } from "../oauth/integration.js";
import type { AccountParts, ApiConnection } from "./apiConnection.js";
import type { Credentials } from "./crm.js";
import type { CrmId } from "../domain/crmId.js";
import { AccountFacts } from "./v4/accountFacts.js";
import { v4Capabilities } from "./v4/v4Capabilities.js";
import { v4Catalogs } from "./v4/v4Catalogs.js";
import { V4Calls } from "./v4/v4Calls.js";
import { v4Contacts } from "./v4/v4Contacts.js";
import { v4Deals } from "./v4/v4Deals.js";
import { v4Notes } from "./v4/v4Notes.js";
import { v4Tasks } from "./v4/v4Tasks.js";
import { v4Webhooks } from "./v4/v4Webhooks.js";

/** API v4 lets in tokens alone: keys and passwords of users are not even sent. */
const REFUSED: UpstreamCalls = { send: () => Promise.reject(refusal()), close: () => Promise.resolve() };

function refusal(): CrmError {
  return new CrmError("notAuthenticated", "The account lets users in with a token only.");
}

/** How users are let in over API v4 besides tokens of their own. */
export interface V4Options {
  /** What a user granted to the gateway's integration; absent where it has none. */
  readonly grant?: { readonly integration: Integration; readonly store: GrantStore };
  /** Number of the account's kind of tasks for letters. Absent: one is looked for by its name. */
  readonly letterType?: CrmId;
  /** Told of a grant that could not be renewed. */
  readonly onWarning?: (message: string) => void;
}

/** Connects users over API v4, each with a token. */
export function connectV4(
  { line, locks, writes }: AccountParts,
  { grant, letterType, onWarning }: V4Options,
): (credentials: Credentials) => ApiConnection {
  function tokensOf(credentials: Credentials): TokenSource | null {
    if ("token" in credentials) return new FixedToken(credentials.token, line.now);
    if ("integration" in credentials && grant !== undefined) return new GrantTokens({ line, onWarning, ...grant });
    return null;
  }

  return (credentials) => {
    const tokens = tokensOf(credentials);
    const upstream =
      tokens === null ? REFUSED : new CountedCalls(new SharedReads(new TokenUpstream(line, tokens), writes));
    // What users may see differs, so each learns it for themselves.
    const facts = new AccountFacts(letterType, line.now);
    return {
      forOperation(call) {
        const calls = new V4Calls(upstream, call);
        return {
          async account() {
            const { subdomain, timeZone } = await facts.account.get(calls);
            return { subdomain, timeZone };
          },
          api: "v4",
          capabilities: () => v4Capabilities(calls, facts),
          makesChangesTogether: true,
          contacts: v4Contacts(calls, facts, locks),
          deals: v4Deals(calls, facts, locks),
          notes: v4Notes(calls, facts),
          tasks: v4Tasks(calls, facts),
          catalogs: v4Catalogs(calls, facts),
        };
      },
      webhooks: (call) => v4Webhooks(new V4Calls(upstream, call)),
      signIn: () => Promise.reject(refusal()),
      close: () => upstream.close(),
    };
  };
}
