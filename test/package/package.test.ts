import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { installPacked, type Project } from "./packedPackage.js";

const require = createRequire(import.meta.url);
const ATTW = join(dirname(require.resolve("@arethetypeswrong/cli/package.json")), "dist/index.js");
const TSC = require.resolve("typescript/bin/tsc");

/** What attw prints: the problems of each kind. */
interface ResolutionReport {
  readonly analysis: { readonly entrypoints: Readonly<Record<string, unknown>> };
  readonly problems: Readonly<Record<string, readonly { readonly resolutionKind: string }[]>>;
}

let project: Project;
beforeAll(async () => {
  project = await installPacked();
}, 120_000);
afterAll(() => project.remove());

describe("the packed package", () => {
  it("holds what is needed at run time", async () => {
    const files = await project.files();
    expect(files).toEqual(
      expect.arrayContaining([
        "CHANGELOG.md",
        "LICENSE",
        "README.md",
        "dist/cli.js",
        "dist/client/graphql.d.ts",
        "dist/client/graphql.js",
        "dist/client/persisted-documents.json",
        "dist/index.d.ts",
        "dist/index.js",
        "dist/playground/index.html",
        "package.json",
        "schema/schema.graphql",
      ]),
    );
    expect(files.filter((file) => /^dist\/playground\/assets\/.*\.js$/.test(file)).length).toBeGreaterThan(1);
  });

  it("holds nothing else", async () => {
    const files = await project.files();
    const elsewhere = files.filter((file) => !/^(dist|schema)\//.test(file));
    expect(elsewhere).toEqual(["CHANGELOG.md", "LICENSE", "README.md", "package.json"]);
    const program = files.filter((file) => file.startsWith("dist/") && !file.startsWith("dist/playground/"));
    const others = program.filter((file) => !/\.(js|d\.ts)$/.test(file));
    expect(others).toEqual(["dist/client/persisted-documents.json"]);
    expect(files.filter((file) => /\.map$|\.test\.|\/test\/|\.built/.test(file))).toEqual([]);
  });

  it("is what publint wants", async () => {
    const { messages, pkg } = await publint({ pkgDir: project.installed, strict: true, pack: false });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it("has types that resolve as its modules do", async () => {
    const texts = ["schema.graphql", "persisted-documents.json"];
    const { stdout } = await project.run(
      process.execPath,
      ATTW,
      project.tarball,
      ...["--profile", "esm-only", "--format", "json", "--exclude-entrypoints", ...texts],
    );
    const report = JSON.parse(stdout) as ResolutionReport;
    expect(Object.keys(report.analysis.entrypoints)).toEqual([".", "./client", "./package.json"]);
    // The report tells of every way to resolve; the package promises those of ESM and of bundlers.
    const problems = Object.values(report.problems).flat();
    expect(problems.filter(({ resolutionKind }) => !["node10", "node16-cjs"].includes(resolutionKind))).toEqual([]);
  }, 120_000);
});

describe("docs/library.md", () => {
  it("shows programs that compile against the installed package and print what stands below them", async () => {
    const text = await readFile("docs/library.md", "utf8");
    const shown = Array.from(text.matchAll(/```ts\n(.*?)```(?:\n+```text\n(.*?)```)?/gs));
    expect(shown.length).toBeGreaterThanOrEqual(3);
    await Promise.all(shown.map(([, code = ""], at) => writeFile(join(project.folder, `program${at}.ts`), code)));
    await project.run(process.execPath, TSC, ...STRICT, ...shown.map((_, at) => `program${at}.ts`));
    for (const [at, [, , printed]] of shown.entries()) {
      const { stdout, stderr } = await project.run(process.execPath, `program${at}.js`);
      expect({ at, stdout, stderr }).toEqual({ at, stdout: printed ?? "", stderr: "" });
    }
  }, 180_000);
});

/** As a careful project compiles; the declarations of the package are checked too. */
const STRICT = [
  ...["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--verbatimModuleSyntax"],
  ...["--target", "es2023", "--module", "nodenext", "--types", "node"],
];

describe("amoql, by npx", () => {
  it("says its version", async () => {
    const { stdout } = await project.run("npx", "--no-install", "amoql", "--version");
    expect(stdout).toBe(`${project.manifest.version}\n`);
  }, 60_000);

  it("explains itself", async () => {
    const { stdout } = await project.run("npx", "--no-install", "amoql", "--help");
    for (const command of ["serve", "sandbox", "schema", "ping"])
      expect(stdout).toMatch(new RegExp(`^ *${command} `, "m"));
  }, 60_000);

  it("prints the schema that it carries", async () => {
    const { stdout } = await project.run("npx", "--no-install", "amoql", "schema");
    expect(stdout).toBe(await readFile(join(project.installed, "schema/schema.graphql"), "utf8"));
  }, 60_000);
});
