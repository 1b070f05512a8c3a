import { describe, expect, it } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { ConfigError, readGatewayConfig, readSandboxConfig } from "../src/config.js";

const REMOTE = {
  AMO_URL: "https://acme.amocrm.com",
  AMO_LOGIN: "me@acme.example",
  AMO_API_KEY: "key-that-stays-secret",
};

/** What instances that share a Redis need beside its address. */
const SHARED = { ...REMOTE, SESSION_SECRET: "the-secret-that-all-instances-have" };

/** What a gateway needs to be let in as an integration. */
const INTEGRATION = {
  AMO_API: "v4",
  AMO_URL: REMOTE.AMO_URL,
  AMO_CLIENT_ID: "3f1c8a52-6d0e-4b7a-9c55-0a7e5d2b1c90",
  AMO_CLIENT_SECRET: "secret-word",
  SESSION_SECRET: "the-secret-that-seals-every-grant-here",
};

describe("gateway settings", () => {
  it("need nothing: the embedded sandbox on loopback, without a limit on its budget", () => {
    expect(readGatewayConfig({})).toMatchObject({
      host: "127.0.0.1",
      port: 4000,
      account: { kind: "sandbox", data: ".amoql/sandbox.db", switches: [] },
      ratePerSecond: Infinity,
      concurrency: Infinity,
      dealLinks: "many",
      playground: true,
      introspection: true,
    });
  });

  it("spare a real account: 6 calls a second, 4 at once, no deal with several contacts edited", () => {
    expect(readGatewayConfig(REMOTE)).toMatchObject({
      account: {
        kind: "remote",
        origin: "https://acme.amocrm.com",
        serviceUser: { login: "me@acme.example", key: "key-that-stays-secret" },
      },
      ratePerSecond: 6,
      concurrency: 4,
      dealLinks: "one",
    });
  });

  it("let in with a token over API v4, whoever it is of", () => {
    const v4 = { AMO_API: "v4", AMO_URL: REMOTE.AMO_URL, AMO_TOKEN: "token-that-stays-secret" };
    const serviceUser = { login: "token", token: "token-that-stays-secret" };
    expect(readGatewayConfig(v4)).toMatchObject({ api: "v4", account: { kind: "remote", serviceUser } });
    expect(readGatewayConfig({ AMO_API: "v4" })).toMatchObject({ api: "v4", account: { kind: "sandbox" } });
    expect(readGatewayConfig(REMOTE).api).toBe("legacy");
  });

  it("let an integration in over API v4 that a user has allowed, and say where its grant is kept", () => {
    const serviceUser = { login: "integration", integration: INTEGRATION.AMO_CLIENT_ID };
    expect(readGatewayConfig(INTEGRATION)).toMatchObject({
      account: { kind: "remote", serviceUser },
      integration: {
        clientId: INTEGRATION.AMO_CLIENT_ID,
        clientSecret: "secret-word",
        redirectUri: "http://127.0.0.1:4020/oauth",
        grantFile: ".amoql/grant",
      },
    });
    expect(readGatewayConfig(REMOTE).integration).toBeNull();
  });

  it("keep no reads unless told to", () => {
    expect(readGatewayConfig({}).cacheTtlSeconds).toBe(0);
    expect(readGatewayConfig({ CACHE_TTL: "86400" }).cacheTtlSeconds).toBe(86_400);
  });

  it("take an empty value for an absent one", () => {
    const absent = { PORT: "", AMO_URL: "", LOG_LEVEL: "", ACCESS_TOKENS: "", SESSION_SECRET: "" };
    expect(readGatewayConfig(absent)).toEqual(readGatewayConfig({}));
  });

  it.each([
    ["PORT", { PORT: "http" }],
    ["PORT", { PORT: "70000" }],
    ["AMO_URL", { AMO_URL: "company.amocrm.com" }],
    ["AMO_URL", { AMO_URL: "http://company.amocrm.com" }],
    ["AMO_URL", { AMO_URL: "https://company.amocrm.com/private/api" }],
    ["AMO_URL", { AMO_URL: "https://me:secret-word@company.amocrm.com" }],
    ["AMO_URL", { AMO_LOGIN: "me@acme.example", AMO_API_KEY: "secret-word" }],
    ["AMO_LOGIN", { ...REMOTE, AMO_LOGIN: undefined, AMO_API_KEY: "secret-word" }],
    ["AMO_API", { AMO_API: "v5" }],
    ["AMO_API", { AMO_URL: REMOTE.AMO_URL, AMO_TOKEN: "secret-word" }],
    ["AMO_TOKEN", { ...REMOTE, AMO_API: "v4" }],
    ["AMO_TOKEN", { AMO_URL: REMOTE.AMO_URL, AMO_API: "v4" }],
    ["AMO_TOKEN", { AMO_URL: REMOTE.AMO_URL, AMO_API: "v4", AMO_TOKEN: "secret-word and more" }],
    ["AMO_URL", { AMO_API: "v4", AMO_TOKEN: "secret-word" }],
    ["AMO_URL", { ...INTEGRATION, AMO_URL: undefined }],
    ["AMO_API", { ...INTEGRATION, AMO_API: "legacy" }],
    ["AMO_CLIENT_ID", { ...INTEGRATION, AMO_CLIENT_ID: undefined }],
    ["AMO_CLIENT_ID", { ...INTEGRATION, AMO_CLIENT_ID: "secret-word and more" }],
    ["AMO_CLIENT_SECRET", { ...INTEGRATION, AMO_CLIENT_SECRET: undefined }],
    ["AMO_TOKEN", { ...INTEGRATION, AMO_TOKEN: "secret-word" }],
    ["AMO_TOKEN", { ...INTEGRATION, AMO_API_KEY: "secret-word" }],
    ["SESSION_SECRET", { ...INTEGRATION, SESSION_SECRET: undefined }],
    ["AMO_REDIRECT_URI", { ...INTEGRATION, AMO_REDIRECT_URI: "http://secret-word.example/oauth" }],
    ["AMO_REDIRECT_URI", { ...INTEGRATION, AMO_REDIRECT_URI: "https://acme.example/#secret-word" }],
    ["AMO_API_KEY", { ...REMOTE, AMO_API_KEY: undefined }],
    ["AMO_PASSWORD", { ...REMOTE, AMO_PASSWORD: "secret-word" }],
    ["ACCESS_TOKENS", { HOST: "0.0.0.0" }],
    ["ACCESS_TOKENS", { ACCESS_TOKENS: "secret-word" }],
    ["ACCESS_TOKENS", { ACCESS_TOKENS: "," }],
    ["ACCESS_TOKENS", { ACCESS_TOKENS: " " }],
    ["ACCESS_TOKENS", { ACCESS_TOKENS: "0123456789abcdef, ,fedcba9876543210" }],
    ["SESSION_SECRET", { SESSION_SECRET: "secret-word" }],
    ["SESSION_SECRET", { SESSION_SECRET: "," }],
    ["SESSION_TTL", { SESSION_TTL: "0" }],
    ["AMO_RATE", { AMO_RATE: "0" }],
    ["AMO_CONCURRENCY", { AMO_CONCURRENCY: "-1" }],
    ["QUEUE_LIMIT", { QUEUE_LIMIT: "1.5" }],
    ["AMO_TIMEOUT_MS", { AMO_TIMEOUT_MS: "10s" }],
    ["OPERATION_TIMEOUT_MS", { OPERATION_TIMEOUT_MS: "1" }],
    ["CACHE_TTL", { CACHE_TTL: "86401" }],
    ["CACHE_TTL", { CACHE_TTL: "-1" }],
    ["AMO_TIMEZONE", { AMO_TIMEZONE: "Moscow" }],
    ["AMO_LETTER_TYPE", { AMO_LETTER_TYPE: "Letter" }],
    ["AMO_DEAL_LINKS", { AMO_DEAL_LINKS: "all" }],
    ["ALLOW_ANONYMOUS", { ALLOW_ANONYMOUS: "yes" }],
    ["CORS_ORIGINS", { CORS_ORIGINS: "https://app.example.com/path" }],
    ["INTROSPECTION", { INTROSPECTION: "1" }],
    ["PLAYGROUND", { PLAYGROUND: "off" }],
    ["TRUSTED_DOCUMENTS", { TRUSTED_DOCUMENTS_ONLY: "true" }],
    ["TRUSTED_DOCUMENTS_ONLY", { TRUSTED_DOCUMENTS: "documents.json", TRUSTED_DOCUMENTS_ONLY: "yes" }],
    ["LOG_LEVEL", { LOG_LEVEL: "loud" }],
    ["REDIS_URL", { ...SHARED, REDIS_URL: "localhost:6379" }],
    ["REDIS_URL", { ...SHARED, REDIS_URL: "redis://" }],
    ["REDIS_URL", { ...SHARED, REDIS_URL: "https://me:secret-word@cache:6379" }],
    ["REDIS_URL", { ...SHARED, REDIS_URL: "redis://:secret-word@cache:6379/first" }],
    ["REDIS_URL", { ...SHARED, REDIS_URL: "redis://:secret-word@cache:6379/0?commandTimeout=0" }],
    ["REDIS_URL", { ...REMOTE, INSTANCES: "2" }],
    ["SESSION_SECRET", { ...SHARED, REDIS_URL: "redis://:secret-word@cache:6379", SESSION_SECRET: "" }],
    ["AMO_URL", { SESSION_SECRET: SHARED.SESSION_SECRET, REDIS_URL: "redis://:secret-word@cache:6379" }],
    ["INSTANCES", { ...SHARED, INSTANCES: "0" }],
    ["INSTANCES", { ...SHARED, INSTANCES: "two" }],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", { OTEL_EXPORTER_OTLP_ENDPOINT: "localhost:4318" }],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", { OTEL_EXPORTER_OTLP_ENDPOINT: "grpc://collector:4317" }],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", { OTEL_EXPORTER_OTLP_ENDPOINT: "http://me:secret-word@collector:4318" }],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318/?key=secret-word" }],
  ])("refuse a wrong %s in one line with an example and no value: %j", (variable, variables) => {
    let message = "";
    try {
      readGatewayConfig(variables);
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      message = (error as ConfigError).message;
    }
    expect(message).toMatch(new RegExp(`^${variable}: .*(for example|, for example)`));
    expect(message).not.toContain("\n");
    expect(message).not.toContain("secret-word");
  });

  it.each([
    ["http://collector:4318", "http://collector:4318/v1/traces"],
    ["https://collector.example.com/tenant/", "https://collector.example.com/tenant/v1/traces"],
  ])("send traces below the address of the collector: %s", (endpoint, url) => {
    expect(readGatewayConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }).tracing).toEqual({ url, serviceName: "amoql" });
  });

  it("send traces nowhere by default, and under a name of one's own", () => {
    expect(readGatewayConfig({ OTEL_SERVICE_NAME: "crm" }).tracing).toBeNull();
    const named = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318", OTEL_SERVICE_NAME: "crm" };
    expect(readGatewayConfig(named).tracing?.serviceName).toBe("crm");
  });

  it("share nothing unless told where", () => {
    expect(readGatewayConfig({ ...SHARED, INSTANCES: "1", REDIS_URL: "" }).redis).toBeNull();
  });

  it.each([
    "redis://localhost",
    "redis://127.0.0.1:6379/",
    "redis://[::1]:6379/2",
    "redis://:pass%2Fword@cache:6379",
    "rediss://gateway:password@cache.example.com:6380/0",
  ])("share by Redis at %s", (url) => {
    expect(readGatewayConfig({ ...SHARED, REDIS_URL: url }).redis).toEqual({ url, instances: null });
    expect(readGatewayConfig({ ...SHARED, REDIS_URL: url, INSTANCES: "4" }).redis?.instances).toBe(4);
  });

  it("let a gateway beyond loopback start with tokens, on purpose without, or without a service user", () => {
    const beyond = { ...REMOTE, HOST: "0.0.0.0" };
    expect(
      readGatewayConfig({ ...beyond, ACCESS_TOKENS: "0123456789abcdef,fedcba9876543210" }).accessTokens,
    ).toHaveLength(2);
    expect(readGatewayConfig({ ...beyond, ALLOW_ANONYMOUS: "true" }).host).toBe("0.0.0.0");
    expect(readGatewayConfig({ HOST: "0.0.0.0", AMO_URL: REMOTE.AMO_URL }).account).toMatchObject({
      serviceUser: null,
    });
  });
});

