import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { CrmError, type CrmErrorKind } from "../domain/crmError.js";
import { EndUnknown, PagingError } from "../domain/page.js";
import { withoutInput } from "./withoutInput.js";

/** The closed list of codes of top-level errors. */
const CODES = [
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "BAD_USER_INPUT",
  "BAD_REQUEST",
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "OPERATION_RESOLUTION_FAILURE",
  "PERSISTED_QUERY_NOT_FOUND",
  "PERSISTED_QUERY_NOT_SUPPORTED",
  "QUERY_TOO_COMPLEX",
  "RATE_LIMITED",
  "UPSTREAM_UNAVAILABLE",
  "UPSTREAM_TIMEOUT",
  "UPSTREAM_BAD_RESPONSE",
  "OUTCOME_UNKNOWN",
  "INTERNAL_SERVER_ERROR",
] as const;

type ErrorCode = (typeof CODES)[number];

/** An error of the whole field or request, thrown on purpose: its message is shown. */
export function requestError(code: ErrorCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

export function badUserInput(message: string): GraphQLError {
  return requestError("BAD_USER_INPUT", message);
}

export function unauthenticated(): GraphQLError {
  return requestError("UNAUTHENTICATED", "Sign in first: the request carries no session, or one that is over.");
}

/** In place of a record that was added while the account does not tell which one it is. */
export function unknownRecord(): CrmError {
  return new CrmError("outcomeUnknown", "The record was added, but the account does not tell its number.");
}

/**
 * What a failure of the CRM is to the whole request. A change that fails in a way the user can mend is a user error before it
 * gets here; of a read, `notFound` means that the record went away between two reads.
 */
const CODE_OF: Readonly<Record<CrmErrorKind, ErrorCode>> = {
  notAuthenticated: "UNAUTHENTICATED",
  forbidden: "FORBIDDEN",
  notFound: "UPSTREAM_BAD_RESPONSE",
  rejected: "UPSTREAM_BAD_RESPONSE",
  // Of a read: the account's API does not tell what is asked for, and that is known in advance.
  notSupported: "BAD_USER_INPUT",
  conflict: "UPSTREAM_BAD_RESPONSE",
  keyReused: "BAD_USER_INPUT",
  rateLimited: "RATE_LIMITED",
  tooManyCalls: "QUERY_TOO_COMPLEX",
  unavailable: "UPSTREAM_UNAVAILABLE",
  timeout: "UPSTREAM_TIMEOUT",
  aborted: "UPSTREAM_TIMEOUT",
  badResponse: "UPSTREAM_BAD_RESPONSE",
  outcomeUnknown: "OUTCOME_UNKNOWN",
};

/** The request that an error belongs to. */
export interface FailedRequest {
  readonly requestId: string;
  /** Whether the account is called as the gateway's own user: the caller cannot mend its credentials. */
  readonly usesServiceUser?: boolean;
}

/**
 * An error as callers see it: with a code of the closed list and the request's id. Anything that was not thrown on purpose is
 * masked, and no message repeats a value of the input.
 */
export function formatError(error: unknown, request: FailedRequest): GraphQLFormattedError {
  const { message, ...extensions } = describe(rootCause(error), request);
  const { locations, path } = error instanceof GraphQLError ? error : {};
  return {
    message,
    ...(locations && { locations }),
    ...(path && { path }),
    extensions: { ...extensions, requestId: request.requestId },
  };
}

interface Description {
  readonly message: string;
  readonly code: ErrorCode;
  readonly retryAfterSeconds?: number;
  readonly mayHaveBeenApplied?: true;
}

/** The error that was thrown, without what was wrapped around it to tell its place; one that has its code stays as it is. */
function rootCause(error: unknown): unknown {
  const isWrapper = error instanceof GraphQLError && error.originalError && codeOf(error) === undefined;
  return isWrapper ? rootCause(error.originalError) : error;
}

/** The code that an error was given on purpose, or that its kind has. */
function codeOf(error: GraphQLError): ErrorCode | undefined {
  const given = CODES.find((code) => code === error.extensions["code"] && code !== "INTERNAL_SERVER_ERROR");
  if (given !== undefined) return given;
  if (isCoercionError(error)) return "BAD_USER_INPUT";
  return isWrongHash(error) ? "BAD_REQUEST" : undefined;
}

/** Apollo Server gives a status but no code to a hash that is not the document's, and to one of another version of the protocol. */
function isWrongHash({ extensions: { http } }: GraphQLError): boolean {
  return typeof http === "object" && http !== null && "status" in http && http.status === 400;
}

/** graphql-js gives no code to the errors of variables, and of arguments that only variables show to be wrong. */
function isCoercionError({ message, originalError }: GraphQLError): boolean {
  const isOfGraphql = originalError === undefined || originalError instanceof GraphQLError;
  return isOfGraphql && /^(?:Variable|Argument) "/.test(message);
}

function describe(error: unknown, request: FailedRequest): Description {
  if (error instanceof CrmError) return describeCrmError(error, request);
  if (error instanceof EndUnknown) return { code: "BAD_USER_INPUT", message: error.message };
  if (error instanceof PagingError) return { code: "UPSTREAM_BAD_RESPONSE", message: error.message };
  if (error instanceof GraphQLError) return describeGraphQLError(error);
  return MASKED;
}

const MASKED: Description = {
  code: "INTERNAL_SERVER_ERROR",
  message: "Something went wrong in the gateway. Quote the requestId when you report it.",
};

/** How long the gateway's own user is not tried again once the account refused it. */
const REFUSED_SECONDS = 60;

function describeCrmError(error: CrmError, request: FailedRequest): Description {
  if (error.kind === "notAuthenticated" && request.usesServiceUser === true) {
    const message = "The account refuses the gateway's own user.";
    return { code: "UPSTREAM_UNAVAILABLE", message, retryAfterSeconds: error.retryAfterSeconds ?? REFUSED_SECONDS };
  }
  return {
    code: CODE_OF[error.kind],
    message: error.message,
    ...(error.retryAfterSeconds !== undefined && { retryAfterSeconds: error.retryAfterSeconds }),
    ...(error.kind === "outcomeUnknown" && { mayHaveBeenApplied: true }),
  };
}

function describeGraphQLError(error: GraphQLError): Description {
  const code = codeOf(error);
  if (code === undefined) return MASKED;
  const { retryAfterSeconds } = error.extensions;
  return {
    code,
    message: withoutInput(error),
    ...(typeof retryAfterSeconds === "number" && { retryAfterSeconds }),
  };
}
