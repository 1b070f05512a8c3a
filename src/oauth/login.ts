import { randomBytes } from "node:crypto";
import { isLoopback } from "../domain/loopback.js";
import { Stopper } from "../domain/stop.js";
import { Line, type LineOptions } from "../transport/line.js";
import { issuedAfter, type Grant } from "./grant.js";
import { GrantRefused } from "./grantError.js";
import type { GrantStore } from "./grantStore.js";
import type { Integration } from "./integration.js";
import { requestTokens } from "./tokenRequest.js";

/** What stands in the way of a grant. The message is one line for the user, with what to do. */
export class LoginFailed extends Error {
  override readonly name = "LoginFailed";
}

const STATE_BYTES = 32;

/** Nobody guesses it: a browser that brings it back was sent by us. */
export function randomState(): string {
  return randomBytes(STATE_BYTES).toString("base64url");
}

/**
 * Where a user allows the integration to act for them.
 *
 * @param origin address of the account; one of this machine is a sandbox, which has that page itself
 */
export function consentUrl(origin: string, { clientId, redirectUri }: Integration, state: string): string {
  const url = new URL("/oauth", siteOf(new URL(origin)));
  for (const [name, value] of Object.entries({
    client_id: clientId,
    state,
    mode: "popup",
    redirect_uri: redirectUri,
  })) {
    url.searchParams.set(name, value);
  }
  return url.href;
}

/** amoCRM and Kommo are two sites with accounts of their own. */
function siteOf({ origin, hostname }: URL): string {
  if (isLoopback(hostname)) return origin;
  return hostname.endsWith(".amocrm.ru") ? "https://www.amocrm.ru" : "https://www.kommo.com";
}

/**
 * Turns a code into a grant and keeps it, in place of an earlier one. Gateways that run find it there. Throws a LoginFailed when the
 * account does not take the code, and a CrmError when it cannot be asked or the grant cannot be kept.
 */
export async function keepGrantFor(
  code: string,
  { line: lineOptions, integration, store }: { line: LineOptions; integration: Integration; store: GrantStore },
): Promise<Grant> {
  const line = new Line(lineOptions);
  const signal = new Stopper();
  try {
    // Within a turn from the beginning: where nothing can be kept, the code is not used up.
    return await store.inTurn(signal, async (turn) => {
      const before = await turn.read().catch(noneWhereRefused);
      const tokens = await requestTokens(
        line,
        integration,
        { grant_type: "authorization_code", code },
        { call: { caller: "login", signal, onCall: () => undefined }, signal, leftMs: line.timeoutMs },
      );
      if ("status" in tokens) {
        throw new LoginFailed(
          `the account does not take the code (HTTP ${tokens.status}): a code works once and for 20 minutes; check that AMO_CLIENT_ID, ` +
            "AMO_CLIENT_SECRET and AMO_REDIRECT_URI are those of the integration, and AMO_URL the address of the account",
        );
      }
      const grant = { ...tokens, issuedAt: issuedAfter(before, Date.now()) };
      await turn.save(grant);
      return grant;
    });
  } finally {
    await line.close();
  }
}

/** An earlier grant that cannot be opened is replaced all the same. */
function noneWhereRefused(error: unknown): null {
  if (error instanceof GrantRefused) return null;
  throw error;
}
