import type { CrmId } from "../../domain/crmId.js";
import { readId, readObject, readText } from "./values.js";

/** A company, as far as contacts tell of theirs. */
export interface CompanyAnswer {
  readonly id: CrmId;
  readonly name: string;
}

/** Null for a company in the account's bin. Throws a CrmError `badResponse` when it is no company. */
export function decodeCompany(item: unknown): CompanyAnswer | null {
  const company = readObject(item);
  if (company["is_deleted"] === true) return null;
  return { id: readId(company["id"]), name: readText(company["name"]) };
}
