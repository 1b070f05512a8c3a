import type { GatewayConfig } from "../config.js";
import type { Crm } from "../crm/crm.js";
import { CrmError } from "../domain/crmError.js";
import { PagingError } from "../domain/page.js";
import { countItems, readWindow } from "../domain/window.js";
import { adviceOn } from "./advice.js";
import { failed, ok, warning, type Finding } from "./finding.js";
import { checkAddress, checkCertificate, checkClock } from "./networkChecks.js";
import { openAccount } from "./openAccount.js";

/** One thing that was checked. */
interface PingStep extends Finding {
  readonly name: string;
}

/**
 * Checks the way to the account, then the sign-in, then each API. Stops where the rest depends on what failed. Changes nothing in
 * the account.
 */
export async function* ping(config: GatewayConfig): AsyncGenerator<PingStep> {
  const opened = await openAccount(config);
  const origin = config.account.kind === "remote" ? config.account.origin : opened.sandboxUrl;
  const connection = opened.serviceUser && opened.account.as(opened.serviceUser);
  try {
    const isReached = origin === null ? true : yield* checkWay(new URL(origin));
    if (!isReached) return;
    if (connection === null) {
      yield {
        name: "sign-in",
        ...failed(
          "there is no service user: set AMO_LOGIN and AMO_API_KEY or AMO_PASSWORD, or AMO_TOKEN or AMO_CLIENT_ID for API v4",
        ),
      };
      return;
    }
    const crm = connection.forOperation({
      caller: "ping",
      signal: AbortSignal.timeout(config.operationTimeoutMs),
      onCall: () => undefined,
    });
    yield* checkAccount(crm, config);
  } finally {
    await connection?.close();
    await opened.close();
  }
}

/** Whether it makes sense to go on. */
async function* checkWay(origin: URL): AsyncGenerator<PingStep, boolean> {
  const address = await checkAddress(origin);
  yield { name: "address", ...address };
  if (address.outcome === "failed") return false;
  const certificate = await checkCertificate(origin);
  yield { name: "certificate", ...certificate };
  if (certificate.outcome === "failed") return false;
  yield { name: "clock", ...(await checkClock(origin)) };
  return true;
}

async function* checkAccount(crm: Crm, config: GatewayConfig): AsyncGenerator<PingStep> {
  const signIn = await attempt(async () => ok(`account ${(await crm.account()).subdomain}`));
  yield { name: "sign-in", ...signIn };
  if (signIn.outcome === "failed") return;
  if (config.api === "v4") {
    // Dates of API v4 need no zone, and its lists do not tell how long they are.
    yield { name: "API v4", ...(await attempt(async () => ok(await readRecords(crm)))) };
    yield { name: "catalogs of API v4", ...(await attempt(async () => ok(await countCatalogs(crm)))) };
    return;
  }
  yield { name: "time zone", ...(await attempt(async () => zone((await crm.account()).timeZone, config.timeZone))) };
  yield { name: "legacy XML API", ...(await attempt(async () => ok(await countRecords(crm)))) };
  yield {
    name: "v2 JSON API",
    ...(await attempt(async () => ok(await countCatalogs(crm)))),
  };
}

async function countCatalogs(crm: Crm): Promise<string> {
  return count((await crm.catalogs.list()).length, "catalog");
}

async function readRecords(crm: Crm): Promise<string> {
  const [contacts, deals] = [crm.contacts, crm.deals].map((list) => list.page({ number: 1, size: 1 }));
  const isAny = (page: { readonly items: readonly unknown[] } | undefined) => (page?.items.length ?? 0) > 0;
  return `${isAny(await contacts) ? "contacts" : "no contacts"} and ${isAny(await deals) ? "deals" : "no deals"}`;
}

async function countRecords(crm: Crm): Promise<string> {
  return `${tellTotal(await countOf(crm.contacts), "contact")}, ${tellTotal(await countOf(crm.deals), "deal")}`;
}

/** One call where the account cuts pages of one record, as it is asked to, else one more: for the last page. */
async function countOf(list: Crm["contacts"] | Crm["deals"]): Promise<number | null> {
  const readPage = (number: number, size: number) => list.page({ number, size });
  return countItems(await readWindow<{ readonly id: string }>({ first: 1 }, readPage), readPage);
}

function tellTotal(total: number | null, what: string): string {
  return total === null ? `${what}s whose number just changed` : count(total, what);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

function zone(reported: string | null, set: string | undefined): Finding {
  if (reported === null) {
    if (set !== undefined) return ok(`${set}, by AMO_TIMEZONE; the account reports none`);
    return warning(
      "the account reports none, so that its dates are read as UTC: set AMO_TIMEZONE, for example Europe/Moscow",
    );
  }
  if (set === undefined || set === reported) return ok(reported);
  return warning(
    `the account is in ${reported}, but its dates are read as of ${set}: take AMO_TIMEZONE away, unless the account is wrong`,
  );
}

async function attempt(check: () => Promise<Finding>): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof CrmError || error instanceof PagingError)) throw error;
    return failed(adviceOn(error));
  }
}
