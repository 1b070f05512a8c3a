import { readFileSync } from "node:fs";
import { afterEach, expect, test } from "@jest/globals";
import { DEMO_INTEGRATION, DEMO_TOKEN } from "../../../src/sandbox/account.js";
import type { SandboxOptions } from "../../../src/sandbox/sandbox.js";
import { FIXED_NOW } from "../account.js";
import { V4Account } from "./account.js";
import { REDIRECT_URI, consent, refresh, requestTokens, signIn } from "./oauthClient.js";
import type { TokenPair } from "./oauthClient.js";

let account: V4Account;
let now = FIXED_NOW;
afterEach(async () => {
  expect(account.legacy.errors).toEqual([]);
  await account.close();
});

async function start(options: Partial<SandboxOptions> = {}): Promise<V4Account> {
  now = FIXED_NOW;
  account = await V4Account.empty({ now: () => now, ...options });
  return account;
}

const later = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000);
};
const works = async (token: string) => (await account.call("GET", "account", undefined, token)).status;
const pairOf = ({ text }: { text: string }) => JSON.parse(text) as TokenPair;

test("a user allows an integration, whose code is worth one pair of tokens of that user", async () => {
  await start();
  const page = await account.legacy.fetch(`/oauth?client_id=${DEMO_INTEGRATION.clientId}&state=s1&mode=popup`);
  expect([page.status, page.type]).toEqual([200, "text/html; charset=utf-8"]);
  expect(page.text).toContain(`value="${DEMO_INTEGRATION.clientId}"`);
  const { answer, sent } = await consent(account, { login: "john@amoql.dev", password: "john-password" });
  expect([answer.status, answer.headers.get("location")?.split("?")[0]]).toEqual([302, REDIRECT_URI]);
  const { host } = new URL(account.legacy.sandbox.url);
  expect([sent.get("referer"), sent.get("state"), sent.get("client_id")]).toEqual([
    host,
    "s1",
    DEMO_INTEGRATION.clientId,
  ]);
  const code = { grant_type: "authorization_code", code: sent.get("code") ?? "" };
  const tokens = await requestTokens(account, code);
  const pair = pairOf(tokens);
  expect([tokens.status, pair.token_type, pair.expires_in]).toEqual([200, "Bearer", 86_400]);
  expect((await account.call("GET", "account", undefined, pair.access_token)).json["current_user_id"]).toBe(2);
  expect((await requestTokens(account, code)).status).toBe(400);
});

test("the access token tells whose it is and when it ends", async () => {
  await start();
  const { access_token: token } = await signIn(account);
  const payload = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;
  expect(payload).toMatchObject({
    aud: DEMO_INTEGRATION.clientId,
    sub: "1",
    account_id: 11413681,
    iat: FIXED_NOW.getTime() / 1000,
    exp: FIXED_NOW.getTime() / 1000 + 86_400,
  });
});

test("a wrong password asks again, and a refusal is told to the integration", async () => {
  await start();
  const wrong = await consent(account, { password: "no" });
  expect([wrong.answer.status, wrong.answer.headers.get("location")]).toEqual([401, null]);
  expect(wrong.answer.text).toContain("Wrong login or password");
  const { sent } = await consent(account, { answer: "deny", login: "", password: "" });
  expect([sent.get("error"), sent.get("state"), sent.get("code")]).toEqual(["access_denied", "s1", null]);
});

test("a code ends after twenty minutes", async () => {
  await start();
  const { sent } = await consent(account);
  later(20 * 60);
  const { status, text } = await requestTokens(account, {
    grant_type: "authorization_code",
    code: sent.get("code") ?? "",
  });
  expect([status, text]).toEqual([400, expect.stringContaining("expired")]);
});

test("tokens end when it is said", async () => {
  await start({ switches: { accessTtl: 60, refreshTtl: 600 } });
  const pair = await signIn(account);
  expect(pair.expires_in).toBe(60);
  later(59);
  expect(await works(pair.access_token)).toBe(200);
  later(1);
  expect(await works(pair.access_token)).toBe(401);
  const second = pairOf(await refresh(account, pair.refresh_token));
  expect(await works(second.access_token)).toBe(200);
  later(600);
  expect((await refresh(account, second.refresh_token)).status).toBe(401);
});

