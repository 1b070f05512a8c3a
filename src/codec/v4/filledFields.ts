import { labelOf, type ChosenValue } from "./choices.js";
import {
  CHOICE_FIELDS,
  findField,
  LISTS,
  RULES,
  TYPED_FIELDS,
  type ContactValues,
  type ListField,
  type TypedField,
  type ValueField,
} from "./contactFields.js";
import type { FieldDefinition } from "./fieldJson.js";
import { isNothing, readId, readList, readObject, readOptionalId, readText } from "./values.js";

interface Value extends ChosenValue {
  readonly text: string;
}

/** A field that a contact has a value of. */
interface FilledField extends Pick<FieldDefinition, "id" | "code" | "type"> {
  readonly values: readonly Value[];
}

/** What tells which field holds what, and with which choices where those are known. */
type KnownField = Pick<FieldDefinition, "id" | "code" | "type"> & Partial<Pick<FieldDefinition, "choices">>;

/** What `custom_fields_values` tell. */
export interface DecodedValues extends ContactValues {
  /**
   * All fields that are filled, where only the account's own fields tell which of them holds what: one that is filled is of the right
   * type, but another one may come before it; or a choice is told by its number alone. See valuesOf.
   */
  readonly unsure?: readonly FilledField[];
}

/**
 * Reads `custom_fields_values` of a contact; fields that this schema does not know are left out. Throws a CrmError `badResponse` when
 * they are anything else.
 */
export function decodeValues(value: unknown): DecodedValues {
  const fields = readList(value).map(readFilledField);
  const isUnsure = TYPED_FIELDS.some((name) => isAmbiguous(name, fields)) || fields.some(hasNamelessChoice);
  return { ...valuesOf(fields, fields), ...(isUnsure && { unsure: fields }) };
}

/** Whether choices of labels are told by their number alone, as those without a code are. */
function hasNamelessChoice(field: FilledField): boolean {
  const hasChoices = CHOICE_FIELDS.some((name) => RULES[name].some((rule) => rule(field)));
  return hasChoices && field.values.some(({ code, id }) => code === null && id !== null);
}

/** Whether no field is filled that decides by its code, but one that may be meant. */
function isAmbiguous(name: TypedField, fields: readonly FilledField[]): boolean {
  const [byCode, ...byType] = RULES[name];
  return !fields.some(byCode) && byType.some((rule) => fields.some(rule));
}

/** What filled fields hold where the account's own are not told: without what only those tell apart. */
export function sureValuesOf(fields: readonly FilledField[]): Omit<ContactValues, TypedField> & Partial<ContactValues> {
  const { webAddresses, address, ...sure } = valuesOf(fields, fields);
  return {
    ...sure,
    ...(!isAmbiguous("webAddresses", fields) && { webAddresses }),
    ...(!isAmbiguous("address", fields) && { address }),
  };
}

/** What filled fields hold, found as they are when they are written. */
export function valuesOf(fields: readonly FilledField[], definitions: readonly KnownField[]): ContactValues {
  const of = (name: ValueField): readonly Value[] => {
    const id = findField(definitions, name)?.id;
    return fields.find((field) => field.id === id)?.values ?? [];
  };
  const labelled = (name: ListField) => {
    const own = findField(definitions, name)?.choices ?? [];
    return of(name).map((value) => ({ text: value.text, label: labelOf(value, LISTS[name].known, own) }));
  };
  // A smart address has a value for each of its parts.
  const address = of("address").map(({ text }) => text);
  return {
    position: of("position")[0]?.text ?? null,
    phoneNumbers: labelled("phoneNumbers").map(({ text, label }) => ({ number: text, label })),
    emailAddresses: labelled("emailAddresses").map(({ text, label }) => ({ address: text, label })),
    webAddresses: of("webAddresses").map(({ text }) => ({ url: text, label: null })),
    address: address.join(", ") || null,
    instantMessengers: labelled("instantMessengers").map(({ text, label }) => ({ address: text, protocol: label })),
  };
}

/** Whether all these fields are among the account's, so that these tell what they hold. */
export function areAllOf(fields: readonly FilledField[], definitions: readonly KnownField[]): boolean {
  return fields.every(({ id }) => definitions.some((definition) => definition.id === id));
}

function readFilledField(item: unknown): FilledField {
  const field = readObject(item);
  return {
    id: readId(field["field_id"]),
    code: isNothing(field["field_code"]) ? null : readText(field["field_code"]),
    type: readText(field["field_type"]),
    values: readList(field["values"]).flatMap((entry) => readValue(entry) ?? []),
  };
}

/** Null for one that is no text, as files are, or an empty one. */
function readValue(entry: unknown): Value | null {
  const value = readObject(entry);
  const text = typeof value["value"] === "number" ? String(value["value"]) : value["value"];
  if (typeof text !== "string" || text === "") return null;
  // Older accounts say `enum`.
  const code = value["enum_code"] ?? value["enum"];
  const isCode = typeof code === "string" && code !== "";
  return { text, code: isCode ? code : null, id: readOptionalId(value["enum_id"]) };
}
