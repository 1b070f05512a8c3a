import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built program in a process of its own. */
export interface RunningCommand {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** The address that the process says it listens on. */
  listening(): Promise<string>;
}

interface CommandOptions {
  /** Variables of the process; of this one's only what a process needs to start. */
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments of Node itself. */
  readonly node?: readonly string[];
  readonly cwd?: string;
}

/** Starts `amoql` with arguments. */
export function start(
  args: readonly string[],
  { env = {}, node = [], cwd = tmpdir() }: CommandOptions = {},
): RunningCommand {
  const child = spawn(process.execPath, [...node, CLI, ...args], { cwd, env: { PATH: process.env["PATH"], ...env } });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, stdout, stderr }));
  const address = (): string | undefined => /listening on (http:\S+)/.exec(stdout)?.[1];
  return {
    process: child,
    ended,
    async listening() {
      while (address() === undefined) {
        const next = await Promise.race([once(child.stdout, "data"), ended]);
        if (!Array.isArray(next)) throw new Error(`the process ended: ${stderr}${stdout}`);
      }
      return address() ?? "";
    },
  };
}

/** Runs `amoql` to its end. */
export function run(args: readonly string[], options?: CommandOptions): Promise<Ended> {
  return start(args, options).ended;
}
