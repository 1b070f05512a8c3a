import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What package.json says that tests look at. */
interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** A project of somebody else's that has the packed package and its dependencies installed, and nothing more. */
export interface Project {
  readonly folder: string;
  readonly tarball: string;
  /** Where the package lies in it. */
  readonly installed: string;
  readonly manifest: Manifest;
  /** Every file of the package, sorted. */
  files(): Promise<string[]>;
  /** Runs a program in the project; fails when it does. */
  run(command: string, ...args: readonly string[]): Promise<{ stdout: string; stderr: string }>;
  remove(): Promise<void>;
}

/** Packs what was built and installs it as npm would, with links for the dependencies that it declares. */
export async function installPacked(): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), "amoql-package-"));
  const { stdout } = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder]);
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  const tarball = join(folder, packed?.filename ?? "");
  const installed = join(folder, "node_modules/amoql");
  await mkdir(installed, { recursive: true });
  await run("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"]);
  const manifest = JSON.parse(await readFile(join(installed, "package.json"), "utf8")) as Manifest;
  // The types of Node.js are what every TypeScript program for it has.
  for (const name of [...Object.keys(manifest.dependencies), "@types/node"]) await link(folder, name);
  await mkdir(join(folder, "node_modules/.bin"));
  await symlink("../amoql/dist/cli.js", join(folder, "node_modules/.bin/amoql"));
  await run("chmod", ["+x", join(installed, "dist/cli.js")]);
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "project", private: true, type: "module" }));
  return {
    folder,
    tarball,
    installed,
    manifest,
    async files() {
      const entries = await readdir(installed, { recursive: true, withFileTypes: true });
      const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
      return paths.map((path) => path.slice(installed.length + 1)).sort();
    },
    run: (command, ...args) => run(command, args, { cwd: folder, env: { PATH: process.env["PATH"] } }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function link(folder: string, name: string): Promise<void> {
  const path = join(folder, "node_modules", name);
  await mkdir(dirname(path), { recursive: true });
  await symlink(resolve("node_modules", name), path);
}
