import { z } from "zod";
import { isCrmId } from "./domain/crmId.js";
import { isLoopback } from "./domain/loopback.js";

/** A setting that stops the start. The message is one line: the variable, what is wrong, an example. Never a value. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** How the service user signs in. */
type ServiceUser =
  | { readonly login: string; readonly key: string }
  | { readonly login: string; readonly password: string }
  | { readonly login: string; readonly token: string }
  | { readonly login: string; readonly integration: string };

/** The account behind the gateway: a real one by its address, or the embedded sandbox. */
type AccountConfig =
  | { readonly kind: "remote"; readonly origin: string; readonly serviceUser: ServiceUser | null }
  | { readonly kind: "sandbox"; readonly data: string; readonly switches: readonly string[] };

/** What the account knows this gateway by over OAuth 2.0, and the file in which the grant is kept. */
export interface IntegrationConfig {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
  readonly grantFile: string;
}

/** Everything `amoql serve` can be told, checked and with its defaults. */
export interface GatewayConfig {
  readonly host: string;
  readonly port: number;
  readonly account: AccountConfig;
  /** Which of the account's APIs is called: the legacy XML API together with the JSON API v2, or API v4. */
  readonly api: "legacy" | "v4";
  /** The integration that a user granted access to, and where that grant is kept; null where the service user gets in otherwise. */
  readonly integration: IntegrationConfig | null;
  readonly accessTokens: readonly string[];
  readonly sessionSecrets: readonly string[];
  readonly sessionTtlSeconds: number;
  readonly ratePerSecond: number;
  readonly concurrency: number;
  readonly queueLimit: number;
  readonly callTimeoutMs: number;
  readonly operationTimeoutMs: number;
  readonly maxCalls: number;
  /** Most subscriptions that may be open, and as many WebSockets. */
  readonly maxSubscriptions: number;
  /** Seconds for which a read may be answered from what the same user read before; 0 for no cache. */
  readonly cacheTtlSeconds: number;
  /** The file of the documents that callers may name by their hash alone, and whether no other is executed; null for none. */
  readonly trustedDocuments: { readonly path: string; readonly areOnly: boolean } | null;
  readonly timeZone: string | undefined;
  readonly dealLinks: "one" | "many";
  /** Over API v4 the number of the account's kind of tasks for letters; undefined looks for one by its name. */
  readonly letterType: string | undefined;
  readonly corsOrigins: readonly string[];
  readonly allowedHosts: readonly string[];
  readonly introspection: boolean;
  readonly playground: boolean;
  readonly logLevel: string;
  /** Where traces go, in OTLP over HTTP, and under which name; null for nowhere. */
  readonly tracing: { readonly url: string; readonly serviceName: string } | null;
  /**
   * Where instances share what they must, a secret, and how many there may be, null when that is not said; null for an instance of
   * its own.
   */
  readonly redis: { readonly url: string; readonly instances: number | null } | null;
  /** What the path of the webhook may end in: the first is registered, all are taken. None: there is no webhook. Secrets. */
  readonly webhookSecrets: readonly string[];
  /** Where the account reaches the gateway, without a slash at the end; null when that is not said. */
  readonly publicUrl: string | null;
}

/** Everything `amoql sandbox` can be told, checked and with its defaults. */
export interface SandboxConfig {
  readonly host: string;
  readonly port: number;
  readonly data: string;
  readonly switches: readonly string[];
  readonly logLevel: string;
}

const list = z.string().transform((text) =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== ""),
);

/** Texts that let somebody in. A blank one is refused, not left out: without any, the gateway would ask nobody for one. */
function secrets(least: number, error: string) {
  return z
    .string()
    .transform((text) => text.split(",").map((item) => item.trim()))
    .refine((items) => items.every((item) => item.length >= least), { error });
}

const flag = z
  .enum(["true", "false"], { error: "must be true or false, for example true" })
  .transform((text) => text === "true");

function integer(least: number, most: number, example: number) {
  const error = `must be a whole number from ${least} to ${most}, for example ${example}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, { error })
    .transform(Number)
    .refine((value) => value >= least && value <= most, { error });
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The origin of an account's address, or undefined when it is not one that credentials may be sent to. */
function accountOrigin(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "" || url.username !== "") return undefined;
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))) return url.origin;
  return undefined;
}

/** Whether the account may send a browser there with a code: encrypted, or not further than this machine. */
function isRedirectUri(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, hash, username, password } = new URL(text);
  if (hash !== "" || username !== "" || password !== "") return false;
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
}

/** Where a collector takes traces: below its address, as OTLP has it. Undefined when it is not an address to send to. */
function tracesUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol) || url.search !== "" || url.hash !== "") return undefined;
  if (url.username !== "" || url.password !== "") return undefined;
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}/v1/traces`;
}

