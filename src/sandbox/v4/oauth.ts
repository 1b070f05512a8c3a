import { randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { SignJWT } from "jose";
import { ACCOUNT, DEMO_INTEGRATION } from "../account.js";
import { isLoopbackUrl } from "../loopback.js";
import type { Account } from "../runningAccount.js";
import { addCode, addPair, findGrant } from "../storage/oauthTokens.js";
import { userOf } from "../storage/users.js";
import type { FormMap } from "../wire/phpForm.js";
import { readContent } from "../wire/requestBody.js";
import { userOfToken } from "./bearer.js";
import { answerProblems, sendJson } from "./send.js";
import { consentPage } from "./wire/consentPage.js";
import { textOf } from "./wire/listQuery.js";
import { Problem } from "./wire/problem.js";

/** Milliseconds a code lasts. */
const CODE_MS = 20 * 60_000;

/**
 * Serves the sign-in of integrations over OAuth 2.0: the page where a user allows one to act for them, and the exchange
 * of its code, or of a refresh token, for a pair of tokens. At the vendor the page is on a host of its own.
 */
export function oauthRoutes(app: FastifyInstance, account: Account, onError: (error: unknown) => void): void {
  void app.register((oauth, _options, done) => {
    answerProblems(oauth, onError);
    consentRoutes(oauth, account);
    oauth.post("/oauth2/access_token", async (request, reply) => {
      const { parameters } = await readContent(request);
      return sendJson(reply, 200, "application/json", await exchange(account, parameters));
    });
    oauth.get("/oauth2/account/subdomain", async (request, reply) => {
      const user = await userOfToken(account.db, request.headers.authorization, account.now());
      return sendJson(reply, 200, "application/json", domainOf(request.host, user));
    });
    oauth.get("/oauth2/account/current/subdomain", async (request, reply) => {
      const sent = request.headers["x-refresh-token"];
      const secret = typeof sent === "string" ? sent : "";
      const grant = await findGrant(account.db, { kind: "refresh", secret, now: account.now() });
      return sendJson(reply, 200, "application/json", domainOf(request.host, grant));
    });
    done();
  });
}

/** Where the account of a token is now; at the vendor an account may move to another name. */
function domainOf(host: string, owner: object | undefined): object {
  if (!owner) throw new Problem(401, "Unauthorized", { hint: "The token is missing, expired or revoked" });
  const { id, subdomain } = ACCOUNT;
  return { id: Number(id), subdomain, domain: host, top_level_domain: "com" };
}

function consentRoutes(app: FastifyInstance, account: Account): void {
  app.get("/oauth", async (request, reply) => {
    const asked = consentOf((await readContent(request)).parameters);
    return reply.type("text/html; charset=utf-8").send(consentPage(asked));
  });

  app.post("/oauth", async (request, reply) => {
    const { parameters } = await readContent(request);
    const asked = consentOf(parameters);
    const { redirectUri, state } = asked;
    if (textOf(parameters.get("answer")) === "deny") {
      return reply.redirect(withQuery(redirectUri, { error: "access_denied", state }));
    }
    const [login = "", password = ""] = [textOf(parameters.get("login")), textOf(parameters.get("password"))];
    const user = await userOf(account.db, { login, password });
    if (!user) {
      const page = consentPage({ ...asked, message: "Wrong login or password." });
      return reply.code(401).type("text/html; charset=utf-8").send(page);
    }
    account.log.describe(request, { user: user.login });
    const expiresAt = new Date(account.now().getTime() + CODE_MS);
    const code = await account.db
      .transaction()
      .execute((db) => addCode(db, { userId: user.id, redirectUri, expiresAt }));
    const { clientId } = DEMO_INTEGRATION;
    return reply.redirect(withQuery(redirectUri, { code, referer: request.host, state, client_id: clientId }));
  });
}

/** What the page is asked with. Codes go to no other machine, so that a link to the page cannot give them away. */
function consentOf(parameters: FormMap) {
  if (textOf(parameters.get("client_id")) !== DEMO_INTEGRATION.clientId) {
    throw new Problem(400, "The integration does not exist");
  }
  const redirectUri = textOf(parameters.get("redirect_uri")) ?? DEMO_INTEGRATION.redirectUri;
  if (!isLoopbackUrl(redirectUri)) throw new Problem(400, "redirect_uri must be an address of this machine");
  return { clientId: DEMO_INTEGRATION.clientId, redirectUri, state: textOf(parameters.get("state")) };
}

function withQuery(url: string, query: Readonly<Record<string, string | undefined>>): string {
  const target = new URL(url);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) target.searchParams.set(name, value);
  return target.href;
}

async function exchange(account: Account, parameters: FormMap): Promise<object> {
  const text = (name: string) => textOf(parameters.get(name)) ?? "";
  const { clientId, clientSecret } = DEMO_INTEGRATION;
  if (text("client_id") !== clientId || text("client_secret") !== clientSecret) {
    throw new Problem(401, "Client authentication failed", { hint: "Check client_id and client_secret" });
  }
  const kind = GRANTS.get(text("grant_type"));
  if (!kind) throw new Problem(400, "The grant type is not supported", { hint: "Check grant_type" });
  const secret = text(kind === "code" ? "code" : "refresh_token");
  const { accessTtl, refreshTtl } = account.switches;
  const now = account.now();
  const until = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  const pair = await account.db.transaction().execute(async (db) => {
    const grant = await findGrant(db, { kind, secret, now });
    if (!grant) {
      const hint = kind === "code" ? "Authorization code has expired or was used" : "Token has been revoked";
      throw new Problem(kind === "code" ? 400 : 401, "The grant is invalid or expired", { hint });
    }
    if (text("redirect_uri") !== grant.redirectUri) {
      throw new Problem(400, "The grant is invalid or expired", { hint: "Check redirect_uri" });
    }
    const accessToken = await signedToken(grant.userId, now, until(accessTtl));
    return addPair(db, grant, { accessToken, accessUntil: until(accessTtl), refreshUntil: until(refreshTtl) });
  });
  return {
    token_type: "Bearer",
    expires_in: accessTtl,
    access_token: pair.accessToken,
    refresh_token: pair.refreshToken,
  };
}

const GRANTS: ReadonlyMap<string, "code" | "refresh"> = new Map([
  ["authorization_code", "code"],
  ["refresh_token", "refresh"],
]);

/** Clients read from the token when it ends, and for which account it is; the account itself looks it up. */
function signedToken(userId: number, now: Date, until: Date): Promise<string> {
  return new SignJWT({ account_id: Number(ACCOUNT.id), scopes: ["crm", "notifications"] })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setAudience(DEMO_INTEGRATION.clientId)
    .setJti(randomUUID())
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(until)
    .setSubject(String(userId))
    .sign(new TextEncoder().encode(DEMO_INTEGRATION.clientSecret));
}
