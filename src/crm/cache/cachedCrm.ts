import type { Carried } from "../../domain/carried.js";
import type { Catalog } from "../../domain/catalog.js";
import type { Contact } from "../../domain/contact.js";
import type { CrmId } from "../../domain/crmId.js";
import type { Deal } from "../../domain/deal.js";
import type { Page } from "../../domain/page.js";
import type { Subject } from "../../domain/subject.js";
import type { Crm, RecordReads } from "../crm.js";
import { CachedOperation, type Asker, type Kind } from "./cachedOperation.js";
import type { KeptReads } from "./keptReads.js";
import {
  ANY_RECORD,
  CATALOGS,
  CONTACT_PAGE,
  CONTACT_PAGE_WITH_DEALS,
  contactTags,
  DEAL_PAGE,
  dealTags,
  touchedBy,
  type Tag,
} from "./tags.js";

/**
 * Answers reads from what was read shortly before, whichever adapters read it: within one login, and never from before a write that
 * `kept` knows of, whoever made that. One cache an account. Writes pass through, and so do the reads that adapters make for them.
 */
export function cachedReads(kept: KeptReads): (crm: Crm, asker: Asker) => Crm {
  const kind = <Value extends object | null>(endpoint: string): Kind<Value> => ({ endpoint, shelf: kept.shelf() });
  const contacts = {
    list: kind<Page<Carried<Contact>>>("contacts"),
    search: kind<Page<Carried<Contact>>>("contact_search"),
    detail: kind<Carried<Contact> | null>("contact_detail"),
    pageTags: CONTACT_PAGE,
    tagsOf: contactTags,
  };
  const deals = {
    list: kind<Page<Carried<Deal>>>("deals"),
    search: kind<Page<Carried<Deal>>>("deal_search"),
    detail: kind<Carried<Deal> | null>("deal_detail"),
    pageTags: DEAL_PAGE,
    tagsOf: dealTags,
  };
  const catalogs = kind<readonly Catalog[]>("catalogs");

  return (crm, asker) => {
    const operation = new CachedOperation(kept, asker);
    const change = <Done>(tags: readonly Tag[], make: () => Promise<Done>) => operation.change(tags, make);
    const tellsDeals = crm.contacts.groups.some((group) => group.includes("dealIds"));
    const contact = (id: CrmId) => touchedBy({ kind: "contact", id });
    const deal = (id: CrmId) => touchedBy({ kind: "deal", id });
    return {
      account: () => crm.account(),
      api: crm.api,
      capabilities: () => crm.capabilities(),
      makesChangesTogether: crm.makesChangesTogether,
      contacts: {
        ...cachedRecords(
          tellsDeals ? { ...contacts, pageTags: CONTACT_PAGE_WITH_DEALS } : contacts,
          crm.contacts,
          operation,
        ),
        create: (draft, key) => change(["contacts"], () => crm.contacts.create(draft, key)),
        update: (id, patch, ifVersion) => change(contact(id), () => crm.contacts.update(id, patch, ifVersion)),
        delete: (id) => change(contact(id), () => crm.contacts.delete(id)),
      },
      deals: {
        ...cachedRecords(deals, crm.deals, operation),
        create: (draft, key) => change(["deals"], () => crm.deals.create(draft, key)),
        update: (id, patch, ifVersion) => change(deal(id), () => crm.deals.update(id, patch, ifVersion)),
        delete: (id) => change(deal(id), () => crm.deals.delete(id)),
      },
      notes: {
        create: (draft, key) => change(touchedBy(draft.subject), () => crm.notes.create(draft, key)),
        update: (note, body) => change(touchedBy(note.subject), () => crm.notes.update(note, body)),
        delete: (note) => change(touchedBy(note.subject), () => crm.notes.delete(note)),
      },
      tasks: {
        // A new task on its own stands on no page.
        create: (draft, key) => change(subjectTags(draft.subject, []), () => crm.tasks.create(draft, key)),
        update: (task, patch) =>
          change([...subjectTags(task.subject), ...subjectTags(patch.subject ?? null, [])], () =>
            crm.tasks.update(task, patch),
          ),
        complete: (task, result) => change(subjectTags(task.subject), () => crm.tasks.complete(task, result)),
        delete: (task) => change(subjectTags(task.subject), () => crm.tasks.delete(task)),
      },
      catalogs: {
        list: () => operation.read(catalogs, [], () => crm.catalogs.list(), CATALOGS),
        createMany: (creations) => change(CATALOGS, () => crm.catalogs.createMany(creations)),
        updateMany: (changes) => change(CATALOGS, () => crm.catalogs.updateMany(changes)),
        deleteMany: (ids) => change(CATALOGS, () => crm.catalogs.deleteMany(ids)),
      },
    };
  };
}

/** A task that its id shows on its own may have been attached since that id was given out. */
function subjectTags(subject: Subject | null, alone: readonly Tag[] = ANY_RECORD): readonly Tag[] {
  return subject === null ? alone : touchedBy(subject);
}

/** How contacts or deals are kept. */
interface RecordKinds<Item extends { readonly id: CrmId }> {
  readonly list: Kind<Page<Carried<Item>>>;
  readonly search: Kind<Page<Carried<Item>>>;
  readonly detail: Kind<Carried<Item> | null>;
  readonly pageTags: readonly Tag[];
  tagsOf(record: Carried<Item> | null, id: CrmId): readonly Tag[];
}

function cachedRecords<Item extends { readonly id: CrmId }>(
  kinds: RecordKinds<Item>,
  port: RecordReads<Item>,
  operation: CachedOperation,
): RecordReads<Item> {
  return {
    groups: port.groups,
    idsPerCall: port.idsPerCall,
    page(request) {
      const { number, size, search } = request;
      const kind = search === undefined ? kinds.list : kinds.search;
      return operation.read(kind, [number, size, search], () => port.page(request), kinds.pageTags);
    },
    getMany: (ids, group) =>
      operation.readMany(
        kinds.detail,
        // The only group there is stands for all.
        ids.map((id) => ({ id, question: group === undefined || port.groups.length === 1 ? [id] : [id, ...group] })),
        (missing) => port.getMany(missing, group),
        (record, id) => kinds.tagsOf(record, id),
      ),
  };
}
