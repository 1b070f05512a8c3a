/**
 * Codes a request is refused with: 400 malformed, 403 not allowed, 404 no such record,
 * 413 too large; 401 is written in a form of its own by each API.
 */
export type RequestErrorCode = 400 | 403 | 404 | 413;

/** A request the account refuses. The message is written into the answer, so it never holds more than the rule. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  constructor(
    readonly code: RequestErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** No valid session or credentials came with the request. */
export class NotSignedIn extends Error {
  override readonly name = "NotSignedIn";
}
