import type { Contact, ContactPatch } from "../../domain/contact.js";
import { FieldsRefused, type FieldFault } from "../../domain/crmError.js";
import {
  EMAILS,
  encodeChoice,
  labelOf,
  labelsOf,
  MESSENGERS,
  needsChoices,
  PHONES,
  type Choices,
  type ChosenValue,
} from "./choices.js";
import type { FieldDefinition } from "./fieldJson.js";
import {
  isNothing,
  readId,
  readList,
  readObject,
  readOptionalId,
  readText,
  writeId,
  type JsonObject,
} from "./values.js";

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

type LabelledField = keyof typeof PARTS;

/** The choices that every account has for a list. Those of web addresses have none. */
const CHOICES: Readonly<Record<LabelledField, Choices>> = {
  phoneNumbers: PHONES,
  emailAddresses: EMAILS,
  webAddresses: {},
  instantMessengers: MESSENGERS,
};

/** The lists whose field has choices. */
const LABELLED = ["phoneNumbers", "emailAddresses", "instantMessengers"] as const satisfies readonly LabelledField[];

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

interface Value extends ChosenValue {
  readonly text: string;
}

/** What tells which field holds what, and with which choices where those are known. */
type KnownField = Pick<FieldDefinition, "id" | "code" | "type"> & Partial<Pick<FieldDefinition, "choices">>;

/** A field that a contact has a value of. */
interface FilledField extends Pick<FieldDefinition, "id" | "code" | "type"> {
  readonly values: readonly Value[];
}

/** What `custom_fields_values` tell. */
export interface DecodedValues extends ContactValues {
  /**
   * All fields that are filled, where only the account's own fields tell which of them holds what: one that is filled is of the right
   * type, but another one may come before it; or a choice is told by its number alone. See valuesOf.
   */
  readonly unsure?: readonly FilledField[];
}

/** Reads `custom_fields_values` of a contact; fields that this schema does not know are left out. */
export function decodeValues(value: unknown): DecodedValues {
  const fields = readList(value).map(readFilledField);
  const isUnsure = Object.values(RULES).some(isUnsureIn(fields)) || fields.some(hasNamelessChoice);
  return { ...valuesOf(fields, fields), ...(isUnsure && { unsure: fields }) };
}

/** Whether choices of labels are told by their number alone, as those without a code are. */
function hasNamelessChoice(field: FilledField): boolean {
  const isLabelled = LABELLED.some((name) => RULES[name].some((rule) => rule(field)));
  return isLabelled && field.values.some(({ code, id }) => code === null && id !== null);
}

/** Whether no field is filled that decides by its code, but one that may be meant. */
function isUnsureIn(fields: readonly FilledField[]): (rules: (typeof RULES)[ValueField]) => boolean {
  return ([byCode, ...byType]) => !fields.some((field) => byCode?.(field)) && byType.some((rule) => fields.some(rule));
}

