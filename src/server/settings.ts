import { ConfigError, GATEWAY_VARIABLES } from "../config.js";
import type { SandboxSwitches } from "../sandbox/sandbox.js";

/**
 * What a gateway can be told by a program. Each setting is the variable of docs/configuration.md in camel case, and has its
 * default; one that is absent, undefined or an empty text is not set.
 */
export interface GatewaySettings {
  /** Address to listen on; 127.0.0.1. */
  readonly host?: string | undefined;
  /** Port to listen on, 0 for any free one; 4000. */
  readonly port?: number | undefined;
  /** Address of the account, such as `https://company.amocrm.com`; plain http only for loopback. The embedded sandbox if absent. */
  readonly amoUrl?: string | undefined;
  /** Which of the account's APIs is called; `legacy`. */
  readonly amoApi?: "legacy" | "v4" | undefined;
  /** With `amoApi` v4, the token of the service user. A secret. */
  readonly amoToken?: string | undefined;
  /** With `amoApi` v4, id and secret of the integration that a user granted access to. Both need `sessionSecret`. */
  readonly amoClientId?: string | undefined;
  readonly amoClientSecret?: string | undefined;
  /** Where the account sends a browser with a code, as the integration has it; `http://127.0.0.1:4020/oauth`. */
  readonly amoRedirectUri?: string | undefined;
  /** File in which the grant is kept; `.amoql/grant`. */
  readonly amoGrantFile?: string | undefined;
  /** Login of the service user, with `amoApiKey` or `amoPassword`. Without one, callers need sessions of their own. */
  readonly amoLogin?: string | undefined;
  readonly amoApiKey?: string | undefined;
  readonly amoPassword?: string | undefined;
  /** Bearer tokens, of 16 characters at least, that may use the service user; with none, everyone may who reaches the gateway. */
  readonly accessTokens?: readonly string[] | undefined;
  /** Lets a gateway beyond loopback start with a service user and without access tokens; false. */
  readonly allowAnonymous?: boolean | undefined;
  /** Keys, of 32 characters at least, that seal session tokens: the first seals, all open. Random at each start if absent. */
  readonly sessionSecret?: readonly string[] | undefined;
  /** Seconds for which a session lasts, 60 to a year; a day. */
  readonly sessionTtl?: number | undefined;
  /** Calls to the account a second; 6, and any number to the embedded sandbox. */
  readonly amoRate?: number | undefined;
  /** Calls to the account at once; 4, and any number to the embedded sandbox. */
  readonly amoConcurrency?: number | undefined;
  /** Calls that may wait for their turn; 200. */
  readonly queueLimit?: number | undefined;
  /** Milliseconds that one call may take with its retries, waiting for its turn not counted; 10 000. */
  readonly amoTimeoutMs?: number | undefined;
  /** Milliseconds that one operation may take, waiting counted; 45 000. */
  readonly operationTimeoutMs?: number | undefined;
  /** Calls to the account that one operation may need; 160. */
  readonly maxCalls?: number | undefined;
  /** Subscriptions that may be open at a time, half of them from one address; as many WebSockets; 1000. */
  readonly maxSubscriptions?: number | undefined;
  /** Seconds for which a read may be answered from what the same user read before; 0, which is never. */
  readonly cacheTtl?: number | undefined;
  /**
   * Redis in which instances share the account's budget, its sessions, the cache, locks and keys, such as `redis://localhost:6379`;
   * none. Needs `sessionSecret` and `amoUrl`. A secret where it holds a password.
   */
  readonly redisUrl?: string | undefined;
  /** How many instances there may be: what each may spend of the account's rate while Redis does not answer; 1. */
  readonly instances?: number | undefined;
  /** IANA name of the zone of dates that carry none; what the account says, else UTC. */
  readonly amoTimezone?: string | undefined;
  /** Over API v4, the number of the account's kind of tasks that is `LETTER`, such as `3`; the kind that is named so. */
  readonly amoLetterType?: string | undefined;
  /** Whether a deal with several contacts may be edited, `many`, or is refused, `one`; `one`, for the embedded sandbox `many`. */
  readonly amoDealLinks?: "one" | "many" | undefined;
  /** Origins of other sites whose pages may call, such as `https://app.example.com`; none. */
  readonly corsOrigins?: readonly string[] | undefined;
  /** Host names that a gateway on loopback answers to, besides those of loopback; none. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Whether the schema can be asked for; true. */
  readonly introspection?: boolean | undefined;
  /** Whether `/` serves the playground; true. */
  readonly playground?: boolean | undefined;
  /** JSON file of documents by their hash, which callers may name without sending them; none. */
  readonly trustedDocuments?: string | undefined;
  /** Whether every other document is refused; false. */
  readonly trustedDocumentsOnly?: boolean | undefined;
  /** What the path of the webhook may end in, of 32 to 100 characters each; without any there is no webhook. */
  readonly webhookSecret?: readonly string[] | undefined;
  /** Where the account reaches the gateway, such as `https://amoql.example.com`; only `amoql webhooks` needs it. */
  readonly publicUrl?: string | undefined;
  /** Data file of the embedded sandbox, `:memory:` for none; `.amoql/sandbox.db`. */
  readonly sandboxData?: string | undefined;
  /** Switches of the embedded sandbox that differ from their defaults. */
  readonly sandboxOptions?: Partial<SandboxSwitches> | undefined;
  /** From which level on there are log lines; `info`. */
  readonly logLevel?: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent" | undefined;
  /** Address of an OpenTelemetry collector that takes traces over HTTP; none. */
  readonly otelExporterOtlpEndpoint?: string | undefined;
  /** Name of the gateway in traces; `amoql`. */
  readonly otelServiceName?: string | undefined;
}

/** The settings as the variables that they are named after. Throws a ConfigError for what no variable can hold. */
export function variablesOf(settings: GatewaySettings): Record<string, string> {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(given.map(([name, value]) => [variableOf(name), textOf(name, value)]));
}

/** A message about variables, told of the settings. */
export function inSettingNames(message: string): string {
  return message.replace(/\b[A-Z][A-Z_]+\b/g, (word) => (GATEWAY_VARIABLES.includes(word) ? settingOf(word) : word));
}

function settingOf(variable: string): string {
  return variable.toLowerCase().replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

function variableOf(setting: string): string {
  const variable = GATEWAY_VARIABLES.find((name) => settingOf(name) === setting);
  if (variable !== undefined) return variable;
  throw new ConfigError(
    `${setting}: is not a setting; known are ${GATEWAY_VARIABLES.map(settingOf).join(", ")}; for example { port: 4000 }`,
  );
}

function textOf(name: string, value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (!Array.isArray(value)) {
    return textOf(
      name,
      Object.entries(value).map(([option, chosen]) => `${option}=${String(chosen)}`),
    );
  }
  const items = value.map(String);
  if (items.some((item) => item.includes(","))) {
    throw new ConfigError(`${name}: an item must not contain a comma, for example ["one", "two"]`);
  }
  // Joined, a single blank item would be an empty text, which means "not set": access tokens would be asked of nobody.
  if (items.some((item) => item.trim() === "")) {
    throw new ConfigError(`${name}: an item must not be blank, for example ["one", "two"], or [] for none`);
  }
  return items.join(",");
}
