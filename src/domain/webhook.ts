/** An address that the account tells of what is changed in it. */
export interface Webhook {
  readonly destination: string;
  /** What it is told of, in the account's own words. */
  readonly events: readonly string[];
  /** Whether the account has given up telling it. */
  readonly isDisabled: boolean;
}
