/** How somebody proves to be a user of the account: with their password, or with the key of their profile. */
export type Credentials =
  | { readonly kind: "password"; readonly login: string; readonly password: string }
  | { readonly kind: "apiKey"; readonly login: string; readonly key: string };

/** A session that was opened. */
export interface OpenedSession {
  /** Secret to send as `Authorization: Bearer <token>`. */
  readonly token: string;
  readonly expiresAt: Date;
  readonly login: string;
  /** Subdomain of the account. */
  readonly account: string;
}

/**
 * The gateway's sessions, as seen from one request: the implementation knows the client's address, which the limits on failed
 * attempts need. Both methods may throw a CrmError, `rateLimited` included.
 */
export interface Sessions {
  /** Signs in to the account. Null when it refuses the credentials. */
  create(credentials: Credentials): Promise<OpenedSession | null>;
  /** Ends the session of a token. False when there is none: never opened by us, ended already, or over. */
  delete(token: string): Promise<boolean>;
}
