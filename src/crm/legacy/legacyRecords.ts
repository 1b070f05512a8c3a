import type { ZonedDates } from "../../codec/date.js";
import type { FormFields } from "../../codec/form.js";
import { encodePageRequest } from "../../codec/pageForm.js";
import type { DetailPage } from "../../codec/pageXml.js";
import type { Carried } from "../../domain/carried.js";
import type { EditableContact } from "../../domain/contact.js";
import type { CrmId } from "../../domain/crmId.js";
import type { EditableDeal } from "../../domain/deal.js";
import type { Page, PageRequest } from "../../domain/page.js";
import type { SubjectKind } from "../../domain/subject.js";
import { versionOf } from "../../domain/version.js";
import type { FieldGroup, Found } from "../crm.js";
import { CrmError, VersionConflict, type CurrentRecord } from "../../domain/crmError.js";
import type { ReadCall, WriteCall } from "./endpoints.js";
import type { LegacyCalls } from "./legacyCalls.js";
import { findWritten, linking } from "./legacyWrite.js";
import type { Lease, RecordLocks } from "../locks/recordLocks.js";

interface LegacyRecord {
  readonly id: CrmId;
  readonly updatedAt: Date | null;
}

/** What an edit sends, and what is known of the record once it is acknowledged. */
interface Edit<Item extends LegacyRecord> {
  readonly fields: FormFields;
  /** The editable fields as they are sent. */
  readonly merged: EditableContact | EditableDeal;
  readonly written: Carried<Item>;
  /** Whether it links a record that was not linked before. */
  readonly links: boolean;
}

/** In what contacts and deals differ. */
export interface RecordKind<Item extends LegacyRecord, Draft, Patch> {
  readonly subject: SubjectKind;
  /** What a record's own page carries. */
  readonly fields: FieldGroup<Item>;
  readonly calls: {
    readonly list: ReadCall;
    readonly search: ReadCall;
    readonly detail: ReadCall;
    readonly add: WriteCall;
    readonly edit: WriteCall;
    readonly delete: WriteCall;
  };
  decodePage(text: string, dates: ZonedDates): Page<Carried<Item>>;
  decodeDetail(text: string, id: CrmId, dates: ZonedDates): DetailPage<Item> | null;
  encodeDraft(draft: Draft): FormFields;
  /** A keyword that finds the new record and as few others as possible. */
  searchTerm(draft: Draft): string;
  /** Whether a record carries every field of the draft with the value that was written. */
  equalsDraft(record: Carried<Item>, draft: Draft): boolean;
  /** What is known of a new record: its number and what was written. */
  created(id: CrmId, draft: Draft): Carried<Item>;
  editable(record: Item): EditableContact | EditableDeal;
  /** The record of a conflict. */
  current(record: Item): CurrentRecord;
  /** Merges the changes into the record. Throws a CrmError `notSupported` when the account might lose something. */
  edit(page: DetailPage<Item>, patch: Patch): Edit<Item>;
}

/** How many records the search for a new record asks for. */
const SEARCH_SIZE = 100;

/** The part of the port that contacts and deals have in common. */
export function legacyRecords<Item extends LegacyRecord, Draft, Patch>(
  kind: RecordKind<Item, Draft, Patch>,
  calls: LegacyCalls,
  locks: RecordLocks,
) {
  /** Records as they were before their latest edit in this operation, which an account that lags behind goes on showing. */
  const replaced = new Map<CrmId, string>();
  const stateOf = (record: Item): string => JSON.stringify([versionOf(kind.editable(record)), record.updatedAt]);

  async function page(request: PageRequest, read = calls.readShared): Promise<Page<Carried<Item>>> {
    const call = request.search === undefined ? kind.calls.list : kind.calls.search;
    const text = await read(call, encodePageRequest(request));
    return kind.decodePage(text, await calls.dates());
  }

  async function detail(id: CrmId, read: LegacyCalls["read"]): Promise<DetailPage<Item> | null> {
    const text = await read(kind.calls.detail, [["ID", id]]);
    return kind.decodeDetail(text, id, await calls.dates());
  }

  async function find(id: CrmId): Promise<Found<Carried<Item>>> {
    try {
      const record = (await detail(id, calls.readShared))?.record ?? null;
      if (record !== null && replaced.has(id) && replaced.get(id) === stateOf(record))
        return new CrmError("badResponse", "The account still shows the record as it was before the edit.");
      return record;
    } catch (error) {
      if (error instanceof CrmError) return error;
      throw error;
    }
  }

  async function matches(search: string): Promise<readonly Carried<Item>[] | null> {
    const found = await page({ number: 1, size: SEARCH_SIZE, search }, calls.readWritten);
    return found.totalPages === null || found.totalPages > 1 ? null : found.items;
  }

  async function edit(id: CrmId, patch: Patch, ifVersion: string | undefined, lease: Lease): Promise<Carried<Item>> {
    const current = await detail(id, calls.read);
    if (current === null) throw new CrmError("notFound", `The account has no such ${kind.subject}.`);
    const version = versionOf(kind.editable(current.record));
    if (ifVersion !== undefined && ifVersion !== version)
      throw new VersionConflict(kind.current(current.record), version);
    const { fields, merged, written, links } = kind.edit(current, patch);
    const acknowledged = calls.write(kind.calls.edit, [["ID", id], ...fields], lease);
    await (links ? linking(acknowledged) : acknowledged);
    if (versionOf(merged) === version) replaced.delete(id);
    else replaced.set(id, stateOf(current.record));
    return written;
  }

  return {
    groups: [kind.fields],
    idsPerCall: 1,
    page: (request: PageRequest) => page(request),
    getMany: (ids: readonly CrmId[]) => Promise.all(ids.map(find)),
    async create(draft: Draft): Promise<Carried<Item> | null> {
      const id = await calls.write(kind.calls.add, kind.encodeDraft(draft));
      if (id !== null) return kind.created(id, draft);
      return findWritten(
        () => matches(kind.searchTerm(draft)),
        (record) => kind.equalsDraft(record, draft),
      );
    },
    update: (id: CrmId, patch: Patch, ifVersion?: string) =>
      locks.hold({ kind: kind.subject, id }, calls.signal, (lease) => edit(id, patch, ifVersion, lease)),
    async delete(id: CrmId): Promise<void> {
      await calls.write(kind.calls.delete, [["ID", id]]);
    },
  };
}
