import type { Contact, ContactPatch } from "../../domain/contact.js";
import { FieldsRefused } from "../../domain/crmError.js";
import type { FieldDefinition } from "./fieldJson.js";
import type { CrmId } from "../../domain/crmId.js";
import { isNothing, readId, readList, readObject, readText, writeId, type JsonObject } from "./values.js";

/** The fields of a contact that the account keeps among its custom ones. */
type ValueField = "position" | "phoneNumbers" | "emailAddresses" | "webAddresses" | "address" | "instantMessengers";

type ContactValues = Pick<Contact, ValueField>;

/** Those that not every account has a field for. */
const OWN_FIELDS = [
  "position",
  "webAddresses",
  "address",
  "instantMessengers",
] as const satisfies readonly ValueField[];
type OwnField = (typeof OWN_FIELDS)[number];

/** What the parts of a value are, in an entry of each list. */
const PARTS = {
  phoneNumbers: { text: "number", choice: "label" },
  emailAddresses: { text: "address", choice: "label" },
  webAddresses: { text: "url", choice: "label" },
  instantMessengers: { text: "address", choice: "protocol" },
} as const;

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

/** A field that a contact has a value of. */
interface FilledField extends Pick<FieldDefinition, "id" | "code" | "type"> {
  readonly values: readonly Value[];
}

/** What `custom_fields_values` tell. */
export interface DecodedValues extends ContactValues {
  /**
   * All fields that are filled, where only the account's own fields tell which of them holds what: one that is filled is of the right
   * type, but another one may come before it. See valuesOf.
   */
  readonly unsure?: readonly FilledField[];
}

/** Reads `custom_fields_values` of a contact; fields that this schema does not know are left out. */
export function decodeValues(value: unknown): DecodedValues {
  const fields = readList(value).map(readFilledField);
  return { ...valuesOf(fields, fields), ...(Object.values(RULES).some(isUnsureIn(fields)) && { unsure: fields }) };
}

/** Whether no field is filled that decides by its code, but one that may be meant. */
function isUnsureIn(fields: readonly FilledField[]): (rules: (typeof RULES)[ValueField]) => boolean {
  return ([byCode, ...byType]) => !fields.some((field) => byCode?.(field)) && byType.some((rule) => fields.some(rule));
}

