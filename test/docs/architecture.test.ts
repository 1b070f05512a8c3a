import { expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { promisify } from "node:util";
import { readPage } from "./pages.js";

// The picture in docs/architecture.md against the imports as they are.

const run = promisify(execFile);

interface Module {
  readonly source: string;
  readonly dependencies: readonly { readonly resolved: string }[];
}

const picture = readPage("docs/architecture.md").blocks.find(({ language }) => language === "mermaid")?.text ?? "";

/** The node of each folder and file of src/. */
const nodes = new Map(
  Array.from(picture.matchAll(/^ *(\w+)\["([^"]+)"\]$/gm)).flatMap(([, node = "", label = ""]) =>
    label.split(", ").map((path) => [path, node] as const),
  ),
);
const arrows = Array.from(picture.matchAll(/^ *(\w+) --> ([\w &]+)$/gm)).flatMap(([, from = "", to = ""]) =>
  to.split(" & ").map((each) => `${from} --> ${each}`),
);

/** The node of the innermost folder that a file lies in. */
function nodeOf(file: string): string | undefined {
  const path = file.replace(/^src\//, "");
  const [inner] = [...nodes.keys()]
    .filter((prefix) => path === prefix || (prefix.endsWith("/") && path.startsWith(prefix)))
    .toSorted((a, b) => b.length - a.length);
  return inner === undefined ? undefined : nodes.get(inner);
}

async function readImports(): Promise<readonly Module[]> {
  const cruiser = "node_modules/dependency-cruiser/bin/dependency-cruise.mjs";
  const args = [cruiser, "src", "--config", ".dependency-cruiser.cjs", "--output-type", "json"];
  const { stdout } = await run(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 });
  return (JSON.parse(stdout) as { modules: readonly Module[] }).modules;
}

/** Looked for once: it takes a while. */
const imports = readImports();

it("the picture has every folder and file of src/", () => {
  const entries = readdirSync("src", { withFileTypes: true });
  const paths = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
  const missing = paths.filter((path) => path !== "crm/" && !nodes.has(path));
  expect(missing).toEqual([]);
});

it("the picture has the arrows that the imports make, and no others", async () => {
  const found = new Set<string>();
  for (const { source, dependencies } of await imports) {
    for (const { resolved } of dependencies) {
      if (!source.startsWith("src/") || !resolved.startsWith("src/")) continue;
      const [from, to] = [nodeOf(source), nodeOf(resolved)];
      expect({ source, resolved, from, to }).toEqual({
        source,
        resolved,
        from: expect.any(String),
        to: expect.any(String),
      });
      if (from !== to && to !== "domain") found.add(`${from ?? ""} --> ${to ?? ""}`);
    }
  }
  expect(arrows.toSorted()).toEqual([...found].toSorted());
}, 180_000);

it("what may not import the domain does not", async () => {
  const prose = readPage("docs/architecture.md").prose.replace(/\s+/g, " ");
  const [, listed = ""] = /every layer may import but (.*?)\. A test/.exec(prose) ?? [];
  const without = Array.from(listed.matchAll(/`([^`]+)`/g), ([, path]) => nodes.get(path ?? ""));
  expect(without.length).toBeGreaterThan(2);
  const importers = (await imports)
    .filter(({ dependencies }) => dependencies.some(({ resolved }) => resolved.startsWith("src/domain/")))
    .map(({ source }) => nodeOf(source));
  expect(importers.filter((node) => without.includes(node))).toEqual([]);
}, 180_000);
