// Builds dist/: the program with tsc, the playground with Vite. With --if-needed it does nothing when dist/ is newer than
// everything it is made from, so that `npm start` and `npm test` are quick the second time.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const NEXT = "dist.next";
const STAMP = "dist/.built";
const SOURCES = ["src", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts", "build.js"];

/** Newest modification time below a path, in milliseconds. */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function isCurrent() {
  if (!existsSync(STAMP)) return false;
  const built = statSync(STAMP).mtimeMs;
  return SOURCES.filter((path) => existsSync(path)).every((path) => newest(path) <= built);
}

if (!process.argv.includes("--if-needed") || !isCurrent()) {
  const run = (tool, ...args) => execFileSync(process.execPath, [tool, ...args], { stdio: ["ignore", 2, 2] });
  // Built beside and then moved into place, so that a build that fails leaves the last one that worked.
  rmSync(NEXT, { recursive: true, force: true });
  run("node_modules/typescript/bin/tsc", "-p", "tsconfig.json", "--outDir", NEXT);
  run("node_modules/vite/bin/vite.js", "build", "--logLevel", "warn", "--outDir", resolve(NEXT, "playground"));
  writeFileSync(join(NEXT, ".built"), "");
  rmSync("dist", { recursive: true, force: true });
  renameSync(NEXT, "dist");
}
