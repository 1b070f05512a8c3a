import { ACCOUNT } from "../../account.js";
import type { ContactData, LabelledValue } from "../../records.js";
import type { SandboxSwitches } from "../../switches.js";
import type { FormValue } from "../../wire/phpForm.js";
import type { ItemReader } from "./itemReader.js";
import { textsOf } from "./listQuery.js";

/** One choice of a field; `labels` are what the XML API calls it, the first one is written. */
interface FieldEnum {
  id: number;
  code: string;
  labels: readonly [string, ...string[]];
}

/** A field that the account keeps in a place of its own. */
export interface FieldDefinition {
  id: number;
  code: string;
  name: string;
  type: "text" | "multitext" | "url" | "streetaddress" | "textarea" | "numeric" | "price";
  enums: readonly FieldEnum[];
}

interface PartyField extends FieldDefinition {
  key: keyof ContactData | "position";
  /** Entity types that have the field in an account as it is set up, by the switch `v4Fields=few`. */
  always: readonly ("contacts" | "companies")[];
}

const choice = (id: number, code: string, ...labels: [string, ...string[]]): FieldEnum => ({ id, code, labels });

const BOTH = ["contacts", "companies"] as const;

/** Fields of persons and companies, with the same ids for both as the account's own have. */
const PARTY_FIELDS: readonly PartyField[] = [
  { id: 1001, code: "POSITION", name: "Position", type: "text", enums: [], key: "position", always: ["contacts"] },
  {
    id: 1002,
    code: "PHONE",
    name: "Phone",
    type: "multitext",
    enums: [
      choice(2001, "WORK", "Work"),
      choice(2002, "WORKDD", "Direct"),
      choice(2003, "MOB", "Mobile"),
      choice(2004, "FAX", "Fax"),
      choice(2005, "HOME", "Home"),
      choice(2006, "OTHER", "Other"),
    ],
    key: "phoneNumbers",
    always: BOTH,
  },
  {
    id: 1003,
    code: "EMAIL",
    name: "Email",
    type: "multitext",
    enums: [choice(2011, "WORK", "Work"), choice(2012, "PRIV", "Home", "Personal"), choice(2013, "OTHER", "Other")],
    key: "emailAddresses",
    always: BOTH,
  },
  {
    id: 1004,
    code: "IM",
    name: "IM",
    type: "multitext",
    enums: [
      choice(2021, "SKYPE", "Skype"),
      choice(2022, "ICQ", "ICQ"),
      choice(2023, "JABBER", "Jabber"),
      choice(2024, "GTALK", "Google Talk"),
      choice(2025, "MSN", "MSN"),
      choice(2026, "OTHER", "Other"),
    ],
    key: "messengers",
    always: [],
  },
  { id: 1005, code: "WEB", name: "Web", type: "url", enums: [], key: "webAddresses", always: ["companies"] },
  {
    id: 1006,
    code: "ADDRESS",
    name: "Address",
    type: "streetaddress",
    enums: [],
    key: "addresses",
    always: ["companies"],
  },
];

/** Fields of the elements of every catalog. */
const ELEMENT_FIELDS: readonly FieldDefinition[] = [
  { id: 1101, code: "SKU", name: "SKU", type: "text", enums: [] },
  { id: 1102, code: "PRICE", name: "Price", type: "price", enums: [] },
  { id: 1103, code: "DESCRIPTION", name: "Description", type: "textarea", enums: [] },
];

/** The fields that records of an entity type have in this account; deals have none. */
export function fieldsOf(
  type: "leads" | "contacts" | "companies" | "catalogs",
  switches: SandboxSwitches,
): readonly FieldDefinition[] {
  if (type === "leads") return [];
  return type === "catalogs" ? ELEMENT_FIELDS : partyFields(type, switches);
}

function partyFields(type: "contacts" | "companies", { v4Fields }: SandboxSwitches): readonly PartyField[] {
  const own = PARTY_FIELDS.filter(({ key }) => type === "contacts" || key !== "position");
  return v4Fields === "all" ? own : own.filter(({ always }) => always.includes(type));
}

/** `filter[custom_fields_values][1002][]=…`: what the values of fields must be; other fields are passed over. */
export function readValueFilter(
  filter: FormValue | undefined,
  type: "contacts" | "companies",
  switches: SandboxSwitches,
): { field: PartyField["key"]; oneOf: string[] }[] {
  if (filter === undefined || typeof filter === "string") return [];
  return partyFields(type, switches).flatMap(({ id, key }) => {
    const sent = filter.get(String(id));
    return sent === undefined ? [] : [{ field: key, oneOf: textsOf(sent) }];
  });
}

