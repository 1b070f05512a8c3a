import type { ContactDraft, EditableContact } from "../domain/contact.js";
import { indexed, presentField, type FormField, type FormFields } from "./form.js";

/** The fields of a new contact: only what is given. The account chooses the rest. */
export function encodeContactDraft(draft: ContactDraft): FormFields {
  return [["contact", contactFields(draft).filter(([, value]) => value !== "")]];
}

/** The fields of an edit, which replaces the whole contact: everything, `unknown` fields included. */
export function encodeContactEdit(contact: EditableContact, unknown: FormFields): FormFields {
  return [["contact", [...contactFields(contact).map(presentField), ...unknown]]];
}

/** An empty text stands for no value; a list without entries has no form of its own. */
function contactFields(contact: ContactDraft): FormFields {
  return [
    ["person_name", contact.name],
    ["person_position", contact.position ?? ""],
    ["person_company_name", contact.company?.name ?? ""],
    ["person_company_id", contact.company?.id ?? ""],
    ["main_user_id", contact.responsibleUserId ?? ""],
    ["tags", encodeTags(contact.tags)],
    ["contact_data", contactData(contact)],
  ];
}

/** Tags are one text; the account splits it at the commas. */
export function encodeTags(tags: readonly string[] | undefined): string {
  return (tags ?? []).join(", ");
}

function contactData(contact: ContactDraft): FormFields {
  const { phoneNumbers = [], emailAddresses = [], webAddresses = [], instantMessengers = [], address } = contact;
  return [
    ["phone_numbers", indexed(phoneNumbers.flatMap((phone) => entry("number", phone.number, "location", phone.label)))],
    [
      "email_addresses",
      indexed(emailAddresses.flatMap((mail) => entry("address", mail.address, "location", mail.label))),
    ],
    ["web_addresses", indexed(webAddresses.flatMap((site) => entry("url", site.url, "location", site.label)))],
    ["addresses", address === undefined || address === null ? [] : [["street", address]]],
    [
      "instant_messengers",
      indexed(
        instantMessengers.flatMap((messenger) => entry("address", messenger.address, "protocol", messenger.protocol)),
      ),
    ],
  ];
}

/** In the API description value and label are entries of their own, one after the other. */
function entry(valueName: string, value: string, labelName: string, label: string | null): readonly FormFields[] {
  const valueEntry: FormField[] = [[valueName, value]];
  return label === null ? [valueEntry] : [valueEntry, [[labelName, label]]];
}
