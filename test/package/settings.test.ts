import { describe, expect, it } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { GATEWAY_VARIABLES, readGatewayConfig } from "../../src/config.js";
import { ConfigError, createGateway, createSandbox, DEMO_CREDENTIALS, type GatewaySettings } from "../../src/index.js";
import { variablesOf } from "../../src/server/settings.js";

const QUIET = { port: 0, sandboxData: ":memory:", logLevel: "silent" } as const;

async function firstContact(url: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "{ contacts(first: 1) { totalCount } }" }),
  });
  return response.json();
}

describe("settings of createGateway", () => {
  it("are the variables in camel case, all of them", async () => {
    const code = await readFile("src/server/settings.ts", "utf8");
    const settings = Array.from(code.matchAll(/^ {2}readonly (\w+)\?: /gm), ([, name]) => name ?? "");
    const variables = settings.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase());
    expect(variables.sort()).toEqual([...GATEWAY_VARIABLES].sort());
  });

  it("mean what the variables mean", () => {
    const settings: GatewaySettings = {
      host: "0.0.0.0",
      port: 8080,
      accessTokens: ["0123456789abcdef", "fedcba9876543210"],
      playground: false,
      cacheTtl: 30,
      amoTimezone: undefined,
      corsOrigins: [],
      sessionSecret: [],
      sandboxOptions: { latencyMs: 5, visibility: "own" },
    };
    expect(readGatewayConfig(variablesOf(settings))).toEqual(
      readGatewayConfig({
        HOST: "0.0.0.0",
        PORT: "8080",
        ACCESS_TOKENS: "0123456789abcdef,fedcba9876543210",
        PLAYGROUND: "false",
        CACHE_TTL: "30",
        SANDBOX_OPTIONS: "latencyMs=5,visibility=own",
      }),
    );
  });

  it.each([
    [{ port: -1 }, /^port: must be a whole number/],
    [{ amoRate: NaN }, /^amoRate: must be a whole number/],
    [{ amoTimeoutMs: 1e9 }, /^amoTimeoutMs: /],
    [{ host: "0.0.0.0" }, /^accessTokens: is missing: .*for example .*allowAnonymous=true$/],
    [{ host: "0.0.0.0", accessTokens: [] }, /^accessTokens: is missing: /],
    [{ ...QUIET, accessTokens: [""] }, /^accessTokens: an item must not be blank, for example /],
    [{ ...QUIET, accessTokens: ["0123456789abcdef", " "] }, /^accessTokens: an item must not be blank, for example /],
    [{ ...QUIET, sessionSecret: [""] }, /^sessionSecret: an item must not be blank, for example /],
    [{ accessTokens: ["0123456789abcdef,fedcba9876543210"] }, /^accessTokens: an item must not contain a comma/],
    [{ ...QUIET, sandboxOptions: { latencyMs: -1 } }, /^sandboxOptions: .*latencyMs must be/],
    [{ ...QUIET, trustedDocuments: "not-there.json" }, /^trustedDocuments: the file cannot be read/],
    [
      JSON.parse('{ "prot": 4000 }') as GatewaySettings,
      /^prot: is not a setting; known are .*\bport\b.*; for example /,
    ],
  ])("that are not right are named: %j", async (settings, message) => {
    const failure: unknown = await createGateway(settings).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigError);
    expect((failure as ConfigError).message).toMatch(message);
    expect((failure as ConfigError).message).not.toContain("\n");
  });
});

describe("several in one process", () => {
  it("do not know of each other", async () => {
    const lines: string[] = [];
    const sandbox = await createSandbox({ data: ":memory:", empty: true });
    const one = await createGateway({ ...QUIET, logLevel: "info" }, { onLog: (line) => lines.push(line) });
    const account = { amoUrl: sandbox.url, amoLogin: DEMO_CREDENTIALS.login, amoApiKey: DEMO_CREDENTIALS.key };
    const other = await createGateway({ port: 0, logLevel: "silent", ...account });
    try {
      expect(await firstContact(one.url)).toEqual({ data: { contacts: { totalCount: 200 } } });
      expect(await firstContact(other.url)).toEqual({ data: { contacts: { totalCount: 0 } } });
      await one.close();
      expect(await firstContact(other.url)).toEqual({ data: { contacts: { totalCount: 0 } } });
      expect(lines.some((line) => line.includes(`listening at ${one.url}`) && line.endsWith("\n"))).toBe(true);
      expect(lines.filter((line) => line.includes(other.url))).toEqual([]);
    } finally {
      await Promise.all([other.close(), one.close().catch(() => undefined)]);
      await sandbox.close();
    }
  }, 30_000);
});
