import type { ContactPatch } from "../../domain/contact.js";
import { FieldsRefused, type FieldFault } from "../../domain/crmError.js";
import { encodeChoice, labelsOf, needsChoices } from "./choices.js";
import { findField, LISTS, OWN_FIELDS, type ListField, type OwnField, type ValueField } from "./contactFields.js";
import type { FieldDefinition } from "./fieldJson.js";
import { writeId, type JsonObject } from "./values.js";

/**
 * What of a patch it takes the account's own fields to write: every account has those of phones and e-mail addresses, but may have
 * choices of its own for them. Of a new contact there is nothing to clear.
 */
export function needingDefinitions(patch: ContactPatch, isNew: boolean): readonly ValueField[] {
  const labels = labelsIn(patch);
  const ofAll = ["phoneNumbers", "emailAddresses"] as const;
  return [
    ...OWN_FIELDS.filter((name) => (isNew ? isFilled(patch[name]) : patch[name] !== undefined)),
    ...ofAll.filter((name) => labels[name].some((label) => needsChoices(label, LISTS[name].known))),
  ];
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
 * @param definitions of the account; they may be left out where needingDefinitions names nothing
 * @throws FieldsRefused `notSupported` for values that the account has no field for, and for labels that it has no choice for.
 */
export function encodeValues(patch: ContactPatch, definitions: readonly FieldDefinition[] = []): readonly JsonObject[] {
  const faults = faultsOf(patch, definitions);
  if (faults.length > 0) throw new FieldsRefused("notSupported", faults);
  return writtenFields(patch, definitions).map(({ json }) => json);
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
  const { text, choice } = LISTS[name];
  if (part === undefined) return [name, entry];
  return [name, entry, part.startsWith("enum") ? choice : text];
}

/** The labels that a patch gives the entries of its lists. */
function labelsIn(patch: ContactPatch): Readonly<Record<ListField, readonly (string | null)[]>> {
  const { phoneNumbers = [], emailAddresses = [], webAddresses = [], instantMessengers = [] } = patch;
  return {
    phoneNumbers: phoneNumbers.map(({ label }) => label),
    emailAddresses: emailAddresses.map(({ label }) => label),
    webAddresses: webAddresses.map(({ label }) => label),
    instantMessengers: instantMessengers.map(({ protocol }) => protocol),
  };
}

/** What the account cannot hold: it must not vanish without a word. */
function faultsOf(patch: ContactPatch, definitions: readonly FieldDefinition[]): readonly FieldFault[] {
  const isLacking = (name: OwnField): boolean => isFilled(patch[name]) && findField(definitions, name) === undefined;
  const lacking: readonly ValueField[] = OWN_FIELDS.filter(isLacking);
  const { phoneNumbers, emailAddresses, webAddresses, instantMessengers } = labelsIn(patch);
  return [
    ...lacking.map((name) => ({
      path: [name],
      message: `The account has no field that holds \`${name}\` of a contact.`,
    })),
    ...labelFaults("phoneNumbers", phoneNumbers),
    ...labelFaults("emailAddresses", emailAddresses),
    ...labelFaults("webAddresses", webAddresses),
    ...labelFaults("instantMessengers", instantMessengers),
  ];

  function labelFaults(name: ListField, labels: readonly (string | null)[]): readonly FieldFault[] {
    if (lacking.includes(name)) return [];
    const { choice, known } = LISTS[name];
    const own = findField(definitions, name)?.choices;
    const taken = labelsOf(known, own).join(", ");
    // What the choices are called is told whoever reads the contact, so it may be told here.
    const message = taken === "" ? `The account keeps no ${choice} here.` : `The account keeps one of these: ${taken}.`;
    return labels.flatMap((label, place) =>
      encodeChoice(label, known, own) === null ? [{ path: [name, String(place), choice], message }] : [],
    );
  }
}

function isFilled(value: string | readonly unknown[] | null | undefined): boolean {
  return value !== undefined && value !== null && value.length > 0;
}

/** A field with what is written to it. */
interface WrittenField {
  readonly name: ValueField;
  readonly json: JsonObject;
}

function writtenFields(patch: ContactPatch, definitions: readonly FieldDefinition[]): readonly WrittenField[] {
  const { position, phoneNumbers, emailAddresses, webAddresses, address, instantMessengers } = patch;
  const labelled = (name: ListField, text: string, label: string | null): JsonObject => ({
    value: text,
    ...encodeChoice(label, LISTS[name].known, findField(definitions, name)?.choices),
  });
  // A smart address has a value for each of its parts: all that we know goes into the first one.
  const part = findField(definitions, "address")?.type === "smart_address" ? { enum_code: "address_line_1" } : {};
  const byNumber = (name: OwnField, values: readonly JsonObject[] | undefined): readonly WrittenField[] => {
    const field = findField(definitions, name);
    return field === undefined ? [] : written(name, { field_id: writeId(field.id) }, values);
  };
  return [
    ...byNumber("position", onlyValue(position)),
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
    ...byNumber(
      "webAddresses",
      webAddresses?.map(({ url }) => ({ value: url })),
    ),
    ...byNumber("address", onlyValue(address, part)),
    ...byNumber(
      "instantMessengers",
      instantMessengers?.map(({ address, protocol }) => labelled("instantMessengers", address, protocol)),
    ),
  ];
}

/** The values of a field that has one at most; undefined where it is not given. */
function onlyValue(value: string | null | undefined, part: JsonObject = {}): readonly JsonObject[] | undefined {
  if (value === undefined) return undefined;
  return value === null ? [] : [{ value, ...part }];
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
