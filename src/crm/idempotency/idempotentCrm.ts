import type { Carried } from "../../domain/carried.js";
import type { Catalog, CatalogDraft } from "../../domain/catalog.js";
import type { Contact, ContactDraft } from "../../domain/contact.js";
import type { Creation } from "../../domain/creation.js";
import { CrmError } from "../../domain/crmError.js";
import type { Deal, DealDraft } from "../../domain/deal.js";
import type { Note, NoteDraft } from "../../domain/note.js";
import type { Task, TaskDraft } from "../../domain/task.js";
import type { CatalogPort, Crm } from "../crm.js";
import { IdempotentCreates, type Asker } from "./idempotentCreates.js";
import { AnswersInMemory } from "./answersInMemory.js";
import type { KeptAnswers } from "./keptAnswers.js";

/** What adding a record gives: null when the account does not tell which one it is. */
type Created<Item extends { readonly id: string }> = Carried<Item> | null;

/** Gives the place for the answers of one kind of record, such as `contact`. */
export type AnswersFor = <Item>(kind: string) => KeptAnswers<Item>;

/**
 * Makes creations with a key happen once, whichever adapters make them. The keys of one account: each kind of record and each
 * login has its own.
 *
 * @param answersFor In this process by default.
 */
export function idempotentCreations(
  answersFor: AnswersFor = () => new AnswersInMemory(),
): (crm: Crm, asker: Asker) => Crm {
  const contacts = new IdempotentCreates<ContactDraft, Created<Contact>>(answersFor("contact"));
  const deals = new IdempotentCreates<DealDraft, Created<Deal>>(answersFor("deal"));
  const notes = new IdempotentCreates<NoteDraft, Created<Note>>(answersFor("note"));
  const tasks = new IdempotentCreates<TaskDraft, Created<Task>>(answersFor("task"));
  const catalogs = new IdempotentCreates<CatalogDraft, Carried<Catalog>>(answersFor("catalog"));
  return (crm, asker) => ({
    ...crm,
    contacts: { ...crm.contacts, create: once(contacts, asker, (draft) => crm.contacts.create(draft)) },
    deals: { ...crm.deals, create: once(deals, asker, (draft) => crm.deals.create(draft)) },
    notes: { ...crm.notes, create: once(notes, asker, (draft) => crm.notes.create(draft)) },
    tasks: { ...crm.tasks, create: once(tasks, asker, (draft) => crm.tasks.create(draft)) },
    catalogs: { ...crm.catalogs, createMany: allOnce(catalogs, asker, crm.catalogs) },
  });
}

/** The `create` of a port that takes one draft. */
function once<Draft extends object, Item>(
  creates: IdempotentCreates<Draft, Item>,
  asker: Asker,
  create: (draft: Draft) => Promise<Item>,
): (draft: Draft, idempotencyKey?: string) => Promise<Item> {
  return async (draft, idempotencyKey) => {
    if (idempotencyKey === undefined) return create(draft);
    const [outcome] = await creates.createAll([{ draft, idempotencyKey }], asker, (drafts) =>
      Promise.all(drafts.map((each) => create(each).catch(crmError))),
    );
    if (outcome === undefined) throw new Error("a creation has an outcome");
    if (outcome instanceof CrmError) throw outcome;
    return outcome;
  };
}

/** The `createMany` of catalogs. What fails all rows alike is thrown, as without keys. */
function allOnce(
  creates: IdempotentCreates<CatalogDraft, Carried<Catalog>>,
  asker: Asker,
  port: CatalogPort,
): CatalogPort["createMany"] {
  return async (creations) => {
    if (creations.every(({ idempotencyKey }) => idempotencyKey === undefined)) return port.createMany(creations);
    const outcomes = await creates.createAll(creations, asker, async (drafts) => {
      const rows = drafts.map((draft): Creation<CatalogDraft> => ({ draft }));
      const sent = await port.createMany(rows).catch(crmError);
      return sent instanceof CrmError ? rows.map(() => sent) : sent;
    });
    const [first] = outcomes;
    if (first instanceof CrmError && outcomes.every((outcome) => outcome === first)) throw first;
    return outcomes;
  };
}

/** A failure as an outcome. Throws what is no CrmError again: a bug. */
function crmError(error: unknown): CrmError {
  if (error instanceof CrmError) return error;
  throw error;
}
