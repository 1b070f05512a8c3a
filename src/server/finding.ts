/** What came of a check. A warning says what may be wrong, and is no failure. */
export type Outcome = "ok" | "warning" | "failed";

/** What a check found. */
export interface Finding {
  readonly outcome: Outcome;
  /** What was found, or what to do about it. */
  readonly detail: string;
}

export function ok(detail: string): Finding {
  return { outcome: "ok", detail };
}

export function warning(detail: string): Finding {
  return { outcome: "warning", detail };
}

export function failed(detail: string): Finding {
  return { outcome: "failed", detail };
}
