import { readFile } from "node:fs/promises";

const ESCAPES: Readonly<Record<string, string>> = { "%0D": "\r", "%0A": "\n", "%25": "%" };

/** A notification as it is sent: the fixture of this name, with some pairs changed. One that is changed to null is left out. */
export async function formOf(
  name: string,
  changes: Readonly<Record<string, string | null>> = {},
): Promise<URLSearchParams> {
  const text = await readFile(new URL(`../fixtures/wire/${name}.form`, import.meta.url), "utf8");
  const form = new URLSearchParams();
  for (const line of text.trimEnd().split("\n")) {
    const at = line.indexOf("=");
    form.append(
      line.slice(0, at),
      line.slice(at + 1).replace(/%0D|%0A|%25/g, (escape) => ESCAPES[escape] ?? ""),
    );
  }
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) form.delete(key);
    else form.set(key, value);
  }
  return form;
}
