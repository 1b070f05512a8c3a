import { CrmError } from "../domain/crmError.js";
import { SharedReads } from "../transport/sharedReads.js";
import { TokenUpstream } from "../transport/tokenUpstream.js";
import type { UpstreamCalls } from "../transport/message.js";
import type { AccountParts, ApiConnection } from "./apiConnection.js";
import type { Credentials } from "./crm.js";
import { AccountFacts } from "./v4/accountFacts.js";
import { v4Catalogs } from "./v4/v4Catalogs.js";
import { V4Calls } from "./v4/v4Calls.js";
import { v4Contacts } from "./v4/v4Contacts.js";
import { v4Deals } from "./v4/v4Deals.js";
import { v4Notes } from "./v4/v4Notes.js";
import { v4Tasks } from "./v4/v4Tasks.js";

/** API v4 lets in tokens alone: keys and passwords of users are not even sent. */
const REFUSED: UpstreamCalls = { send: () => Promise.reject(refusal()), close: () => Promise.resolve() };

function refusal(): CrmError {
  return new CrmError("notAuthenticated", "The account lets users in with a token only.");
}

/** Connects users over API v4, each with a token. */
export function connectV4({ line, locks, writes }: AccountParts): (credentials: Credentials) => ApiConnection {
  return (credentials) => {
    const upstream =
      "token" in credentials ? new SharedReads(new TokenUpstream(line, credentials.token), writes) : REFUSED;
    // What users may see differs, so each learns it for themselves.
    const facts = new AccountFacts(line.now);
    return {
      forOperation(call) {
        const calls = new V4Calls(upstream, call);
        return {
          async account() {
            const { subdomain, timeZone } = await facts.account.get(calls);
            return { subdomain, timeZone };
          },
          makesChangesTogether: true,
          contacts: v4Contacts(calls, facts, locks),
          deals: v4Deals(calls, facts, locks),
          notes: v4Notes(calls, facts),
          tasks: v4Tasks(calls, facts),
          catalogs: v4Catalogs(calls),
        };
      },
      signIn: () => Promise.reject(refusal()),
      close: () => upstream.close(),
    };
  };
}
