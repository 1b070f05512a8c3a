import type { RecordReads } from "../crm/crm.js";
import type { Carried } from "../domain/carried.js";
import type { Contact } from "../domain/contact.js";
import { CrmError } from "../domain/crmError.js";
import type { CrmId } from "../domain/crmId.js";

/** Names of the contacts of deals, each of them read once and only where no page of deals carries it. */
export class ContactNames {
  readonly #read = new Map<CrmId, string | null>();

  constructor(private readonly contacts: Pick<RecordReads<Contact>, "groups" | "getMany">) {}

  /** What tells the name of each of these contacts: null for one that the user does not get to see. Throws a CrmError. */
  async of(contacts: readonly Carried<Contact>[]): Promise<(contact: Carried<Contact>) => string | null> {
    const nameless = contacts.filter(({ id, name }) => name === undefined && !this.#read.has(id)).map(({ id }) => id);
    if (nameless.length > 0) await this.#readNames([...new Set(nameless)]);
    return ({ id, name }) => name ?? this.#read.get(id) ?? null;
  }

  async #readNames(ids: readonly CrmId[]): Promise<void> {
    const group = this.contacts.groups.find((fields) => fields.includes("name"));
    const found = await this.contacts.getMany(ids, group);
    ids.forEach((id, index) => {
      const contact = found[index] ?? null;
      if (!(contact instanceof CrmError)) this.#read.set(id, contact?.name ?? null);
      else if (isHidden(contact)) this.#read.set(id, null);
    });
    const failure = found.find((contact) => contact instanceof CrmError && !isHidden(contact));
    if (failure instanceof CrmError) throw failure;
  }
}

/** Whether it is this contact alone that cannot be read: no reason to do without its deals. */
function isHidden({ kind }: CrmError): boolean {
  return kind === "notFound" || kind === "forbidden";
}
