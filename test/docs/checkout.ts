import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";

/** What commands of the pages write to; the rest is linked. */
const WRITTEN = ["examples", "schema"];
/** What no command needs. */
const LEFT_OUT = [".amoql", ".git", "test-output"];

/** Ends a script at its first failure. `amoql` is what docs/command-line.md says it stands for; a machine may lack jq. */
const PRELUDE = `set -e -o pipefail
amoql() { node dist/cli.js "$@"; }
command -v jq >/dev/null || jq() { cat; }`;

/** Milliseconds after which a script hangs. */
const LONGEST_MS = 100_000;

/** What a script printed to standard output, and the address where it listens, if it does. */
export interface Ran {
  readonly stdout: string;
  readonly url: string | null;
}

/** A folder that looks like a checkout of this repository with everything installed and built, to run commands in. */
export class Checkout {
  private constructor(readonly folder: string) {}

  static async create(): Promise<Checkout> {
    const folder = await mkdtemp(join(tmpdir(), "amoql-docs-"));
    for (const name of readdirSync(".").filter((entry) => !LEFT_OUT.includes(entry))) {
      if (WRITTEN.includes(name)) await cp(name, join(folder, name), { recursive: true });
      else await symlink(resolve(name), join(folder, name));
    }
    return new Checkout(folder);
  }

  /**
   * Runs a script with bash. One that prints where it listens is asked for an answer there, and then told to end.
   *
   * @throws Error with all that was printed when a command fails, or when what listens does not answer.
   */
  async run(script: string, env: Readonly<Record<string, string>> = {}): Promise<Ran> {
    const { PATH, HOME } = process.env;
    const shell = spawn("bash", ["-c", `${PRELUDE}\n${script}`], {
      cwd: this.folder,
      // In a group of its own, so that what it has started ends with it.
      detached: true,
      env: { PATH, HOME, PORT: "0", SANDBOX_PORT: "0", ...env },
    });
    const ended = once(shell, "close") as Promise<[number | null]>;
    const end = (signal: NodeJS.Signals) => process.kill(-Number(shell.pid), signal);
    const overdue = setTimeout(end, LONGEST_MS, "SIGKILL");
    let stderr = "";
    shell.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    let stdout = "";
    let url: string | null = null;
    for await (const text of shell.stdout.setEncoding("utf8")) {
      stdout += stripVTControlCharacters(String(text));
      if (url !== null) continue;
      url = /(?:listening on|Local:) +(http:\S+)\s/.exec(stdout)?.[1] ?? null;
      if (url === null) continue;
      const isAnswering = await answers(url);
      end("SIGTERM");
      if (!isAnswering) throw new Error(`Nothing answers at ${url}:\n${script}\n${stdout}\n${stderr}`);
    }
    const [code] = await ended;
    clearTimeout(overdue);
    if (url === null && code !== 0) throw new Error(`It ended with ${String(code)}:\n${script}\n${stdout}\n${stderr}`);
    return { stdout, url };
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ status }) => status < 500,
    () => false,
  );
}
