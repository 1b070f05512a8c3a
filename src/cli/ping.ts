import { readGatewayConfig } from "../config.js";
import type { Outcome } from "../server/finding.js";
import { ping } from "../server/ping.js";
import { painter } from "./colour.js";
import { EXIT } from "./ending.js";
import { NO_LISTENER, variables } from "./settings.js";

/** What `amoql ping` can be told by flags. */
export interface PingFlags {
  readonly amoUrl?: string;
}

const COLOURS = { ok: "green", warning: "yellow", failed: "red" } as const satisfies Record<Outcome, string>;
const WIDTH = "warning".length;

export async function runPing(flags: PingFlags): Promise<void> {
  const paint = painter(process.stdout, process.env);
  const config = readGatewayConfig(variables({ ...NO_LISTENER, AMO_URL: flags.amoUrl }));
  for await (const { outcome, name, detail } of ping(config)) {
    console.log(`${paint(COLOURS[outcome], outcome.padEnd(WIDTH))} ${name}: ${detail}`);
    if (outcome === "failed") process.exitCode = EXIT.failed;
  }
}
