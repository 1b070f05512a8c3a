import { CrmError } from "../domain/crmError.js";

interface GrantErrorOptions {
  readonly cause?: unknown;
  readonly retryAfterSeconds: number;
}

/** What stands in the way of a token. Callers may be shown the message, which is the same for all causes of one kind. */
export abstract class GrantError extends CrmError {
  constructor(
    kind: "notAuthenticated" | "unavailable",
    message: string,
    /** What it is, and what to do about it, for those who run the gateway: it may name settings. No secrets. */
    readonly advice: string,
    options: GrantErrorOptions,
  ) {
    super(kind, message, options);
  }
}

/** Seconds after which another call makes sense: somebody has to sign in meanwhile. */
const RETRY_AFTER_LOGIN_SECONDS = 60;

/** There is no grant that the account accepts. */
export class GrantRefused extends GrantError {
  override readonly name = "GrantRefused";

  /** @param advice as GrantError has it */
  constructor(advice: string) {
    super("notAuthenticated", "The gateway has no access to the account. Its operator has to look.", advice, {
      retryAfterSeconds: RETRY_AFTER_LOGIN_SECONDS,
    });
  }
}

const RETRY_AFTER_SECONDS = 5;

/** The grant cannot be read or kept where it is, for now. */
export class GrantNotKept extends GrantError {
  override readonly name = "GrantNotKept";

  /** @param advice as GrantError has it */
  constructor(advice: string, cause?: unknown) {
    const message =
      "The gateway cannot keep its access to the account for now. If that lasts, its operator has to look.";
    super("unavailable", message, advice, { cause, retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
}

/** What a log tells of a failure to come by a token. */
export function adviceOf(error: CrmError): string {
  return error instanceof GrantError ? error.advice : error.message;
}
