import type { FastifyReply, FastifyRequest } from "fastify";
import type { Account } from "./runningAccount.js";
import type { Session } from "./sessions.js";
import { userOf, userOfKey } from "./storage/users.js";
import type { Credentials, User } from "./storage/users.js";
import { userOfToken } from "./v4/bearer.js";
import type { FormMap } from "./wire/phpForm.js";
import { NotSignedIn } from "./wire/requestError.js";

const COOKIE_YEAR = 31_536_000;

/**
 * The user a call is made for, by the credentials in its parameters, an API key as bearer token or a session cookie.
 * Credentials decide alone if there are any, and their answer carries a session cookie, since there are clients that
 * take theirs from whatever call succeeds first. Throws NotSignedIn.
 */
export async function signedInUser(
  account: Account,
  { request, reply, parameters }: { request: FastifyRequest; reply: FastifyReply; parameters: FormMap },
): Promise<User> {
  const user = await whoCalls(account, request, reply, parameters);
  if (!user) throw new NotSignedIn();
  account.log.describe(request, { user: user.login });
  return user;
}

async function whoCalls(
  account: Account,
  request: FastifyRequest,
  reply: FastifyReply,
  parameters: FormMap,
): Promise<User | undefined> {
  const credentials = credentialsOf(parameters);
  if (credentials) {
    const user = await userOf(account.db, credentials);
    if (user) setSessionCookies(request, reply, account.sessions.forCredentials(user), account.now());
    return user;
  }
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "");
  if (bearer?.[1] !== undefined) {
    const byKey = await userOfKey(account.db, bearer[1]);
    if (byKey || !account.switches.v2TakesTokens || !request.url.startsWith("/api/v2/")) return byKey;
    return userOfToken(account.db, request.headers.authorization, account.now());
  }
  const id = sessionId(request.headers.cookie ?? "");
  return id === undefined ? undefined : account.sessions.find(id)?.user;
}

/** The credentials among the parameters, under the names of either generation of clients. */
export function credentialsOf(parameters: FormMap): Credentials | undefined {
  const text = (name: string) => {
    const value = parameters.get(name);
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const login = text("USER_LOGIN") ?? text("login");
  const key = text("USER_HASH") ?? text("api_key");
  const password = text("USER_PASSWORD");
  if (login === undefined) return undefined;
  if (key !== undefined) return { login, key };
  return password === undefined ? undefined : { login, password };
}

/**
 * Sends a session. Two headers, one with a date: there is a client that fails without it. The cookie is not `secure`,
 * since the sandbox speaks plain HTTP.
 */
export function setSessionCookies(request: FastifyRequest, reply: FastifyReply, session: Session, now: Date): void {
  const suffix = /(?:^|\.)((?:amocrm\.(?:ru|com))|kommo\.com)$/i.exec(request.hostname)?.[1];
  const domain = suffix === undefined ? "" : `; domain=.${suffix.toLowerCase()}`;
  const expires = new Date(now.getTime() + COOKIE_YEAR * 1000).toUTCString();
  const login = encodeURIComponent(session.user.login);
  reply.header("set-cookie", [
    `session_id=${session.id}; path=/${domain}; HttpOnly`,
    `BITRIX_SM_LOGIN=${login}; expires=${expires}; Max-Age=${COOKIE_YEAR}; path=/${domain}`,
  ]);
  reply.header("expires", "Thu, 19 Nov 1981 08:52:00 GMT");
}

/** Some clients send whole Set-Cookie texts back, joined by commas, so the first session found anywhere counts. */
function sessionId(cookies: string): string | undefined {
  return /(?:^|[;, ])session_id=([^;, ]+)/.exec(cookies)?.[1];
}
