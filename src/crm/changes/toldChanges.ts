import type { Change, ChangedKind } from "../../domain/change.js";
import { CrmError } from "../../domain/crmError.js";
import type { CrmId } from "../../domain/crmId.js";
import { sameSubject, type Subject } from "../../domain/subject.js";
import type { Crm } from "../crm.js";

/** What a change that succeeds is told as. */
interface News extends Pick<Change, "kind" | "action" | "id"> {
  /** Absent for contacts and deals. */
  readonly subject?: Subject | null;
}

/**
 * Tells of each change that an operation made, whichever adapters made it. One whose outcome is unknown is told of as an update: who
 * reads the record anew learns what became of it. A new record of which the account does not tell the number cannot be told of.
 */
export function toldChanges(onChange: (change: Change) => void): (crm: Crm) => Crm {
  const tell = ({ subject = null, ...news }: News): void => onChange({ ...news, subject, at: new Date() });

  async function added<Item extends { readonly id: CrmId }>(
    kind: ChangedKind,
    add: () => Promise<Item | null>,
    subject?: Subject | null,
  ): Promise<Item | null> {
    const item = await add();
    if (item !== null) tell({ kind, action: "created", id: item.id, ...(subject !== undefined && { subject }) });
    return item;
  }

  async function changed<Done>(news: News, make: () => Promise<Done>): Promise<Done> {
    try {
      const done = await make();
      tell(news);
      return done;
    } catch (error) {
      if (error instanceof CrmError && error.kind === "outcomeUnknown") tell({ ...news, action: "updated" });
      throw error;
    }
  }

  return (crm) => {
    const { contacts, deals, notes, tasks } = crm;
    return {
      ...crm,
      contacts: {
        ...contacts,
        create: (draft, key) => added("contact", () => contacts.create(draft, key)),
        update: (id, ...change) =>
          changed({ kind: "contact", action: "updated", id }, () => contacts.update(id, ...change)),
        delete: (id) => changed({ kind: "contact", action: "deleted", id }, () => contacts.delete(id)),
      },
      deals: {
        ...deals,
        create: (draft, key) => added("deal", () => deals.create(draft, key)),
        update: (id, ...change) => changed({ kind: "deal", action: "updated", id }, () => deals.update(id, ...change)),
        delete: (id) => changed({ kind: "deal", action: "deleted", id }, () => deals.delete(id)),
      },
      notes: {
        ...notes,
        create: (draft, key) => added("note", () => notes.create(draft, key), draft.subject),
        update: (note, body) => changed({ kind: "note", action: "updated", ...note }, () => notes.update(note, body)),
        delete: (note) => changed({ kind: "note", action: "deleted", ...note }, () => notes.delete(note)),
      },
      tasks: {
        ...tasks,
        create: (draft, key) => added("task", () => tasks.create(draft, key), draft.subject),
        async update(task, patch) {
          const { subject = task.subject } = patch;
          const news = { kind: "task", action: "updated", ...task } as const;
          const make = () => changed(news, () => tasks.update(task, patch));
          // Those who follow the record that it was moved to are told as well as those who follow the other.
          return sameSubject(subject, task.subject) ? make() : changed({ ...news, subject }, make);
        },
        complete: (task, ...result) =>
          changed({ kind: "task", action: "updated", ...task }, () => tasks.complete(task, ...result)),
        delete: (task) => changed({ kind: "task", action: "deleted", ...task }, () => tasks.delete(task)),
      },
    };
  };
}
