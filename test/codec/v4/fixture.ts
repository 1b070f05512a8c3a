import { readFileSync } from "node:fs";

const FIXTURES = new URL("../../fixtures/wire/v4/", import.meta.url);

/** The text of an answer of API v4. */
export function v4Answer(name: string): string {
  return readFileSync(new URL(`answers/${name}.json`, FIXTURES), "utf8");
}

/** The one record that an answer is, or the parsed answer. */
export function v4Item(name: string): unknown {
  return JSON.parse(v4Answer(name));
}

/** The parsed body of a request of API v4. */
export function v4Request(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`requests/${name}.json`, FIXTURES), "utf8"));
}
