import { asksToSignIn, decodeSignIn } from "../../codec/authReply.js";
import type { Credentials } from "../crm.js";
import { CrmError } from "../../domain/crmError.js";
import type { SignIn, UpstreamReply } from "../../transport/message.js";
import { signInRequest } from "./endpoints.js";

/** What a user signs in with: the API key of their profile, or their password. */
type SignInCredentials = Extract<Credentials, { readonly key: unknown } | { readonly password: unknown }>;

/** Seconds after which another sign-in makes sense where the account does not let the user in, whoever that is. */
const NOT_LET_IN_SECONDS = 3600;

/** The sign-in of one user at an account. `origin` is its address, for example `https://acme.amocrm.com`. */
export function legacySignIn(origin: string, credentials: SignInCredentials): SignIn {
  const subdomain = new URL(origin).hostname.split(".")[0] ?? "";
  const secret =
    "key" in credentials
      ? (["USER_HASH", credentials.key] as const)
      : (["USER_PASSWORD", credentials.password] as const);
  return {
    request: signInRequest([["USER_LOGIN", credentials.login], secret]),
    isRetryable: "key" in credentials,
    read({ status, text }) {
      // Wrong login, captcha, user switched off, no such account: the codes 110, 111, 112 and 101 all come with 401.
      if (status === 401) return null;
      if (status === 403) {
        throw new CrmError("unavailable", "The account does not let this user in.", {
          retryAfterSeconds: NOT_LET_IN_SECONDS,
        });
      }
      if (status !== 200) throw new CrmError("badResponse", "The account's sign-in is not where it should be.");
      return decodeSignIn(text, subdomain);
    },
  };
}

/** Whether an answer says that the session is over: accounts do so with 401, or with a good status and a demand to sign in. */
export function isRefused({ status, text }: UpstreamReply): boolean {
  return status === 401 || (status === 200 && asksToSignIn(text));
}
