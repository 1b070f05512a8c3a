/** What the account says of itself at sign-in. */
export interface Account {
  /** For example `acme` for `acme.amocrm.com`. */
  readonly subdomain: string;
  /** IANA name of the zone that dates without one are in. Null when the account does not say. */
  readonly timeZone: string | null;
}

/** A user's own session with the account: with it the account can be called without the credentials, until it ends. A secret. */
export interface AccountSession {
  readonly secret: string;
  readonly account: Account;
  readonly endsAt: Date;
}
