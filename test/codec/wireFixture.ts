import { readFileSync } from "node:fs";

const FIXTURES = new URL("../fixtures/wire/", import.meta.url);

/** The text of an answer, byte for byte. */
export function answer(name: string): string {
  return readFileSync(new URL(`answers/${name}`, FIXTURES), "utf8");
}

/** The lines of a form fixture: one decoded `key=value` pair each, with CR, LF and % escaped. */
export function formFixture(name: string): readonly string[] {
  return readFileSync(new URL(`requests/${name}`, FIXTURES), "utf8")
    .trimEnd()
    .split("\n");
}

/** The parsed body of a JSON request. */
export function jsonFixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`requests/${name}`, FIXTURES), "utf8"));
}

/** A form body as the lines of a fixture. */
export function formLines(body: string): readonly string[] {
  return body.split("&").map((pair) => pair.split("=").map(escapedText).join("="));
}

function escapedText(part: string): string {
  return decodeURIComponent(part).replace(/[%\r\n]/g, encodeURIComponent);
}
