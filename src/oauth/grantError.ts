import { CrmError } from "../domain/crmError.js";

/** What stands in the way of a token. The message says what a person who runs the gateway can do. */
export class GrantError extends CrmError {}

/** Seconds after which another call makes sense: somebody has to sign in meanwhile. */
const RETRY_AFTER_LOGIN_SECONDS = 60;

/** There is no grant that the account accepts. */
export class GrantRefused extends GrantError {
  override readonly name = "GrantRefused";

  constructor(message: string) {
    super("notAuthenticated", message, { retryAfterSeconds: RETRY_AFTER_LOGIN_SECONDS });
  }
}

const RETRY_AFTER_SECONDS = 5;

/** The grant cannot be read or kept where it is, for now. */
export class GrantNotKept extends GrantError {
  override readonly name = "GrantNotKept";

  constructor(message: string, cause?: unknown) {
    super("unavailable", message, { cause, retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
}
