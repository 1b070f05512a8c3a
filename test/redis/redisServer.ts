import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { once } from "node:events";
import { constants, setPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { freePort } from "./freePort.js";

/** A real Redis on a free port of this machine, with a folder of its own. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** A connection of the test's own, to look at what is kept. Valid until the server stops. */
  client(): Redis;
  /** SIGKILL; nothing is saved. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with what its file holds. */
  restart(): Promise<void>;
  /** SIGSTOP: takes connections and never answers. */
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
}

/** @param options further arguments of redis-server, such as `--appendonly yes` */
export async function startRedis(...options: readonly string[]): Promise<RedisServer> {
  const program = redisServer();
  const directory = await mkdtemp(join(tmpdir(), "amoql-redis-"));
  const port = await freePort();
  const clients: Redis[] = [];
  let process: ChildProcess;

  async function start(): Promise<void> {
    const args = ["--port", String(port), "--bind", "127.0.0.1", "--dir", directory, "--save", "", ...options];
    process = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
    if (process.pid !== undefined) putFirst(process.pid);
    await new Promise<void>((resolve, reject) => {
      let said = "";
      process.once("exit", () => reject(new Error(`redis-server ended: ${said}`)));
      process.stdout?.on("data", (chunk: Buffer) => {
        said += String(chunk);
        if (/Ready to accept connections/.test(said)) resolve();
      });
    });
  }

  async function kill(): Promise<void> {
    if (process.exitCode !== null || process.signalCode !== null) return;
    const over = once(process, "exit");
    process.kill("SIGKILL");
    await over;
  }

  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    client() {
      const client = new Redis(port, "127.0.0.1");
      clients.push(client);
      return client;
    },
    kill,
    restart: start,
    freeze: () => process.kill("SIGSTOP"),
    thaw: () => process.kill("SIGCONT"),
    async close() {
      for (const client of clients) client.disconnect();
      await kill();
      await rm(directory, { recursive: true });
    },
  };
}

/** Gives it a processor when it needs one, as on a machine of its own: what it answers too late counts as not answered. */
function putFirst(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_HIGH);
  } catch {
    // Not everybody may do that. It takes its turn like all others then.
  }
}

/** Where Debian's package has it. */
function redisServer(): string {
  const path = "/usr/bin/redis-server";
  if (existsSync(path)) return path;
  throw new Error("redis-server is missing: apt-get install redis-server");
}
