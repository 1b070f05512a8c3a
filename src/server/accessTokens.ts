import { createHash, timingSafeEqual } from "node:crypto";

/** The token of an `Authorization: Bearer` header; null for no header and the empty text for one of another kind. */
export function bearerToken(authorization: string | undefined): string | null {
  if (authorization === undefined) return null;
  return /^Bearer +([^\s]+)$/i.exec(authorization)?.[1] ?? "";
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** The tokens that may use the service user. Compared in constant time. */
export class AccessTokens {
  readonly #digests: readonly Buffer[];

  constructor(tokens: readonly string[]) {
    this.#digests = tokens.map(digest);
  }

  get isEmpty(): boolean {
    return this.#digests.length === 0;
  }

  /** Whether an Authorization header bears one of the tokens. */
  has(authorization: string | undefined): boolean {
    const token = bearerToken(authorization);
    if (token === null) return false;
    const given = digest(token);
    return this.#digests.some((known) => timingSafeEqual(known, given));
  }
}
