import { z } from "zod";

/** What a user of the account granted to the integration: the right to call it, as a pair of tokens that is renewed again and again. */
export interface Grant {
  /** Lets calls in until `expiresAt`. */
  readonly accessToken: string;
  /** Is worth one new pair; it works until that pair is first used. */
  readonly refreshToken: string;
  /**
   * When the pair was come by, in milliseconds since 1970, and in any case more than that of the pair before: of two pairs the one with
   * the larger number is the one to use.
   */
  readonly issuedAt: number;
  /** When the access token ends, in milliseconds since 1970. */
  readonly expiresAt: number;
  /** How long the access token lasts in all, in milliseconds. */
  readonly lastsMs: number;
}

/** The grant as it is kept, once it was unsealed. */
export const grantSchema: z.ZodType<Grant> = z.object({
  accessToken: z.string().min(1),
  refreshToken: z.string().min(1),
  issuedAt: z.number(),
  expiresAt: z.number(),
  lastsMs: z.number().positive(),
});

/** The one to use of two that may be there. */
export function newest(left: Grant | null, right: Grant | null): Grant | null {
  if (left === null || right === null) return left ?? right;
  return right.issuedAt > left.issuedAt ? right : left;
}

/** When a pair that takes the place of another is said to have been come by: later than that one, whatever the clocks of machines say. */
export function issuedAfter(before: Grant | null, now: number): number {
  return Math.max(now, (before?.issuedAt ?? 0) + 1);
}
