import type { Crm } from "../crm/crm.js";
import type { CallAllowance } from "../domain/callAllowance.js";
import type { CrmId } from "../domain/crmId.js";
import type { Subject } from "../domain/subject.js";
import { CatalogLoader } from "./catalog/catalog.loader.js";
import { createContactLoader, type ContactLoader } from "./contact/contact.loader.js";
import { createDealLoader, type DealLoader } from "./deal/deal.loader.js";
import type { KnownLists } from "./knownLists.js";
import { NoteLoader } from "./note/note.loader.js";
import { SubjectLoader } from "./subject/subject.loader.js";
import { TaskLoader } from "./task/task.loader.js";

/** All reads of one request. After a write, what it may have changed is forgotten and read anew when it is selected. */
export class Loaders {
  readonly contacts: ContactLoader;
  readonly deals: DealLoader;
  readonly catalogs: CatalogLoader;
  readonly subjects: SubjectLoader;
  readonly notes: NoteLoader;
  readonly tasks: TaskLoader;

  constructor(crm: Crm, lists: KnownLists, allowance: CallAllowance) {
    this.contacts = createContactLoader({ port: crm.contacts, list: lists.contacts, allowance });
    this.deals = createDealLoader({ port: crm.deals, list: lists.deals, allowance }, this.contacts);
    this.catalogs = new CatalogLoader(crm.catalogs);
    this.subjects = new SubjectLoader(this.contacts, this.deals);
    this.notes = new NoteLoader(this.subjects);
    this.tasks = new TaskLoader(this.subjects);
  }

  /** After a write to a contact, or the adding of one. The pages of deals tell of contacts too. */
  forgetContact(id: CrmId | null): void {
    this.contacts.forget(id);
    this.deals.forgetAll();
  }

  /** After a write to a deal, or the adding of one. Contacts may tell which deals they are linked to. */
  forgetDeal(id: CrmId | null): void {
    this.deals.forget(id);
    if (this.contacts.tells("dealIds")) this.contacts.forgetAll();
    this.contacts.forgetFailures();
  }

  /**
   * After a write to a note or a task of a record. With null for a task on its own: it may have been moved since its id was given
   * out, so any page may tell of it.
   */
  forgetSubject(subject: Subject | null): void {
    if (subject === null) {
      this.contacts.forgetAll();
      this.deals.forgetAll();
    }
    if (subject?.kind === "contact") this.forgetContact(subject.id);
    if (subject?.kind === "deal") this.forgetDeal(subject.id);
  }

  forgetCatalogs(): void {
    this.catalogs.forget();
    this.contacts.forgetFailures();
    this.deals.forgetFailures();
  }
}
