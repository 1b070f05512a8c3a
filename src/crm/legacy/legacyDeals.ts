import { encodeDealDraft, encodeDealEdit } from "../../codec/dealForm.js";
import { decodeDealDetail, decodeDealPage, unknownDealFields } from "../../codec/dealXml.js";
import type { Carried } from "../../domain/carried.js";
import {
  EDITABLE_DEAL,
  editableDeal,
  writtenDeal,
  type Deal,
  type DealDraft,
  type DealPatch,
  type EditableDeal,
} from "../../domain/deal.js";
import type { DealPort } from "../crm.js";
import { CrmError } from "../../domain/crmError.js";
import type { LegacyCalls } from "./legacyCalls.js";
import { legacyRecords, type RecordKind } from "./legacyRecords.js";
import type { RecordLocks } from "../locks/recordLocks.js";
import { sameTags } from "./sameTags.js";

/**
 * How many linked contacts the account takes in an edit. The API description knows one; sending several to an account that takes
 * one would silently drop links, so `one` refuses to edit a deal that has several.
 */
export type DealLinks = "one" | "many";

/** Deals over the legacy API. */
export function legacyDeals(calls: LegacyCalls, locks: RecordLocks, links: DealLinks): DealPort {
  const kind: RecordKind<Deal, DealDraft, DealPatch> = {
    subject: "deal",
    fields: [...EDITABLE_DEAL, "createdAt", "updatedAt", "notes", "tasks"],
    calls: {
      list: "listDeals",
      search: "searchDeals",
      detail: "readDeal",
      add: "addDeal",
      edit: "editDeal",
      delete: "deleteDeal",
    },
    decodePage: decodeDealPage,
    decodeDetail: decodeDealDetail,
    encodeDraft: encodeDealDraft,
    searchTerm: (draft) => draft.name,
    equalsDraft,
    created: (id, draft) => writtenDeal({ id }, draft),
    editable,
    current: (record) => ({ kind: "deal", record }),
    edit({ record, element }, patch) {
      if (links === "one" && record.contacts.length > 1) {
        throw new CrmError("notSupported", "The deal has several contacts, and an edit might drop some of them.");
      }
      const deal = merge(editable(record), patch);
      return {
        fields: encodeDealEdit(deal, unknownDealFields(element)),
        merged: deal,
        written: writtenDeal(record, patch),
        links: deal.contactIds.some((id) => record.contacts.every((contact) => contact.id !== id)),
      };
    },
  };
  return legacyRecords(kind, calls, locks);
}

function editable(deal: Deal): EditableDeal {
  const fields = editableDeal(deal);
  if (fields === undefined) throw new CrmError("badResponse", "The deal's page lacks fields that an edit needs.");
  return fields;
}

/** Callers name one contact: it takes the place of all that are linked. */
function merge(deal: EditableDeal, { contactId, ...fields }: DealPatch): EditableDeal {
  const merged = { ...deal, ...fields };
  if (contactId === undefined) return merged;
  return { ...merged, contactIds: contactId === null ? [] : [contactId] };
}

/** Null and empty values of a draft are not written, so they match anything. */
function equalsDraft(deal: Carried<Deal>, draft: DealDraft): boolean {
  const { name, statusId = null, price = null, responsibleUserId = null, tags = [], contactId = null } = draft;
  return (
    deal.name === name &&
    (statusId === null || deal.status?.id === statusId) &&
    // 1500.5 and 1500.50 are one price.
    (price === null || (typeof deal.price === "string" && Number(deal.price) === Number(price))) &&
    (responsibleUserId === null || deal.responsibleUser?.id === responsibleUserId) &&
    (tags.length === 0 || sameTags(deal.tags ?? [], tags)) &&
    (contactId === null || (deal.contacts?.length === 1 && deal.contacts[0]?.id === contactId))
  );
}
