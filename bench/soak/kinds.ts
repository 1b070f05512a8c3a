import type { Random } from "./random.js";

/** A field as both sides know it: values are texts as the account stores them. */
interface Field {
  /** A value to write; `serial` is another one each time. */
  value(random: Random, serial: number): string;
  /** The value as the GraphQL input takes it. */
  input(value: string): unknown;
}

/** A kind of record as its mutations name it. */
export interface Kind {
  readonly name: "Contact" | "Deal" | "Note" | "Task" | "Catalog";
  /** The field whose first word is the record's mark: no other record has it. */
  readonly title: string;
  readonly fields: Readonly<Record<string, Field>>;
}

const WORDS = ["north", "полдень", "zürich", "R&D", "<b>", "1e5", "007", "señal", "日本"];

const text: Field = { value: (random, serial) => `${random.pick(WORDS)} ${serial}`, input: (value) => value };
const price: Field = { ...text, value: (_random, serial) => String(serial) };
const taskType: Field = { ...text, value: (random) => random.pick(["CALL", "LETTER", "MEETING"]) };
const flag: Field = { value: (random) => random.pick(["true", "false"]), input: (value) => value === "true" };
const tag: Field = { ...text, input: (value) => [value] };
const street: Field = { ...text, input: (value) => ({ street: value }) };
const email: Field = { value: (_random, serial) => `s${serial}@soak.example`, input: (value) => [{ address: value }] };

export const CONTACT: Kind = {
  name: "Contact",
  title: "name",
  fields: { name: text, position: text, address: street, emailAddresses: email, tags: tag },
};
export const DEAL: Kind = { name: "Deal", title: "name", fields: { name: text, price, tags: tag } };
export const NOTE: Kind = { name: "Note", title: "body", fields: { body: text } };
export const TASK: Kind = { name: "Task", title: "text", fields: { text, type: taskType } };
export const CATALOG: Kind = { name: "Catalog", title: "name", fields: { name: text, canLinkMultiple: flag } };

export const KINDS: readonly Kind[] = [CONTACT, DEAL, NOTE, TASK, CATALOG];
