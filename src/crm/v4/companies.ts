import { decodeCompany, type CompanyAnswer } from "../../codec/v4/companyJson.js";
import { writeId } from "../../codec/v4/values.js";
import { parseJson } from "../../codec/json.js";
import { CrmError } from "../../domain/crmError.js";
import type { CrmId } from "../../domain/crmId.js";
import type { CompanyReference } from "../../domain/reference.js";
import { afterFirst } from "./partialWrite.js";
import { BY_NUMBER, onlyId, Refused, type V4Calls } from "./v4Calls.js";

/** The companies that contacts are linked to in one operation: each is looked for once, and a new one is added once. */
export class NamedCompanies {
  readonly #found = new Map<string, Promise<CompanyAnswer>>();

  constructor(private readonly calls: V4Calls) {}

  /**
   * The company by its number, or by its whole name. A name that no company has yet is that of a new one.
   *
   * @throws CrmError `rejected` when there is no company with this number.
   */
  find({ id, name }: CompanyReference): Promise<CompanyAnswer> {
    const key = JSON.stringify([id, name]);
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const found = id === null ? this.#byName(name ?? "") : this.#byId(id);
    this.#found.set(key, found);
    // What failed may be tried again, unless a company may have been added.
    found.catch((error: unknown) => {
      if (!(error instanceof CrmError && error.kind === "outcomeUnknown")) this.#found.delete(key);
    });
    return found;
  }

  async #byId(id: CrmId): Promise<CompanyAnswer> {
    const text = await this.calls.read(`companies/${id}`);
    const company = text === null ? null : decodeCompany(parseJson(text));
    if (company === null) throw new CrmError("rejected", "The account has no such company.");
    return company;
  }

  async #byName(name: string): Promise<CompanyAnswer> {
    for await (const companies of this.calls.pages("companies", decodeCompany, [["query", name], ...BY_NUMBER])) {
      // A search looks into all fields of a company, and for parts of them.
      const known = companies.find((company) => company.name === name);
      if (known !== undefined) return known;
    }
    const added = onlyId(await this.calls.writeRows("POST", "companies", [{ name }]));
    if (added === null)
      throw new CrmError("outcomeUnknown", "The account does not tell the number of the new company.");
    return { id: added, name };
  }
}

/**
 * Puts a contact from one company to another; a contact has one at most.
 *
 * @throws CrmError `outcomeUnknown` also when the contact has got the new company and may have kept the old one
 */
export async function linkCompany(
  contactId: CrmId,
  { before, after }: { readonly before: CrmId | null; readonly after: CrmId | null },
  calls: V4Calls,
): Promise<void> {
  if (before === after) return;
  const change = (verb: "link" | "unlink", id: CrmId) =>
    calls.changeLinks(`contacts/${contactId}/${verb}`, [{ to_entity_id: writeId(id), to_entity_type: "companies" }]);
  if (after !== null) await change("link", after);
  if (before === null) return;
  if (after === null) return change("unlink", before);
  await afterFirst(async () => {
    try {
      await change("unlink", before);
    } catch (error) {
      // The account may have taken the old link away together with making the new one.
      if (!(error instanceof Refused) && !(error instanceof CrmError && error.kind === "notFound")) throw error;
    }
  });
}
