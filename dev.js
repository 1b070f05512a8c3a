// `npm run dev`: runs the gateway from src/ and starts it anew at each change. That takes about a second: only changed files are
// transformed, by swc as .swcrc says, and the next process stands by with all packages loaded, which is most of a start.
// Types are checked by the build and by the editor.
import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { transformFileSync } from "@swc/core";

// As deep as dist/, beside which the program looks for the built playground.
const OUT = "dist.dev";
/** Editors write a file in several steps. */
const SETTLE_MS = 50;

const isSource = (name) => /(?<!\.d)\.ts$/.test(name) && !name.startsWith("playground");

if (process.send === undefined) runAndWatch();
else await standBy();

/** Loads all packages, and the program when told to. */
async function standBy() {
  process.once("disconnect", () => process.exit());
  const told = once(process, "message");
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  // Those that are only types, or only parts, cannot be loaded as a whole.
  await Promise.allSettled(Object.keys(dependencies).map((name) => import(name)));
  await told;
  await import(`./${OUT}/cli.js`);
}

function runAndWatch() {
  rmSync(OUT, { recursive: true, force: true });
  for (const name of readdirSync("src", { recursive: true }).filter(isSource)) transform(name);
  let gateway;
  let next = prepare();
  start();

  let changed = new Set();
  let restarts = Promise.resolve();
  watch("src", { recursive: true }, (_event, name) => {
    if (!isSource(name)) return;
    if (changed.size === 0) restarts = restarts.then(restart);
    changed.add(name);
  });

  function prepare() {
    const env = { NODE_ENV: "development", ...process.env };
    // In a group of its own, so that Ctrl+C reaches it through this process alone: twice would mean at once.
    const options = { execArgv: ["--enable-source-maps"], env, detached: true };
    return fork(import.meta.filename, process.argv.slice(2), options);
  }

  function start() {
    gateway = next;
    gateway.send("start");
    next = prepare();
  }

  async function restart() {
    await delay(SETTLE_MS);
    const names = changed;
    changed = new Set();
    try {
      names.forEach(transform);
    } catch (error) {
      // What is half typed cannot be run; the gateway stays as it was.
      return console.error(error.message);
    }
    await stop(gateway, "SIGTERM");
    start();
  }

  let stopped;
  const stopAll = () => (stopped ??= Promise.all([stop(gateway, "SIGTERM"), stop(next, "SIGKILL")]));
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => stopAll().then(() => process.exit()));
}

async function stop(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, "exit");
}

/** Brings the output of one source file up to date. */
function transform(name) {
  const source = join("src", name);
  const output = join(OUT, name.replace(/\.ts$/, ".js"));
  if (!existsSync(source)) return rmSync(output, { force: true });
  const { code } = transformFileSync(source, { sourceMaps: "inline" });
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, code);
}
