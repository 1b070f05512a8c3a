import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEMO_CREDENTIALS, DEMO_TOKEN } from "../../src/sandbox/account.js";
import type { SandboxOptions } from "../../src/sandbox/sandbox.js";
import { FaultProxy } from "../faults/faultProxy.js";
import { startGateway, type Api, type TestGateway } from "../gateway.js";
import { start, type Ended, type RunningCommand } from "../server/command.js";

/** An account, a gateway on it, and a folder; the commands of the test reach the account through a proxy. */
export interface Stage {
  readonly gateway: TestGateway;
  readonly proxy: FaultProxy;
  readonly folder: string;
  /** Starts `amoql export` in the folder. */
  export(args: readonly string[], env?: Readonly<Record<string, string>>): RunningCommand;
  /** Runs `amoql export` to its end and fails when that is not 0. */
  exported(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** Names of the files in the folder, sorted. */
  files(): Promise<string[]>;
  close(): Promise<void>;
}

/** Variables of a command that calls an account as the demo user, without a limit. */
export function serviceUser(url: string): Record<string, string> {
  return {
    AMO_URL: url,
    AMO_LOGIN: DEMO_CREDENTIALS.login,
    AMO_API_KEY: DEMO_CREDENTIALS.key,
    AMO_RATE: "1000",
    AMO_CONCURRENCY: "4",
  };
}

/** @param api over which the gateway and the commands reach the account */
export async function openStage(sandbox: Partial<SandboxOptions>, api: Api = "legacy"): Promise<Stage> {
  const gateway = await startGateway({ api, sandbox });
  const proxy = await FaultProxy.start();
  proxy.forwardTo(gateway.sandboxUrl);
  const folder = await mkdtemp(join(tmpdir(), "amoql-export-"));
  const user = serviceUser(proxy.url);
  const asUser = api === "legacy" ? user : { ...user, AMO_API: "v4", AMO_TOKEN: DEMO_TOKEN, AMO_API_KEY: "" };
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): RunningCommand =>
    start(["export", ...args], { cwd: folder, env: { ...asUser, ...env } });
  return {
    gateway,
    proxy,
    folder,
    export: run,
    async exported(args, env) {
      const ended = await run(args, env).ended;
      if (ended.code !== 0) throw new Error(`export ended with ${String(ended.code)}: ${ended.stderr}`);
      return ended;
    },
    files: async () => (await readdir(folder)).sort(),
    async close() {
      await proxy.close();
      await gateway.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
