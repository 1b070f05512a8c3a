import type { Account, AccountSession } from "../domain/account.js";
import type { CallContext } from "../domain/call.js";

/** One request to the account, in HTTP terms. Credentials and cookies are added by the transport. */
export interface UpstreamRequest {
  /** Short name for traces, logs and metrics, for example `contact_detail`. */
  readonly endpoint: string;
  /** Whether the account changes anything when it gets this. Decides what may be sent again: the HTTP method does not. */
  readonly effect: "read" | "write";
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Path with query, for example `/private/api/contacts.php`. */
  readonly path: string;
  /** Whether an equal read that is under way may answer this one. Not for what is read in order to be written back. */
  readonly shared?: true;
  /**
   * How it counts among the calls that its operation may make. Absent, a change is `always` counted and a read is `refusable`: not made
   * when no call is left. What serves other operations as well is `never` counted, as sign-ins are not.
   */
  readonly count?: "always" | "refusable" | "never";
  /** Whether less can be asked for where an answer takes the account too long: then the same is not asked for again. */
  readonly divisible?: boolean;
  readonly body?: { readonly type: string; readonly text: string };
  /**
   * Called each time the request is about to be sent, once its turn has come, with the milliseconds that its answer may take.
   * Nothing is sent when it throws; what it throws is a CrmError that says so.
   */
  readonly beforeSending?: (mayTakeMs: number) => void;
}

/** An answer that came back whole: its status and its text, decoded whatever its charset. */
export interface UpstreamReply {
  readonly status: number;
  readonly text: string;
}

/** Calls to one account over HTTP on behalf of one user. */
export interface UpstreamCalls {
  /**
   * Sends a request within the account's budget, signed in, and gives the answer. Answers that mean the same everywhere become
   * CrmErrors here (too many calls, a ban, server errors, redirects, no answer in time); 2xx and the other 4xx are given back
   * for the adapter to read.
   */
  send(request: UpstreamRequest, call: CallContext): Promise<UpstreamReply>;
  /** Takes no more calls and awaits writes in flight. */
  close(): Promise<void>;
}

/** One account on behalf of a user who signs in. */
export interface Upstream extends UpstreamCalls {
  /** What the account said of itself at sign-in; signs in if that has not happened yet. */
  account(call: CallContext): Promise<Account>;
  /** The user's session with the account, for resuming it later; signs in if need be. */
  session(call: CallContext): Promise<AccountSession>;
}

/** Reads the answer to a sign-in: the account, or null when the credentials were refused. Throws a CrmError on anything else. */
export interface SignIn {
  readonly request: UpstreamRequest;
  /** Whether credentials that were refused may be tried again after a while: keys become valid again, passwords lock users out. */
  readonly isRetryable: boolean;
  read(reply: UpstreamReply): Account | null;
}
