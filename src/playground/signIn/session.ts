import { send } from "../gateway.js";
import { asObject, parseObject } from "../json.js";

/** A session that the gateway opened for the person at the page. */
export interface Session {
  readonly token: string;
  readonly login: string;
  readonly account: string;
  /** When the token stops working, in milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What a person signs in with. */
export interface Credentials {
  readonly login: string;
  readonly kind: "key" | "password";
  readonly secret: string;
}

const SIGN_IN = `mutation SignIn($credentials: CredentialsInput!) {
  sessionCreate(credentials: $credentials) {
    session { token expiresAt viewer { login account } }
    userErrors { message }
  }
}`;

const SIGN_OUT = `mutation SignOut { sessionDelete { ended userErrors { message } } }`;

/** Where the session is kept over a reload: gone with the browser's tab. */
const STORAGE_KEY = "amoql:session";

/**
 * Opens a session.
 *
 * @throws Error with what the gateway says when it opens none, or when it does not speak GraphQL; TypeError when it does not answer.
 */
export async function signIn({ login, kind, secret }: Credentials): Promise<Session> {
  const credentials = kind === "key" ? { apiKey: { login, key: secret } } : { password: { login, password: secret } };
  const answer = await send({ query: SIGN_IN, variables: { credentials } });
  const payload = asObject(asObject(answer["data"])?.["sessionCreate"]);
  const problems = [answer["errors"], payload?.["userErrors"]].flatMap(tellErrors);
  if (problems.length > 0) throw new Error(problems.join(" "));
  const session = readSession(payload?.["session"]);
  if (session === null) throw new Error("The gateway opened no session and does not say why.");
  return session;
}

/**
 * Ends the session at the gateway. One that is over already is no error.
 *
 * @throws Error with what the gateway says when it ends none, or when it does not speak GraphQL; TypeError when it does not answer.
 */
export async function signOut({ token }: Session): Promise<void> {
  const answer = await send({ query: SIGN_OUT }, { headers: { authorization: `Bearer ${token}` } });
  const payload = asObject(asObject(answer["data"])?.["sessionDelete"]);
  const problems = [answer["errors"], payload?.["userErrors"]].flatMap(tellErrors);
  if (problems.length > 0) throw new Error(problems.join(" "));
  if (typeof payload?.["ended"] !== "boolean")
    throw new Error("The gateway does not say whether it ended the session.");
}

/** The session of this browser tab, if it still holds. */
export function keptSession(): Session | null {
  const { token, login, account, expiresAt } = parseObject(sessionStorage.getItem(STORAGE_KEY) ?? "") ?? {};
  if (typeof token !== "string" || typeof login !== "string" || typeof account !== "string") return null;
  return typeof expiresAt === "number" && expiresAt > Date.now() ? { token, login, account, expiresAt } : null;
}

/** Keeps a session for this browser tab, or forgets it. */
export function keepSession(session: Session | null): void {
  if (session === null) sessionStorage.removeItem(STORAGE_KEY);
  else sessionStorage.setItem(STORAGE_KEY, JSON.stringify(session));
}

function readSession(value: unknown): Session | null {
  const { token, expiresAt, viewer } = asObject(value) ?? {};
  const { login, account } = asObject(viewer) ?? {};
  if (typeof token !== "string" || typeof login !== "string" || typeof account !== "string") return null;
  const end = Date.parse(String(expiresAt));
  return Number.isNaN(end) ? null : { token, login, account, expiresAt: end };
}

/** Messages of GraphQL or user errors, with how long to wait where that is known. */
function tellErrors(errors: unknown): string[] {
  if (!Array.isArray(errors)) return [];
  return errors.map((error: unknown) => {
    const { message, extensions } = asObject(error) ?? {};
    const seconds = asObject(extensions)?.["retryAfterSeconds"];
    const text = typeof message === "string" ? message : "The gateway refused without a reason.";
    return typeof seconds === "number" ? `${text} Try again in ${seconds} s.` : text;
  });
}
