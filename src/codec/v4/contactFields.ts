import type { Contact } from "../../domain/contact.js";
import { EMAILS, MESSENGERS, PHONES, type Choices } from "./choices.js";
import type { FieldDefinition } from "./fieldJson.js";

/** The fields of a contact that the account keeps among its custom ones. */
export type ValueField =
  "position" | "phoneNumbers" | "emailAddresses" | "webAddresses" | "address" | "instantMessengers";

/** What these fields hold. */
export type ContactValues = Pick<Contact, ValueField>;

/** Those that not every account has a field for. */
export const OWN_FIELDS = [
  "position",
  "webAddresses",
  "address",
  "instantMessengers",
] as const satisfies readonly ValueField[];
export type OwnField = (typeof OWN_FIELDS)[number];

/** Those that are lists: what the parts of a value are in an entry, and the choices that every account has for one of them. */
export const LISTS = {
  phoneNumbers: { text: "number", choice: "label", known: PHONES },
  emailAddresses: { text: "address", choice: "label", known: EMAILS },
  webAddresses: { text: "url", choice: "label", known: {} },
  instantMessengers: { text: "address", choice: "protocol", known: MESSENGERS },
} as const satisfies Partial<Record<ValueField, { text: string; choice: string; known: Choices }>>;
export type ListField = keyof typeof LISTS;

/** The lists whose field has choices. */
export const CHOICE_FIELDS = [
  "phoneNumbers",
  "emailAddresses",
  "instantMessengers",
] as const satisfies readonly ListField[];

type FieldMark = Pick<FieldDefinition, "code" | "type">;
type Rule = (field: FieldMark) => boolean;

/** Finds the field that holds something: the first rule that any field meets decides. The first one of each goes by the code. */
export const RULES: Readonly<Record<ValueField, readonly [Rule, ...Rule[]]>> = {
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

/** What only the account's own fields tell apart where no filled field has the code: other fields are of the same type. */
export const TYPED_FIELDS = ["webAddresses", "address"] as const satisfies readonly OwnField[];
export type TypedField = (typeof TYPED_FIELDS)[number];

/** The one of an account's fields that holds this; undefined where none does. */
export function findField<Field extends FieldMark>(fields: readonly Field[], name: ValueField): Field | undefined {
  for (const rule of RULES[name]) {
    const field = fields.find(rule);
    if (field !== undefined) return field;
  }
  return undefined;
}

/** What an account has a field for, of all that not every account has one for. */
export function writableFields(definitions: readonly FieldDefinition[]): ReadonlySet<OwnField> {
  return new Set(OWN_FIELDS.filter((name) => findField(definitions, name) !== undefined));
}
