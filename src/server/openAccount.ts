import type { GatewayConfig } from "../config.js";
import { connectCrm } from "../crm/connectCrm.js";
import type { SharedAccount } from "../crm/sharedAccount.js";
import type { Credentials, CrmAccount } from "../crm/crm.js";
import type { BreakerState, CallRecord } from "../domain/call.js";
import type { Change } from "../domain/change.js";
import { DEMO_CREDENTIALS, DEMO_TOKEN } from "../sandbox/account.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import { openGrants } from "./grants.js";
import type { startSandbox } from "./startSandbox.js";

/** The account behind a gateway, ready to be called. */
export interface OpenAccount {
  readonly account: CrmAccount;
  /** How the service user is let in. Null when there is none: then callers need sessions of their own. */
  readonly serviceUser: Credentials | null;
  /** Address of the embedded sandbox, or null for an account elsewhere. */
  readonly sandboxUrl: string | null;
  close(): Promise<void>;
}

/** What is told of the account besides its answers. */
interface AccountEvents {
  readonly onCall?: (record: CallRecord) => void;
  /** Told of each change of whether the account is called. */
  readonly onState?: (state: BreakerState) => void;
  /** Told of each change that was made through here. */
  readonly onChange?: (change: Change) => void;
  readonly onWarning?: (message: string) => void;
  /** Failures inside the embedded sandbox, of which callers only see that there was one. */
  readonly onSandboxError?: (error: unknown) => void;
}

/** Loads the sandbox, with its database, only where it is used. */
const embeddedSandbox: typeof startSandbox = async (settings) =>
  (await import("./startSandbox.js")).startSandbox(settings);

/**
 * Starts the embedded sandbox if there is no account elsewhere, and gets ready to call it.
 *
 * @param shared what other instances have in common with this one; null for an instance of its own
 */
export async function openAccount(
  config: GatewayConfig,
  { onSandboxError, ...events }: AccountEvents = {},
  shared: SharedAccount | null = null,
): Promise<OpenAccount> {
  const behind = config.account;
  const sandbox: Sandbox | null =
    behind.kind === "sandbox"
      ? await embeddedSandbox({
          data: behind.data,
          switches: behind.switches,
          ...(onSandboxError !== undefined && { onError: onSandboxError }),
        })
      : null;
  const grants = await openGrants(config, shared?.grants, events.onWarning ?? (() => undefined));
  const account = connectCrm({
    origin: behind.kind === "remote" ? behind.origin : (sandbox?.url ?? ""),
    api: config.api,
    ...(config.timeZone !== undefined && { timeZone: config.timeZone }),
    dealLinks: config.dealLinks,
    ...(config.letterType !== undefined && { letterType: config.letterType }),
    ratePerSecond: config.ratePerSecond,
    concurrency: config.concurrency,
    queueLimit: config.queueLimit,
    timeoutMs: config.callTimeoutMs,
    cacheTtlMs: config.cacheTtlSeconds * 1000,
    ...(shared !== null && { shared }),
    ...(grants !== null &&
      config.integration !== null && { grant: { integration: config.integration, store: grants.store } }),
    ...events,
  });
  return {
    account,
    serviceUser: behind.kind === "remote" ? behind.serviceUser : demoUser(config.api),
    sandboxUrl: sandbox?.url ?? null,
    async close() {
      await account.close();
      await grants?.close();
      await sandbox?.close();
    },
  };
}

/** How the demo user of the embedded sandbox is let in. */
function demoUser(api: GatewayConfig["api"]): Credentials {
  return api === "v4" ? { login: DEMO_CREDENTIALS.login, token: DEMO_TOKEN } : DEMO_CREDENTIALS;
}
