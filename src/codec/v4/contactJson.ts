import type { Contact, ContactPatch } from "../../domain/contact.js";
import type { CrmId } from "../../domain/crmId.js";
import type { FieldDefinition } from "./fieldJson.js";
import { decodeValues, type DecodedValues } from "./filledFields.js";
import { readTags, writeTags } from "./tags.js";
import {
  hasEmbedded,
  readDate,
  readEmbedded,
  readId,
  readObject,
  readOptionalId,
  readText,
  writeId,
  type JsonObject,
} from "./values.js";
import { encodeValues } from "./writtenFields.js";

/** A contact as its answer tells it: of its company and of the user in charge the number alone. */
export interface ContactAnswer
  extends DecodedValues, Pick<Contact, "id" | "name" | "tags" | "createdAt" | "updatedAt"> {
  readonly companyId: CrmId | null;
  readonly responsibleUserId: CrmId | null;
  /** In the order of the answer, which tells them when it is asked `with=leads`; absent from others. */
  readonly dealIds?: readonly CrmId[];
}

/** Null for a contact in the account's bin. Throws a CrmError `badResponse` when it is no contact. */
export function decodeContact(item: unknown): ContactAnswer | null {
  const contact = readObject(item);
  if (contact["is_deleted"] === true) return null;
  const [company] = readEmbedded(contact, "companies");
  return {
    id: readId(contact["id"]),
    name: readText(contact["name"]),
    createdAt: readDate(contact["created_at"]),
    updatedAt: readDate(contact["updated_at"]),
    responsibleUserId: readOptionalId(contact["responsible_user_id"]),
    companyId: company === undefined ? null : readId(readObject(company)["id"]),
    tags: readTags(contact),
    ...(hasEmbedded(contact, "leads") && {
      dealIds: readEmbedded(contact, "leads").map((lead) => readId(readObject(lead)["id"])),
    }),
    ...decodeValues(contact["custom_fields_values"]),
  };
}

/**
 * What is given of a contact, all but its company, which is linked to it.
 *
 * @throws FieldsRefused `notSupported` for what the account cannot hold.
 */
export function encodeContact(patch: ContactPatch, definitions?: readonly FieldDefinition[]): JsonObject {
  const { name, responsibleUserId, tags } = patch;
  const values = encodeValues(patch, definitions);
  return {
    ...(name !== undefined && { name }),
    ...(typeof responsibleUserId === "string" && { responsible_user_id: writeId(responsibleUserId) }),
    ...(values.length > 0 && { custom_fields_values: values }),
    ...(tags !== undefined && { _embedded: { tags: writeTags(tags) } }),
  };
}
