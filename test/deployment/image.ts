import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, posix, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";

/** One line of a Dockerfile, with the lines that continue it. */
interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** What a stage has become: a folder that stands for the root of its file system, and what it is started with. */
interface Stage {
  readonly root: string;
  workingFolder: string;
  readonly env: Record<string, string>;
  user: string;
  volume: string;
  command: readonly string[];
  healthCheck: readonly string[];
}

/** The last stage of the Dockerfile, carried out in folders. */
export interface Image extends Stage {
  /** Paths of this repository that the Dockerfile copies. */
  readonly copied: readonly string[];
  /** A command of the image with its absolute paths as they are on this machine. */
  here(command: readonly string[]): readonly string[];
  remove(): Promise<void>;
}

const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({
      dev: z.boolean().optional(),
      dependencies: z.record(z.string(), z.string()).optional(),
      devDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

function instructions(text: string): Instruction[] {
  const lines = text.replace(/^#.*\n/gm, "").replace(/\\\n/g, " ");
  return lines
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [, name = "", rest = ""] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
      return { name, text: rest.trim() };
    });
}

/**
 * Carries the Dockerfile out without Docker, step by step, on a copy of what it copies. `npm ci` alone is not run, which would
 * download everything: the packages that it would install are linked, after the one check that it makes of package.json.
 */
export async function buildImage(): Promise<Image> {
  const folder = await mkdtemp(join(tmpdir(), "amoql-image-"));
  const stages = new Map<string, Stage>();
  const copied: string[] = [];
  let stage: Stage | undefined;
  for (const { name, text } of instructions(await readFile("Dockerfile", "utf8"))) {
    if (name === "FROM") {
      const [, stageName = "last"] = /^node:22-slim(?: AS (\w+))?$/.exec(text) ?? [];
      stage = await emptyStage(join(folder, stageName));
      stages.set(stageName, stage);
    } else if (stage === undefined) {
      throw new Error(`${name} stands before FROM`);
    } else if (name === "COPY") {
      copied.push(...(await copy(stage, text, stages)));
    } else if (name === "RUN") {
      await (text.startsWith("npm ci") ? linkPackages(stage, text) : runStep(stage, text));
    } else {
      await configure(stage, name, text);
    }
  }
  const last = stages.get("last");
  if (last === undefined) throw new Error("the last stage has a name");
  return {
    ...last,
    copied,
    here: (command) => command.map((word) => (posix.isAbsolute(word) ? join(last.root, word) : word)),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** What the official image holds that the Dockerfile relies on: the home of its user. */
async function emptyStage(root: string): Promise<Stage> {
  await mkdir(join(root, "home/node"), { recursive: true });
  return { root, workingFolder: "/", env: {}, user: "root", volume: "", command: [], healthCheck: [] };
}

async function configure(stage: Stage, name: string, text: string): Promise<void> {
  if (name === "WORKDIR") {
    stage.workingFolder = text;
    await mkdir(join(stage.root, text), { recursive: true });
  } else if (name === "ENV") {
    for (const [, variable = "", value = ""] of text.matchAll(/(\w+)=(\S*)/g)) stage.env[variable] = value;
  } else if (name === "USER") {
    stage.user = text;
  } else if (name === "VOLUME") {
    stage.volume = text;
  } else if (name === "CMD") {
    stage.command = JSON.parse(text) as string[];
  } else if (name === "HEALTHCHECK") {
    stage.healthCheck = JSON.parse(text.replace(/^.*? CMD /, "")) as string[];
  } else if (name !== "EXPOSE") {
    throw new Error(`the test does not know ${name}`);
  }
}

/** Carries out COPY; gives the paths of the repository that it copied. */
async function copy(stage: Stage, text: string, stages: ReadonlyMap<string, Stage>): Promise<string[]> {
  const [, from, paths = ""] = /^(?:--from=(\w+) )?(.*)$/.exec(text) ?? [];
  const words = paths.split(/\s+/);
  const to = join(stage.root, posix.resolve(stage.workingFolder, words.at(-1) ?? ""));
  const sourceRoot = from === undefined ? process.cwd() : (stages.get(from)?.root ?? "");
  for (const word of words.slice(0, -1)) {
    const source = join(sourceRoot, word);
    const isFolder = (await stat(source)).isDirectory();
    await mkdir(dirname(to), { recursive: true });
    await cp(source, isFolder ? to : join(to, basename(source)), { recursive: true, verbatimSymlinks: true });
  }
  return from === undefined ? words.slice(0, -1) : [];
}

async function linkPackages(stage: Stage, command: string): Promise<void> {
  const folder = join(stage.root, stage.workingFolder);
  const { packages } = lockFile.parse(JSON.parse(await readFile(join(folder, "package-lock.json"), "utf8")));
  const manifest = z.looseObject({}).parse(JSON.parse(await readFile(join(folder, "package.json"), "utf8")));
  for (const kind of ["dependencies", "devDependencies"] as const) {
    if (!isDeepStrictEqual(packages[""]?.[kind], manifest[kind])) throw new Error(`package-lock.json: other ${kind}`);
  }
  const paths = Object.keys(packages).filter((path) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path));
  const wanted = command.includes("--omit=dev") ? paths.filter((path) => packages[path]?.dev !== true) : paths;
  for (const path of [...wanted.filter((path) => existsSync(path)), "node_modules/.bin"]) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await symlink(resolve(path), join(folder, path));
  }
}

async function runStep(stage: Stage, command: string): Promise<void> {
  const step = spawn("sh", ["-c", command], {
    cwd: join(stage.root, stage.workingFolder),
    env: { PATH: process.env["PATH"], ...stage.env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  step.stderr.setEncoding("utf8").on("data", (part: string) => (stderr += part));
  const [code] = (await once(step, "close")) as [number | null];
  if (code !== 0) throw new Error(`RUN ${command} failed: ${stderr}`);
}
