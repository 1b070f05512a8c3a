import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { DealListDocument } from "../../src/client/graphql.js";
import { afterwards, reset, status } from "../faults/faults.js";
import { startGatewayBehindFaults, type FaultyGateway } from "../faults/faultyGateway.js";
import { newDeal } from "./account.js";

let gateway: FaultyGateway;

beforeEach(async () => {
  gateway = await startGatewayBehindFaults({ sandbox: { empty: false } });
});

afterEach(() => gateway.close());

/** Runs an example as its users do, and gives the lines that it prints. */
async function run(...parameters: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--import",
    "@swc-node/register/esm-register",
    ...parameters,
    `${gateway.url}/graphql`,
  ]);
  return stdout.trimEnd().split("\n");
}

const importDeals = (): Promise<readonly string[]> => run("examples/node/importDeals.ts", "examples/node/deals.json");

/** How many deals the account has by that name. */
async function count(name: string): Promise<number | undefined> {
  const { deals } = await gateway.run(DealListDocument, { search: name });
  return deals?.nodes.filter((deal) => deal.name === name).length;
}

it("examples/node/listDeals.ts lists deals with one call to the account", async () => {
  const lines = await run("examples/node/listDeals.ts");
  expect(lines).toHaveLength(5);
  expect(lines).toContainEqual(expect.stringMatching(/^Lease of Mistral 15 \(36 months\): 16600\.95 \(.+\)$/));
  expect(gateway.calls()).toEqual(["deals"]);
});

it("the README shows that example as it is", async () => {
  const readme = await readFile("README.md", "utf8");
  expect(readme).toContain(`\`\`\`ts\n${await readFile("examples/node/listDeals.ts", "utf8")}\`\`\``);
});

it("examples/node/importDeals.ts adds the deals that are not there yet, page by page", async () => {
  await newDeal(gateway, { name: "Tasting for twelve" });
  gateway.calls();
  const lines = await importDeals();
  // The demo account has 120 deals: two pages, and the new one is on the second.
  expect(gateway.calls().filter((call) => call === "deals")).toHaveLength(2);
  expect(lines).toEqual([
    "Espresso bar for the harbour office: added",
    "Grinder service, spring: added",
    "Tasting for twelve: is there already",
  ]);
  expect((await importDeals()).every((line) => line.endsWith("is there already"))).toBe(true);
});

it("it comes back when the gateway says so", async () => {
  gateway.faults.add({ page: "deal_add", nth: 1, fault: status(429, { "retry-after": "1" }) });
  expect(await importDeals()).toEqual([
    "Espresso bar for the harbour office: added",
    "Grinder service, spring: added",
    "Tasting for twelve: added",
  ]);
  const [refused, added] = gateway.faults.calls.filter(({ page }) => page === "deal_add").map(({ at }) => at);
  expect(Number(added) - Number(refused)).toBeGreaterThan(1_000);
  expect(await count("Espresso bar for the harbour office")).toBe(1);
});

it("it adds nothing twice when an answer is lost, and the next run finds what was added", async () => {
  gateway.faults.add({ page: "deal_add", nth: 1, fault: afterwards(reset) });
  expect(await importDeals()).toEqual([
    "Espresso bar for the harbour office: it is not known whether it was added; run this again",
    "Grinder service, spring: added",
    "Tasting for twelve: added",
  ]);
  expect(await count("Espresso bar for the harbour office")).toBe(1);
  expect((await importDeals())[0]).toBe("Espresso bar for the harbour office: is there already");
});

it("it names what the user can mend", async () => {
  const folder = await mkdtemp(join(tmpdir(), "amoql-import-"));
  await writeFile(join(folder, "deals.json"), JSON.stringify([{ name: " " }]));
  expect(await run("examples/node/importDeals.ts", join(folder, "deals.json"))).toEqual([" : REQUIRED at input.name"]);
  await rm(folder, { recursive: true });
});
