import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

/** The account in a process of its own, on a data file. */
export interface SandboxProcess {
  /** Where it listens, or null when it did not start. */
  readonly url: string | null;
  /** What it wrote to standard error so far. */
  readonly stderr: () => string;
  /** Ends it at once, whatever it is doing. */
  kill(): Promise<void>;
}

/** @param mostBlocks size that its files can grow to, in blocks of 512 bytes: a disk that runs full */
export async function startSandboxProcess(data: string, mostBlocks: number | "unlimited"): Promise<SandboxProcess> {
  const script = `ulimit -f ${mostBlocks} && exec "$0" "$@"`;
  const args = [process.execPath, CLI, "sandbox", "--empty", "--port", "0", "--data", data];
  const child = spawn("sh", ["-c", script, ...args], { env: { PATH: process.env["PATH"] } });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const address = (): string | undefined => /listening on (http:\S+)/.exec(stdout)?.[1];
  while (address() === undefined && isRunning(child)) {
    await Promise.race([once(child.stdout, "data"), once(child, "exit")]);
  }
  return {
    url: address() ?? null,
    stderr: () => stderr,
    async kill() {
      if (!isRunning(child)) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
