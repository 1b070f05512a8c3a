import { CrmError } from "../domain/crmError.js";
import { GrantError } from "../oauth/grantError.js";

const ADVICE: Partial<Record<CrmError["kind"], string>> = {
  notAuthenticated:
    "the login, key, password or token is wrong: check AMO_LOGIN and AMO_API_KEY or AMO_PASSWORD, or AMO_TOKEN",
  forbidden: "the user may not do this: give the user access in the account's settings",
  unavailable:
    "the account cannot be reached: check AMO_URL and the network; after too many calls an account is closed for a while",
  timeout: "the account did not answer in time: check the network or raise AMO_TIMEOUT_MS",
  badResponse: "the answer is not that of an amoCRM account: check that AMO_URL is the account's own address",
  rateLimited: "the account says that it is called too often: lower AMO_RATE",
};

/** What a person who runs the program can do about a failure of the account, in one line. */
export function adviceOn(error: Error): string {
  if (error instanceof GrantError) return error.advice;
  return (error instanceof CrmError && ADVICE[error.kind]) || error.message;
}
