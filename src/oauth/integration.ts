/** What the account knows this gateway by when it asks for tokens. */
export interface Integration {
  readonly clientId: string;
  /** A secret. */
  readonly clientSecret: string;
  /** Where the account sends a browser with a code; must be the same, to the letter, whenever tokens are asked for. */
  readonly redirectUri: string;
}