/** What filled fields hold, found as they are when they are written. */
export function valuesOf(
  fields: readonly FilledField[],
  definitions: readonly Pick<FieldDefinition, "id" | "code" | "type">[],
): ContactValues {
  const of = (name: ValueField): readonly Value[] => {
    const id: CrmId | undefined = findField(definitions, name)?.id;
    return fields.find((field) => field.id === id)?.values ?? [];
  };
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

/**
 * Whether it takes the account's own fields to write these: every account has those of phones and e-mail addresses, but may have
 * choices of its own for them.
 */
export function needsDefinitions(patch: ContactPatch): boolean {
  const { phoneNumbers = [], emailAddresses = [] } = patch;
  const isOwn = (label: string | null, choices: Choices): boolean => choiceOf(label, choices) === undefined;
  return (
    OWN_FIELDS.some((name) => patch[name] !== undefined) ||
    phoneNumbers.some(({ label }) => isOwn(label, PHONES)) ||
    emailAddresses.some(({ label }) => isOwn(label, EMAILS))
  );
}

/**
 * The `custom_fields_values` for those fields that are given. Null and the empty list clear.
 *
 * @param definitions of the account; they may be left out where needsDefinitions says so
 * @throws FieldsRefused `notSupported` for values that the account has no field for.
 */
export function encodeValues(patch: ContactPatch, definitions: readonly FieldDefinition[] = []): readonly JsonObject[] {
  const lacking = OWN_FIELDS.filter((name) => isFilled(patch[name]) && findField(definitions, name) === undefined);
  if (lacking.length === 0) return writtenFields(patch, definitions).map(({ json }) => json);
  throw new FieldsRefused(
    "notSupported",
    lacking.map((name) => ({ path: [name], message: `The account has no field that holds \`${name}\` of a contact.` })),
  );
}

/** The fields of a contact that an account has a place for, of those that not every account has. */
export function writableFields(definitions: readonly FieldDefinition[]): ReadonlySet<OwnField> {
  return new Set(OWN_FIELDS.filter((name) => findField(definitions, name) !== undefined));
}

/**
 * What of a patch stands at a place in the `custom_fields_values` that were made of it, such as `["1", "values", "0", "value"]`; null
 * when nothing does.
 */
export function pathOfValue(
  [position, , entry, part]: readonly string[],
  patch: ContactPatch,
  definitions: readonly FieldDefinition[] = [],
): readonly string[] | null {
  const name = writtenFields(patch, definitions)[Number(position)]?.name;
  if (name === undefined) return null;
  if (entry === undefined || name === "position" || name === "address") return [name];
  const { text, choice } = PARTS[name];
  if (part === undefined) return [name, entry];
  return [name, entry, part.startsWith("enum") ? choice : text];
}

/** A field with what is written to it. */
interface WrittenField {
  readonly name: ValueField;
  readonly json: JsonObject;
}

function writtenFields(patch: ContactPatch, definitions: readonly FieldDefinition[]): readonly WrittenField[] {
  const { position, phoneNumbers, emailAddresses, webAddresses, address, instantMessengers } = patch;
  const plain = (texts: readonly string[]) => texts.map((value) => ({ value }));
  const ownChoices = (name: ValueField) => findField(definitions, name)?.choices ?? [];
  // A smart address has a value for each of its parts: all that we know goes into the first one.
  const part = findField(definitions, "address")?.type === "smart_address" ? { enum_code: "address_line_1" } : {};
  const byNumber = (name: OwnField, values: readonly JsonObject[] | undefined): readonly WrittenField[] => {
    const field = findField(definitions, name);
    return field === undefined ? [] : written(name, { field_id: writeId(field.id) }, values);
  };
  return [
    ...byNumber("position", position === undefined ? undefined : plain(position === null ? [] : [position])),
    ...written(
      "phoneNumbers",
      { field_code: "PHONE" },
      phoneNumbers?.map(({ number, label }) => labelledValue(number, label, PHONES, ownChoices("phoneNumbers"))),
    ),
    ...written(
      "emailAddresses",
      { field_code: "EMAIL" },
      emailAddresses?.map((email) => labelledValue(email.address, email.label, EMAILS, ownChoices("emailAddresses"))),
    ),
    ...byNumber("webAddresses", webAddresses && plain(webAddresses.map(({ url }) => url))),
    ...byNumber("address", address === undefined ? undefined : address === null ? [] : [{ value: address, ...part }]),
    ...byNumber(
      "instantMessengers",
      instantMessengers?.map((messenger) =>
        labelledValue(messenger.address, messenger.protocol, MESSENGERS, ownChoices("instantMessengers")),
      ),
    ),
  ];
}

/** Nothing for a field that is not given; the empty list clears. */
function written(
  name: ValueField,
  field: JsonObject,
  values: readonly JsonObject[] | undefined,
): readonly WrittenField[] {
  if (values === undefined) return [];
  return [{ name, json: { ...field, values: values.length === 0 ? null : values } }];
}

function isFilled(value: string | readonly unknown[] | null | undefined): boolean {
  return value !== undefined && value !== null && value.length > 0;
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
    id: readId(field["field_id"]),
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

/** The choice that a label stands for; undefined when it is none that every account has. */
function choiceOf(label: string | null, choices: Choices): string | undefined {
  const wanted = label?.trim().toLowerCase() ?? "";
  if (wanted === "" || wanted === OTHER.toLowerCase()) return OTHER;
  const isWanted = (name: string): boolean => name.toLowerCase() === wanted;
  return Object.entries(choices).find(([code, labels]) => isWanted(code) || labels.some(isWanted))?.[0];
}

/** A label that no choice has is lost: the account keeps choices alone. */
function labelledValue(value: string, label: string | null, choices: Choices, own: readonly string[]): JsonObject {
  const ownChoice = own.find((name) => name.toLowerCase() === label?.trim().toLowerCase());
  return { value, enum_code: choiceOf(label, choices) ?? ownChoice ?? OTHER };
}
