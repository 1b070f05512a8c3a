import { DEMO_CREDENTIALS, DEMO_INTEGRATION } from "../../../src/sandbox/account.js";
import type { Answer } from "../account.js";
import type { V4Account } from "./account.js";

export interface TokenPair {
  token_type: string;
  expires_in: number;
  access_token: string;
  refresh_token: string;
}

/** Where the browser of these tests would be sent. */
export const REDIRECT_URI = "http://127.0.0.1:9/callback";

/** Answers the consent page as a user; what the address it leads to was given. */
export async function consent(
  account: V4Account,
  fields: Readonly<Record<string, string>> = {},
): Promise<{ answer: Answer; sent: URLSearchParams }> {
  const { login, password } = DEMO_CREDENTIALS;
  const body = new URLSearchParams({
    client_id: DEMO_INTEGRATION.clientId,
    redirect_uri: REDIRECT_URI,
    state: "s1",
    login,
    password,
    answer: "allow",
    ...fields,
  });
  const answer = await account.legacy.fetch("/oauth", { method: "POST", body, redirect: "manual" });
  const location = answer.headers.get("location");
  return { answer, sent: location === null ? new URLSearchParams() : new URL(location).searchParams };
}

/** Asks for tokens as an integration does. */
export function requestTokens(account: V4Account, fields: Readonly<Record<string, string>>): Promise<Answer> {
  return account.legacy.fetch("/oauth2/access_token", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      client_id: DEMO_INTEGRATION.clientId,
      client_secret: DEMO_INTEGRATION.clientSecret,
      redirect_uri: REDIRECT_URI,
      ...fields,
    }),
  });
}

/** Asks for the tokens that a refresh token is worth. */
export function refresh(account: V4Account, refreshToken: string): Promise<Answer> {
  return requestTokens(account, { grant_type: "refresh_token", refresh_token: refreshToken });
}

/** Signs a user in, the demo user unless another is named. */
export async function signIn(
  account: V4Account,
  { redirectUri = REDIRECT_URI, ...credentials }: { login?: string; password?: string; redirectUri?: string } = {},
): Promise<TokenPair> {
  const { sent } = await consent(account, { ...credentials, redirect_uri: redirectUri });
  const answer = await requestTokens(account, {
    grant_type: "authorization_code",
    code: sent.get("code") ?? "",
    redirect_uri: redirectUri,
  });
  if (answer.status !== 200) throw new Error(`no tokens: ${answer.text}`);
  return JSON.parse(answer.text) as TokenPair;
}