/** Whether ioredis finds a Redis there. Anything behind a question mark would be taken for an option of the client. */
function isRedisUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search, hash } = new URL(text);
  return (
    /^rediss?:$/.test(protocol) && hostname !== "" && /^(?:\/\d*)?$/.test(pathname) && search === "" && hash === ""
  );
}

/** Where a gateway is reached from the outside, without a slash at the end; undefined when no account may be sent there. */
function publicUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.search !== "" || url.hash !== "" || url.username !== "" || url.password !== "") return undefined;
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) return undefined;
  return url.origin + url.pathname.replace(/\/+$/, "");
}

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;

const sandboxVariables = {
  HOST: z.string().min(1).default("127.0.0.1"),
  SANDBOX_DATA: z.string().min(1).default(".amoql/sandbox.db"),
  SANDBOX_OPTIONS: list.default([]),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
      error: "must be a log level, for example info",
    })
    .default("info"),
};

const sandboxSchema = z.object({ ...sandboxVariables, SANDBOX_PORT: integer(0, 65_535, 4010).default(4010) });

const gatewaySchema = z.object({
  ...sandboxVariables,
  PORT: integer(0, 65_535, 4000).default(4000),
  AMO_URL: z
    .string()
    .transform((text) => accountOrigin(text))
    .refine((origin) => origin !== undefined, {
      error:
        "must be the account's own https address (plain http only for loopback), for example https://company.amocrm.com",
    })
    .optional(),
  AMO_API: z.enum(["legacy", "v4"], { error: "must be legacy or v4, for example v4" }).default("legacy"),
  AMO_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]+$/, {
      error: "must be a token as the account shows it, without blanks, for example eyJ0eXAiOi…",
    })
    .optional(),
  AMO_CLIENT_ID: z
    .string()
    .regex(/^[\w-]+$/, {
      error: "must be the id of an integration, for example 3f1c8a52-6d0e-4b7a-9c55-0a7e5d2b1c90",
    })
    .optional(),
  AMO_CLIENT_SECRET: z.string().min(1).optional(),
  AMO_REDIRECT_URI: z
    .string()
    .refine(isRedirectUri, {
      error:
        "must be the https address that the integration names (plain http only for loopback), for example http://127.0.0.1:4020/oauth",
    })
    .default("http://127.0.0.1:4020/oauth"),
  AMO_GRANT_FILE: z.string().min(1).default(".amoql/grant"),
  AMO_LOGIN: z.string().min(1).optional(),
  AMO_API_KEY: z.string().min(1).optional(),
  AMO_PASSWORD: z.string().min(1).optional(),
  ACCESS_TOKENS: secrets(
    16,
    "each token must have at least 16 characters and none may be blank, for example the output of `openssl rand -hex 24`",
  ).default([]),
  ALLOW_ANONYMOUS: flag.default(false),
  SESSION_SECRET: secrets(
    32,
    "each secret must have at least 32 characters and none may be blank, for example the output of `openssl rand -hex 32`",
  ).optional(),
  SESSION_TTL: integer(60, 31_536_000, 86_400).default(86_400),
  AMO_RATE: integer(1, 100_000, 6).optional(),
  AMO_CONCURRENCY: integer(1, 1000, 4).optional(),
  QUEUE_LIMIT: integer(1, 1_000_000, 200).default(200),
  AMO_TIMEOUT_MS: integer(100, 600_000, 10_000).default(10_000),
  OPERATION_TIMEOUT_MS: integer(100, 3_600_000, 45_000).default(45_000),
  MAX_CALLS: integer(1, 100_000, 160).default(160),
  MAX_SUBSCRIPTIONS: integer(1, 100_000, 1_000).default(1_000),
  CACHE_TTL: integer(0, 86_400, 30).default(0),
  REDIS_URL: z
    .string()
    .refine(isRedisUrl, {
      error:
        "must be the redis or rediss address of a server, with user, password and number of the database where needed, for example redis://localhost:6379",
    })
    .optional(),
  INSTANCES: integer(1, 1_000, 4).optional(),
  AMO_TIMEZONE: z
    .string()
    .refine(isTimeZone, { error: "must be the IANA name of a time zone, for example Europe/Moscow" })
    .optional(),
  AMO_LETTER_TYPE: z
    .string()
    .refine(isCrmId, { error: "must be the number of one of the account's kinds of tasks, for example 3" })
    .optional(),
  AMO_DEAL_LINKS: z.enum(["one", "many"], { error: "must be one or many, for example one" }).optional(),
  CORS_ORIGINS: list
    .refine((origins) => origins.every(isOrigin), {
      error: "must be origins without a path, separated by commas, for example https://app.example.com",
    })
    .default([]),
  ALLOWED_HOSTS: list.default([]),
  INTROSPECTION: flag.default(true),
  PLAYGROUND: flag.default(true),
  TRUSTED_DOCUMENTS: z.string().optional(),
  TRUSTED_DOCUMENTS_ONLY: flag.default(false),
  WEBHOOK_SECRET: list
    .refine((secrets) => secrets.length > 0 && secrets.every((secret) => /^[\w.~-]{32,100}$/.test(secret)), {
      error:
        "each secret must have 32 to 100 letters, digits or the signs - . _ ~, for example the output of `openssl rand -hex 32`",
    })
    .optional(),
  PUBLIC_URL: z
    .string()
    .transform((text) => publicUrl(text))
    .refine((url) => url !== undefined, {
      error:
        "must be the https address by which the account reaches the gateway (plain http only for loopback), for example https://amoql.example.com",
    })
    .optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .string()
    .transform((text) => tracesUrl(text))
    .refine((url) => url !== undefined, {
      error: "must be the http or https address of a collector, for example http://localhost:4318",
    })
    .optional(),
  OTEL_SERVICE_NAME: z.string().default("amoql"),
});

