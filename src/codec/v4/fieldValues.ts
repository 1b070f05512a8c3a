import type { Contact, ContactPatch } from "../../domain/contact.js";
import { CrmError } from "../../domain/crmError.js";
import type { FieldDefinition } from "./fieldJson.js";
import { isNothing, readList, readObject, readText, writeId, type JsonObject } from "./values.js";

/** The fields of a contact that the account keeps among its custom ones. */
type ValueField = "position" | "phoneNumbers" | "emailAddresses" | "webAddresses" | "address" | "instantMessengers";

export type ContactValues = Pick<Contact, ValueField>;

/** Choices by their code, with the label that says the same in the older API; the first label is the one that is read. */
type Choices = Readonly<Record<string, readonly string[]>>;

const PHONES: Choices = { WORK: ["Work"], WORKDD: ["Direct"], MOB: ["Mobile"], FAX: ["Fax"], HOME: ["Home"] };
const EMAILS: Choices = { WORK: ["Work"], PRIV: ["Home", "Personal"] };
const MESSENGERS: Choices = {
  SKYPE: ["Skype"],
  ICQ: ["ICQ"],
  JABBER: ["Jabber"],
  GTALK: ["Google Talk"],
  MSN: ["MSN"],
};

/** What has no choice of its own: every labelled field has this one. */
const OTHER = "OTHER";

/** Finds the field that holds something. The first rule that any field meets decides. */
const RULES: Readonly<Record<ValueField, readonly ((field: Pick<FieldDefinition, "code" | "type">) => boolean)[]>> = {
  position: [({ code }) => code === "POSITION"],
  phoneNumbers: [({ code }) => code === "PHONE"],
  emailAddresses: [({ code }) => code === "EMAIL"],
  webAddresses: [({ code }) => code === "WEB", ({ type }) => type === "url"],
  address: [
    ({ code }) => code === "ADDRESS",
    ({ type }) => type === "streetaddress",
    ({ type }) => type === "smart_address",
  ],
  instantMessengers: [({ code }) => code === "IM"],
};

interface Value {
  readonly text: string;
  readonly choice: string | null;
}

interface FilledField {
  readonly code: string | null;
  readonly type: string;
  readonly values: readonly Value[];
}

/** Reads `custom_fields_values` of a contact; fields that this schema does not know are left out. */
export function decodeValues(value: unknown): ContactValues {
  const fields = readList(value).map(readFilledField);
  const of = (name: ValueField): readonly Value[] => findField(fields, name)?.values ?? [];
  const labelled = (name: ValueField, choices: Choices) =>
    of(name).map(({ text, choice }) => ({ text, label: labelOf(choice, choices) }));
  return {
    position: of("position")[0]?.text ?? null,
    phoneNumbers: labelled("phoneNumbers", PHONES).map(({ text, label }) => ({ number: text, label })),
    emailAddresses: labelled("emailAddresses", EMAILS).map(({ text, label }) => ({ address: text, label })),
    webAddresses: of("webAddresses").map(({ text }) => ({ url: text, label: null })),
    // A smart address has a value for each of its parts.
    address:
      of("address")
        .map(({ text }) => text)
        .join(", ") || null,
    instantMessengers: labelled("instantMessengers", MESSENGERS).map(({ text, label }) => ({
      address: text,
      protocol: label,
    })),
  };
}

/** Whether it takes the account's own fields to write these: every account has those of phones and e-mail addresses. */
export function needsDefinitions({ position, webAddresses, address, instantMessengers }: ContactPatch): boolean {
  return [position, webAddresses, address, instantMessengers].some((value) => value !== undefined);
}

/**
 * The `custom_fields_values` for those fields that are given. Null and the empty list clear.
 *
 * @param definitions of the account; they may be left out where needsDefinitions says so
 * @throws CrmError `notSupported` for a value that the account has no field for.
 */
export function encodeValues(patch: ContactPatch, definitions: readonly FieldDefinition[] = []): readonly JsonObject[] {
  const { position, phoneNumbers, emailAddresses, webAddresses, address, instantMessengers } = patch;
  const plain = (texts: readonly string[]) => texts.map((value) => ({ value }));
  return [
    ...own("position", definitions, position === undefined ? undefined : plain(position === null ? [] : [position])),
    ...known(
      "PHONE",
      phoneNumbers?.map(({ number, label }) => labelledValue(number, label, PHONES)),
    ),
    ...known(
      "EMAIL",
      emailAddresses?.map((email) => labelledValue(email.address, email.label, EMAILS)),
    ),
    ...own("webAddresses", definitions, webAddresses && plain(webAddresses.map(({ url }) => url))),
    ...own("address", definitions, address === undefined ? undefined : plain(address === null ? [] : [address])),
    ...own(
      "instantMessengers",
      definitions,
      instantMessengers?.map((messenger) =>
        labelledValue(
          messenger.address,
          messenger.protocol,
          MESSENGERS,
          findField(definitions, "instantMessengers")?.choices ?? [],
        ),
      ),
    ),
  ];
}

function known(code: string, values: readonly JsonObject[] | undefined): readonly JsonObject[] {
  return values === undefined ? [] : [{ field_code: code, values: values.length === 0 ? null : values }];
}

function own(
  name: ValueField,
  definitions: readonly FieldDefinition[],
  values: readonly JsonObject[] | undefined,
): readonly JsonObject[] {
  if (values === undefined) return [];
  const field = findField(definitions, name);
  if (field !== undefined) return [{ field_id: writeId(field.id), values: values.length === 0 ? null : values }];
  if (values.length === 0) return [];
  throw new CrmError("notSupported", `The account has no field that holds \`${name}\` of a contact.`);
}

function findField<Field extends Pick<FieldDefinition, "code" | "type">>(
  fields: readonly Field[],
  name: ValueField,
): Field | undefined {
  for (const rule of RULES[name]) {
    const field = fields.find(rule);
    if (field !== undefined) return field;
  }
  return undefined;
}

function readFilledField(item: unknown): FilledField {
  const field = readObject(item);
  return {
    code: isNothing(field["field_code"]) ? null : readText(field["field_code"]),
    type: readText(field["field_type"]),
    values: readList(field["values"]).flatMap((entry) => {
      const value = readObject(entry);
      const text = typeof value["value"] === "number" ? String(value["value"]) : value["value"];
      if (typeof text !== "string" || text === "") return [];
      // Older accounts say `enum`.
      const choice = value["enum_code"] ?? value["enum"];
      return [{ text, choice: typeof choice === "string" ? choice : null }];
    }),
  };
}

/** What a choice of an account's own is called is all that is known of it. */
function labelOf(choice: string | null, choices: Choices): string | null {
  if (choice === null || choice === OTHER) return null;
  return choices[choice]?.[0] ?? choice;
}

/** A label that no choice has is lost: the account keeps choices alone. */
function labelledValue(value: string, label: string | null, choices: Choices, own: readonly string[] = []): JsonObject {
  const wanted = label?.trim().toLowerCase() ?? "";
  const isWanted = (name: string): boolean => name.toLowerCase() === wanted;
  const choice = Object.entries(choices).find(([code, labels]) => isWanted(code) || labels.some(isWanted))?.[0];
  return { value, enum_code: choice ?? own.find(isWanted) ?? OTHER };
}
