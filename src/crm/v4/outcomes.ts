import { CrmError } from "../../domain/crmError.js";
import { Failure } from "../../transport/failure.js";

/** What a read or a change of a record that is not there ends with. */
export function noSuchRecord(cause?: unknown): CrmError {
  return new CrmError("notFound", "The account has no such record.", { cause });
}

/** What a change ends with that was sent, and of which the answer does not tell. */
export function untold(what: "row" | "catalog" | "link" | "note"): CrmError {
  return new CrmError("outcomeUnknown", `The account does not say what became of this ${what}.`);
}

/** Whether the account said that what it was asked took it too long. Of a change it is not known then whether it was made. */
export function tookTooLong({ cause }: CrmError): boolean {
  return cause instanceof Failure && cause.code === "HTTP_504";
}