/** Names of all variables that `amoql serve` reads. */
export const GATEWAY_VARIABLES: readonly string[] = Object.keys(gatewaySchema.shape);

type Variables = Readonly<Record<string, string | undefined>>;

/** Reads a group of variables; an empty value counts as absent, as in a compose file. */
function parse<Schema extends z.ZodObject>(schema: Schema, variables: Variables): z.output<Schema> {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ""),
  );
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ConfigError(`${String(issue?.path[0])}: ${issue?.message ?? "is not valid"}`);
}

function integration(variables: z.output<typeof gatewaySchema>): IntegrationConfig | null {
  const { AMO_CLIENT_ID: clientId, AMO_CLIENT_SECRET: clientSecret } = variables;
  if (clientId === undefined) {
    if (clientSecret === undefined) return null;
    throw new ConfigError("AMO_CLIENT_ID: is missing beside AMO_CLIENT_SECRET, for example the id of the integration");
  }
  if (clientSecret === undefined) {
    throw new ConfigError(
      "AMO_CLIENT_SECRET: is missing beside AMO_CLIENT_ID, for example the secret of the integration",
    );
  }
  if (variables.AMO_TOKEN !== undefined) {
    throw new ConfigError("AMO_TOKEN: give it or AMO_CLIENT_ID, not both, for example only AMO_CLIENT_ID");
  }
  if (variables.SESSION_SECRET === undefined) {
    throw new ConfigError(
      "SESSION_SECRET: is missing beside AMO_CLIENT_ID: the grant is kept sealed with it; for example the output of `openssl rand -hex 32`",
    );
  }
  return {
    clientId,
    clientSecret,
    redirectUri: variables.AMO_REDIRECT_URI,
    grantFile: variables.AMO_GRANT_FILE,
  };
}

function serviceUser(variables: z.output<typeof gatewaySchema>): ServiceUser | null {
  const { AMO_API: api, AMO_TOKEN: token, AMO_LOGIN: login, AMO_API_KEY: key, AMO_PASSWORD: password } = variables;
  if (api === "v4") {
    if (key !== undefined || password !== undefined) {
      throw new ConfigError(
        "AMO_TOKEN: goes with API v4 instead of AMO_API_KEY and AMO_PASSWORD, for example a long-lived token of a private integration",
      );
    }
    const integrated = integration(variables);
    if (integrated !== null) return { login: login ?? "integration", integration: integrated.clientId };
    // The token says whose it is; the name only tells users of this gateway apart.
    return token === undefined ? null : { login: login ?? "token", token };
  }
  if (variables.AMO_CLIENT_ID !== undefined) {
    throw new ConfigError("AMO_API: the legacy API knows no integrations, for example AMO_API=v4");
  }
  if (token !== undefined) throw new ConfigError("AMO_API: the legacy API takes no AMO_TOKEN, for example AMO_API=v4");
  if (key !== undefined && password !== undefined) {
    throw new ConfigError("AMO_PASSWORD: give AMO_API_KEY or AMO_PASSWORD, not both, for example only AMO_API_KEY");
  }
  if (login === undefined) {
    if (key === undefined && password === undefined) return null;
    throw new ConfigError("AMO_LOGIN: is missing beside the key or password, for example AMO_LOGIN=me@company.com");
  }
  if (key !== undefined) return { login, key };
  if (password !== undefined) return { login, password };
  throw new ConfigError("AMO_API_KEY: is missing beside AMO_LOGIN, for example the key from the user's profile page");
}

