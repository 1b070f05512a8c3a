// Builds dist/: the program and its public types with TypeScript, the playground with Vite. With --if-needed it does nothing when
// dist/ is newer than everything it is made from, and takes over a playground whose own sources are no newer, so that
// `npm start` and `npm test` are quick the second time.
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Each build has a folder of its own: two at once would write into each other's. */
const NEXT = `dist.next.${process.pid}`;
const STAMP = "dist/.built";
const PACKAGE = ["package.json", "package-lock.json", "build.js"];
const PLAYGROUND = ["src/playground", "vite.config.ts", ...PACKAGE];
const EVERYTHING = ["src", "tsconfig.json", "vite.config.ts", ...PACKAGE];
/** What other packages may import, as package.json's `exports` has it. */
const PUBLIC_MODULES = ["index.d.ts", "client/graphql.d.ts"];

/** Newest modification time below a path, in milliseconds. */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function isBuiltFrom(sources) {
  if (!existsSync(STAMP)) return false;
  const built = statSync(STAMP).mtimeMs;
  return sources.filter((path) => existsSync(path)).every((path) => newest(path) <= built);
}

/** Writes the program to a folder. Ends the process with what TypeScript says when it finds errors. */
function compile(ts, outDir) {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (problem) => fail(ts, [problem]) };
  const config = ts.getParsedCommandLineOfConfigFile("tsconfig.json", { outDir, declaration: true }, host);
  const program = ts.createProgram(config.fileNames, config.options);
  const problems = [
    ...config.errors,
    ...program.getOptionsDiagnostics(),
    ...program.getSyntacticDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...program.getSemanticDiagnostics(),
  ];
  if (problems.length > 0) fail(ts, problems);
  const declarations = new Map();
  program.emit(undefined, (path, text) => {
    if (path.endsWith(".d.ts")) declarations.set(resolve(path), text);
    else write(path, text);
  });
  for (const path of reachable(ts, declarations, outDir)) write(path, declarations.get(path));
}

/** Paths of the declarations that the public ones are made of: of the others nobody outside can speak. */
function reachable(ts, declarations, outDir) {
  const paths = new Set(PUBLIC_MODULES.map((module) => resolve(outDir, module)));
  // A set that grows while it is walked is walked to its new end.
  for (const path of paths) {
    const { importedFiles } = ts.preProcessFile(declarations.get(path));
    for (const { fileName } of importedFiles.filter(({ fileName }) => fileName.startsWith("."))) {
      paths.add(resolve(dirname(path), fileName.replace(/\.js$/, ".d.ts")));
    }
  }
  return paths;
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function fail(ts, problems) {
  const host = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => ".", getNewLine: () => "\n" };
  console.error(ts.formatDiagnostics(problems, host));
  process.exit(1);
}

const onlyIfNeeded = process.argv.includes("--if-needed");
if (!onlyIfNeeded || !isBuiltFrom(EVERYTHING)) await build();

async function build() {
  // Loading it takes longer than finding out that there is nothing to build.
  const { default: ts } = await import("typescript");
  // Built beside and then moved into place, so that a build that fails leaves the last one that worked.
  process.on("exit", () => rmSync(NEXT, { recursive: true, force: true }));
  compile(ts, NEXT);
  copyFileSync("src/client/persisted-documents.json", join(NEXT, "client/persisted-documents.json"));
  const page = resolve(NEXT, "playground");
  if (onlyIfNeeded && isBuiltFrom(PLAYGROUND)) {
    cpSync("dist/playground", page, { recursive: true });
  } else {
    const vite = ["node_modules/vite/bin/vite.js", "build", "--logLevel", "warn", "--outDir", page];
    execFileSync(process.execPath, vite, { stdio: ["ignore", 2, 2] });
  }
  writeFileSync(join(NEXT, ".built"), "");
  rmSync("dist", { recursive: true, force: true });
  renameSync(NEXT, "dist");
}
