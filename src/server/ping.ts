import type { GatewayConfig } from "../config.js";
import type { Crm } from "../crm/crm.js";
import { CrmError } from "../domain/crmError.js";
import { openAccount } from "./openAccount.js";

/** One thing that was checked. */
export interface PingStep {
  readonly name: string;
  readonly ok: boolean;
  /** What was found, or what to do about it. */
  readonly detail: string;
}

const ADVICE: Partial<Record<CrmError["kind"], string>> = {
  notAuthenticated: "the login, key or password is wrong: check AMO_LOGIN and AMO_API_KEY or AMO_PASSWORD",
  forbidden: "the user may not do this: give the user access in the account's settings",
  unavailable:
    "the account cannot be reached: check AMO_URL and the network; after too many calls an account is closed for a while",
  timeout: "the account did not answer in time: check the network or raise AMO_TIMEOUT_MS",
  badResponse: "the answer is not that of an amoCRM account: check that AMO_URL is the account's own address",
  rateLimited: "the account says that it is called too often: lower AMO_RATE",
};

/** Checks the sign-in and one read of each API, one after another; stops at the first that fails. */
export async function* ping(config: GatewayConfig): AsyncGenerator<PingStep> {
  const opened = await openAccount(config);
  const connection = opened.serviceUser && opened.account.as(opened.serviceUser);
  try {
    if (connection === null) {
      yield { name: "service user", ok: false, detail: "none: set AMO_LOGIN and AMO_API_KEY or AMO_PASSWORD" };
      return;
    }
    const crm = connection.forOperation({
      caller: "ping",
      signal: AbortSignal.timeout(config.operationTimeoutMs),
      onCall: () => undefined,
    });
    for (const [name, check] of checks(crm)) {
      const step = await attempt(name, check);
      yield step;
      if (!step.ok) return;
    }
  } finally {
    await connection?.close();
    await opened.close();
  }
}

function checks(crm: Crm): readonly (readonly [name: string, check: () => Promise<string>])[] {
  return [
    ["sign-in", async () => `account ${(await crm.account()).subdomain}`],
    ["legacy XML API", async () => `${await countContacts(crm)} contacts`],
    ["v2 JSON API", async () => `${(await crm.catalogs.list()).length} catalogs`],
  ];
}

/** Pages of one contact are as many as there are contacts, but there is always a first page. */
async function countContacts(crm: Crm): Promise<number> {
  const { items, totalPages } = await crm.contacts.page({ number: 1, size: 1 });
  return items.length === 0 ? 0 : totalPages;
}

async function attempt(name: string, check: () => Promise<string>): Promise<PingStep> {
  try {
    return { name, ok: true, detail: await check() };
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    return { name, ok: false, detail: ADVICE[error.kind] ?? error.message };
  }
}
