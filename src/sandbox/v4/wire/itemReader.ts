import { isXmlText } from "../../wire/xmlWriter.js";
import { isObject } from "./json.js";
import type { JsonObject } from "./json.js";
import type { FieldError, FieldErrorCode } from "./problem.js";

const LAST_SECOND = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000;

/** The item is refused for the errors its reader has collected. */
export class RefusedItem extends Error {
  override readonly name = "RefusedItem";
}

/**
 * Reads one item of a request and collects what is wrong with it, to be told all at once. A field that is absent, null
 * or wrong reads as undefined; where null says something of its own, there is a method for it.
 */
export class ItemReader {
  /** What results and errors of the item are matched by: its own `request_id` as it was sent, else its place. */
  readonly requestId: string | number;

  constructor(
    readonly item: JsonObject,
    index: number,
    private readonly path = "",
    readonly errors: FieldError[] = [],
  ) {
    const sent = item["request_id"];
    this.requestId = typeof sent === "string" || typeof sent === "number" ? sent : String(index);
  }

  /** Notes down an error of a field of this item, once however often the field is read. */
  refuse(code: FieldErrorCode, field: string, detail: string): void {
    const path = this.path + field;
    if (!this.errors.some((known) => known.path === path && known.code === code)) {
      this.errors.push({ code, path, detail });
    }
  }

  /** Notes down that a field is missing which the item cannot do without. */
  require(field: string): void {
    if (this.item[field] === undefined) this.refuse("FieldMissing", field, "This field is missing.");
  }

  /** Throws RefusedItem if anything is wrong so far. */
  check(): void {
    if (this.errors.length > 0) throw new RefusedItem();
  }

  /** True if the field is there and null. */
  isNull(field: string): boolean {
    return this.item[field] === null;
  }

  /** A text; it must be one that the XML API can write, too. */
  text(field: string): string | undefined {
    const value = this.#typed(field, (sent) => typeof sent === "string", "string");
    if (value === undefined || isXmlText(value)) return value;
    this.refuse("InvalidType", field, "This value has a control character.");
    return undefined;
  }

  /** A text with something in it besides white space. */
  filledText(field: string): string | undefined {
    const value = this.text(field);
    if (value?.trim() !== "") return value;
    this.refuse("FieldMissing", field, "This value should not be blank.");
    return undefined;
  }

  /** A whole number from 0. */
  integer(field: string): number | undefined {
    const isId = (sent: unknown): sent is number => Number.isSafeInteger(sent) && Number(sent) >= 0;
    return this.#typed(field, isId, "int");
  }

  /** A number. */
  number(field: string): number | undefined {
    return this.#typed(field, (sent) => typeof sent === "number", "numeric");
  }

  /** A date, sent in seconds since 1970, up to the year 9999, which is the last that the XML API can write. */
  date(field: string): Date | undefined {
    const value = this.integer(field);
    if (value === undefined) return undefined;
    if (value <= LAST_SECOND) return new Date(value * 1000);
    this.refuse("InvalidType", field, "This value should be of type timestamp.");
    return undefined;
  }

  boolean(field: string): boolean | undefined {
    return this.#typed(field, (sent) => typeof sent === "boolean", "bool");
  }

  /** An object, read with a reader of its own that collects into the same errors. */
  object(field: string): ItemReader | undefined {
    const value = this.#typed(field, isObject, "array");
    return value && this.#child(value, field);
  }

  /** A list of objects, each with a reader that collects into the same errors. */
  list(field: string): ItemReader[] | undefined {
    const isList = (sent: unknown): sent is unknown[] => Array.isArray(sent);
    return this.#typed(field, isList, "array")?.flatMap((entry, index) => {
      if (isObject(entry)) return [this.#child(entry, `${field}.${index}`)];
      this.refuse("InvalidType", `${field}.${index}`, "This value should be of type array.");
      return [];
    });
  }

  #child(item: JsonObject, field: string): ItemReader {
    return new ItemReader(item, 0, `${this.path}${field}.`, this.errors);
  }

  #typed<T>(field: string, isType: (sent: unknown) => sent is T, type: string): T | undefined {
    const value = this.item[field] ?? undefined;
    if (value === undefined) return undefined;
    if (isType(value)) return value;
    this.refuse("InvalidType", field, `This value should be of type ${type}.`);
    return undefined;
  }
}
