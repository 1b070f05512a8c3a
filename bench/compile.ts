import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "@swc/core";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const FILES = ["floor", ...["account", "apollo", "fields", "mercurius", "schema"].map((peer) => `peers/${peer}`)];

/** What the compiled files find at the places that they name. */
const LINKS = [
  ["src", "dist"],
  ["node_modules", "node_modules"],
  ["bench/peers/node_modules", "bench/peers/node_modules"],
] as const;

/** The servers of the bench as JavaScript. */
export interface Compiled {
  /** The file of a server, by its name without an extension. */
  readonly file: (server: string) => string;
  readonly remove: () => Promise<void>;
}

/**
 * Compiles the floor and the peers into a folder of their own. Run from TypeScript, each process would hold a compiler, which would count
 * as its memory. What the floor takes of amoql is then the build, as amoql itself is.
 */
export async function compileServers(): Promise<Compiled> {
  const folder = await mkdtemp(join(tmpdir(), "amoql-bench-"));
  await mkdir(join(folder, "bench/peers"), { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  for (const [link, target] of LINKS) await symlink(join(ROOT, target), join(folder, link));
  for (const name of FILES) {
    const { code } = await transform(await readFile(join(ROOT, "bench", `${name}.ts`), "utf8"), {
      jsc: { parser: { syntax: "typescript" }, target: "es2022" },
      module: { type: "es6" },
      swcrc: false,
    });
    const file = join(folder, "bench", `${name}.js`);
    await writeFile(file, code);
  }
  return { file: (server) => join(folder, "bench", `${server}.js`), remove: () => rm(folder, { recursive: true }) };
}
