import { FieldsRefused } from "../../domain/crmError.js";
import type { CrmId } from "../../domain/crmId.js";
import type { Deal, DealPatch } from "../../domain/deal.js";
import { readTags, writeTags } from "./tags.js";
import {
  isNothing,
  readDate,
  readEmbedded,
  readId,
  readObject,
  readOptionalId,
  readText,
  writeId,
  wrong,
  type JsonObject,
} from "./values.js";

/** A deal as its answer tells it: of its stage, its user and its contacts the number alone. */
export interface LeadAnswer extends Pick<Deal, "id" | "name" | "price" | "tags" | "createdAt" | "updatedAt"> {
  readonly statusId: CrmId | null;
  readonly pipelineId: CrmId | null;
  readonly responsibleUserId: CrmId | null;
  /** In the order of the answer. Lists tell them when they are asked `with=contacts`. */
  readonly contactIds: readonly CrmId[];
}

/** Null for a deal in the account's bin. Throws a CrmError `badResponse` when it is no deal. */
export function decodeLead(item: unknown): LeadAnswer | null {
  const lead = readObject(item);
  if (lead["is_deleted"] === true) return null;
  return {
    id: readId(lead["id"]),
    name: readText(lead["name"]),
    price: readPrice(lead["price"]),
    statusId: readOptionalId(lead["status_id"]),
    pipelineId: readOptionalId(lead["pipeline_id"]),
    responsibleUserId: readOptionalId(lead["responsible_user_id"]),
    createdAt: readDate(lead["created_at"]),
    updatedAt: readDate(lead["updated_at"]),
    tags: readTags(lead),
    contactIds: readEmbedded(lead, "contacts").map((contact) => readId(readObject(contact)["id"])),
  };
}

/** A stage of a deal. Every pipeline has a won and a lost one of the same numbers, so a stage goes with its pipeline. */
export interface Stage {
  readonly statusId: CrmId;
  readonly pipelineId: CrmId | null;
}

/**
 * What is given of a deal, all but its contact, which is linked to it.
 *
 * @throws FieldsRefused `notSupported` for what the account cannot hold.
 */
export function encodeLead({ name, price, responsibleUserId, tags }: DealPatch, stage: Stage | null): JsonObject {
  return {
    ...(name !== undefined && { name }),
    ...(price !== undefined && { price: writePrice(price) }),
    ...(stage !== null && { status_id: writeId(stage.statusId) }),
    ...(stage !== null && stage.pipelineId !== null && { pipeline_id: writeId(stage.pipelineId) }),
    ...(typeof responsibleUserId === "string" && { responsible_user_id: writeId(responsibleUserId) }),
    ...(tags !== undefined && { _embedded: { tags: writeTags(tags) } }),
  };
}

/** An account keeps no price as 0. */
function readPrice(value: unknown): string | null {
  if (isNothing(value)) return null;
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || !/^-?\d+(\.\d+)?$/.test(text)) throw wrong();
  return Number(text) === 0 ? null : text;
}

/** A price is a number here; one with more digits than a number holds would not arrive as it was given. */
function writePrice(price: string | null): number {
  const number = Number(price ?? 0);
  const digits = (price ?? "").replace(/^-?0*|\./g, "").length;
  if (Number.isFinite(number) && digits <= 15) return number;
  throw new FieldsRefused("notSupported", [
    { path: ["price"], message: "The account does not hold a price of so many digits." },
  ]);
}
