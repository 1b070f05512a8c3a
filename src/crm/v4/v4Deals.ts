import { decodeLead, encodeLead, type LeadAnswer, type Stage } from "../../codec/v4/leadJson.js";
import { isObject, writeId } from "../../codec/v4/values.js";
import type { Carried } from "../../domain/carried.js";
import { CrmError, FieldsRefused, LinkNotFound, VersionConflict } from "../../domain/crmError.js";
import type { CrmId } from "../../domain/crmId.js";
import { editableDeal, writtenDeal, type Deal, type DealPatch } from "../../domain/deal.js";
import { versionOf } from "../../domain/version.js";
import type { DealPort, Found } from "../crm.js";
import type { RecordLocks } from "../locks/recordLocks.js";
import type { AccountFacts } from "./accountFacts.js";
import { activityReaders } from "./activities.js";
import { tellingFields } from "./fieldsRefused.js";
import { groupedReads, readWhole, toldBy, type GroupReader } from "./groupedReads.js";
import { InTurn } from "./inTurn.js";
import { LinkWrites, type LinkTarget } from "./linkWrites.js";
import { readByIds } from "./multiGet.js";
import { afterFirst, notRemovable } from "./partialWrite.js";
import { RecentAnswers } from "./recentAnswers.js";
import { RowWrites } from "./rowWrites.js";
import { isCommon, pipelineOf, pipelinesWith, stageOf, statusOf } from "./stages.js";
import { knownUserInCharge, usersInCharge } from "./users.js";
import { Refused, type V4Calls } from "./v4Calls.js";
import { v4Page } from "./v4Page.js";

const LIST = { path: "leads", query: [["with", "contacts"]], decode: decodeLead } as const;

