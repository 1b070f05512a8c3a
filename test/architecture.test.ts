import { describe, expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

/** Runs the import rules of .dependency-cruiser.cjs, which draw the arrows of docs/architecture.md. */
async function violations(cwd: string): Promise<string[]> {
  const cruiser = resolve("node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const args = [cruiser, "src", "--config", resolve(".dependency-cruiser.cjs"), "--output-type", "json"];
  const { stdout } = await run(process.execPath, args, { cwd, maxBuffer: 64 * 1024 * 1024 }).catch((error: unknown) => {
    // It ends with the number of violations as its code, and prints the report all the same.
    if (error instanceof Error && "stdout" in error && typeof error.stdout === "string")
      return { stdout: error.stdout };
    throw error;
  });
  const report = JSON.parse(stdout) as { summary: { violations: Violation[]; totalCruised: number } };
  expect(report.summary.totalCruised).toBeGreaterThan(0);
  return report.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
}

describe("architecture", () => {
  it("lets imports point one way only", async () => {
    expect(await violations(".")).toEqual([]);
  }, 60_000);

  it("would notice an arrow that points back", async () => {
    const found = await violations("test/fixtures/architecture");
    expect(found.sort()).toEqual([
      "export-knows-the-port-alone: src/export/peek.ts → src/codec/shared.ts",
      "redis-is-opened-in-one-place: src/server/peek.ts → src/redis/store.ts",
      "sandbox-stands-alone: src/sandbox/peek.ts → src/codec/shared.ts",
    ]);
  }, 60_000);
});
