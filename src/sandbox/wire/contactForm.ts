import { CONTACT_LISTS } from "../records.js";
import type { ContactData, ExtraFields, LabelledValue } from "../records.js";
import { extraFields } from "./extraFields.js";
import { idField, tagsField, textField, xmlText } from "./fields.js";
import type { FormMap, FormValue } from "./phpForm.js";
import { RequestError } from "./requestError.js";

/** The `contact` of a request. A field is undefined if its key is absent. */
export interface ContactForm {
  name: string | undefined;
  position: string | undefined;
  companyName: string | undefined;
  companyId: number | null | undefined;
  mainUserId: number | null | undefined;
  tags: string[] | undefined;
  data: ContactData | undefined;
  extra: ExtraFields;
}

const KNOWN = new Set([
  ...["person_name", "person_position", "person_company_name", "person_company_id", "main_user_id"],
  ...["tags", "contact_data"],
  // Elements of a contact's page, which the account writes itself.
  ...["id", "name", "is_company", "position", "company", "main_user", "date_create", "date_modify"],
  ...["notes", "tasks", "deals", "users", "status"],
]);

/** Reads the fields of a contact. Throws a RequestError if one is malformed. */
export function readContactForm(form: FormMap): ContactForm {
  return {
    name: textField(form, "person_name"),
    position: textField(form, "person_position"),
    companyName: textField(form, "person_company_name"),
    companyId: idField(form, "person_company_id"),
    mainUserId: idField(form, "main_user_id"),
    tags: tagsField(form),
    data: contactData(form.get("contact_data")),
    extra: extraFields(form, KNOWN),
  };
}

function contactData(value: FormValue | undefined): ContactData | undefined {
  if (value === undefined) return undefined;
  const lists = typeof value === "string" && value.trim() === "" ? new Map<string, FormValue>() : value;
  if (typeof lists === "string") throw new RequestError(400, "contact_data is not an array");
  const data: Partial<ContactData> = {};
  for (const { key, list, value: valueKey, label } of CONTACT_LISTS) {
    data[key] = labelledValues(lists.get(list), list, valueKey, label);
  }
  return data as ContactData;
}

/**
 * Reads one list of contact_data. In the API description values and their labels are entries of their own that
 * alternate; there are clients that put both into one entry, and one entry may stand without a list around it.
 * An entry without a value belongs to the value before it.
 */
function labelledValues(
  value: FormValue | undefined,
  list: string,
  valueKey: string,
  labelKey: string,
): LabelledValue[] {
  if (value === undefined || value === "") return [];
  if (typeof value === "string") throw new RequestError(400, `${list} is not an array`);
  const entries = value.has(valueKey) ? [value] : Array.from(value.values());
  const values: (LabelledValue | undefined)[] = [];
  for (const entry of entries) {
    if (typeof entry === "string") throw new RequestError(400, `an entry of ${list} is not an array`);
    const text = scalar(entry, valueKey, list);
    const label = scalar(entry, labelKey, list);
    if (entry.has(valueKey)) values.push(text === "" ? undefined : { value: text, ...(label && { label }) });
    else if (label) {
      const last = values.at(-1);
      if (last) last.label = label;
    }
  }
  return values.filter((entry) => entry !== undefined);
}

function scalar(entry: FormMap, key: string, list: string): string {
  const value = entry.get(key) ?? "";
  if (typeof value !== "string") throw new RequestError(400, `${key} in ${list} is an array`);
  return xmlText(value, key);
}