/** The description of a field. */
export function fieldJson(field: FieldDefinition, entityType: string, sort: number) {
  return {
    id: field.id,
    name: field.name,
    type: field.type,
    account_id: Number(ACCOUNT.id),
    code: field.code,
    sort,
    is_api_only: false,
    enums:
      field.enums.length === 0
        ? null
        : field.enums.map(({ id, code }, index) => ({ id, value: code, sort: (index + 1) * 10, code })),
    group_id: null,
    is_deletable: false,
    is_predefined: true,
    entity_type: entityType,
    remind: null,
  };
}

/** The values of a person or company; null if no field has any. */
export function partyValuesJson(
  type: "contacts" | "companies",
  { position, data }: { position: string; data: ContactData },
  switches: SandboxSwitches,
) {
  const filled = partyFields(type, switches).flatMap((field) => {
    const values = field.key === "position" ? textValues(position) : data[field.key].map((v) => valueJson(field, v));
    return values.length === 0 ? [] : [{ ...headJson(field), values, is_computed: false }];
  });
  return filled.length === 0 ? null : filled;
}

/** The values of a catalog's element. */
export function elementValuesJson(fields: Readonly<Record<string, string>>) {
  const filled = ELEMENT_FIELDS.flatMap((field) => {
    const values = textValues(fields[field.code] ?? "");
    return values.length === 0 ? [] : [{ ...headJson(field), values, is_computed: false }];
  });
  return filled.length === 0 ? null : filled;
}

/** The values that a request gives a person or company; a field that it does not name is absent. */
export interface PartyValues {
  position?: string;
  data: Partial<ContactData>;
}

/** Reads `custom_fields_values` of a person or company. A field that is there is replaced whole, cleared by null or []. */
export function readPartyValues(
  item: ItemReader,
  type: "contacts" | "companies",
  switches: SandboxSwitches,
): PartyValues {
  const given: PartyValues = { data: {} };
  for (const { field, values, entry } of fieldEntries(item, partyFields(type, switches))) {
    const labelled = values.flatMap((value) => labelledValue(value, field) ?? []);
    if (field.key !== "position") given.data[field.key] = labelled;
    else if (labelled.length <= 1) given.position = labelled[0]?.value ?? "";
    else entry.refuse("NotSupportedChoice", "values", "This field holds one value.");
  }
  return given;
}

/** Reads `custom_fields_values` of a catalog's element. */
export function readElementValues(item: ItemReader): Record<string, string> {
  const given: Record<string, string> = {};
  for (const { field, values } of fieldEntries(item, ELEMENT_FIELDS)) {
    given[field.code] = values.flatMap((value) => labelledValue(value, field) ?? [])[0]?.value ?? "";
  }
  return given;
}

function* fieldEntries<D extends FieldDefinition>(item: ItemReader, definitions: readonly D[]) {
  for (const entry of item.list("custom_fields_values") ?? []) {
    const [id, code] = [entry.integer("field_id"), entry.text("field_code")];
    const field = definitions.find((known) => (id === undefined ? known.code === code : known.id === id));
    if (field) yield { field, entry, values: entry.list("values") ?? [] };
    else entry.refuse("NotSupportedChoice", id === undefined ? "field_code" : "field_id", "The field does not exist.");
  }
}

/** One value and the label of its choice, which is the first one if none is given. Old clients say `enum`. */
function labelledValue(value: ItemReader, field: FieldDefinition): LabelledValue | undefined {
  const text = typeof value.item["value"] === "number" ? String(value.item["value"]) : value.text("value");
  if (text === undefined) {
    value.refuse("FieldMissing", "value", "This field is missing.");
    return undefined;
  }
  if (text === "") return undefined;
  const id = value.integer("enum_id");
  const code = value.text("enum_code") ?? value.text("enum");
  if (field.enums.length === 0) return { value: text };
  const chosen = field.enums.find((known, index) =>
    id === undefined ? (code === undefined ? index === 0 : known.code === code) : known.id === id,
  );
  if (chosen) return { value: text, label: chosen.labels[0] };
  value.refuse("NotSupportedChoice", id === undefined ? "enum_code" : "enum_id", "The choice does not exist.");
  return undefined;
}

function headJson(field: FieldDefinition) {
  return { field_id: field.id, field_name: field.name, field_code: field.code, field_type: field.type };
}

interface ValueJson {
  value: string;
  enum_id?: number;
  enum_code?: string;
}

function textValues(text: string): ValueJson[] {
  return text === "" ? [] : [{ value: text }];
}

/** A label that no choice has, and none, is the last choice: OTHER. */
function valueJson(field: PartyField, { value, label }: LabelledValue): ValueJson {
  if (field.enums.length === 0) return { value };
  const folded = label?.toLowerCase();
  const choiceOf = field.enums.find(({ labels }) => labels.some((known) => known.toLowerCase() === folded));
  const { id, code } = choiceOf ?? field.enums[field.enums.length - 1] ?? { id: 0, code: "OTHER" };
  return { value, enum_id: id, enum_code: code };
}
