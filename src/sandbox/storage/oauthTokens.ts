import { createHash, randomBytes } from "node:crypto";
import type { AccountDb, Tables } from "./database.js";
import { userById } from "./users.js";
import type { User } from "./users.js";

/** What a user granted to a client: a code that is worth one pair of tokens, or a refresh token. */
export interface Grant {
  kind: "code" | "refresh";
  pair: number;
  userId: number;
  redirectUri: string;
}

/** A fresh pair of tokens. */
export interface TokenPair {
  accessToken: string;
  refreshToken: string;
}

/** Keeps a code that a user has just granted, until it is used or `expiresAt`. */
export async function addCode(
  db: AccountDb,
  { userId, redirectUri, expiresAt }: { userId: number; redirectUri: string; expiresAt: Date },
): Promise<string> {
  const code = randomBytes(32).toString("hex");
  await insert(db, code, { kind: "code", pair: await nextPair(db), previous: null, userId, redirectUri, expiresAt });
  return code;
}

/** What a code or refresh token stands for; undefined if it is unknown, used, replaced or over. */
export async function findGrant(
  db: AccountDb,
  { kind, secret, now }: { kind: Grant["kind"]; secret: string; now: Date },
): Promise<Grant | undefined> {
  const row = await findToken(db, kind, secret, now);
  if (row) await retire(db, row);
  return row && { kind, pair: row.pair, userId: row.user_id, redirectUri: row.redirect_uri };
}

/**
 * Keeps the pair of tokens that a grant is turned into. A code is used up by it. A refresh token stays until the new
 * pair is used for the first time, since its answer may have been lost.
 */
export async function addPair(
  db: AccountDb,
  grant: Grant,
  { accessToken, accessUntil, refreshUntil }: { accessToken: string; accessUntil: Date; refreshUntil: Date },
): Promise<TokenPair> {
  const { userId, redirectUri } = grant;
  const pair = await nextPair(db);
  const previous = grant.kind === "refresh" ? grant.pair : null;
  const refreshToken = randomBytes(64).toString("hex");
  const common = { pair, previous, userId, redirectUri };
  await insert(db, accessToken, { ...common, kind: "access", expiresAt: accessUntil });
  await insert(db, refreshToken, { ...common, kind: "refresh", expiresAt: refreshUntil });
  if (grant.kind === "code") {
    await db.deleteFrom("oauth_tokens").where("kind", "=", "code").where("pair", "=", grant.pair).execute();
  }
  return { accessToken, refreshToken };
}

/** The user of an access token that is still valid. */
export async function userOfAccessToken(db: AccountDb, token: string, now: Date): Promise<User | undefined> {
  const row = await findToken(db, "access", token, now);
  if (!row) return undefined;
  await retire(db, row);
  return userById(db, row.user_id);
}

/** A pair that is used for the first time replaces the refresh token it came from, and whatever else came from that. */
async function retire(db: AccountDb, { pair, previous }: { pair: number; previous: number | null }): Promise<void> {
  if (previous === null) return;
  await db
    .deleteFrom("oauth_tokens")
    .where("kind", "=", "refresh")
    .where((eb) => eb.or([eb("pair", "=", previous), eb.and([eb("previous", "=", previous), eb("pair", "<>", pair)])]))
    .execute();
  await db.updateTable("oauth_tokens").set({ previous: null }).where("pair", "=", pair).execute();
}

async function findToken(
  db: AccountDb,
  kind: string,
  secret: string,
  now: Date,
): Promise<Tables["oauth_tokens"] | undefined> {
  return db
    .selectFrom("oauth_tokens")
    .selectAll()
    .where("hash", "=", hashOf(secret))
    .where("kind", "=", kind)
    .where("expires_at", ">", now.getTime())
    .executeTakeFirst();
}

async function insert(
  db: AccountDb,
  secret: string,
  token: {
    kind: string;
    pair: number;
    previous: number | null;
    userId: number;
    redirectUri: string;
    expiresAt: Date;
  },
): Promise<void> {
  const { kind, pair, previous, userId, redirectUri, expiresAt } = token;
  await db
    .insertInto("oauth_tokens")
    .values({
      hash: hashOf(secret),
      kind,
      pair,
      previous,
      user_id: userId,
      redirect_uri: redirectUri,
      expires_at: expiresAt.getTime(),
    })
    .execute();
}

async function nextPair(db: AccountDb): Promise<number> {
  const row = await db
    .selectFrom("oauth_tokens")
    .select((eb) => eb.fn.max<number | null>("pair").as("last"))
    .executeTakeFirst();
  return (row?.last ?? 0) + 1;
}

/** Tokens are kept as hashes only; they are random enough for a plain one. */
function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
