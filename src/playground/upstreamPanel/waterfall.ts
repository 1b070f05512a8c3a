import type { UpstreamCall } from "./upstreamCost.js";

/** A stretch of the time axis, in percent of it. */
interface Stretch {
  readonly from: number;
  readonly width: number;
}

/** A row of the waterfall: a call and where it lies on the time axis. */
export interface WaterfallRow {
  readonly call: UpstreamCall;
  readonly waiting: Stretch;
  readonly calling: Stretch;
}

/** Narrowest stretch, in percent, that can still be seen. */
const NARROWEST = 0.75;

/**
 * Lays calls out over a time axis from the request to the end of the last call, in the order in which they began. A read that was
 * under way before the request is drawn from its beginning on.
 */
export function layOut(calls: readonly UpstreamCall[]): readonly WaterfallRow[] {
  const end = Math.max(1, ...calls.map(({ startedMs, waitedMs, tookMs }) => startedMs + waitedMs + tookMs));
  const percent = (ms: number): number => (Math.min(Math.max(ms, 0), end) / end) * 100;
  return [...calls]
    .sort((a, b) => a.startedMs - b.startedMs)
    .map((call) => {
      const sentMs = call.startedMs + call.waitedMs;
      const from = Math.min(percent(sentMs), 100 - NARROWEST);
      const width = Math.max(percent(sentMs + call.tookMs) - from, NARROWEST);
      const waitingFrom = Math.min(percent(call.startedMs), from);
      return {
        call,
        waiting: { from: waitingFrom, width: from - waitingFrom },
        calling: { from, width },
      };
    });
}

/** What stands beside a call: nothing for one that worked, else how it ended. */
export function tellOutcome({ endpoint, outcome, ageMs }: UpstreamCall): string {
  switch (outcome) {
    case "ok":
      return endpoint === "auth" ? "sign-in, not counted" : "";
    case "cached":
      return ageMs === undefined ? "cached" : `cached, ${tellTime(ageMs)} old`;
    default:
      return outcome;
  }
}

/** A time in milliseconds as a person reads it: `12 ms`, `1.4 s`, `3 min`. */
export function tellTime(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}
