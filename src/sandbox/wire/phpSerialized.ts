import type { FormMap, FormValue } from "./phpForm.js";
import { MAX_DEPTH } from "./phpForm.js";
import { RequestError } from "./requestError.js";

/**
 * Reads an array that a client wrote with PHP's `serialize()`. Only arrays, strings, numbers, booleans and null are
 * read: objects and references (`O C R r`) have no meaning here and are a known way to attack readers of this format.
 * String lengths count UTF-8 bytes. Null values are left out, as in a form.
 */
export function parsePhpArray(text: string): FormMap {
  const reader = new PhpReader(Buffer.from(text, "utf8"));
  const value = reader.value(0);
  if (!(value instanceof Map) || !reader.atEnd) throw malformed();
  return value;
}

class PhpReader {
  #at = 0;
  constructor(readonly bytes: Buffer) {}

  get atEnd(): boolean {
    return this.#at === this.bytes.length;
  }

  value(depth: number): FormValue | undefined {
    if (depth > MAX_DEPTH) throw new RequestError(400, `arrays nested deeper than ${MAX_DEPTH}`);
    const type = this.#take(1);
    switch (type) {
      case "N":
        this.#expect(";");
        return undefined;
      case "s":
        this.#expect(":");
        return this.#string();
      case "i":
        return this.#scalar(/^-?\d{1,19}$/);
      case "d":
        return this.#scalar(/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/);
      case "b":
        return this.#scalar(/^[01]$/);
      case "a":
        return this.#array(depth);
      default:
        throw malformed();
    }
  }

  #scalar(pattern: RegExp): string {
    this.#expect(":");
    const text = this.#until(";");
    if (!pattern.test(text)) throw malformed();
    return text;
  }

  #string(): string {
    const length = this.#length();
    this.#expect('"');
    const start = this.#at;
    if (start + length > this.bytes.length) throw malformed();
    this.#at += length;
    this.#expect('";');
    const raw = this.bytes.subarray(start, start + length);
    const text = raw.toString("utf8");
    // A length that cuts a character in two would silently change the text.
    if (Buffer.byteLength(text) !== length || text.includes("\uFFFD") !== raw.includes("\uFFFD")) throw malformed();
    return text;
  }

  #array(depth: number): FormMap {
    this.#expect(":");
    const length = this.#length();
    this.#expect("{");
    const array = new Map<string, FormValue>();
    for (let index = 0; index < length; index += 1) {
      const key = this.#key();
      const value = this.value(depth + 1);
      if (value !== undefined) array.set(key, value);
    }
    this.#expect("}");
    return array;
  }

  #key(): string {
    const type = this.#take(1);
    if (type === "i") return this.#scalar(/^-?\d{1,19}$/);
    if (type !== "s") throw malformed();
    this.#expect(":");
    return this.#string();
  }

  #length(): number {
    const text = this.#until(":");
    if (!/^\d{1,7}$/.test(text)) throw malformed();
    return Number(text);
  }

  #until(end: string): string {
    const at = this.bytes.indexOf(end, this.#at, "latin1");
    if (at < 0 || at - this.#at > 64) throw malformed();
    const text = this.bytes.toString("latin1", this.#at, at);
    this.#at = at + 1;
    return text;
  }

  #expect(text: string): void {
    if (this.#take(text.length) !== text) throw malformed();
  }

  #take(length: number): string {
    const text = this.bytes.toString("latin1", this.#at, this.#at + length);
    this.#at += length;
    return text;
  }
}

function malformed(): RequestError {
  return new RequestError(400, "not an array in PHP's serialize format");
}
