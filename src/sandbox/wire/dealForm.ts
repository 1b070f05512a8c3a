import type { ExtraFields } from "../records.js";
import { extraFields } from "./extraFields.js";
import { idField, parseId, tagsField, textField } from "./fields.js";
import type { FormMap } from "./phpForm.js";
import { RequestError } from "./requestError.js";

/** The `deal` of a request. A field is undefined if its key is absent. */
export interface DealForm {
  name: string | undefined;
  statusId: number | null | undefined;
  /** Decimal text as sent; null for none. */
  price: string | null | undefined;
  mainUserId: number | null | undefined;
  tags: string[] | undefined;
  contactIds: number[] | undefined;
  extra: ExtraFields;
}

const KNOWN = new Set([
  ...["name", "status_id", "price", "main_user_id", "tags", "linked_contact"],
  // Elements of a deal's page, which the account writes itself.
  ...["id", "status", "main_user", "linked_contacts", "date_create", "date_modify"],
  ...["is_company", "notes", "tasks", "deals", "users"],
]);

/** Reads the fields of a deal. Throws a RequestError if one is malformed. */
export function readDealForm(form: FormMap): DealForm {
  return {
    name: textField(form, "name"),
    statusId: idField(form, "status_id"),
    price: priceField(form),
    mainUserId: idField(form, "main_user_id"),
    tags: tagsField(form),
    contactIds: linkedContacts(form),
    extra: extraFields(form, KNOWN),
  };
}

function priceField(form: FormMap): string | null | undefined {
  const text = textField(form, "price")?.trim();
  if (text === undefined) return undefined;
  if (text === "") return null;
  if (!/^-?\d{1,18}(\.\d{1,9})?$/.test(text)) throw new RequestError(400, "price is not a number");
  return text;
}

/** One id, several in a list, or several with commas between them. */
function linkedContacts(form: FormMap): number[] | undefined {
  const value = form.get("linked_contact");
  if (value === undefined) return undefined;
  const texts = typeof value === "string" ? value.split(",") : Array.from(value.values());
  const ids = texts.map((text) => {
    if (typeof text !== "string") throw new RequestError(400, "linked_contact is nested too deep");
    return parseId(text, "linked_contact");
  });
  return [...new Set(ids.filter((id) => id !== null))];
}
