import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { startGateway, type TestGateway } from "../gateway.js";

const run = promisify(execFile);

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway({ sandbox: { empty: false } });
});

afterAll(() => gateway.close());

it("examples/listDeals.ts lists deals with one call to the account", async () => {
  gateway.calls();
  const script = ["--import", "@swc-node/register/esm-register", "examples/listDeals.ts", `${gateway.url}/graphql`];
  const { stdout } = await run(process.execPath, script);
  expect(stdout.trim().split("\n")).toHaveLength(5);
  expect(stdout).toMatch(/^Lease of Mistral 15 \(36 months\): 16600\.95 \(.+\)$/m);
  expect(gateway.calls()).toEqual(["deals"]);
});

it("the README shows that example as it is", async () => {
  const readme = await readFile("README.md", "utf8");
  expect(readme).toContain(`\`\`\`ts\n${await readFile("examples/listDeals.ts", "utf8")}\`\`\``);
});
