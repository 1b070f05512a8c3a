import type { DealRecord } from "../records.js";
import { existingContactIds } from "../storage/contacts.js";
import * as deals from "../storage/deals.js";
import { notesOf } from "../storage/notes.js";
import { firstStatusId, statusExists } from "../storage/statuses.js";
import { tasksOf } from "../storage/tasks.js";
import { allUsers } from "../storage/users.js";
import { readDealForm } from "../wire/dealForm.js";
import { dealDetailXml, dealPageXml } from "../wire/dealXml.js";
import { mergeExtraFields } from "../wire/extraFields.js";
import { recordField, requiredId } from "../wire/fields.js";
import { RequestError } from "../wire/requestError.js";
import { DONE_XML, writtenXml } from "../wire/resultXml.js";
import { checkUser, requiredName } from "./contacts.js";
import { actions, addedXml, checkMayDelete, editedField, noSuchRecord } from "./legacyCall.js";
import type { LegacyCall, LegacyPage } from "./legacyCall.js";
import { requestedPage, requestedSearch } from "./paging.js";

/** `deals.php`: deals with their contacts, by page. */
export const dealList: LegacyPage = async (call) => {
  const page = await deals.dealPage(call.db, call.viewer, requestedPage(call));
  return dealPageXml(page, await allUsers(call.db));
};

/** `deal_search.php`: the same for those that a keyword is found in, or in their contacts. */
export const dealSearch: LegacyPage = async (call) => {
  const page = await deals.dealPage(call.db, call.viewer, { ...requestedPage(call), search: requestedSearch(call) });
  return dealPageXml(page, await allUsers(call.db));
};

/** `deal_detail.php`: one deal with its notes and tasks. */
export const dealDetail: LegacyPage = async ({ db, viewer, parameters }) => {
  const id = requiredId(parameters, "ID");
  const deal = await deals.findDeal(db, viewer, id);
  if (!deal) return dealDetailXml(undefined);
  const subject = { elementType: 2, id } as const;
  const [notes, tasks] = [await notesOf(db, subject), await tasksOf(db, subject)];
  return dealDetailXml({ deal, notes, tasks, users: await allUsers(db) });
};

/** `deal_add.php`: adds or replaces a deal. */
export const dealAdd: LegacyPage = actions({
  ADD: async (call) => {
    const form = readDealForm(recordField(call.parameters, "deal"));
    await checkUser(call, form.mainUserId);
    const draft = {
      name: requiredName(form.name),
      price: form.price ?? null,
      statusId: await checkedStatus(call, form.statusId),
      mainUserId: form.mainUserId ?? call.user.id,
      tags: form.tags ?? [],
      contactIds: await checkedLinks(call, form.contactIds ?? []),
      extra: form.extra,
    };
    return addedXml(call, await deals.addDeal(call.db, draft, { createdAt: call.now }));
  },
  EDIT: async (call) => {
    const stored = await existingDeal(call);
    const form = readDealForm(recordField(call.parameters, "deal"));
    await checkUser(call, form.mainUserId);
    const draft = {
      name: requiredName(editedField(call, form.name, stored.name, "")),
      price: editedField(call, form.price, stored.price, null),
      statusId: await checkedStatus(call, editedField(call, form.statusId, stored.statusId, null)),
      mainUserId: editedField(call, form.mainUserId, stored.mainUserId, null),
      tags: editedField(call, form.tags, stored.tags, []),
      contactIds: await checkedLinks(
        call,
        editedField(call, form.contactIds, stored.contactIds, []),
        stored.contactIds,
      ),
      extra: call.switches.editKeepsAbsent ? mergeExtraFields(stored.extra, form.extra) : form.extra,
    };
    await deals.updateDeal(call.db, stored.id, draft, call.now);
    return writtenXml(stored.id);
  },
});

/** `deal_delete.php`: removes a deal with its links, notes and tasks. */
export const dealDelete: LegacyPage = actions({
  DELETE: async (call) => {
    const { id } = await existingDeal(call);
    checkMayDelete(call);
    await deals.deleteDeal(call.db, id);
    return DONE_XML;
  },
});

async function existingDeal({ db, viewer, parameters }: LegacyCall): Promise<DealRecord> {
  const deal = await deals.findDeal(db, viewer, requiredId(parameters, "ID"));
  if (!deal) throw noSuchRecord();
  return deal;
}

/** A deal is always at a stage, at the first one if none is given. */
async function checkedStatus({ db }: LegacyCall, id: number | null | undefined): Promise<number> {
  if (id === null || id === undefined) return firstStatusId(db);
  if (!(await statusExists(db, id))) throw new RequestError(400, "no such status");
  return id;
}

/** Contacts to link: those that the user of the call sees, and those that are linked already. */
async function checkedLinks(call: LegacyCall, ids: number[], present: readonly number[] = []): Promise<number[]> {
  const kept = call.switches.editKeepsLinks ? ids : ids.slice(0, 1);
  const existing = await existingContactIds(call.db, call.viewer, kept);
  if (kept.some((id) => !existing.has(id) && !present.includes(id))) throw noSuchRecord();
  return kept;
}
