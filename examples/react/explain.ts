import { CombinedGraphQLErrors, type ErrorLike } from "@apollo/client";
import type { ProblemFragment } from "./generated/graphql.js";

type Extensions = CombinedGraphQLErrors["errors"][number]["extensions"];

const MAYBE_CHANGED = "The change may have been made: reload before you try again.";

/** What the person at the screen is told of a failed read, which they cannot mend: by its code, never by its message. */
export function explainError(error: ErrorLike): string {
  if (!CombinedGraphQLErrors.is(error)) return "The server cannot be reached. Try again.";
  return explainCode(error.errors[0]?.extensions);
}

/** What they are told of a failed change. Whether it was made is said by the error's path and code: see docs/errors.md. */
export function explainChangeError(error: ErrorLike): string {
  if (!CombinedGraphQLErrors.is(error)) return `The server did not answer. ${MAYBE_CHANGED}`;
  const ofChange = error.errors.find(({ path }) => path === undefined || path.length <= 1);
  if (ofChange !== undefined) return explainChangeCode(ofChange.extensions);
  return error.errors.some(({ path }) => path?.[1] !== "userErrors")
    ? "The change was saved, but it cannot be shown in full. Reload."
    : "The change was not saved, and the reason cannot be shown in full. Reload.";
}

function explainChangeCode(extensions: Extensions): string {
  switch (extensions?.["code"]) {
    case "OUTCOME_UNKNOWN":
      return `The CRM did not answer. ${MAYBE_CHANGED}`;
    case "INTERNAL_SERVER_ERROR":
      return `The server failed. ${MAYBE_CHANGED}`;
    default:
      return explainCode(extensions);
  }
}

function explainCode(extensions: Extensions): string {
  const { code, retryAfterSeconds } = extensions ?? {};
  switch (code) {
    case "RATE_LIMITED":
    case "UPSTREAM_UNAVAILABLE":
      return `The CRM cannot do this now. Try again in ${String(retryAfterSeconds)} s.`;
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
