import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PEERS = fileURLToPath(new URL("peers", import.meta.url));

/** Installs the servers that amoql is measured beside, in the versions of their lock file, unless they are there. */
export function installPeers(): void {
  if (existsSync(`${PEERS}/node_modules`)) return;
  console.error("Installing the peers of the bench, this once");
  execFileSync("npm", ["ci", "--prefix", PEERS, "--no-audit", "--no-fund", "--ignore-scripts"], { stdio: "inherit" });
}
