import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { start } from "../server/command.js";

/** An npm script that runs in a process group of its own. */
interface Script {
  readonly process: ChildProcess;
  output(): string;
  /** Waits until the script says so many times where it listens; gives the latest address. */
  listening(times: number): Promise<string>;
}

let folder: string;
let scripts: Script[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "amoql-dev-"));
});
afterEach(async () => {
  for (const script of scripts) if (isRunning(script.process)) process.kill(-Number(script.process.pid), "SIGKILL");
  scripts = [];
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function npm(script: string, cwd: string, env: Readonly<Record<string, string>> = {}): Script {
  const child = spawn("npm", ["run", script], {
    cwd,
    detached: true,
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      PORT: "0",
      SANDBOX_DATA: join(folder, "sandbox.db"),
      ...env,
    },
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  const running: Script = {
    process: child,
    output: () => output,
    async listening(times) {
      for (;;) {
        const found = Array.from(output.matchAll(/^amoql is listening on (http:\S+)/gm), ([, url]) => url ?? "");
        if (found.length >= times) return found[times - 1] ?? "";
        if (!isRunning(child)) throw new Error(`npm run ${script} ended: ${output}`);
        await sleep(10);
      }
    },
  };
  scripts.push(running);
  return running;
}

async function health(url: string): Promise<unknown> {
  const response = await fetch(`${url}/health`);
  return response.json();
}

/** What it takes to start the program as it was built. */
async function millisecondsOfStart(): Promise<number> {
  const before = performance.now();
  const command = start(["serve"], { env: { PORT: "0", SANDBOX_DATA: ":memory:", PLAYGROUND: "false" } });
  await command.listening();
  const milliseconds = performance.now() - before;
  command.process.kill("SIGKILL");
  await command.ended;
  return milliseconds;
}

/** Waits until nobody listens any more. */
async function gone(url: string): Promise<void> {
  while (await health(url).then(Boolean, () => false)) await sleep(10);
}

describe("npm run dev", () => {
  it("runs what is changed within two seconds, and stays up when it cannot be run", async () => {
    for (const path of ["src", "package.json", "tsconfig.json", ".swcrc", "dev.js"]) {
      await cp(path, join(folder, path), { recursive: true });
    }
    await symlink(resolve("node_modules"), join(folder, "node_modules"));
    const dev = npm("dev", folder);
    expect(await health(await dev.listening(1))).toEqual({ status: "alive" });

    const source = join(folder, "src/server/health.ts");
    const code = await readFile(source, "utf8");
    const milliseconds: number[] = [];
    const starts: number[] = [];
    for (let change = 1; change <= 3; change++) {
      starts.push(await millisecondsOfStart());
      // Nobody saves again within the second.
      await sleep(1_000);
      const before = performance.now();
      // In one step: what is seen half written is run as well.
      writeFileSync(source, code.replace('"alive"', `"alive after change ${change}"`));
      const url = await dev.listening(change + 1);
      expect(await health(url)).toEqual({ status: `alive after change ${change}` });
      milliseconds.push(performance.now() - before);
    }
    // The quickest, since other suites run beside this one; where the machine is so busy that a mere start takes longer, sooner than that.
    expect(Math.min(...milliseconds)).toBeLessThan(Math.max(2_000, Math.min(...starts)));

    writeFileSync(source, code.replace("export const", "export export const"));
    while (!dev.output().includes("health.ts")) await sleep(10);
    const url = await dev.listening(4);
    expect(await health(url)).toEqual({ status: "alive after change 3" });
    writeFileSync(source, code);
    expect(await health(await dev.listening(5))).toEqual({ status: "alive" });

    dev.process.kill("SIGTERM");
    await once(dev.process, "exit");
    await gone(await dev.listening(5));
  }, 120_000);
});

describe("npm start", () => {
  it("ends the gateway when npm is told to end", async () => {
    const gateway = npm("start", ".");
    const url = await gateway.listening(1);
    expect(await health(url)).toEqual({ status: "alive" });
    gateway.process.kill("SIGTERM");
    await once(gateway.process, "exit");
    await gone(url);
  }, 120_000);

  it("finishes what is under way at Ctrl+C, of which npm tells the gateway a second time", async () => {
    const gateway = npm("start", ".", { SANDBOX_OPTIONS: "latencyMs=700" });
    const url = await gateway.listening(1);
    const write = fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: 'mutation { contactCreate(input: { name: "Anna Late" }) { contact { name } } }' }),
    });
    // It has signed in, and waits for the answer to the write.
    const signedIn = /^amoql_sign_ins_total\{.*\} 1$/m;
    while (!signedIn.test(await (await fetch(`${url}/metrics`)).text())) await sleep(10);
    process.kill(-Number(gateway.process.pid), "SIGINT");
    expect(await (await write).json()).toEqual({ data: { contactCreate: { contact: { name: "Anna Late" } } } });
    await once(gateway.process, "exit");
  }, 120_000);
});