function account(variables: z.output<typeof gatewaySchema>): AccountConfig {
  const user = serviceUser(variables);
  if (variables.AMO_API === "v4" && variables.AMO_URL !== undefined && user === null) {
    throw new ConfigError(
      "AMO_TOKEN: is missing beside AMO_API=v4, or AMO_CLIENT_ID, for example a long-lived token of a private integration",
    );
  }
  if (variables.AMO_URL !== undefined) return { kind: "remote", origin: variables.AMO_URL, serviceUser: user };
  if (user !== null) {
    throw new ConfigError("AMO_URL: is missing beside the service user, for example https://company.amocrm.com");
  }
  return { kind: "sandbox", data: variables.SANDBOX_DATA, switches: variables.SANDBOX_OPTIONS };
}

function trustedDocuments(variables: z.output<typeof gatewaySchema>): GatewayConfig["trustedDocuments"] {
  const { TRUSTED_DOCUMENTS: path, TRUSTED_DOCUMENTS_ONLY: areOnly } = variables;
  if (path !== undefined) return { path, areOnly };
  if (!areOnly) return null;
  throw new ConfigError(
    "TRUSTED_DOCUMENTS: is missing beside TRUSTED_DOCUMENTS_ONLY, for example src/client/persisted-documents.json",
  );
}

function redis(variables: z.output<typeof gatewaySchema>): GatewayConfig["redis"] {
  const { REDIS_URL: url, INSTANCES: instances = null, SESSION_SECRET, AMO_URL } = variables;
  if (url === undefined) {
    if (instances === null || instances === 1) return null;
    throw new ConfigError(
      "REDIS_URL: is missing beside INSTANCES: each would call the account as if it were alone; for example redis://localhost:6379",
    );
  }
  if (SESSION_SECRET === undefined) {
    throw new ConfigError(
      "SESSION_SECRET: is missing beside REDIS_URL: all instances need the same, for example the output of `openssl rand -hex 32`",
    );
  }
  if (AMO_URL === undefined) {
    throw new ConfigError(
      "AMO_URL: is missing beside REDIS_URL: each embedded sandbox is an account of its own; for example https://company.amocrm.com",
    );
  }
  return { url, instances };
}

/** Reads what `amoql serve` needs. Throws a ConfigError naming the first variable that is wrong. */
export function readGatewayConfig(variables: Variables): GatewayConfig {
  const values = parse(gatewaySchema, variables);
  const behind = account(values);
  const isSandbox = behind.kind === "sandbox";
  const hasServiceUser = isSandbox || behind.serviceUser !== null;
  if (!isLoopback(values.HOST) && hasServiceUser && values.ACCESS_TOKENS.length === 0 && !values.ALLOW_ANONYMOUS) {
    throw new ConfigError(
      "ACCESS_TOKENS: is missing: beyond loopback anyone could use the service user; set it, for example to the output of `openssl rand -hex 24`, or ALLOW_ANONYMOUS=true",
    );
  }
  return {
    host: values.HOST,
    port: values.PORT,
    account: behind,
    api: values.AMO_API,
    integration: values.AMO_API === "v4" ? integration(values) : null,
    accessTokens: values.ACCESS_TOKENS,
    sessionSecrets: values.SESSION_SECRET ?? [],
    sessionTtlSeconds: values.SESSION_TTL,
    ratePerSecond: values.AMO_RATE ?? (isSandbox ? Infinity : 6),
    concurrency: values.AMO_CONCURRENCY ?? (isSandbox ? Infinity : 4),
    queueLimit: values.QUEUE_LIMIT,
    callTimeoutMs: values.AMO_TIMEOUT_MS,
    operationTimeoutMs: values.OPERATION_TIMEOUT_MS,
    maxCalls: values.MAX_CALLS,
    maxSubscriptions: values.MAX_SUBSCRIPTIONS,
    cacheTtlSeconds: values.CACHE_TTL,
    trustedDocuments: trustedDocuments(values),
    timeZone: values.AMO_TIMEZONE,
    letterType: values.AMO_LETTER_TYPE,
    dealLinks: values.AMO_DEAL_LINKS ?? (isSandbox ? "many" : "one"),
    corsOrigins: values.CORS_ORIGINS,
    allowedHosts: values.ALLOWED_HOSTS,
    introspection: values.INTROSPECTION,
    playground: values.PLAYGROUND,
    logLevel: values.LOG_LEVEL,
    tracing:
      values.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? null
        : { url: values.OTEL_EXPORTER_OTLP_ENDPOINT, serviceName: values.OTEL_SERVICE_NAME },
    redis: redis(values),
    webhookSecrets: values.WEBHOOK_SECRET ?? [],
    publicUrl: values.PUBLIC_URL ?? null,
  };
}

/** Reads what `amoql sandbox` needs. Throws a ConfigError naming the first variable that is wrong. */
export function readSandboxConfig(variables: Variables): SandboxConfig {
  const values = parse(sandboxSchema, variables);
  return {
    host: values.HOST,
    port: values.SANDBOX_PORT,
    data: values.SANDBOX_DATA,
    switches: values.SANDBOX_OPTIONS,
    logLevel: values.LOG_LEVEL,
  };
}