test("a refresh token is replaced: the old one works until the new pair is used, then no more", async () => {
  await start();
  const first = await signIn(account);
  // The first answer is lost, so the client asks again.
  const lost = pairOf(await refresh(account, first.refresh_token));
  const second = pairOf(await refresh(account, first.refresh_token));
  expect(await works(second.access_token)).toBe(200);
  const refused = await refresh(account, first.refresh_token);
  expect([refused.status, JSON.parse(refused.text)]).toEqual([
    401,
    expect.objectContaining({ hint: "Token has been revoked", status: 401 }),
  ]);
  expect((await refresh(account, lost.refresh_token)).status).toBe(401);
  expect((await refresh(account, second.refresh_token)).status).toBe(200);
  // Access tokens are not replaced; they end in their own time.
  expect(await works(first.access_token)).toBe(200);
});

test("using the new refresh token replaces the old one as well", async () => {
  await start();
  const first = await signIn(account);
  const second = pairOf(await refresh(account, first.refresh_token));
  await refresh(account, second.refresh_token);
  expect((await refresh(account, first.refresh_token)).status).toBe(401);
});

test("either token tells where its account is", async () => {
  await start();
  const pair = await signIn(account);
  const { host } = new URL(account.legacy.sandbox.url);
  const domain = { id: 11413681, subdomain: "demo", domain: host, top_level_domain: "com" };
  for (const [path, headers] of [
    ["/oauth2/account/subdomain", { authorization: `Bearer ${pair.access_token}` }],
    ["/oauth2/account/current/subdomain", { "x-refresh-token": pair.refresh_token }],
  ] as const) {
    expect(JSON.parse((await account.legacy.fetch(path, { headers })).text)).toEqual(domain);
    expect((await account.legacy.fetch(path)).status).toBe(401);
  }
});

test("what does not belong together is refused", async () => {
  await start();
  const { sent } = await consent(account);
  const code = { grant_type: "authorization_code", code: sent.get("code") ?? "" };
  for (const [fields, status] of [
    [{ ...code, client_secret: "no" }, 401],
    [{ ...code, client_id: "no" }, 401],
    [{ ...code, grant_type: "password" }, 400],
    [{ ...code, redirect_uri: "http://127.0.0.1:9/other" }, 400],
    [{ ...code, code: "no" }, 400],
    [{ grant_type: "refresh_token", refresh_token: code.code }, 401],
  ] as const) {
    const answer = await requestTokens(account, fields);
    expect([answer.status, answer.type]).toEqual([status, "application/problem+json"]);
  }
  // None of that used the code up.
  expect((await requestTokens(account, code)).status).toBe(200);
});

test("codes are sent to this machine alone, and the page writes nothing that it was sent as markup", async () => {
  await start();
  const { clientId } = DEMO_INTEGRATION;
  for (const query of [
    `client_id=${clientId}&redirect_uri=https://evil.example/`,
    `client_id=${clientId}&redirect_uri=https://127.0.0.1.evil.example/`,
    `client_id=${clientId}&redirect_uri=javascript:alert(1)`,
    "client_id=other",
    "",
  ]) {
    expect((await account.legacy.fetch(`/oauth?${query}`)).status).toBe(400);
  }
  const state = `"><script>alert('&')</script>`;
  const page = await account.legacy.fetch(`/oauth?client_id=${clientId}&state=${encodeURIComponent(state)}`);
  expect(page.text).not.toContain("<script");
  const { sent } = await consent(account, { state });
  expect(sent.get("state")).toBe(state);
});

test("docs/sandbox.md tells the token and the integration as they are", async () => {
  await start();
  const page = readFileSync("docs/sandbox.md", "utf8");
  for (const text of [DEMO_TOKEN, ...Object.values(DEMO_INTEGRATION)]) expect(page).toContain(text);
  // The token is one that a client can read.
  const payload = JSON.parse(Buffer.from(DEMO_TOKEN.split(".")[1] ?? "", "base64url").toString()) as object;
  expect(payload).toMatchObject({ sub: "1", account_id: 11413681, exp: Date.UTC(2100, 0) / 1000 });
  expect(await works(DEMO_TOKEN)).toBe(200);
});

test("keys and passwords of the older APIs are no tokens of this one", async () => {
  await start();
  for (const header of ["Bearer 0123456789abcdef0123456789abcdef", "Basic ZGVtbzpkZW1v", "Bearer"]) {
    const answer = await account.legacy.fetch("/api/v4/account", { headers: { authorization: header } });
    expect(answer.status).toBe(401);
  }
  const query = "USER_LOGIN=demo@amoql.dev&USER_HASH=0123456789abcdef0123456789abcdef";
  expect((await account.legacy.fetch(`/api/v4/account?${query}`)).status).toBe(401);
});
