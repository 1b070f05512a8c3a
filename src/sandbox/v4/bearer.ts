import { DEMO_CREDENTIALS, DEMO_TOKEN } from "../account.js";
import type { AccountDb } from "../storage/database.js";
import { userOfAccessToken } from "../storage/oauthTokens.js";
import { userOfLogin } from "../storage/users.js";
import type { User } from "../storage/users.js";

/** The user whose long-lived or OAuth token an `Authorization` header carries; undefined if there is none, or no longer. */
export async function userOfToken(db: AccountDb, header: string | undefined, now: Date): Promise<User | undefined> {
  const token = /^Bearer (\S+)$/i.exec(header ?? "")?.[1];
  if (token === undefined) return undefined;
  return token === DEMO_TOKEN ? userOfLogin(db, DEMO_CREDENTIALS.login) : userOfAccessToken(db, token, now);
}