/** Deals over API v4, which calls them leads. */
export function v4Deals(calls: V4Calls, facts: AccountFacts, locks: RecordLocks): DealPort {
  const rows = new RowWrites(calls, facts);
  const links = new LinkWrites(calls, facts);
  const turns = new InTurn();
  const answers = new RecentAnswers<LeadAnswer>(calls, (ids) => readByIds(LIST, ids, calls, facts));

  const own: GroupReader<Deal> = {
    fields: ["name", "price", "tags", "contacts", "createdAt", "updatedAt"],
    async read(ids) {
      const found = await answers.read(ids);
      return found.map((answer) => (answer === null || answer instanceof CrmError ? answer : toDeal(answer)));
    },
  };
  const status: GroupReader<Deal> = {
    fields: ["status", "pipeline"],
    read: toldBy(answers, async (found) => {
      const pipelines = await facts.pipelines.get(calls, (known) =>
        found.every(
          (answer) => statusOf(answer, known) !== undefined && pipelineOf(answer.pipelineId, known) !== undefined,
        ),
      );
      return new Map(
        found.map((answer) => {
          const { id, statusId, pipelineId } = answer;
          const nameless = (number: CrmId | null) => (number === null ? null : { id: number, name: null });
          const status = statusOf(answer, pipelines) ?? nameless(statusId);
          const pipeline = pipelineOf(pipelineId, pipelines) ?? nameless(pipelineId);
          return [id, { id, status, pipeline }];
        }),
      );
    }),
  };
  const user: GroupReader<Deal> = {
    fields: ["responsibleUser"],
    read: toldBy(answers, (found) => usersInCharge(found, calls, facts)),
  };
  const reads = groupedReads<Deal>([own, status, user, ...activityReaders("deal", calls, facts)]);

  /** What is carried without another call: names that are known already. */
  function toDeal(answer: LeadAnswer): Carried<Deal> {
    const { id, name, price, tags, createdAt, updatedAt, contactIds } = answer;
    const pipelines = facts.pipelines.known ?? [];
    const [named, pipeline] = [statusOf(answer, pipelines), pipelineOf(answer.pipelineId, pipelines)];
    return {
      ...{ id, name, price, tags, createdAt, updatedAt },
      contacts: contactIds.map((contactId) => ({ id: contactId, isCompany: false })),
      ...(named !== undefined && { status: named }),
      ...(pipeline !== undefined && { pipeline }),
      ...knownUserInCharge(answer, facts),
    };
  }

  async function current(id: CrmId): Promise<LeadAnswer> {
    const [answer] = await answers.read([id]);
    return existing(answer);
  }

  /** Throws a VersionConflict unless the deal is at this version. */
  async function requireVersion(id: CrmId, expected: string): Promise<void> {
    const record = await readWhole(id, [own, status, user]);
    const editable = editableDeal(record);
    if (editable === undefined) throw new CrmError("badResponse", "An answer lacks fields of a deal.");
    const version = versionOf(editable);
    if (version !== expected) throw new VersionConflict({ kind: "deal", record }, version);
  }

  /** @param id of the deal that is to be at the stage; null for a new one */
  async function stage(statusId: CrmId | null | undefined, id: CrmId | null): Promise<Stage | null> {
    if (typeof statusId !== "string") return null;
    const pipelines = await facts.pipelines.get(calls, (known) => pipelinesWith(statusId, known).length > 0);
    if (id === null || !isCommon(statusId)) {
      if (pipelines.length === 0) throw PIPELINES_NOT_SEEN;
      return stageOf(statusId, pipelines);
    }
    // The deal stays in its pipeline. Where there is one alone, the account need not be told which, nor be asked.
    if (pipelines.length === 1) return { statusId, pipelineId: null };
    const [answer] = await answers.recall([id]);
    return { statusId, pipelineId: existing(answer).pipelineId };
  }

  /** Makes a contact the only one of a deal; null leaves it without any. Whether anything had to be changed. */
  async function linkOnly(id: CrmId, contactId: CrmId | null): Promise<boolean> {
    const { contactIds } = await current(id);
    const contact = (of: CrmId): LinkTarget => ({ id: of, type: "contacts" });
    const isNew = contactId !== null && !contactIds.includes(contactId);
    if (isNew) {
      try {
        await links.change("leads", id, "link", [{ ...contact(contactId), isMain: true }]);
      } catch (error) {
        throw error instanceof Refused ? new LinkNotFound() : error;
      }
    }
    const others = contactIds.filter((other) => other !== contactId);
    if (others.length === 0) return isNew;
    const unlink = () => links.change("leads", id, "unlink", others.map(contact));
    await (isNew ? afterFirst(unlink) : unlink());
    return true;
  }

  async function change(id: CrmId, patch: DealPatch): Promise<Carried<Deal>> {
    const fields = encodeLead(patch, await stage(patch.statusId, id));
    const isLinked = patch.contactId !== undefined && (await linkOnly(id, patch.contactId));
    const write = () => tellingFields(() => rows.change("leads", id, fields));
    if (Object.keys(fields).length > 0) await (isLinked ? afterFirst(write) : write());
    // Where nothing is to be sent, the account still has to have the deal.
    else if (patch.contactId === undefined) await current(id);
    return writtenDeal({ id }, patch);
  }

  /** Throws a LinkNotFound when it is the contact that is not there. */
  async function addLead(row: object): Promise<CrmId | null> {
    try {
      return await rows.add("leads", row);
    } catch (error) {
      throw error instanceof Refused && error.isAbout("_embedded.contacts") ? new LinkNotFound() : error;
    }
  }

  return {
    ...reads,
    async page(request) {
      const { items, ...page } = await v4Page(LIST, request, calls);
      answers.learn(items);
      return { ...page, items: items.map(toDeal) };
    },
    async create(draft) {
      const { _embedded, ...fields } = encodeLead(draft, await stage(draft.statusId, null));
      const linked = draft.contactId ? { contacts: [{ id: writeId(draft.contactId), is_main: true }] } : {};
      const embedded = { ...(isObject(_embedded) ? _embedded : {}), ...linked };
      const row = { ...fields, ...(Object.keys(embedded).length > 0 && { _embedded: embedded }) };
      const id = await tellingFields(() => addLead(row));
      return id === null ? null : writtenDeal({ id }, draft);
    },
    async update(id, patch, ifVersion) {
      if (patch.statusId === null || patch.responsibleUserId === null) {
        throw new CrmError("notSupported", "The account has no deal without a stage or a user in charge.");
      }
      return turns.make(id, () => {
        if (ifVersion === undefined && patch.contactId === undefined) return change(id, patch);
        // What is read decides what is written.
        return locks.hold({ kind: "deal", id }, calls.signal, async () => {
          if (ifVersion !== undefined) await requireVersion(id, ifVersion);
          return change(id, patch);
        });
      });
    },
    delete: () => notRemovable("deals"),
  };
}

const PIPELINES_NOT_SEEN = new FieldsRefused("notSupported", [
  { path: ["statusId"], message: "The user may not see the account's pipelines, which tell where this stage is." },
]);

/** Throws what kept a deal from being read, or `notFound`. */
function existing(found: Found<LeadAnswer> | undefined): LeadAnswer {
  if (found instanceof CrmError) throw found;
  if (!found) throw new CrmError("notFound", "The account has no such deal.");
  return found;
}
