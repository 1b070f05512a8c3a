import { readFileSync } from "node:fs";

/** The version of the package, whose description lies beside the folder that the program is built into. */
export function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return /"version": *"([^"]+)"/.exec(text)?.[1] ?? "unknown";
}
