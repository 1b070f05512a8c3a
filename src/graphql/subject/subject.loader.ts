import type { CurrentRecord } from "../../domain/crmError.js";
import type { Contact as ContactRecord } from "../../domain/contact.js";
import type { Subject } from "../../domain/subject.js";
import type { ContactLoader } from "../contact/contact.loader.js";
import type { DealLoader } from "../deal/deal.loader.js";
import type { ActivitySubject } from "./activitySubject.type.js";

/** What the detail page of any record says of its notes and tasks. */
type Activities = Partial<Pick<ContactRecord, "notes" | "tasks">>;

/** The records that notes and tasks are attached to: a contact or a deal, as the reference says. */
export class SubjectLoader {
  constructor(
    private readonly contacts: ContactLoader,
    private readonly deals: DealLoader,
  ) {}

  /** The record, of which nothing is read yet. */
  reference({ kind, id }: Subject): ActivitySubject {
    return kind === "contact" ? this.contacts.reference(id) : this.deals.reference(id);
  }

  /** The record as an answer told it. */
  carried(current: CurrentRecord): ActivitySubject {
    return current.kind === "contact" ? this.contacts.carried(current.record) : this.deals.carried(current.record);
  }

  /** Notes or tasks of the record. Null when there is no such record. */
  activities({ kind, id }: Subject, field: keyof Activities): Promise<Activities | null> {
    return kind === "contact" ? this.contacts.read(id, [field]) : this.deals.read(id, [field]);
  }
}
