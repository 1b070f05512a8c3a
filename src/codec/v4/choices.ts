import type { CrmId } from "../../domain/crmId.js";
import { isNothing, readObject, readOptionalId, readText, writeId, type JsonObject } from "./values.js";

/** One of the choices that a field of the account has for each of its values. */
export interface FieldChoice {
  readonly id: CrmId | null;
  /** What it goes by in answers: its code, or its name where it has none. */
  readonly code: string;
  readonly name: string;
  /** Whether it has a code, which some made for one account lack: those go by their number. */
  readonly isCoded: boolean;
}

/** What an answer tells of the choice of a value. */
export interface ChosenValue {
  readonly code: string | null;
  readonly id: CrmId | null;
}

/** Choices by their code, with the labels that say the same in the older API; the first label is the one that is read. */
export type Choices = Readonly<Record<string, readonly string[]>>;

export const PHONES: Choices = {
  WORK: ["Work"],
  WORKDD: ["Direct"],
  MOB: ["Mobile"],
  FAX: ["Fax"],
  HOME: ["Home"],
};
export const EMAILS: Choices = { WORK: ["Work"], PRIV: ["Home", "Personal"] };
export const MESSENGERS: Choices = {
  SKYPE: ["Skype"],
  ICQ: ["ICQ"],
  JABBER: ["Jabber"],
  GTALK: ["Google Talk"],
  MSN: ["MSN"],
};

/** What has no choice of its own: every labelled field has this one. */
const OTHER = "OTHER";

/** Null for what is no choice. */
export function decodeChoice(item: unknown): FieldChoice | null {
  const choice = readObject(item);
  const [code, name] = [choice["code"], choice["value"]].map((text) => (isNothing(text) ? "" : readText(text)));
  if (!code && !name) return null;
  return { id: readOptionalId(choice["id"]), code: code || name || "", name: name || code || "", isCoded: !!code };
}

/** The label that a choice is read as, null for none in particular. What a choice of an account's own is called is its label. */
export function labelOf({ code, id }: ChosenValue, known: Choices, own: readonly FieldChoice[]): string | null {
  const meant = code ?? (id === null ? undefined : own.find((choice) => choice.id === id)?.code);
  return meant === undefined ? null : labelOfCode(meant, known);
}

function labelOfCode(code: string, known: Choices): string | null {
  return code === OTHER ? null : (known[code]?.[0] ?? code);
}

/** Whether only the account's own choices tell which one a label stands for: one of them may be called almost as a known one is. */
export function needsChoices(label: string | null, known: Choices): boolean {
  const wanted = textOf(label);
  return !isNone(wanted) && !Object.entries(known).some(([code, labels]) => [code, ...labels].includes(wanted));
}

/**
 * How the choice is written that a label stands for; null where the field has none for it.
 *
 * @param own those that the account's field has; undefined where they are not known
 */
export function encodeChoice(
  label: string | null,
  known: Choices,
  own: readonly FieldChoice[] | undefined,
): JsonObject | null {
  const wanted = textOf(label);
  const has = (code: string): boolean => own === undefined || own.some((choice) => choice.code === code);
  if (isNone(wanted) && has(OTHER)) return { enum_code: OTHER };
  // Where no choice says "none in particular", the account chooses.
  if (wanted === "") return {};
  const isWanted = (text: string): boolean => text.toLowerCase() === wanted.toLowerCase();
  const standard = Object.entries(known).find(([code, labels]) => has(code) && [code, ...labels].some(isWanted));
  // What was read is written back as the same choice, though a known one may be called almost so.
  const same = own?.find(({ code }) => code === wanted);
  const alike = own?.find(({ code, name }) => isWanted(code) || isWanted(name));
  if (same === undefined && standard !== undefined) return { enum_code: standard[0] };
  const choice = same ?? alike;
  if (choice === undefined) return null;
  return choice.isCoded || choice.id === null ? { enum_code: choice.code } : { enum_id: writeId(choice.id) };
}

/** The labels that a field takes. */
export function labelsOf(known: Choices, own: readonly FieldChoice[] | undefined): readonly string[] {
  const codes = own?.map(({ code }) => code) ?? Object.keys(known);
  return [...new Set(codes.flatMap((code) => labelOfCode(code, known) ?? []))];
}

function textOf(label: string | null): string {
  return label?.trim() ?? "";
}

function isNone(wanted: string): boolean {
  return wanted === "" || wanted.toUpperCase() === OTHER;
}
