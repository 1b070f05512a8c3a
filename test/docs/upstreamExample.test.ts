import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { readPage } from "./pages.js";

// "Adding an upstream" in docs/contributing.md, carried out: `<!-- file: … -->` names the file that a block is, `<!-- change: … -->`
// one in which the lines with - become those with +, wherever they stand.

const run = promisify(execFile);

/** What the types, the arrows and the tests need of this repository. */
const COPIED = ["src", "test", "package.json", "tsconfig.json", "tsconfig.test.json", "jest.config.js", ".swcrc"];
const ARROWS = ".dependency-cruiser.cjs";
const TYPES = "tsconfig.example.json";

const { blocks } = readPage("docs/contributing.md");
const files = blocks.flatMap(({ notes, text }) => {
  const path = notes.get("file");
  return path === undefined ? [] : [{ path, text: `${text}\n` }];
});
const tests = files.map(({ path }) => path).filter((path) => path.endsWith(".test.ts"));
const changes = blocks.flatMap(({ notes, text }) => {
  const path = notes.get("change");
  return path === undefined ? [] : [{ path, from: linesOf(text, "-"), to: linesOf(text, "+") }];
});

function linesOf(diff: string, sign: "-" | "+"): string {
  const lines = diff.split("\n").filter((line) => line.startsWith(sign));
  return lines.map((line) => line.slice(1)).join("\n");
}

describe("docs/contributing.md, adding an upstream", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "amoql-upstream-"));
    for (const path of [...COPIED, ARROWS]) await cp(path, join(folder, path), { recursive: true });
    await symlink(resolve("node_modules"), join(folder, "node_modules"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  const node = (...args: readonly string[]) =>
    run(process.execPath, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 });

  it("names places that are there", async () => {
    expect(files.length).toBeGreaterThan(3);
    expect(tests.length).toBeGreaterThan(1);
    expect(changes.length).toBeGreaterThan(2);
    for (const { path, text } of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text, { flag: "wx" });
    }
    for (const { path, from, to } of changes) {
      const before = await readFile(join(folder, path), "utf8");
      expect({ path, from, isThere: before.includes(from) }).toMatchObject({ isThere: true });
      await writeFile(join(folder, path), before.replaceAll(from, to));
    }
  });

  it("has the right types", async () => {
    const settings = { extends: "./tsconfig.test.json", include: [], files: files.map(({ path }) => path) };
    await writeFile(join(folder, TYPES), JSON.stringify(settings));
    expect(await node("node_modules/typescript/bin/tsc", "-p", TYPES).catch(outputOf)).toMatchObject({ stdout: "" });
  }, 120_000);

  it("keeps to the arrows, and would be told if it did not", async () => {
    const cruise = () => {
      const program = "node_modules/dependency-cruiser/bin/dependency-cruise.mjs";
      return node(program, "src/crm", "--config", ARROWS, "--output-type", "err").catch(outputOf);
    };
    expect((await cruise()).stdout).toContain("no dependency violations found");
    const stray = join(folder, "src/crm/oldJson/stray.ts");
    await writeFile(stray, 'export * from "../v2/v2Catalogs.js";\n');
    expect((await cruise()).stdout).toContain("adapters: src/crm/oldJson/stray.ts");
    await rm(stray);
  }, 120_000);

  it("works", async () => {
    const jest = ["--experimental-vm-modules", "node_modules/jest/bin/jest.js", "--runInBand", ...tests];
    const { stderr } = await node(...jest).catch(outputOf);
    expect(stderr).toMatch(new RegExp(`Test Suites: ${tests.length} passed, ${tests.length} total`));
  }, 120_000);
});

/** What a program that failed had to say. */
function outputOf(error: unknown): { stdout: string; stderr: string } {
  // Made outside of the test's own realm, so that it is no Error here.
  if (typeof error === "object" && error !== null && "stdout" in error && "stderr" in error) {
    return { stdout: String(error.stdout), stderr: String(error.stderr) };
  }
  throw error;
}