describe("sandbox settings", () => {
  it("have a port of their own", () => {
    expect(readSandboxConfig({ PORT: "4000" }).port).toBe(4010);
    expect(readSandboxConfig({ SANDBOX_PORT: "0", SANDBOX_OPTIONS: "addAnswersId=false, sessionTtl=5" })).toMatchObject(
      {
        port: 0,
        switches: ["addAnswersId=false", "sessionTtl=5"],
      },
    );
  });
});

it("docs/configuration.md and .env.example name the variables that the code reads, and no others", async () => {
  const code = await readFile("src/config.ts", "utf8");
  const read = new Set(Array.from(code.matchAll(/^ {2}([A-Z][A-Z_]+): /gm), ([, name]) => name).concat("SANDBOX_PORT"));
  const table = await readFile("docs/configuration.md", "utf8");
  const documented = new Set(
    Array.from(table.matchAll(/^\| ([^|]+) \|/gm)).flatMap(([, cell]) =>
      Array.from(cell?.matchAll(/`([A-Z_]+)`/g) ?? [], ([, name]) => name),
    ),
  );
  const example = await readFile(".env.example", "utf8");
  const exampled = new Set(Array.from(example.matchAll(/^#? ?([A-Z][A-Z_]+)=/gm), ([, name]) => name));
  expect([...documented].sort()).toEqual([...read].sort());
  expect([...exampled].sort()).toEqual([...read].sort());
});
