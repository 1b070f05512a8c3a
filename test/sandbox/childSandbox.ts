import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { KEY_QUERY } from "./account.js";

/** Milliseconds for a test that starts processes, which compile the sources first. */
export const PROCESS_TIMEOUT = 90_000;
/** In which Linux tells of processor time. */
const MS_PER_TICK = 10;

/** A sandbox in a process of its own, with an empty account. */
export class ChildSandbox {
  #errors = "";

  private constructor(
    private readonly child: ChildProcess,
    /** What it printed: its address, or why it did not start. */
    readonly line: string,
  ) {
    child.stderr?.on("data", (chunk: Buffer) => (this.#errors += chunk.toString()));
  }

  /** `fileBlocks`, of 1 kB, is how large a file the process may write from its start. */
  static async start(file: string, { fileBlocks }: { fileBlocks?: number } = {}): Promise<ChildSandbox> {
    const script = fileURLToPath(new URL("sandboxProcess.ts", import.meta.url));
    const node = [process.execPath, "--import", "@swc-node/register/esm-register", script, file];
    const limit = fileBlocks === undefined ? "" : `ulimit -S -f ${fileBlocks};`;
    const child = spawn("bash", ["-c", `${limit} exec "$@"`, "bash", ...node], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    const [chunk] = (await once(child.stdout, "data")) as [Buffer];
    return new ChildSandbox(child, chunk.toString().trim());
  }

  /** The errors it was told of so far, one a line: code and message. */
  get errors(): string {
    return this.#errors;
  }

  /** Resident memory at its highest so far, in megabytes. */
  get peakMemory(): number {
    const status = readFileSync(`/proc/${this.child.pid ?? 0}/status`, "utf8");
    return Number(/VmHWM:\s*(\d+)/.exec(status)?.[1]) / 1024;
  }

  /** Milliseconds that its main thread has computed so far: time in which others have the processor is not in it. Linux only. */
  get computedMs(): number {
    const pid = this.child.pid ?? 0;
    const [, state = ""] = readFileSync(`/proc/${pid}/task/${pid}/stat`, "utf8").split(") ");
    const [user = 0, system = 0] = state.split(" ").slice(11, 13).map(Number);
    return (user + system) * MS_PER_TICK;
  }

  /** Lets it write files of this many bytes at most, as a disk that is full would. Linux only, without privileges. */
  limitFiles(bytes: number | "unlimited"): void {
    execFileSync("prlimit", [`--fsize=${bytes}:`, "--pid", String(this.child.pid)]);
  }

  /** POSTs a body with the demo user's key to a path of the account. */
  async post(path: string, body: string): Promise<{ status: number; type: string | null; text: string }> {
    const response = await fetch(`${this.line}${path}?${KEY_QUERY}`, { method: "POST", body });
    return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
  }

  /** Ends it as `kill -9` does. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill("SIGKILL");
    await once(this.child, "exit");
  }

  /** Asks it to close; answers its exit code when all that it had to say is there. */
  async terminate(): Promise<number | null> {
    this.child.kill("SIGTERM");
    await once(this.child, "close");
    return this.child.exitCode;
  }
}
