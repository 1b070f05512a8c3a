import { describe, expect, it } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { GATEWAY_VARIABLES, readGatewayConfig, readSandboxConfig } from "../../src/config.js";

const REMOTE = { AMO_URL: "https://acme.amocrm.com", AMO_LOGIN: "me@acme.example", AMO_API_KEY: "key" };

/** The paragraphs of the file, each with its lines as they are without the sign of a comment. */
async function paragraphs(): Promise<{ isExamples: boolean; variables: Record<string, string> }[]> {
  const text = await readFile(".env.example", "utf8");
  return text.split("\n\n").map((paragraph) => ({
    isExamples: /^# Examples$/m.test(paragraph),
    variables: parseVariables(paragraph.replace(/^# (?=[A-Z_]+=)/gm, "")),
  }));
}

function parseVariables(text: string): Record<string, string> {
  const entries = Object.entries(parseEnv(text)).map(([name, value]) => [name, value ?? ""]);
  return Object.fromEntries(entries) as Record<string, string>;
}

describe(".env.example", () => {
  it("changes nothing as it is", async () => {
    expect(parseEnv(await readFile(".env.example", "utf8"))).toEqual({});
  });

  it("shows the defaults, of a gateway in front of an account and of a sandbox", async () => {
    const defaults = Object.assign(
      {},
      ...(await paragraphs()).filter((one) => !one.isExamples).map((one) => one.variables),
    ) as Record<string, string>;
    expect(Object.keys(defaults).length).toBeGreaterThan(20);
    expect(readGatewayConfig({ ...REMOTE, ...defaults })).toEqual(readGatewayConfig(REMOTE));
    const { SANDBOX_DATA, SANDBOX_OPTIONS, SANDBOX_PORT } = defaults;
    expect(readSandboxConfig({ SANDBOX_DATA, SANDBOX_OPTIONS, SANDBOX_PORT })).toEqual(readSandboxConfig({}));
    expect(readGatewayConfig({ SANDBOX_DATA }).account).toEqual(readGatewayConfig({}).account);
  });

  it("shows examples that are taken, and that mean something else than nothing", async () => {
    const examples = (await paragraphs()).filter((one) => one.isExamples).map((one) => one.variables);
    const { AMO_PASSWORD, AMO_API_KEY, AMO_TOKEN, AMO_CLIENT_ID, AMO_CLIENT_SECRET, ...others } = Object.assign(
      {},
      ...examples,
    ) as Record<string, string>;
    const secret = { SESSION_SECRET: "the-secret-that-seals-all-sessions" };
    for (const credential of [
      { AMO_PASSWORD },
      { AMO_API_KEY },
      { AMO_TOKEN, AMO_API: "v4" },
      { AMO_CLIENT_ID, AMO_CLIENT_SECRET, AMO_API: "v4" },
    ]) {
      readGatewayConfig({ ...others, ...secret, ...credential });
    }
    const base = { ...REMOTE, ...secret };
    for (const [name, value] of Object.entries(others)) {
      expect({ name, config: readGatewayConfig({ ...base, [name]: value }) }).not.toEqual({
        name,
        config: readGatewayConfig(base),
      });
    }
  });
});

describe("docs/deployment.md", () => {
  it("names variables that the gateway reads, and those of others", async () => {
    const text = await readFile("docs/deployment.md", "utf8");
    const inCode = Array.from(text.matchAll(/```.*?```|`[^`]+`/gs), ([code]) => code).join("\n");
    const named = new Set(Array.from(inCode.matchAll(/\b([A-Z]+(?:_[A-Z]+)+)\b/g), ([, name]) => name ?? ""));
    expect(named.size).toBeGreaterThan(10);
    const others = [...named].filter((name) => !GATEWAY_VARIABLES.includes(name));
    expect(others.sort()).toEqual(["COMPOSE_PROFILES", "NODE_ENV", "UPSTREAM_UNAVAILABLE"]);
  });
});
