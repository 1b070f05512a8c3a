import { RequestError } from "./requestError.js";

/** A parameter as PHP sees it: a text, or an ordered array of further ones. */
export type FormValue = string | FormMap;
/** A PHP array: keys in the order of the request. A Map, so that no key can reach a prototype. */
export type FormMap = ReadonlyMap<string, FormValue>;
type Building = Map<string, string | Building>;

const MAX_FIELDS = 10_000;
/** Levels of arrays in one value, for every encoding of a request. */
export const MAX_DEPTH = 16;

/** Collects `name=value` pairs into nested arrays by PHP's rules: `a[b][]` nests, the last of equal names wins. */
export class PhpForm {
  readonly #root: Building = new Map();
  readonly #nextIndexes = new WeakMap<Building, number>();
  #fields = 0;

  set(name: string, value: string): void {
    this.#fields += 1;
    if (this.#fields > MAX_FIELDS) throw new RequestError(400, `more than ${MAX_FIELDS} fields`);
    const path = pathOf(name);
    const last = path.pop() ?? "";
    let array = this.#root;
    for (const key of path) array = this.#child(array, key);
    this.#put(array, last === "" && array !== this.#root ? String(this.#nextIndex(array)) : last, value);
  }

  get values(): FormMap {
    return this.#root;
  }

  #child(array: Building, key: string): Building {
    const name = key === "" ? String(this.#nextIndex(array)) : key;
    const existing = array.get(name);
    if (existing !== undefined && typeof existing !== "string") return existing;
    const child: Building = new Map();
    this.#put(array, name, child);
    return child;
  }

  #put(array: Building, key: string, value: string | Building): void {
    array.set(key, value);
    if (/^\d{1,9}$/.test(key)) this.#nextIndexes.set(array, Math.max(this.#nextIndex(array), Number(key) + 1));
  }

  /** One more than the largest index so far; kept, since looking for it each time takes seconds for a long list. */
  #nextIndex(array: Building): number {
    return this.#nextIndexes.get(array) ?? 0;
  }
}

/** Reads `application/x-www-form-urlencoded` text, a query string included. */
export function parseUrlEncoded(text: string, form: PhpForm): void {
  // URLSearchParams puts U+FFFD where percent-encoded bytes are not UTF-8, which would store something never sent.
  const mayReplace = /%[89a-f]/i.test(text) && !/%EF%BF%BD|\uFFFD/i.test(text);
  for (const [name, value] of new URLSearchParams(text)) {
    if (mayReplace && (name + value).includes("\uFFFD")) throw new RequestError(400, "the parameters are not UTF-8");
    form.set(name, value);
  }
}

function pathOf(name: string): string[] {
  const match = /^([^[]+)((?:\[[^\]]*\])+)$/.exec(name);
  if (!match) return [name];
  const [, head = "", brackets = ""] = match;
  const path = [head, ...brackets.slice(1, -1).split("][")];
  if (path.length > MAX_DEPTH) throw new RequestError(400, `arrays nested deeper than ${MAX_DEPTH}`);
  return path;
}
