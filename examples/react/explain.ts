import { CombinedGraphQLErrors, type ErrorLike } from "@apollo/client";
import type { ProblemFragment } from "./generated/graphql.js";

/** What the person at the screen is told of a failure that they cannot mend: by its code, never by its message. */
export function explainError(error: ErrorLike): string {
  if (!CombinedGraphQLErrors.is(error)) return "The server cannot be reached. Try again.";
  const { code, retryAfterSeconds } = error.errors[0]?.extensions ?? {};
  switch (code) {
    case "RATE_LIMITED":
    case "UPSTREAM_UNAVAILABLE":
      return `The CRM cannot do this now. Try again in ${String(retryAfterSeconds)} s.`;
    case "OUTCOME_UNKNOWN":
      return "The CRM did not answer. The change may have been made: reload before you try again.";
    case "UNAUTHENTICATED":
      return "You are signed out.";
    default:
      return "This did not work. Try again.";
  }
}

/** What they are told of something that they can mend. Codes may be added, so there is an answer to unknown ones. */
export function explainProblem({ code }: ProblemFragment): string {
  switch (code) {
    case "REQUIRED":
      return "This may not be empty.";
    case "INVALID":
      return "This value is not valid.";
    case "NOT_FOUND":
      return "This no longer exists.";
    case "PERMISSION_DENIED":
      return "You are not allowed to change this.";
    default:
      return "The CRM refused the change.";
  }
}
