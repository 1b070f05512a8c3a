/** Codes of what is wrong with one field of a request. */
export type FieldErrorCode = "FieldMissing" | "InvalidType" | "NotSupportedChoice";

/** What is wrong with one field: `path` leads to it from the item, with dots. */
export interface FieldError {
  code: FieldErrorCode;
  path: string;
  detail: string;
}

/** What is wrong with one item of a request. */
export interface ItemErrors {
  request_id: string;
  errors: FieldError[];
}

/** A call that API v4 refuses; `detail` is written into the answer, and so is `more`. */
export class Problem extends Error {
  override readonly name = "Problem";
  constructor(
    readonly status: number,
    detail: string,
    readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
  }
}

/** The items of a request that are not as they must be; none of the request is written. */
export function invalidItems(items: readonly ItemErrors[]): Problem {
  return new Problem(400, "Request validation failed", { "validation-errors": items });
}

/** The record that the address of a call names is not there. */
export function notFound(): Problem {
  return new Problem(404, "Not found");
}

/** The answer to a refused call. */
export function problemJson({ status, message, more }: Pick<Problem, "status" | "message" | "more">) {
  const title = TITLES[status] ?? "Error";
  return { ...more, title, type: `https://httpstatus.es/${status}`, status, detail: message };
}

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  402: "Payment Required",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  413: "Payload Too Large",
  422: "Unprocessable Entity",
  429: "Too Many Requests",
  500: "ErrInternalServer",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};
