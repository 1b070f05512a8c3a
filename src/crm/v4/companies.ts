import DataLoader from "dataloader";
import { decodeCompany, type CompanyAnswer } from "../../codec/v4/companyJson.js";
import { CrmError } from "../../domain/crmError.js";
import type { CrmId } from "../../domain/crmId.js";
import type { CompanyReference } from "../../domain/reference.js";
import type { LinkTarget, LinkWrites } from "./linkWrites.js";
import { afterFirst } from "./partialWrite.js";
import type { RecentAnswers } from "./recentAnswers.js";
import type { RowWrites } from "./rowWrites.js";
import { BY_NUMBER, Refused, type V4Calls } from "./v4Calls.js";

/**
 * The companies that contacts are linked to in one operation: each is looked for once, and a new one is added once. Those that are
 * wanted at the same time are added together, and told together, so that what is done with them can be done together, too.
 */
export class NamedCompanies {
  readonly #found: DataLoader<CompanyReference, CompanyAnswer, string>;

  constructor(
    private readonly calls: V4Calls,
    private readonly rows: RowWrites,
    private readonly answers: RecentAnswers<CompanyAnswer>,
  ) {
    this.#found = new DataLoader<CompanyReference, CompanyAnswer, string>((wanted) => this.#findAll(wanted), {
      cacheKeyFn: ({ id, name }) => JSON.stringify([id, name]),
    });
  }

  /**
   * The company by its number, or by its whole name. A name that no company has yet is that of a new one.
   *
   * @throws CrmError `rejected` when there is no company with this number.
   */
  find(wanted: CompanyReference): Promise<CompanyAnswer> {
    return this.#found.load(wanted);
  }

  async #findAll(wanted: readonly CompanyReference[]): Promise<readonly (CompanyAnswer | CrmError)[]> {
    const known = await Promise.all(
      wanted.map(({ id, name }) => (id === null ? this.#byName(name ?? "") : this.#byId(id)).catch(crmError)),
    );
    const found = await Promise.all(
      known.map(async (company, index) => company ?? this.#add(wanted[index]?.name ?? "").catch(crmError)),
    );
    found.forEach((outcome, index) => {
      const company = wanted[index];
      // What failed may be tried again, unless a company may have been added.
      const isOver = !(outcome instanceof CrmError) || outcome.kind === "outcomeUnknown";
      if (!isOver && company !== undefined) this.#found.clear(company);
    });
    return found;
  }

  async #byId(id: CrmId): Promise<CompanyAnswer> {
    const [company] = await this.answers.read([id]);
    if (company instanceof CrmError && company.kind !== "notFound") throw company;
    if (!company || company instanceof CrmError) throw new CrmError("rejected", "The account has no such company.");
    return company;
  }

  /** Null when no company has the name. */
  async #byName(name: string): Promise<CompanyAnswer | null> {
    for await (const companies of this.calls.pages("companies", decodeCompany, [["query", name], ...BY_NUMBER])) {
      // A search looks into all fields of a company, and for parts of them.
      const known = companies.find((company) => company.name === name);
      if (known !== undefined) return known;
    }
    return null;
  }

  async #add(name: string): Promise<CompanyAnswer> {
    const id = await this.rows.add("companies", { name });
    if (id === null) throw new CrmError("outcomeUnknown", "The account does not tell the number of the new company.");
    return { id, name };
  }
}

/** A failure as an outcome. Throws what is no CrmError again: a bug. */
function crmError(error: unknown): CrmError {
  if (error instanceof CrmError) return error;
  throw error;
}

/**
 * Puts a contact from one company to another; a contact has one at most.
 *
 * @throws CrmError `outcomeUnknown` also when the contact has got the new company and may have kept the old one
 */
export async function linkCompany(
  contactId: CrmId,
  { before, after }: { readonly before: CrmId | null; readonly after: CrmId | null },
  links: LinkWrites,
): Promise<void> {
  if (before === after) return;
  const company = (id: CrmId): readonly LinkTarget[] => [{ id, type: "companies" }];
  if (after !== null) await links.change("contacts", contactId, "link", company(after));
  if (before === null) return;
  const unlink = () => links.change("contacts", contactId, "unlink", company(before));
  if (after === null) return unlink();
  await afterFirst(async () => {
    try {
      await unlink();
    } catch (error) {
      // The account may have taken the old link away together with making the new one.
      if (!(error instanceof Refused) && !(error instanceof CrmError && error.kind === "notFound")) throw error;
    }
  });
}
