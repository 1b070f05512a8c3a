// docs/benchmarks.md: text by hand, and between two comments of each section what was measured.
import { readFile, writeFile } from "node:fs/promises";
import { cpus, loadavg, release, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";

const PAGE = fileURLToPath(new URL("../docs/benchmarks.md", import.meta.url));

/** Packages whose versions matter, and where they are installed. */
const PACKAGES = [
  { of: "amoql", folder: "../node_modules", names: ["@apollo/server", "fastify", "graphql", "undici"] },
  {
    of: "peers",
    folder: "peers/node_modules",
    names: [
      "@apollo/server",
      "dataloader",
      "mercurius",
      "graphql-jit",
      "fastify",
      "graphql",
      "fast-xml-parser",
      "undici",
    ],
  },
] as const;

/** A table as Markdown. The first column is text, the others are figures. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const isFigure = (column: number) => rows.every((row) => /^[\d.]/.test(row[column] ?? ""));
  const rule = headings.map((_, column) => (isFigure(column) ? "--:" : "---"));
  return [headings, rule, ...rows].map(line).join("\n");
}

/** The machine, before anything is measured: the load is what others make of it. */
export async function describeMachine(): Promise<string> {
  const [cpu] = cpus();
  const machine = [
    new Date().toISOString().slice(0, 16).replace("T", " ") + " UTC",
    `load average before ${loadavg()
      .map((load) => load.toFixed(1))
      .join(", ")}`,
    `${cpus().length} × ${cpu?.model ?? "unknown CPU"}`,
    `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    `Linux ${release()}`,
    `Node.js ${process.versions.node}`,
  ];
  const packages = await Promise.all(
    PACKAGES.map(async ({ of, folder, names }) => {
      const versions = await Promise.all(names.map(async (name) => `${name} ${await versionOf(`${folder}/${name}`)}`));
      return `${of}: ${versions.join(", ")}`;
    }),
  );
  return `${machine.join(" · ")} · ${packages.join(" · ")}`;
}

async function versionOf(folder: string): Promise<string> {
  const text = await readFile(new URL(`${folder}/package.json`, import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** Replaces what stands between the comments of a section of the page. Throws an Error when the page has no such section. */
export async function writeSection(section: string, markdown: string): Promise<void> {
  const [start, end] = [`<!-- measured: ${section} -->`, `<!-- end: ${section} -->`];
  const text = await readFile(PAGE, "utf8");
  const [before, rest] = text.split(start);
  const [, after] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined) throw new Error(`${PAGE} has no section ${section}`);
  const whole = `${before}${start}\n\n${markdown}\n\n${end}${after}`;
  await writeFile(PAGE, await format(whole, { ...(await resolveConfig(PAGE)), parser: "markdown" }));
}