/** What filled fields hold, found as they are when they are written. */
export function valuesOf(fields: readonly FilledField[], definitions: readonly KnownField[]): ContactValues {
  const of = (name: ValueField): readonly Value[] => {
    const id = findField(definitions, name)?.id;
    return fields.find((field) => field.id === id)?.values ?? [];
  };
  const labelled = (name: ValueField, known: Choices) => {
    const own = findField(definitions, name)?.choices ?? [];
    return of(name).map((value) => ({ text: value.text, label: labelOf(value, known, own) }));
  };
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

/** Whether all these fields are among the account's, so that these tell what they hold. */
export function areAllOf(fields: readonly FilledField[], definitions: readonly KnownField[]): boolean {
  return fields.every(({ id }) => definitions.some((definition) => definition.id === id));
}

/**
 * Whether it takes the account's own fields to write these: every account has those of phones and e-mail addresses, but may have
 * choices of its own for them.
 */
export function needsDefinitions(patch: ContactPatch): boolean {
  const { phoneNumbers = [], emailAddresses = [] } = patch;
  return (
    OWN_FIELDS.some((name) => patch[name] !== undefined) ||
    phoneNumbers.some(({ label }) => needsChoices(label, PHONES)) ||
    emailAddresses.some(({ label }) => needsChoices(label, EMAILS))
  );
}

/** Whether the account's fields, as far as they are known, have a place for all that is given. */
export function haveAllPlaces(definitions: readonly FieldDefinition[], patch: ContactPatch): boolean {
  // One that is not known may be there to be cleared.
  const isFound = (name: OwnField): boolean => patch[name] === undefined || findField(definitions, name) !== undefined;
  return OWN_FIELDS.every(isFound) && faultsOf(patch, definitions).length === 0;
}

/**
 * The `custom_fields_values` for those fields that are given. Null and the empty list clear.
 *
 * @param definitions of the account; they may be left out where needsDefinitions says so
 * @throws FieldsRefused `notSupported` for values that the account has no field for, and for labels that it has no choice for.
 */
export function encodeValues(patch: ContactPatch, definitions: readonly FieldDefinition[] = []): readonly JsonObject[] {
  const faults = faultsOf(patch, definitions);
  if (faults.length > 0) throw new FieldsRefused("notSupported", faults);
  return writtenFields(patch, definitions).map(({ json }) => json);
}

/** What the account cannot hold: it must not vanish without a word. */
function faultsOf(patch: ContactPatch, definitions: readonly FieldDefinition[]): readonly FieldFault[] {
  const { phoneNumbers, emailAddresses, webAddresses, instantMessengers } = patch;
  const lacking = OWN_FIELDS.filter((name) => isFilled(patch[name]) && findField(definitions, name) === undefined);
  return [
    ...lacking.map((name) => ({
      path: [name],
      message: `The account has no field that holds \`${name}\` of a contact.`,
    })),
    ...labelFaults(
      "phoneNumbers",
      phoneNumbers?.map(({ label }) => label),
    ),
    ...labelFaults(
      "emailAddresses",
      emailAddresses?.map(({ label }) => label),
    ),
    ...labelFaults(
      "webAddresses",
      webAddresses?.map(({ label }) => label),
    ),
    ...labelFaults(
      "instantMessengers",
      instantMessengers?.map(({ protocol }) => protocol),
    ),
  ];

  function labelFaults(name: LabelledField, labels: readonly (string | null)[] = []): readonly FieldFault[] {
    if (lacking.some((field) => field === name)) return [];
    const [known, own] = [CHOICES[name], findField(definitions, name)?.choices];
    const part = PARTS[name].choice;
    const taken = labelsOf(known, own).join(", ");
    // What the choices are called is told whoever reads the contact, so it may be told here.
    const message = taken === "" ? `The account keeps no ${part} here.` : `The account keeps one of these: ${taken}.`;
    return labels.flatMap((label, place) =>
      encodeChoice(label, known, own) === null ? [{ path: [name, String(place), part], message }] : [],
    );
  }
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
  const labelled = (name: LabelledField, text: string, label: string | null): JsonObject => ({
    value: text,
    ...encodeChoice(label, CHOICES[name], findField(definitions, name)?.choices),
  });
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
      phoneNumbers?.map(({ number, label }) => labelled("phoneNumbers", number, label)),
    ),
    ...written(
      "emailAddresses",
      { field_code: "EMAIL" },
      emailAddresses?.map(({ address, label }) => labelled("emailAddresses", address, label)),
    ),
    ...byNumber("webAddresses", webAddresses && plain(webAddresses.map(({ url }) => url))),
    ...byNumber("address", address === undefined ? undefined : address === null ? [] : [{ value: address, ...part }]),
    ...byNumber(
      "instantMessengers",
      instantMessengers?.map(({ address, protocol }) => labelled("instantMessengers", address, protocol)),
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
      const code = value["enum_code"] ?? value["enum"];
      const isCode = typeof code === "string" && code !== "";
      return [{ text, code: isCode ? code : null, id: readOptionalId(value["enum_id"]) }];
    }),
  };
}
