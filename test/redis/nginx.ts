import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./freePort.js";
import { until } from "./until.js";

const PROGRAM = "/usr/sbin/nginx";

/** nginx in front of gateways on this machine, set up as docs/scaling.md says. */
export interface Nginx {
  readonly url: string;
  /** Marks a gateway as down, or as up again, and loads the configuration: what is under way is finished. */
  mark(port: number, state: "up" | "down"): Promise<void>;
  close(): Promise<void>;
}

/** The block of a page that begins with these words. */
function blockOf(page: string, beginning: string): string {
  const text = readFileSync(page, "utf8");
  const block = [...text.matchAll(/```nginx\n(.*?)```/gs)]
    .map(([, inner = ""]) => inner)
    .find((inner) => inner.startsWith(beginning));
  if (block === undefined) throw new Error(`${page} has no nginx block that begins with ${beginning}`);
  return block;
}

/** @param ports where the gateways listen, in the order of the ports 4001, 4002, … of the page */
export async function startNginx(ports: readonly number[]): Promise<Nginx> {
  if (!existsSync(PROGRAM)) throw new Error("nginx is missing: apt-get install nginx-light");
  const directory = await mkdtemp(join(tmpdir(), "amoql-nginx-"));
  const port = await freePort();
  const down = new Set<number>();
  const file = join(directory, "nginx.conf");

  async function configure(): Promise<void> {
    const upstream = ports.reduce(
      (text, own, index) =>
        text.replace(`127.0.0.1:${4001 + index};`, `127.0.0.1:${own}${down.has(own) ? " down" : ""};`),
      blockOf("docs/scaling.md", "upstream amoql"),
    );
    const [location = ""] = /location \/ \{.*?\}/s.exec(blockOf("docs/deployment.md", "server")) ?? [];
    const server = location.replace(/proxy_pass [^;]+;/, "proxy_pass http://amoql;");
    await writeFile(
      file,
      `daemon off; pid nginx.pid; error_log stderr warn; worker_processes 2;
      events {}
      http {
        access_log off;
        client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
        ${upstream}
        server { listen 127.0.0.1:${port}; ${server} }
      }`,
    );
  }

  await configure();
  const child = spawn(PROGRAM, ["-p", directory, "-c", file], { stdio: ["ignore", "inherit", "inherit"] });
  const ended = once(child, "exit");
  while (!(await takesConnections(port))) await sleep(20);
  return {
    url: `http://127.0.0.1:${port}`,
    async mark(own, state) {
      if (state === "down") down.add(own);
      else down.delete(own);
      await configure();
      const before = await childrenOf(child);
      child.kill("SIGHUP");
      // nginx tells nobody when its new workers have taken over: those from before end when they have finished what is under way.
      await until(async () => (await childrenOf(child)).every((pid) => !before.includes(pid)));
    },
    async close() {
      child.kill("SIGTERM");
      await ended;
      await rm(directory, { recursive: true });
    },
  };
}

/** The processes that a process has started and that have not ended. */
async function childrenOf({ pid = 0 }: ChildProcess): Promise<readonly string[]> {
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  return list.split(" ").filter((child) => child !== "");
}

async function takesConnections(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
