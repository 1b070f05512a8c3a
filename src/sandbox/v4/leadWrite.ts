import { LOSS_REASONS, PIPELINE } from "../account.js";
import type { DealDraft, DealRecord } from "../records.js";
import { addDeal, updateDeal } from "../storage/deals.js";
import { describeLead, findLead } from "../storage/leads.js";
import type { LeadRecord } from "../storage/leads.js";
import { findParty } from "../storage/parties.js";
import { firstStatusId, statusExists } from "../storage/statuses.js";
import type { V4Call } from "./call.js";
import { userField } from "./checks.js";
import { writtenTags } from "./tagWrite.js";
import type { ItemReader } from "./wire/itemReader.js";
import { notFound } from "./wire/problem.js";

/**
 * Adds a lead; answers its id. `links` finds, or makes, the persons and the company that it is about; the first person
 * is the main one.
 */
export async function addLead(call: V4Call, item: ItemReader, links = namedLinks): Promise<number> {
  const fields = await writtenFields(call, item, {
    name: "",
    price: null,
    statusId: await firstStatusId(call.db),
    mainUserId: call.user.id,
    tags: [],
    contactIds: [],
  });
  const draft: DealDraft = { ...fields, contactIds: await links(call, item), extra: [] };
  const details = await leadDetails(call, item);
  const createdBy = (await userField(call, item, "created_by", { allowNobody: true })) ?? call.user.id;
  item.check();
  const createdAt = item.date("created_at") ?? call.now;
  const id = await addDeal(call.db, draft, { createdAt, updatedAt: call.now });
  // A lead may be without a name; the account then gives it one.
  if (draft.name === "") await updateDeal(call.db, id, { ...draft, name: `Lead #${id}` }, call.now);
  await describeLead(call.db, id, { ...details, createdBy });
  return id;
}

/** Changes what an item names of a lead. */
export async function patchLead(call: V4Call, item: ItemReader, stored: DealRecord): Promise<LeadRecord> {
  const draft = { ...stored, ...(await writtenFields(call, item, stored)) };
  const details = await leadDetails(call, item);
  item.check();
  await updateDeal(call.db, stored.id, draft, call.now);
  await describeLead(call.db, stored.id, details);
  const lead = await findLead(call.db, "everyone's", stored.id);
  if (!lead) throw notFound();
  return lead;
}

type WrittenFields = Omit<DealDraft, "extra">;

/** What an item says of a deal, and the rest as it is. */
async function writtenFields(call: V4Call, item: ItemReader, stored: WrittenFields): Promise<WrittenFields> {
  return {
    name: item.filledText("name") ?? stored.name,
    price: item.isNull("price") ? null : (writtenPrice(call, item) ?? stored.price),
    statusId: (await writtenStatus(call, item)) ?? stored.statusId,
    mainUserId: (await userField(call, item, "responsible_user_id")) ?? stored.mainUserId,
    tags: await writtenTags(call, item, "leads", stored.tags),
    contactIds: stored.contactIds,
  };
}

function writtenPrice(call: V4Call, item: ItemReader): string | undefined {
  const price = item.number("price");
  if (price === undefined) return undefined;
  if (!call.switches.v4Decimals && !Number.isInteger(price)) {
    item.refuse("InvalidType", "price", "This value should be of type int.");
    return undefined;
  }
  const text = String(price);
  // The XML API keeps prices as decimal text, without an exponent.
  if (/^-?\d{1,18}(\.\d{1,9})?$/.test(text)) return text;
  item.refuse("InvalidType", "price", "This value is out of range.");
  return undefined;
}

async function writtenStatus(call: V4Call, item: ItemReader): Promise<number | undefined> {
  const [pipeline, status] = [item.integer("pipeline_id"), item.integer("status_id")];
  if (pipeline !== undefined && pipeline !== PIPELINE.id) {
    item.refuse("NotSupportedChoice", "pipeline_id", "The pipeline does not exist.");
    return undefined;
  }
  if (status === undefined || (await statusExists(call.db, status))) return status;
  item.refuse("NotSupportedChoice", "status_id", "The status does not exist.");
  return undefined;
}

async function leadDetails(call: V4Call, item: ItemReader) {
  const reason = item.integer("loss_reason_id");
  if (reason !== undefined && !LOSS_REASONS.some(({ id }) => id === reason)) {
    item.refuse("NotSupportedChoice", "loss_reason_id", "The loss reason does not exist.");
  }
  if ((item.list("custom_fields_values") ?? []).length > 0) {
    item.refuse("NotSupportedChoice", "custom_fields_values.0.field_id", "The field does not exist.");
  }
  return {
    updatedBy: (await userField(call, item, "updated_by", { allowNobody: true })) ?? call.user.id,
    lossReasonId: item.isNull("loss_reason_id") ? null : reason,
    closedAt: item.date("closed_at"),
  };
}

/** The persons and the company that an item names by their ids. */
async function namedLinks(call: V4Call, item: ItemReader): Promise<number[]> {
  const embedded = item.object("_embedded");
  const contacts = (embedded?.list("contacts") ?? []).map((entry) => ({ entry, isMain: entry.boolean("is_main") }));
  const mainFirst = [...contacts.filter(({ isMain }) => isMain), ...contacts.filter(({ isMain }) => !isMain)];
  const persons = mainFirst.map(({ entry }) => ({ entry, type: "contacts" as const }));
  const companies = (embedded?.list("companies") ?? []).map((entry) => ({ entry, type: "companies" as const }));
  const ids = new Set<number>();
  for (const { entry, type } of [...persons, ...companies]) {
    const id = entry.integer("id");
    if (id !== undefined && (await findParty(call.db, call.viewer, type, id))) ids.add(id);
    else entry.refuse("NotSupportedChoice", "id", "The record does not exist.");
  }
  return [...ids];
}
