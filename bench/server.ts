import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/** A server in a process of its own, with what its process costs. */
export interface Server {
  readonly url: string;
  /** Keeps the process, with all its threads, on one core, numbered from 0. */
  pinTo(core: number): void;
  /** User and system time of the process since its start, in microseconds. Linux counts it in steps of 10 ms. */
  cpuMicroseconds(): number;
  /** Resident memory of the process, in mebibytes. */
  residentMebibytes(): number;
  /** Asks the process to end, and waits until it has. */
  stop(): Promise<void>;
  /** Ends the process at once, whatever it is doing. */
  kill(): Promise<void>;
}

/** The built program, so that what is measured is what runs. */
export const PROGRAM = new URL("../dist/cli.js", import.meta.url).pathname;

const MICROSECONDS_PER_TICK = 10_000;

/**
 * Starts Node.js with these arguments and waits until it prints "listening on <url>". The environment is only what is given: a setting
 * of this shell must not change what is measured. Throws an Error when the process ends before it listens.
 */
export async function startServer(
  nodeArguments: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const child = spawn(process.execPath, nodeArguments, { env: environment, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const url = await listeningUrl(child.stdout);
  if (url === null) throw new Error(`The server did not start: node ${nodeArguments.join(" ")}`);
  const proc = (file: string): string => readFileSync(`/proc/${String(child.pid)}/${file}`, "utf8");
  return {
    url,
    pinTo(core) {
      execFileSync("taskset", ["--all-tasks", "--cpu-list", "--pid", String(core), String(child.pid)], {
        stdio: "ignore",
      });
    },
    cpuMicroseconds() {
      // The name of the program stands in brackets and may hold blanks; user and system time are the 12th and 13th field after it.
      const fields = proc("stat")
        .replace(/^.*\) /s, "")
        .split(" ");
      return (Number(fields[11]) + Number(fields[12])) * MICROSECONDS_PER_TICK;
    },
    residentMebibytes: () => Number(/^VmRSS:\s+(\d+) kB$/m.exec(proc("status"))?.[1]) / 1024,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function listeningUrl(output: NodeJS.ReadableStream): Promise<string | null> {
  for await (const line of createInterface({ input: output })) {
    const url = /listening on (http:\S+)/.exec(line)?.[1];
    if (url !== undefined) {
      output.resume();
      return url;
    }
  }
  return null;
}
