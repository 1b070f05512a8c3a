import type { Refusal } from "../httpErrors.js";

/** When a client that was refused may come again, in seconds. */
export const RETRY_SECONDS = 5;

/** Refuses for now what may be granted soon. */
export function comeAgain(status: number, reason: string): Refusal {
  const message = `${reason} Come again in ${RETRY_SECONDS} seconds.`;
  return { status, code: "RATE_LIMITED", message, retryAfterSeconds: RETRY_SECONDS };
}
