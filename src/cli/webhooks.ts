import { ConfigError, readGatewayConfig, type GatewayConfig } from "../config.js";
import type { WebhookPort } from "../crm/crm.js";
import { CrmError } from "../domain/crmError.js";
import type { Webhook } from "../domain/webhook.js";
import { adviceOn } from "../server/advice.js";
import { openAccount } from "../server/openAccount.js";
import { EXIT } from "./ending.js";
import { NO_LISTENER, variables } from "./settings.js";

/** What `amoql webhooks` can do. */
export type WebhooksAction = "list" | "register" | "remove";

/** What `amoql webhooks` can be told by flags. */
export interface WebhooksFlags {
  readonly amoUrl?: string;
  readonly publicUrl?: string;
}

/** Characters of a secret that are shown, to tell one from another. */
const SHOWN = 4;

export async function runWebhooks(action: WebhooksAction, flags: WebhooksFlags): Promise<void> {
  const config = readGatewayConfig(variables({ ...NO_LISTENER, AMO_URL: flags.amoUrl, PUBLIC_URL: flags.publicUrl }));
  try {
    await withWebhooks(config, (webhooks) => run(action, config, webhooks));
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    console.error(`amoql: ${adviceOn(error)}`);
    process.exitCode = EXIT.failed;
  }
}

/** Calls the account as the service user. */
async function withWebhooks(config: GatewayConfig, use: (webhooks: WebhookPort) => Promise<void>): Promise<void> {
  const opened = await openAccount(config);
  try {
    if (opened.serviceUser === null) {
      throw new ConfigError("AMO_TOKEN: is missing, for example a long-lived token of a private integration");
    }
    const connection = opened.account.as(opened.serviceUser);
    try {
      const webhooks = connection.webhooks({
        caller: "webhooks",
        signal: AbortSignal.timeout(config.operationTimeoutMs),
        onCall: () => undefined,
      });
      if (webhooks === null) {
        throw new ConfigError("AMO_API: webhooks are registered over API v4 only, for example AMO_API=v4");
      }
      await use(webhooks);
    } finally {
      await connection.close();
    }
  } finally {
    await opened.close();
  }
}

async function run(action: WebhooksAction, config: GatewayConfig, webhooks: WebhookPort): Promise<void> {
  if (action === "list") {
    const all = await webhooks.list();
    for (const webhook of all) console.log(lineOf(webhook, config.publicUrl));
    if (all.length === 0) console.log("no webhooks");
    return;
  }
  if (config.publicUrl === null) {
    throw new ConfigError(
      "PUBLIC_URL: is missing: where the account reaches the gateway, for example https://amoql.example.com",
    );
  }
  const ours = prefixOf(config.publicUrl);
  const registered = action === "register" ? await register(webhooks, ours, config.webhookSecrets) : null;
  const others = (await webhooks.list()).filter(
    ({ destination }) => destination.startsWith(ours) && destination !== registered,
  );
  for (const { destination } of others) {
    await webhooks.remove(destination);
    console.log(`removed ${masked(destination, config.publicUrl)}`);
  }
  if (action === "remove" && others.length === 0) console.log(`nothing is registered under ${ours}`);
}

/** Registers the address with the first secret, and gives it. */
async function register(webhooks: WebhookPort, ours: string, [secret]: readonly string[]): Promise<string> {
  if (secret === undefined) {
    throw new ConfigError("WEBHOOK_SECRET: is missing, for example the output of `openssl rand -hex 32`");
  }
  const destination = ours + secret;
  const untold = await webhooks.register(destination);
  console.log(`registered ${maskedSecret(ours, secret)}`);
  for (const event of untold) console.log(`the account does not tell of ${event}`);
  return destination;
}

function lineOf({ destination, events, isDisabled }: Webhook, publicUrl: string | null): string {
  const state = isDisabled ? "disabled by the account" : `${events.length} event${events.length === 1 ? "" : "s"}`;
  return `${masked(destination, publicUrl)}  ${state}`;
}

function prefixOf(publicUrl: string): string {
  return `${publicUrl}/webhooks/`;
}

/** An address as it may be shown: what is behind it may be a secret, be it ours or somebody else's. */
function masked(destination: string, publicUrl: string | null): string {
  const ours = publicUrl === null ? null : prefixOf(publicUrl);
  if (ours !== null && destination.startsWith(ours)) return maskedSecret(ours, destination.slice(ours.length));
  return URL.canParse(destination) ? `${new URL(destination).origin}/…` : "…";
}

function maskedSecret(ours: string, secret: string): string {
  return `${ours}${secret.slice(0, SHOWN)}…`;
}
