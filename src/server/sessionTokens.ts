import { createHash, randomBytes, randomUUID } from "node:crypto";
import { EncryptJWT, errors, jwtDecrypt } from "jose";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { OwnEndedTokens, type EndedTokens, type TokenLife } from "./endedTokens.js";

/** What a token carries: enough to call the account as its user, and nothing that outlives it. */
const sessionSchema = z.union([
  z.object({ login: z.string(), key: z.string() }),
  z.object({
    login: z.string(),
    session: z.object({
      secret: z.string(),
      account: z.object({ subdomain: z.string(), timeZone: z.string().nullable() }),
      endsAt: z.coerce.date(),
    }),
  }),
]);

/** A user's way into the account: their key, or the account's own session that a password opened. */
type SessionCredentials = z.output<typeof sessionSchema>;

/** A token that was opened. */
export interface OpenedToken extends TokenLife {
  readonly credentials: SessionCredentials;
}

/** Opened tokens that are kept at hand: opening one costs more than all else that a request does before it is executed. */
const OPENED = 1_000;

const ENCRYPTION = { alg: "dir", enc: "A256GCM" } as const;

/**
 * Seals sessions into bearer tokens with authenticated encryption (JWE), so that the gateway keeps no table of them and any
 * instance with the same secrets opens them. The first secret seals; all open, so that secrets can be changed without signing
 * everybody out. Without secrets a random one is used: tokens then end with the process.
 */
export class SessionTokens {
  readonly #keys: readonly [Uint8Array, ...Uint8Array[]];
  readonly #opened = new LRUCache<string, OpenedToken>({ max: OPENED });

  /**
   * @param account which account the sessions are of. Gateways of several accounts may share their secrets: a token of one is
   * nothing to the others, so that a user's key is never sent to another account.
   * @param ended where it is kept which tokens were ended: in this process, or for all instances
   */
  constructor(
    private readonly account: string,
    secrets: readonly string[],
    private readonly ended: EndedTokens = new OwnEndedTokens(),
  ) {
    const [first, ...others] = secrets.map((secret) => createHash("sha256").update(secret).digest());
    this.#keys = [first ?? randomBytes(32), ...others];
  }

  async seal(credentials: SessionCredentials, expiresAt: Date): Promise<string> {
    return new EncryptJWT({ session: credentials })
      .setProtectedHeader(ENCRYPTION)
      .setJti(randomUUID())
      .setAudience(this.account)
      .setExpirationTime(expiresAt)
      .encrypt(this.#keys[0]);
  }

  /** Opens a token; null when it is forged, damaged, expired or ended. */
  async open(token: string): Promise<OpenedToken | null> {
    const opened = this.#opened.get(token) ?? (await this.#decrypt(token));
    if (opened === null || opened.expiresAt.getTime() <= Date.now() || (await this.ended.has(opened))) return null;
    this.#opened.set(token, opened);
    return opened;
  }

  async #decrypt(token: string): Promise<OpenedToken | null> {
    for (const key of this.#keys) {
      try {
        const { payload } = await jwtDecrypt(token, key, {
          keyManagementAlgorithms: [ENCRYPTION.alg],
          contentEncryptionAlgorithms: [ENCRYPTION.enc],
          requiredClaims: ["jti", "exp"],
          audience: this.account,
        });
        const credentials = sessionSchema.safeParse(payload["session"]);
        const { jti, exp } = payload;
        if (!credentials.success || jti === undefined || exp === undefined) return null;
        return { id: jti, credentials: credentials.data, expiresAt: new Date(exp * 1000) };
      } catch (error) {
        if (!(error instanceof errors.JOSEError)) throw error;
      }
    }
    return null;
  }

  /** Makes a token useless from now on. */
  async end(token: OpenedToken): Promise<void> {
    await this.ended.end(token);
  }
}
